//! Changes of issues.

use throughline_model::IssueId;
use throughline_model::shape::{Patch, Time};
use throughline_model::work::{EntityKind, Issue, Status};

use super::issue::{issue_fetch, relationships};
use super::references::References;
use super::table::json;
use super::{AuditChange, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Session, micros};
use crate::{StoreError, values};

/// Changes an issue; what changes nothing is not written. `expected` is the revision that the caller knows. The audit log
/// is told of a new status, and of anything else.
///
/// # Errors
/// When there is none, when it has another revision, when what would come out is not valid or points at what is not there; and
/// when the database refuses it or is away.
pub fn issue_update(
    session: &mut Session,
    context: &WorkContext,
    id: IssueId,
    patch: &Patch<Issue>,
    expected: Option<i64>,
) -> Result<Stored<Issue>, WorkError> {
    let before = issue_expected(session, id, expected)?;
    let issue = patch.apply(before.object.clone()).map_err(WorkError::Invalid)?;
    if issue == before.object {
        return Ok(before);
    }
    if issue.relationships != before.object.relationships {
        relationships(References::default(), &issue.relationships).check(session)?;
    }
    let after = before.next(Issue { updated_at: context.now, ..issue });
    row_update(session, &after)?;
    let (from, to) = (before.object.status, after.object.status);
    if from != to {
        audit_append(session, context, moved(id, from, to))?;
    }
    let rest = Issue { status: from, updated_at: before.object.updated_at, ..after.object.clone() };
    if rest != before.object {
        audit_append(session, context, AuditChange::updated(EntityKind::Issue, id, &before.object, &after.object))?;
    }
    Ok(after)
}

/// Moves an issue to a status, from any other; to stay is no change.
///
/// # Errors
/// When there is none, when it has another revision; and when the database refuses it or is away.
pub fn issue_set_status(
    session: &mut Session,
    context: &WorkContext,
    id: IssueId,
    status: Status,
    expected: Option<i64>,
) -> Result<Stored<Issue>, WorkError> {
    let before = issue_expected(session, id, expected)?;
    let from = before.object.status;
    if from == status {
        return Ok(before);
    }
    let after = before.next(Issue { status, updated_at: context.now, ..before.object.clone() });
    status_write(session, id, status, context.now)?;
    audit_append(session, context, moved(id, from, status))?;
    Ok(after)
}

/// Writes a status, and says nothing of it.
pub(super) fn status_write(session: &mut Session, id: IssueId, status: Status, now: Time) -> Result<(), StoreError> {
    let sql = "UPDATE cwom_issues SET status = $2, updated_at = $3, revision = revision + 1 WHERE id = $1";
    session.execute(sql, values![&id.to_string(), status.as_str(), micros(now)]).map(drop)
}

/// The issue, if it is what the caller thinks it is.
pub(super) fn issue_expected(
    session: &mut Session,
    id: IssueId,
    expected: Option<i64>,
) -> Result<Stored<Issue>, WorkError> {
    let found = issue_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Issue, id))?;
    found.check(EntityKind::Issue, id, expected)?;
    Ok(found)
}

fn moved(id: IssueId, from: Status, to: Status) -> AuditChange {
    AuditChange::status_changed(EntityKind::Issue, id, from.as_str(), to.as_str())
}

fn row_update(session: &mut Session, Stored { object: issue, revision }: &Stored<Issue>) -> Result<(), StoreError> {
    let [id, assignees, watchers] = [issue.id.to_string(), json(&issue.assignees)?, json(&issue.watchers)?];
    let [acceptance, relationships] = [json(&issue.acceptance)?, json(&issue.relationships)?];
    let [tags, meta] = [json(&issue.tags)?, json(&issue.meta)?];
    let sql = "UPDATE cwom_issues SET title = $2, description = $3, type = $4, priority = $5, status = $6, assignees = $7,
                   watchers = $8, acceptance = $9, relationships = $10, tags = $11, meta = $12, updated_at = $13, revision = $14
               WHERE id = $1";
    let values = values![
        &id,
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
        micros(issue.updated_at),
        *revision,
    ];
    session.execute(sql, values).map(drop)
}
