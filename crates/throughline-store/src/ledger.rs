//! [`Ledger`] over SQLite. Statements stand where they are used and are prepared once.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, Transaction, params};
use throughline_engine::{
    Commit, GateDecision, Ledger, LedgerError, RemovedArtifact, RunRow, StageRecord, StageRun, Tombstone,
};
use throughline_model::{
    AttemptId, Digest, Event, EventKind, PipelineId, ResourceUsage, RunId, RunStatus, StageId, StageStatus,
};

use crate::convert::{self, RECORD_COLUMNS, RUN_COLUMNS, signed};
use crate::database::SCHEMA_VERSION;
use crate::error::{ledger_error, row_error};
use crate::events::{EVENTS, StoredEvents, block_ids, event_append, events_of};
use crate::place::Place;
use crate::tombstones;

/// The ledger in one SQLite file.
pub struct SqliteLedger {
    inner: Mutex<Inner>,
    path: String,
    place: Place,
}

struct Inner {
    connection: Connection,
    /// What the last attempt of a stage used: its end may be committed after the attempt's.
    usage: HashMap<(RunId, StageId), ResourceUsage>,
    /// The pipelines of the runs that this process carries.
    pipelines: HashMap<RunId, PipelineId>,
}

/// A longer write-ahead log is folded into the file when the ledger is closed: the next to open it would have to read it.
const LONG_LOG_BYTES: u64 = 4 << 20;

impl Drop for SqliteLedger {
    fn drop(&mut self) {
        let log = std::fs::metadata(format!("{}-wal", self.path)).map_or(0, |log| log.len());
        if log > LONG_LOG_BYTES {
            // Whoever opens the file next can do it too.
            let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
            let _ = inner.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            // The first to write to an empty log waits for the disk: better now than when somebody waits for a run.
            let _ = inner.connection.pragma_update(None, "user_version", SCHEMA_VERSION);
        }
    }
}

impl SqliteLedger {
    pub(crate) fn new(session: crate::Session, path: String) -> Self {
        #[expect(clippy::unwrap_used)]
        let connection = session.into_connection().unwrap();
        connection.set_prepared_statement_cache_capacity(64);
        let inner = Inner { connection, usage: HashMap::new(), pipelines: HashMap::new() };
        Self { inner: Mutex::new(inner), place: Place::of(&path), path }
    }

    /// A thread that panicked while it held the lock left SQLite to roll its transaction back.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection, for tests that watch it.
    #[cfg(test)]
    pub(crate) fn connection(&mut self) -> &mut Connection {
        &mut self.inner.get_mut().unwrap_or_else(PoisonError::into_inner).connection
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// What the file and its log take up, in bytes.
    pub(crate) fn file_bytes(&self) -> u64 {
        let size = |path: &str| std::fs::metadata(path).map_or(0, |stat| stat.len());
        size(&self.path) + size(&format!("{}-wal", self.path))
    }

    /// Does something with the connection that no other thread may come between.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        work(&mut self.lock().connection)
    }

    /// Shows each row of an answer, one at a time.
    pub(crate) fn visit(
        &self,
        sql: &str,
        visit: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), LedgerError> {
        let read = |connection: &mut Connection| {
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(row)?;
            }
            Ok(())
        };
        self.with(read).map_err(|source: rusqlite::Error| {
            ledger_error(&self.path, "read", crate::database::sqlite_error(&self.path, source))
        })
    }

    fn unwritten(&self, error: WriteError) -> LedgerError {
        match error {
            WriteError::Database(source) => {
                ledger_error(&self.path, "write", crate::database::sqlite_error(&self.path, source))
            }
            WriteError::Json(source) => row_error(&self.path, "an event", source),
        }
    }

    pub(crate) fn list<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, LedgerError> {
        let inner = self.lock();
        let rows = || -> rusqlite::Result<Vec<T>> {
            let mut statement = inner.connection.prepare_cached(sql)?;
            statement.query_map(params, |row| read(row))?.collect()
        };
        rows().map_err(|source: rusqlite::Error| {
            ledger_error(&self.path, "read", crate::database::sqlite_error(&self.path, source))
        })
    }
}

