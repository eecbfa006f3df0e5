//! Repositories on the database.

use throughline_model::RepoId;
use throughline_model::shape::{Patch, Text};
use throughline_model::work::{EntityKind, KindOf, Repo, RepoCreate};

use super::table::{Table, json, newest, optional_json, row_count, row_fetch, row_find, row_insert, row_list, trace};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which repositories are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RepoFilter {
    /// With this visibility.
    pub visibility: Option<String>,
}

impl RepoFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 1] {
        [("visibility", self.visibility.as_deref())]
    }
}

impl Table for Stored<Repo> {
    const NAME: &'static str = "cwom_repos";
    const COLUMNS: &'static str = "id, trace_id, name, slug, source, default_branch, visibility, owners, policy, links, tags, meta, \
         created_at, updated_at, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = Repo {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            name: row.parsed(2)?,
            slug: row.parsed(3)?,
            source: row.json(4)?,
            default_branch: row.parsed(5)?,
            visibility: row.parsed(6)?,
            owners: row.json(7)?,
            policy: row.optional_json(8)?,
            links: row.json(9)?,
            tags: row.json(10)?,
            meta: row.json(11)?,
            created_at: row.time(12)?,
            updated_at: row.time(13)?,
        };
        Ok(Self { object, revision: row.i64(14)? })
    }
}

/// Makes a repository.
///
/// # Errors
/// When another one has its slug; and when the database refuses it or is away.
pub fn repo_create(session: &mut Session, context: &WorkContext, asked: RepoCreate) -> Result<Stored<Repo>, WorkError> {
    let id = RepoId::generate_after(newest::<Stored<Repo>, _>(session)?);
    let repo = asked.into_object(id, context.trace_id.clone(), context.now);
    if !repo_insert(session, &repo)? {
        return Err(WorkError::SlugTaken { slug: repo.slug.to_string() });
    }
    audit_append(session, context, AuditChange::created(EntityKind::Repo, repo.id, &repo))?;
    Ok(Stored::first(repo))
}

fn repo_insert(session: &mut Session, repo: &Repo) -> Result<bool, StoreError> {
    let [id, source, owners] = [repo.id.to_string(), json(&repo.source)?, json(&repo.owners)?];
    let [links, tags, meta] = [json(&repo.links)?, json(&repo.tags)?, json(&repo.meta)?];
    let policy = optional_json(repo.policy.as_ref())?;
    let values = values![
        &id,
        trace(repo.trace_id.as_ref()),
        repo.name.as_str(),
        repo.slug.as_str(),
        &source,
        repo.default_branch.as_str(),
        repo.visibility.as_str(),
        &owners,
        policy.as_deref(),
        &links,
        &tags,
        &meta,
        micros(repo.created_at),
        micros(repo.updated_at),
        1,
    ];
    row_insert::<Stored<Repo>>(session, values, "ON CONFLICT (slug) DO NOTHING")
}

/// The repository with this id.
///
/// # Errors
/// When the database is away.
pub fn repo_fetch(session: &mut Session, id: RepoId) -> Result<Option<Stored<Repo>>, StoreError> {
    row_fetch(session, id)
}

/// The repository with this slug.
///
/// # Errors
/// When the database is away.
pub fn repo_find_by_slug(session: &mut Session, slug: &str) -> Result<Option<Stored<Repo>>, StoreError> {
    row_find(session, "slug", slug)
}

/// Repositories, the newest first.
///
/// # Errors
/// When the database is away.
pub fn repo_list(
    session: &mut Session,
    filter: &RepoFilter,
    page: Page<RepoId>,
) -> Result<Vec<Stored<Repo>>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many repositories there are.
///
/// # Errors
/// When the database is away.
pub fn repo_count(session: &mut Session, filter: &RepoFilter) -> Result<u64, StoreError> {
    row_count::<Stored<Repo>>(session, &filter.wanted())
}

/// Changes a repository; what changes nothing is not written. `expected` is the revision that the caller knows.
///
/// # Errors
/// When there is none, when it has another revision, when what would come out is not valid; and when the database refuses it or
/// is away.
pub fn repo_update(
    session: &mut Session,
    context: &WorkContext,
    id: RepoId,
    patch: &Patch<Repo>,
    expected: Option<i64>,
) -> Result<Stored<Repo>, WorkError> {
    let before = repo_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Repo, id))?;
    before.check(EntityKind::Repo, id, expected)?;
    let repo = patch.apply(before.object.clone()).map_err(WorkError::Invalid)?;
    if repo == before.object {
        return Ok(before);
    }
    let after = before.next(Repo { updated_at: context.now, ..repo });
    row_update(session, &after)?;
    audit_append(session, context, AuditChange::updated(EntityKind::Repo, id, &before.object, &after.object))?;
    Ok(after)
}

fn row_update(session: &mut Session, Stored { object: repo, revision }: &Stored<Repo>) -> Result<(), StoreError> {
    let [id, source, owners] = [repo.id.to_string(), json(&repo.source)?, json(&repo.owners)?];
    let [links, tags, meta] = [json(&repo.links)?, json(&repo.tags)?, json(&repo.meta)?];
    let policy = optional_json(repo.policy.as_ref())?;
    let sql =
        "UPDATE cwom_repos SET name = $2, source = $3, default_branch = $4, visibility = $5, owners = $6, policy = $7,
                   links = $8, tags = $9, meta = $10, updated_at = $11, revision = $12
               WHERE id = $1";
    let values = values![
        &id,
        Text::as_str(&repo.name),
        &source,
        repo.default_branch.as_str(),
        repo.visibility.as_str(),
        &owners,
        policy.as_deref(),
        &links,
        &tags,
        &meta,
        micros(repo.updated_at),
        *revision,
    ];
    session.execute(sql, values).map(drop)
}
