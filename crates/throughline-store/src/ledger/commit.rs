//! What becomes durable together: events, the rows that follow from them, and records.

use std::collections::HashMap;

use throughline_engine::{Commit, LedgerError, StageRecord};
use throughline_model::{Digest, Event, EventKind, PipelineId, ResourceUsage, RunId, RunStatus, StageId, StageStatus};

use super::DatabaseLedger;
use super::convert::{signed, text};
use super::events::{block_ids, event_append};
use super::handle::Inner;
use super::words::words;
use crate::StoreError;
use crate::database::Session;
use crate::error::{ledger_error, row_error};
use crate::values;

/// Why a commit was not made.
pub(crate) enum WriteError {
    Database(StoreError),
    Json(serde_json::Error),
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        Self::Database(error)
    }
}

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl DatabaseLedger {
    pub(super) fn commit_make(&self, commit: &Commit) -> Result<(), LedgerError> {
        let mut inner = self.lock();
        let Inner { session, usage, pipelines } = &mut *inner;
        self.together(session, |session| rows_write(session, commit, usage, pipelines))?;
        // Not before: a commit that fails may be made again.
        for event in commit.events.iter().filter(|event| matches!(event.kind, EventKind::RunEnded { .. })) {
            pipelines.remove(&event.run);
            usage.retain(|(run, _), _| *run != event.run);
        }
        self.place().check(self.path())
    }

    /// Stores what the next run will most likely say, so that it has to point to it only.
    pub(super) fn blocks_make(&self, events: &mut dyn Iterator<Item = EventKind>) -> Result<(), LedgerError> {
        self.together(&mut self.lock().session, |session| block_ids(session, events).map(drop))
    }

    /// Does it in one transaction that writes.
    fn together(
        &self,
        session: &mut Session,
        write: impl FnOnce(&mut Session) -> Result<(), WriteError>,
    ) -> Result<(), LedgerError> {
        let begin = words(session.is_postgres()).begin_commit;
        let begun = self.begin(session, begin).map_err(WriteError::from);
        let written = begun.and_then(|()| {
            let written = write(session);
            if written.is_err() {
                session.rollback();
                return written;
            }
            Ok(session.commit()?)
        });
        written.map_err(|error| match error {
            WriteError::Database(error) => ledger_error(self.path(), "write", error),
            WriteError::Json(source) => row_error(self.path(), "an event", source),
        })
    }
}

fn rows_write(
    session: &mut Session,
    commit: &Commit,
    usage: &mut HashMap<(RunId, StageId), ResourceUsage>,
    pipelines: &mut HashMap<RunId, PipelineId>,
) -> Result<(), WriteError> {
    for event in &commit.events {
        fold(session, event, usage, pipelines)?;
    }
    event_append(session, &commit.events)?;
    for record in &commit.records {
        record_create(session, record)?;
    }
    Ok(())
}

