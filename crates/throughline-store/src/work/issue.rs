//! Issues on the database: made, read and listed.

use throughline_model::work::{EntityKind, Issue, IssueCreate, IssueRelationships, KindOf, Link, RefTo, WorkId};
use throughline_model::{IssueId, WorkRunId};

use super::issue_link::{LinkKind, link_written};
use super::references::References;
use super::table::{
    Table, id as id_of, json, newest, places, reference, role, row_count, row_fetch, row_insert, row_list, trace,
};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, Value, micros};
use crate::{StoreError, values};

/// Which issues are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueFilter {
    /// Of this repository.
    pub repo_id: Option<String>,
    /// With this status.
    pub status: Option<String>,
    /// Of this type.
    pub r#type: Option<String>,
    /// With this priority.
    pub priority: Option<String>,
}

impl IssueFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("repo_id", self.repo_id.as_deref()),
            ("status", self.status.as_deref()),
            ("type", self.r#type.as_deref()),
            ("priority", self.priority.as_deref()),
        ]
    }
}

impl Table for Stored<Issue> {
    const NAME: &'static str = "cwom_issues";
    const COLUMNS: &'static str = "id, trace_id, repo_id, repo_role, title, description, type, priority, status, assignees, watchers, \
         acceptance, relationships, tags, meta, created_at, updated_at, revision";

    /// The issue without its links, which are read for many at once.
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = Issue {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            repo: reference(row, 2)?,
            title: row.parsed(4)?,
            description: row.parsed(5)?,
            r#type: row.parsed(6)?,
            priority: row.parsed(7)?,
            status: row.parsed(8)?,
            assignees: row.json(9)?,
            watchers: row.json(10)?,
            doctrine_refs: Vec::new(),
            constraints: Vec::new(),
            context_packets: Vec::new(),
            acceptance: row.json(11)?,
            relationships: row.json(12)?,
            runs: Vec::new(),
            tags: row.json(13)?,
            meta: row.json(14)?,
            created_at: row.time(15)?,
            updated_at: row.time(16)?,
        };
        Ok(Self { object, revision: row.i64(17)? })
    }
}

/// Makes an issue with its links.
///
/// # Errors
/// When it points at what is not there; and when the database refuses it or is away.
pub fn issue_create(
    session: &mut Session,
    context: &WorkContext,
    asked: IssueCreate,
) -> Result<Stored<Issue>, WorkError> {
    let references = References::default()
        .one(&["repo"], &asked.repo)
        .list(&["doctrine_refs"], &asked.doctrine_refs)
        .list(&["constraints"], &asked.constraints)
        .list(&["context_packets"], &asked.context_packets);
    relationships(references, &asked.relationships).check(session)?;
    let links: Vec<(LinkKind, String, Option<String>)> = links_of(LinkKind::DoctrineRef, &asked.doctrine_refs)
        .chain(links_of(LinkKind::ConstraintSnapshot, &asked.constraints))
        .chain(links_of(LinkKind::ContextPacket, &asked.context_packets))
        .collect();
    let id = IssueId::generate_after(newest::<Stored<Issue>, _>(session)?);
    issue_insert(session, &asked.into_object(id, context.trace_id.clone(), context.now))?;
    let mut made = Vec::new();
    for (kind, target, role) in &links {
        if kind.join().add(session, &id.to_string(), target, role.as_deref())? {
            made.push((*kind, target));
        }
    }
    let stored = issue_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Issue, id))?;
    audit_append(session, context, AuditChange::created(EntityKind::Issue, id, &stored.object))?;
    for (kind, target) in made {
        link_written(session, context, id, kind, target)?;
    }
    Ok(stored)
}

/// How it stands to others, for the check that they are there.
pub(super) fn relationships(references: References, relationships: &IssueRelationships) -> References {
    references
        .optional(&["relationships", "parent"], relationships.parent.as_ref())
        .list(&["relationships", "blocks"], &relationships.blocks)
        .list(&["relationships", "blocked_by"], &relationships.blocked_by)
        .list(&["relationships", "duplicates"], &relationships.duplicates)
}