impl Ledger for SqliteLedger {
    fn commit(&self, commit: &Commit) -> Result<(), LedgerError> {
        let mut inner = self.lock();
        let Inner { connection, usage, pipelines } = &mut *inner;
        let mut write = || -> Result<(), WriteError> {
            let transaction = connection.transaction()?;
            for event in &commit.events {
                fold(&transaction, event, usage, pipelines)?;
            }
            event_append(&transaction, &commit.events)?;
            for record in &commit.records {
                record_create(&transaction, record)?;
            }
            transaction.commit()?;
            // Not before: a commit that fails may be made again.
            for event in commit.events.iter().filter(|event| matches!(event.kind, EventKind::RunEnded { .. })) {
                pipelines.remove(&event.run);
                usage.retain(|(run, _), _| *run != event.run);
            }
            Ok(())
        };
        write().map_err(|error| self.unwritten(error))?;
        self.place.check(&self.path)
    }

    fn foresee(&self, events: &mut dyn Iterator<Item = EventKind>) -> Result<(), LedgerError> {
        let mut inner = self.lock();
        let write = || -> Result<(), WriteError> {
            let transaction = inner.connection.transaction()?;
            block_ids(&transaction, events)?;
            Ok(transaction.commit()?)
        };
        write().map_err(|error| self.unwritten(error))
    }

