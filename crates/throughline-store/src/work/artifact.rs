//! What came of runs, on the database.

use throughline_model::shape::{Count, Text};
use throughline_model::work::{Artifact, ArtifactCreate, EntityKind, KindOf};
use throughline_model::{IssueId, WorkArtifactId, WorkRunId};

use super::references::References;
use super::table::{
    Table, id as id_of, json, newest, reference, role, row_count, row_fetch, row_insert, row_list, trace,
};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which artifacts of a run or of an issue are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArtifactFilter {
    /// Of this type.
    pub r#type: Option<String>,
}

impl Table for Stored<Artifact> {
    const NAME: &'static str = "cwom_artifacts";
    const COLUMNS: &'static str = "id, trace_id, run_id, run_role, issue_id, issue_role, type, title, uri, digest, media_type, size_bytes, \
         preview, verification, tags, meta, created_at, updated_at, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let object = Artifact {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            produced_by: reference(row, 2)?,
            for_issue: reference(row, 4)?,
            r#type: row.parsed(6)?,
            title: row.parsed(7)?,
            uri: row.parsed(8)?,
            digest: row.optional_parsed(9)?,
            media_type: row.optional_parsed(10)?,
            size_bytes: row.optional_i64(11)?.map(|size| Count::clamped(size.unsigned_abs())),
            preview: row.optional_parsed(12)?,
            verification: row.json(13)?,
            tags: row.json(14)?,
            meta: row.json(15)?,
            created_at: row.time(16)?,
            updated_at: row.time(17)?,
        };
        Ok(Self { object, revision: row.i64(18)? })
    }
}

/// Makes an artifact.
///
/// # Errors
/// When its run or its issue is not there; and when the database refuses it or is away.
pub fn artifact_create(
    session: &mut Session,
    context: &WorkContext,
    asked: ArtifactCreate,
) -> Result<Stored<Artifact>, WorkError> {
    References::default()
        .one(&["produced_by"], &asked.produced_by)
        .one(&["for_issue"], &asked.for_issue)
        .check(session)?;
    let id = WorkArtifactId::generate_after(newest::<Stored<Artifact>, _>(session)?);
    let artifact = asked.into_object(id, context.trace_id.clone(), context.now);
    artifact_insert(session, &artifact)?;
    audit_append(session, context, AuditChange::created(EntityKind::Artifact, id, &artifact))?;
    Ok(Stored::first(artifact))
}

fn artifact_insert(session: &mut Session, artifact: &Artifact) -> Result<(), StoreError> {
    let [id, verification] = [artifact.id.to_string(), json(&artifact.verification)?];
    let [tags, meta] = [json(&artifact.tags)?, json(&artifact.meta)?];
    let values = values![
        &id,
        trace(artifact.trace_id.as_ref()),
        id_of(&artifact.produced_by),
        role(&artifact.produced_by),
        id_of(&artifact.for_issue),
        role(&artifact.for_issue),
        artifact.r#type.as_str(),
        artifact.title.as_str(),
        artifact.uri.as_str(),
        artifact.digest.as_ref().map(Text::as_str),
        artifact.media_type.as_ref().map(Text::as_str),
        artifact.size_bytes.map(Count::signed),
        artifact.preview.as_ref().map(Text::as_str),
        &verification,
        &tags,
        &meta,
        micros(artifact.created_at),
        micros(artifact.updated_at),
        1,
    ];
    row_insert::<Stored<Artifact>>(session, values, "").map(drop)
}

/// The artifact with this id.
///
/// # Errors
/// When the database is away.
pub fn artifact_fetch(session: &mut Session, id: WorkArtifactId) -> Result<Option<Stored<Artifact>>, StoreError> {
    row_fetch(session, id)
}

/// The artifacts of a run, the newest first.
///
/// # Errors
/// When the database is away.
pub fn artifact_list_of_run(
    session: &mut Session,
    run: WorkRunId,
    filter: &ArtifactFilter,
    page: Page<WorkArtifactId>,
) -> Result<Vec<Stored<Artifact>>, StoreError> {
    row_list(session, &[("run_id", Some(&run.to_string())), ("type", filter.r#type.as_deref())], page)
}

/// How many artifacts a run has.
///
/// # Errors
/// When the database is away.
pub fn artifact_count_of_run(
    session: &mut Session,
    run: WorkRunId,
    filter: &ArtifactFilter,
) -> Result<u64, StoreError> {
    row_count::<Stored<Artifact>>(session, &[("run_id", Some(&run.to_string())), ("type", filter.r#type.as_deref())])
}

/// The artifacts for an issue, the newest first.
///
/// # Errors
/// When the database is away.
pub fn artifact_list_of_issue(
    session: &mut Session,
    issue: IssueId,
    filter: &ArtifactFilter,
    page: Page<WorkArtifactId>,
) -> Result<Vec<Stored<Artifact>>, StoreError> {
    row_list(session, &[("issue_id", Some(&issue.to_string())), ("type", filter.r#type.as_deref())], page)
}

/// How many artifacts an issue has.
///
/// # Errors
/// When the database is away.
pub fn artifact_count_of_issue(
    session: &mut Session,
    issue: IssueId,
    filter: &ArtifactFilter,
) -> Result<u64, StoreError> {
    row_count::<Stored<Artifact>>(
        session,
        &[("issue_id", Some(&issue.to_string())), ("type", filter.r#type.as_deref())],
    )
}