fn links_of<K>(kind: LinkKind, references: &[RefTo<K>]) -> impl Iterator<Item = (LinkKind, String, Option<String>)> {
    references.iter().map(move |to| (kind, id_of(to).to_owned(), role(to).map(str::to_owned)))
}

fn issue_insert(session: &mut Session, issue: &Issue) -> Result<(), StoreError> {
    let [id, assignees, watchers] = [issue.id.to_string(), json(&issue.assignees)?, json(&issue.watchers)?];
    let [acceptance, relationships] = [json(&issue.acceptance)?, json(&issue.relationships)?];
    let [tags, meta] = [json(&issue.tags)?, json(&issue.meta)?];
    let values = values![
        &id,
        trace(issue.trace_id.as_ref()),
        id_of(&issue.repo),
        role(&issue.repo),
        issue.title.as_str(),
        issue.description.as_str(),
        issue.r#type.as_str(),
        issue.priority.as_str(),
        issue.status.as_str(),
        &assignees,
        &watchers,
        &acceptance,
        &relationships,
        &tags,
        &meta,
        micros(issue.created_at),
        micros(issue.updated_at),
        1,
    ];
    row_insert::<Stored<Issue>>(session, values, "").map(drop)
}

/// The issue with this id, and its links.
///
/// # Errors
/// When the database is away.
pub fn issue_fetch(session: &mut Session, id: IssueId) -> Result<Option<Stored<Issue>>, StoreError> {
    let mut found: Vec<_> = row_fetch::<Stored<Issue>>(session, id)?.into_iter().collect();
    links_fill(session, &mut found)?;
    Ok(found.pop())
}

/// Issues, the newest first, with their links: a statement for the page and one for each kind of link.
///
/// # Errors
/// When the database is away.
pub fn issue_list(
    session: &mut Session,
    filter: &IssueFilter,
    page: Page<IssueId>,
) -> Result<Vec<Stored<Issue>>, StoreError> {
    let mut found = row_list(session, &filter.wanted(), page)?;
    links_fill(session, &mut found)?;
    Ok(found)
}

/// How many issues there are.
///
/// # Errors
/// When the database is away.
pub fn issue_count(session: &mut Session, filter: &IssueFilter) -> Result<u64, StoreError> {
    row_count::<Stored<Issue>>(session, &filter.wanted())
}

fn links_fill(session: &mut Session, issues: &mut [Stored<Issue>]) -> Result<(), StoreError> {
    let ids: Vec<String> = issues.iter().map(|issue| issue.object.id.to_string()).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut doctrine = LinkKind::DoctrineRef.join().load(session, &ids)?;
    let mut constraints = LinkKind::ConstraintSnapshot.join().load(session, &ids)?;
    let mut packets = LinkKind::ContextPacket.join().load(session, &ids)?;
    let mut runs = runs_load(session, &ids)?;
    for (issue, id) in issues.iter_mut().map(|stored| &mut stored.object).zip(&ids) {
        issue.doctrine_refs = links(doctrine.remove(id));
        issue.constraints = links(constraints.remove(id));
        issue.context_packets = links(packets.remove(id));
        issue.runs = runs.remove(id).unwrap_or_default();
    }
    Ok(())
}

fn links<K: WorkId, R>(linked: Option<Vec<(K, R)>>) -> Vec<Link<K>> {
    linked.into_iter().flatten().map(|(id, _)| Link::new(id)).collect()
}

type Runs = std::collections::HashMap<String, Vec<Link<WorkRunId>>>;

fn runs_load(session: &mut Session, issues: &[String]) -> Result<Runs, StoreError> {
    let places = places(1, issues.len());
    let sql = format!("SELECT issue_id, id FROM cwom_runs WHERE issue_id IN ({places}) ORDER BY issue_id, id");
    let values: Vec<Value<'_>> = issues.iter().map(Value::from).collect();
    let mut runs = Runs::new();
    session.visit(&sql, &values, |row| {
        runs.entry(row.text(0)?.to_owned()).or_default().push(Link::new(row.parsed(1)?));
        Ok(())
    })?;
    Ok(runs)
}