    fn record_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        let wanted = serde_json::to_string(stages).map_err(|error| row_error(&self.path, "a stage id", error))?;
        let columns = RECORD_COLUMNS.replace("stage,", "r.stage,");
        let sql = format!(
            "SELECT {columns} FROM json_each(?1) w
             JOIN stage_head h ON h.stage = w.value JOIN stage_record r ON r.id = h.record_id"
        );
        let records = self.list(&sql, params![wanted], convert::stage_record)?;
        Ok(records.into_iter().map(|record| (record.stage.clone(), record)).collect())
    }

    fn record_find(&self, stage: &StageId, fingerprint: &Digest) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!(
            "SELECT {RECORD_COLUMNS} FROM stage_record
             WHERE stage = ?1 AND fingerprint = ?2 AND usable ORDER BY id DESC LIMIT 1"
        );
        let found = self.list(&sql, params![stage.as_str(), fingerprint.to_string()], convert::stage_record)?;
        Ok(found.into_iter().next())
    }

    fn record_newest(&self) -> Result<Option<AttemptId>, LedgerError> {
        let sql = "SELECT attempt FROM stage_record ORDER BY id DESC LIMIT 1";
        Ok(self.list(sql, [], convert::attempt)?.into_iter().next())
    }

    fn record_list(&self, stage: &StageId) -> Result<Vec<StageRecord>, LedgerError> {
        let sql = format!("SELECT {RECORD_COLUMNS} FROM stage_record WHERE stage = ?1 ORDER BY id DESC");
        self.list(&sql, params![stage.as_str()], convert::stage_record)
    }

    fn record_recent(&self, stage: &StageId, limit: usize) -> Result<Vec<StageRecord>, LedgerError> {
        let sql = format!("SELECT {RECORD_COLUMNS} FROM stage_record WHERE stage = ?1 ORDER BY id DESC LIMIT ?2");
        self.list(&sql, params![stage.as_str(), signed(limit as u64)], convert::stage_record)
    }

    fn record_of_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!("SELECT {RECORD_COLUMNS} FROM stage_record WHERE attempt = ?1 ORDER BY id DESC LIMIT 1");
        Ok(self.list(&sql, params![attempt.to_string()], convert::stage_record)?.into_iter().next())
    }

    fn record_writers(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError> {
        // Artifacts are recorded without the slash that a folder may be named with.
        let path = path.trim_end_matches('/');
        // Everything below a folder sorts between `folder/` and `folder0`, the character after `/`.
        let sql = format!(
            "SELECT {RECORD_COLUMNS} FROM stage_record WHERE id IN (
                 SELECT record_id FROM record_artifact WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0')
             ) ORDER BY id DESC"
        );
        self.list(&sql, params![path], convert::stage_record)
    }

    fn record_writer(
        &self,
        path: &str,
        digest: Option<&Digest>,
        until: Option<Timestamp>,
    ) -> Result<Option<StageRecord>, LedgerError> {
        // The records of a path stand in order, so the walk ends at the first that fits; only those are read.
        let columns = RECORD_COLUMNS.split(", ").map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT {columns} FROM record_artifact a CROSS JOIN stage_record r ON r.id = a.record_id
             WHERE a.path = ?1 AND (?2 IS NULL OR a.digest = ?2) AND (?3 IS NULL OR r.at <= ?3)
             ORDER BY a.record_id DESC LIMIT 1"
        );
        let params = params![path, digest.map(Digest::as_bytes), until.map(Timestamp::as_millisecond)];
        Ok(self.list(&sql, params, convert::stage_record)?.into_iter().next())
    }

    fn artifact_paths(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        let sql = "SELECT path FROM artifact_place WHERE artifact = ?1 ORDER BY path";
        self.list(sql, params![id], |row| row.get(0))
    }

    fn artifact_paths_below(&self, folder: &str) -> Result<Vec<String>, LedgerError> {
        // As for the writers of a folder.
        let folder = folder.trim_end_matches('/');
        let sql = "SELECT DISTINCT path FROM artifact_place
                   WHERE path = ?1 OR (path > ?1 || '/' AND path < ?1 || '0') ORDER BY path";
        self.list(sql, params![folder], |row| row.get(0))
    }

    fn record_before(&self, stage: &StageId, run: RunId) -> Result<Option<StageRecord>, LedgerError> {
        let sql = format!(
            "SELECT {RECORD_COLUMNS} FROM stage_record WHERE stage = ?1 AND run_id < ?2
             ORDER BY run_id DESC, id DESC LIMIT 1"
        );
        Ok(self.list(&sql, params![stage.as_str(), run.to_string()], convert::stage_record)?.into_iter().next())
    }

    fn run_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        match pipeline {
            Some(pipeline) => {
                let sql = format!("SELECT {RUN_COLUMNS} FROM run WHERE pipeline = ?1 ORDER BY id DESC LIMIT ?2");
                self.list(&sql, params![pipeline.as_str(), limit], convert::run_row)
            }
            None => {
                let sql = format!("SELECT {RUN_COLUMNS} FROM run ORDER BY id DESC LIMIT ?1");
                self.list(&sql, params![limit], convert::run_row)
            }
        }
    }

    fn run_nth(&self, number: usize) -> Result<Option<RunRow>, LedgerError> {
        let Some(newer) = number.checked_sub(1) else { return Ok(None) };
        let sql = format!("SELECT {RUN_COLUMNS} FROM run ORDER BY id DESC LIMIT 1 OFFSET ?1");
        Ok(self.list(&sql, params![signed(newer as u64)], convert::run_row)?.into_iter().next())
    }

    fn run_count(&self, from: RunId, before: Option<RunId>) -> Result<usize, LedgerError> {
        // `[` follows `Z`, the last character of an id.
        let before = before.map_or_else(|| "[".to_owned(), |run| run.to_string());
        let sql = "SELECT COUNT(*) FROM run WHERE id >= ?1 AND id < ?2";
        let count = self.list(sql, params![from.to_string(), before], |row| row.get::<_, i64>(0))?;
        Ok(count.first().and_then(|count| usize::try_from(*count).ok()).unwrap_or(0))
    }

    fn run_fetch(&self, run: RunId) -> Result<Option<RunRow>, LedgerError> {
        let sql = format!("SELECT {RUN_COLUMNS} FROM run WHERE id = ?1");
        Ok(self.list(&sql, params![run.to_string()], convert::run_row)?.into_iter().next())
    }

    fn run_find(&self, text: &str) -> Result<Vec<RunRow>, LedgerError> {
        let name = text.strip_suffix(".json").or_else(|| text.strip_suffix(".log")).unwrap_or(text);
        let prefix = text.to_ascii_uppercase();
        // `[` follows `Z`, the last character of an id.
        let sql = format!(
            "SELECT {RUN_COLUMNS} FROM run WHERE name = ?1 OR (id >= ?2 AND id < ?2 || '[') ORDER BY id DESC LIMIT 2"
        );
        self.list(&sql, params![name, prefix], convert::run_row)
    }

    fn run_unfinished(&self) -> Result<Vec<RunRow>, LedgerError> {
        let sql = format!("SELECT {RUN_COLUMNS} FROM run WHERE finished_at IS NULL ORDER BY id");
        self.list(&sql, [], convert::run_row)
    }

    fn event_list(&self, run: RunId, from: u64) -> Result<Vec<Event>, LedgerError> {
        let rows = self.list(EVENTS, params![run.to_string(), signed(from)], StoredEvents::read)?;
        events_of(&self.path, run, &rows, from)
    }

    fn stage_run_list(&self, pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError> {
        let columns =
            "s.run_id, s.stage, s.status, s.duration_ms, s.at, s.user_micros, s.system_micros, s.max_rss_bytes";
        match pipeline {
            Some(pipeline) => {
                let sql = format!(
                    "SELECT {columns} FROM run r CROSS JOIN stage_run s ON s.run_id = r.id
                     WHERE r.pipeline = ?1 ORDER BY r.id, s.at"
                );
                self.list(&sql, params![pipeline.as_str()], convert::stage_run)
            }
            None => {
                let sql = format!("SELECT {columns} FROM stage_run s ORDER BY s.run_id, s.at");
                self.list(&sql, [], convert::stage_run)
            }
        }
    }

    fn decision_create(&self, decision: &GateDecision) -> Result<(), LedgerError> {
        let inner = self.lock();
        inner
            .connection
            .execute(
                "INSERT INTO gate_decision (stage, run_id, fingerprint, approved, decided_by, comment, evidence, at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    decision.stage.as_str(),
                    decision.run.to_string(),
                    decision.fingerprint.to_string(),
                    decision.approved,
                    decision.by,
                    decision.comment,
                    decision.evidence.map(|digest| digest.to_string()),
                    decision.at.as_millisecond(),
                ],
            )
            .map(|_| ())
            .map_err(|source| ledger_error(&self.path, "write", crate::database::sqlite_error(&self.path, source)))
    }

    fn decision_list(&self, stage: &StageId) -> Result<Vec<GateDecision>, LedgerError> {
        let sql = "SELECT stage, run_id, fingerprint, approved, decided_by, comment, evidence, at
                   FROM gate_decision WHERE stage = ?1 ORDER BY id DESC";
        self.list(sql, params![stage.as_str()], convert::gate_decision)
    }

    fn tombstone_find(&self, text: &str) -> Result<Vec<Tombstone>, LedgerError> {
        let name = text.strip_suffix(".json").or_else(|| text.strip_suffix(".log")).unwrap_or(text);
        let prefix = text.to_ascii_uppercase();
        // `[` follows `Z`, the last character of an id.
        let which = "WHERE t.name = ?1 OR (t.run_id >= ?2 AND t.run_id < ?2 || '[') ORDER BY t.run_id DESC LIMIT 2";
        self.list(&tombstones::tombstones(which), params![name, prefix], tombstones::tombstone)
    }

    fn tombstone_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<Tombstone>, LedgerError> {
        let which = "WHERE ?1 IS NULL OR t.pipeline = ?1 ORDER BY t.run_id DESC LIMIT ?2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let params = params![pipeline.map(PipelineId::as_str), limit];
        self.list(&tombstones::tombstones(which), params, tombstones::tombstone)
    }

    fn tombstone_count(&self, pipeline: Option<&PipelineId>) -> Result<usize, LedgerError> {
        let sql = "SELECT COUNT(*) FROM tombstone WHERE ?1 IS NULL OR pipeline = ?1";
        let count = self.list(sql, params![pipeline.map(PipelineId::as_str)], |row| row.get::<_, i64>(0))?;
        Ok(count.first().and_then(|count| usize::try_from(*count).ok()).unwrap_or(0))
    }

    fn removed_at_path(&self, path: &str) -> Result<Vec<RemovedArtifact>, LedgerError> {
        let which = "WHERE a.path = ?1 ORDER BY a.at DESC";
        let path = path.trim_end_matches('/');
        self.list(&tombstones::removed_artifacts(which), params![path], tombstones::removed_artifact)
    }

    fn removed_content(&self, digest: &Digest) -> Result<Option<RemovedArtifact>, LedgerError> {
        let which = "WHERE a.digest = ?1 ORDER BY a.at DESC LIMIT 1";
        let sql = tombstones::removed_artifacts(which);
        Ok(self.list(&sql, params![digest.as_bytes()], tombstones::removed_artifact)?.into_iter().next())
    }
}

