//! Changes of runs.

use throughline_model::WorkRunId;
use throughline_model::shape::Time;
use throughline_model::work::{EntityKind, Run, RunPatch, Status};

use super::references::References;
use super::run::run_fetch;
use super::table::{json, optional_json};
use super::{AuditChange, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Session, micros};
use crate::{StoreError, values};

/// Tells something of a run; what changes nothing is not written. `expected` is the revision that the caller knows. The
/// audit log is told of the new status, or, where that stays, of the whole change.
///
/// # Errors
/// When there is none, when it has another revision, when it may not go to the status, when an artifact is not there; and
/// when the database refuses it or is away.
pub fn run_patch(
    session: &mut Session,
    context: &WorkContext,
    id: WorkRunId,
    patch: RunPatch,
    expected: Option<i64>,
) -> Result<Stored<Run>, WorkError> {
    let before = run_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Run, id))?;
    before.check(EntityKind::Run, id, expected)?;
    if let Some(outputs) = &patch.outputs {
        References::default().list(&["outputs", "artifacts"], &outputs.artifacts).check(session)?;
    }
    let run = before.object.clone().patched(patch, context.now)?;
    if (Run { updated_at: before.object.updated_at, ..run.clone() }) == before.object {
        return Ok(before);
    }
    let after = before.next(run);
    row_update(session, &after)?;
    let (from, to) = (before.object.status, after.object.status);
    let change = if from == to {
        AuditChange::updated(EntityKind::Run, id, &before.object, &after.object)
    } else {
        AuditChange::status_changed(EntityKind::Run, id, from.as_str(), to.as_str())
    };
    audit_append(session, context, change)?;
    Ok(after)
}

/// Writes a status, whatever stood there before, and says nothing of it.
pub(super) fn status_write(session: &mut Session, id: WorkRunId, status: Status, now: Time) -> Result<(), StoreError> {
    let sql = "UPDATE cwom_runs SET status = $2, updated_at = $3, revision = revision + 1 WHERE id = $1";
    session.execute(sql, values![&id.to_string(), status.as_str(), micros(now)]).map(drop)
}

fn row_update(session: &mut Session, Stored { object: run, revision }: &Stored<Run>) -> Result<(), StoreError> {
    let [id, telemetry, cost] = [run.id.to_string(), json(&run.telemetry)?, json(&run.cost)?];
    let (outputs, failure) = (json(&run.outputs)?, optional_json(run.failure.as_ref())?);
    let sql =
        "UPDATE cwom_runs SET status = $2, telemetry = $3, cost = $4, outputs = $5, failure = $6, updated_at = $7,
                   revision = $8
               WHERE id = $1";
    let values = values![
        &id,
        run.status.as_str(),
        &telemetry,
        &cost,
        &outputs,
        failure.as_deref(),
        micros(run.updated_at),
        *revision,
    ];
    session.execute(sql, values).map(drop)
}
