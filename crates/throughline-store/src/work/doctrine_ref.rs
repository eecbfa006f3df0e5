//! Rules on the database.

use throughline_model::DoctrineRefId;
use throughline_model::shape::{Patch, Text};
use throughline_model::work::{DoctrineApplicability, DoctrineRef, DoctrineRefCreate, EntityKind, KindOf};

use super::references::References;
use super::table::{Table, json, newest, row_count, row_fetch, row_insert, row_list, trace};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which rules are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DoctrineRefFilter {
    /// Of this area.
    pub namespace: Option<String>,
    /// Of this type.
    pub r#type: Option<String>,
    /// With this priority.
    pub priority: Option<String>,
}

impl DoctrineRefFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 3] {
        [
            ("namespace", self.namespace.as_deref()),
            ("type", self.r#type.as_deref()),
            ("priority", self.priority.as_deref()),
        ]
    }
}

impl Table for Stored<DoctrineRef> {
    const NAME: &'static str = "cwom_doctrine_refs";
    const COLUMNS: &'static str = "id, trace_id, namespace, name, version, type, priority, statement, rationale, links, applicability, \
         tags, meta, created_at, updated_at, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = DoctrineRef {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            namespace: row.parsed(2)?,
            name: row.parsed(3)?,
            version: row.parsed(4)?,
            r#type: row.parsed(5)?,
            priority: row.parsed(6)?,
            statement: row.parsed(7)?,
            rationale: row.optional_parsed(8)?,
            links: row.json(9)?,
            applicability: row.json(10)?,
            tags: row.json(11)?,
            meta: row.json(12)?,
            created_at: row.time(13)?,
            updated_at: row.time(14)?,
        };
        Ok(Self { object, revision: row.i64(15)? })
    }
}

/// Makes a rule.
///
/// # Errors
/// When another one has its names, when it points at what is not there; and when the database refuses it or is away.
pub fn doctrine_ref_create(
    session: &mut Session,
    context: &WorkContext,
    asked: DoctrineRefCreate,
) -> Result<Stored<DoctrineRef>, WorkError> {
    references(&asked.applicability).check(session)?;
    let id = DoctrineRefId::generate_after(newest::<Stored<DoctrineRef>, _>(session)?);
    let rule = asked.into_object(id, context.trace_id.clone(), context.now);
    if !rule_insert(session, &rule)? {
        return Err(WorkError::DoctrineTaken {
            namespace: rule.namespace.into_string(),
            name: rule.name.into_string(),
            version: rule.version.into_string(),
        });
    }
    audit_append(session, context, AuditChange::created(EntityKind::DoctrineRef, id, &rule))?;
    Ok(Stored::first(rule))
}

fn references(applicability: &DoctrineApplicability) -> References {
    References::default().list(&["applicability", "repo_refs"], &applicability.repo_refs)
}

fn rule_insert(session: &mut Session, rule: &DoctrineRef) -> Result<bool, StoreError> {
    let [id, links, applicability] = [rule.id.to_string(), json(&rule.links)?, json(&rule.applicability)?];
    let [tags, meta] = [json(&rule.tags)?, json(&rule.meta)?];
    let values = values![
        &id,
        trace(rule.trace_id.as_ref()),
        rule.namespace.as_str(),
        rule.name.as_str(),
        rule.version.as_str(),
        rule.r#type.as_str(),
        rule.priority.as_str(),
        rule.statement.as_str(),
        rule.rationale.as_ref().map(Text::as_str),
        &links,
        &applicability,
        &tags,
        &meta,
        micros(rule.created_at),
        micros(rule.updated_at),
        1,
    ];
    row_insert::<Stored<DoctrineRef>>(session, values, "ON CONFLICT (namespace, name, version) DO NOTHING")
}

/// The rule with this id.
///
/// # Errors
/// When the database is away.
pub fn doctrine_ref_fetch(session: &mut Session, id: DoctrineRefId) -> Result<Option<Stored<DoctrineRef>>, StoreError> {
    row_fetch(session, id)
}

/// Rules, the newest first.
///
/// # Errors
/// When the database is away.
pub fn doctrine_ref_list(
    session: &mut Session,
    filter: &DoctrineRefFilter,
    page: Page<DoctrineRefId>,
) -> Result<Vec<Stored<DoctrineRef>>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many rules there are.
///
/// # Errors
/// When the database is away.
pub fn doctrine_ref_count(session: &mut Session, filter: &DoctrineRefFilter) -> Result<u64, StoreError> {
    row_count::<Stored<DoctrineRef>>(session, &filter.wanted())
}

/// Changes a rule; what changes nothing is not written. `expected` is the revision that the caller knows.
///
/// # Errors
/// When there is none, when it has another revision, when what would come out is not valid or points at what is not there; and
/// when the database refuses it or is away.
pub fn doctrine_ref_update(
    session: &mut Session,
    context: &WorkContext,
    id: DoctrineRefId,
    patch: &Patch<DoctrineRef>,
    expected: Option<i64>,
) -> Result<Stored<DoctrineRef>, WorkError> {
    let kind = EntityKind::DoctrineRef;
    let before = doctrine_ref_fetch(session, id)?.ok_or_else(|| WorkError::not_found(kind, id))?;
    before.check(kind, id, expected)?;
    let rule = patch.apply(before.object.clone()).map_err(WorkError::Invalid)?;
    if rule == before.object {
        return Ok(before);
    }
    if rule.applicability != before.object.applicability {
        references(&rule.applicability).check(session)?;
    }
    let after = before.next(DoctrineRef { updated_at: context.now, ..rule });
    row_update(session, &after)?;
    audit_append(session, context, AuditChange::updated(kind, id, &before.object, &after.object))?;
    Ok(after)
}

fn row_update(
    session: &mut Session,
    Stored { object: rule, revision }: &Stored<DoctrineRef>,
) -> Result<(), StoreError> {
    let [id, links, applicability] = [rule.id.to_string(), json(&rule.links)?, json(&rule.applicability)?];
    let [tags, meta] = [json(&rule.tags)?, json(&rule.meta)?];
    let sql =
        "UPDATE cwom_doctrine_refs SET priority = $2, statement = $3, rationale = $4, links = $5, applicability = $6,
                   tags = $7, meta = $8, updated_at = $9, revision = $10
               WHERE id = $1";
    let values = values![
        &id,
        rule.priority.as_str(),
        rule.statement.as_str(),
        rule.rationale.as_ref().map(Text::as_str),
        &links,
        &applicability,
        &tags,
        &meta,
        micros(rule.updated_at),
        *revision,
    ];
    session.execute(sql, values).map(drop)
}