/// Writes the rows that follow from an event.
fn fold(
    session: &mut Session,
    event: &Event,
    usage: &mut HashMap<(RunId, StageId), ResourceUsage>,
    pipelines: &mut HashMap<RunId, PipelineId>,
) -> Result<(), WriteError> {
    match &event.kind {
        EventKind::RunStarted(started) => {
            pipelines.insert(event.run, started.pipeline_id.clone());
            session.execute(
                "INSERT INTO run (id, pipeline, name, status, parameters, started_at, planned)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
                values![
                    &event.run.to_string(),
                    started.pipeline_id.as_str(),
                    &started.name,
                    RunStatus::Running.as_str(),
                    &serde_json::to_string(&started.parameters)?,
                    event.at.as_millisecond(),
                    signed(started.planned_stage_ids.len() as u64),
                ],
            )?;
        }
        EventKind::RunEnded { status, duration_ms, failure } => {
            session.execute(
                "UPDATE run SET status = $2, finished_at = $3, duration_ms = $4, failure = $5 WHERE id = $1",
                values![
                    &event.run.to_string(),
                    status.as_str(),
                    event.at.as_millisecond(),
                    signed(*duration_ms),
                    failure.as_ref().map(serde_json::to_string).transpose()?.as_ref(),
                ],
            )?;
        }
        EventKind::AttemptEnded { stage_id, resource_usage, .. } => {
            usage.insert((event.run, stage_id.clone()), *resource_usage);
        }
        EventKind::StageSucceeded { stage_id, duration_ms, .. }
        | EventKind::StageFailed { stage_id, duration_ms, .. } => {
            let status = event.kind.stage_status().unwrap_or(StageStatus::Failed);
            let used = usage.get(&(event.run, stage_id.clone())).copied().unwrap_or_default();
            let pipeline = pipeline_of(session, event.run, pipelines)?;
            session.execute(
                "INSERT INTO stage_run
                 (run_id, pipeline, stage, status, duration_ms, at, user_micros, system_micros, max_rss_bytes)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (run_id, stage) DO UPDATE SET
                 pipeline = excluded.pipeline, status = excluded.status, duration_ms = excluded.duration_ms,
                 at = excluded.at, user_micros = excluded.user_micros, system_micros = excluded.system_micros,
                 max_rss_bytes = excluded.max_rss_bytes",
                values![
                    &event.run.to_string(),
                    &pipeline,
                    stage_id.as_str(),
                    status.as_str(),
                    signed(*duration_ms),
                    event.at.as_millisecond(),
                    signed(used.user_micros),
                    signed(used.system_micros),
                    signed(used.max_rss_bytes),
                ],
            )?;
        }
        EventKind::StageSkipped { .. }
        | EventKind::StageExpanded { .. }
        | EventKind::StageFresh { .. }
        | EventKind::StageStarted { .. }
        | EventKind::AttemptStarted { .. }
        | EventKind::RetryScheduled { .. }
        | EventKind::StageWaiting { .. }
        | EventKind::StageBlocked { .. }
        | EventKind::HookStarted { .. }
        | EventKind::HookEnded { .. }
        | EventKind::Warning { .. }
        | EventKind::InterruptRequested { .. } => {}
    }
    Ok(())
}

fn pipeline_of(
    session: &mut Session,
    run: RunId,
    pipelines: &HashMap<RunId, PipelineId>,
) -> Result<String, StoreError> {
    if let Some(pipeline) = pipelines.get(&run) {
        return Ok(pipeline.to_string());
    }
    let sql = "SELECT pipeline FROM run WHERE id = $1";
    Ok(session.query_opt(sql, values![&run.to_string()], |row| text(row, 0))?.unwrap_or_default())
}

fn record_create(session: &mut Session, record: &StageRecord) -> Result<(), WriteError> {
    let id = session.insert(
        "INSERT INTO stage_record (stage, run_id, attempt, fingerprint, parts, artifacts, after, usable, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            record.stage.as_str(),
            &record.run.to_string(),
            &record.attempt.to_string(),
            &record.fingerprint.to_string(),
            &record.parts,
            &serde_json::to_string(&record.artifacts)?,
            &serde_json::to_string(&record.after)?,
            record.usable,
            record.at.as_millisecond(),
        ],
    )?;
    session.execute(
        "INSERT INTO stage_head (stage, record_id) VALUES ($1, $2)
         ON CONFLICT (stage) DO UPDATE SET record_id = excluded.record_id",
        values![record.stage.as_str(), id],
    )?;
    for artifact in &record.artifacts {
        session.execute(
            "INSERT INTO record_artifact (record_id, path, digest) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![id, &artifact.path, artifact.digest.as_ref().map(Digest::as_bytes)],
        )?;
        session.execute(
            "INSERT INTO artifact_place (path, artifact) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            values![&artifact.path, artifact.id.as_str()],
        )?;
    }
    Ok(())
}