/// Why a commit was not made.
pub(crate) enum WriteError {
    Database(rusqlite::Error),
    Json(serde_json::Error),
}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<serde_json::Error> for WriteError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

/// Writes the rows that follow from an event.
fn fold(
    transaction: &Transaction<'_>,
    event: &Event,
    usage: &mut HashMap<(RunId, StageId), ResourceUsage>,
    pipelines: &mut HashMap<RunId, PipelineId>,
) -> Result<(), WriteError> {
    match &event.kind {
        EventKind::RunStarted(started) => {
            pipelines.insert(event.run, started.pipeline_id.clone());
            let mut statement = transaction.prepare_cached(
                "INSERT INTO run (id, pipeline, name, status, parameters, started_at, planned)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?;
            statement.execute(params![
                event.run.to_string(),
                started.pipeline_id.as_str(),
                started.name,
                RunStatus::Running.as_str(),
                serde_json::to_string(&started.parameters)?,
                event.at.as_millisecond(),
                signed(started.planned_stage_ids.len() as u64),
            ])?;
        }
        EventKind::RunEnded { status, duration_ms, failure } => {
            let mut statement = transaction.prepare_cached(
                "UPDATE run SET status = ?2, finished_at = ?3, duration_ms = ?4, failure = ?5 WHERE id = ?1",
            )?;
            statement.execute(params![
                event.run.to_string(),
                status.as_str(),
                event.at.as_millisecond(),
                signed(*duration_ms),
                failure.as_ref().map(serde_json::to_string).transpose()?,
            ])?;
        }
        EventKind::AttemptEnded { stage_id, resource_usage, .. } => {
            usage.insert((event.run, stage_id.clone()), *resource_usage);
        }
        EventKind::StageSucceeded { stage_id, duration_ms, .. }
        | EventKind::StageFailed { stage_id, duration_ms, .. } => {
            let status = event.kind.stage_status().unwrap_or(StageStatus::Failed);
            let used = usage.get(&(event.run, stage_id.clone())).copied().unwrap_or_default();
            let pipeline = pipeline_of(transaction, event.run, pipelines)?;
            let mut statement = transaction.prepare_cached(
                "INSERT OR REPLACE INTO stage_run
                 (run_id, pipeline, stage, status, duration_ms, at, user_micros, system_micros, max_rss_bytes)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?;
            statement.execute(params![
                event.run.to_string(),
                pipeline,
                stage_id.as_str(),
                status.as_str(),
                signed(*duration_ms),
                event.at.as_millisecond(),
                signed(used.user_micros),
                signed(used.system_micros),
                signed(used.max_rss_bytes),
            ])?;
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
    transaction: &Transaction<'_>,
    run: RunId,
    pipelines: &HashMap<RunId, PipelineId>,
) -> rusqlite::Result<String> {
    if let Some(pipeline) = pipelines.get(&run) {
        return Ok(pipeline.to_string());
    }
    let found = transaction
        .query_row("SELECT pipeline FROM run WHERE id = ?1", params![run.to_string()], |row| row.get(0))
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn record_create(transaction: &Transaction<'_>, record: &StageRecord) -> Result<(), WriteError> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO stage_record (stage, run_id, attempt, fingerprint, parts, artifacts, after, usable, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    let id = statement.insert(params![
        record.stage.as_str(),
        record.run.to_string(),
        record.attempt.to_string(),
        record.fingerprint.to_string(),
        record.parts,
        serde_json::to_string(&record.artifacts)?,
        serde_json::to_string(&record.after)?,
        record.usable,
        record.at.as_millisecond(),
    ])?;
    let mut statement = transaction.prepare_cached(
        "INSERT INTO stage_head (stage, record_id) VALUES (?1, ?2)
         ON CONFLICT (stage) DO UPDATE SET record_id = excluded.record_id",
    )?;
    statement.execute(params![record.stage.as_str(), id])?;
    let mut statement = transaction
        .prepare_cached("INSERT OR IGNORE INTO record_artifact (record_id, path, digest) VALUES (?1, ?2, ?3)")?;
    let mut place =
        transaction.prepare_cached("INSERT OR IGNORE INTO artifact_place (path, artifact) VALUES (?1, ?2)")?;
    for artifact in &record.artifacts {
        statement.execute(params![id, artifact.path, artifact.digest.as_ref().map(Digest::as_bytes)])?;
        place.execute(params![artifact.path, artifact.id.as_str()])?;
    }
    Ok(())
}
