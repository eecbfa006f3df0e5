//! What is known of what was removed: written with the removal, bounded, and read when somebody asks for what is gone.

use throughline_engine::{LedgerError, RemovedArtifact, Tombstone};
use throughline_model::{Digest, PipelineId};

use super::DatabaseLedger;
use super::convert::{count, digest, optional_time, parsed, text, time};
use super::run::named;
use crate::StoreError;
use crate::database::{Row, Session};
use crate::values;

/// No more runs are remembered than this: some tens of megabytes.
const MOST_RUNS: i64 = 100_000;

/// Nor more contents of one path,
const MOST_OF_PATH: i64 = 16;

/// nor more in all.
const MOST_CONTENTS: i64 = 500_000;

/// Of a tombstone `t` and its removal `m`.
const TOMBSTONE: &str =
    "t.run_id, t.pipeline, t.name, t.status, t.started_at, t.finished_at, t.planned, m.at, m.command, t.rule";

/// Asks for tombstones; what follows says which.
fn tombstones(rest: &str) -> String {
    format!("SELECT {TOMBSTONE} FROM tombstone t JOIN removal m ON m.id = t.removal_id {rest}")
}

/// Asks for what was left; what follows says which.
fn removed_artifacts(rest: &str) -> String {
    format!(
        "SELECT {TOMBSTONE}, a.path, a.digest, a.stage, a.at FROM removed_artifact a
         JOIN tombstone t ON t.run_id = a.run_id JOIN removal m ON m.id = t.removal_id {rest}"
    )
}

fn tombstone(row: &Row<'_>) -> Result<Tombstone, StoreError> {
    Ok(Tombstone {
        run: parsed(row, 0)?,
        pipeline: row.text(1)?.into(),
        name: text(row, 2)?,
        status: parsed(row, 3)?,
        started_at: time(row, 4)?,
        finished_at: optional_time(row, 5)?,
        planned: usize::try_from(count(row, 6)?).unwrap_or(usize::MAX),
        removed_at: time(row, 7)?,
        command: text(row, 8)?,
        rule: text(row, 9)?,
    })
}

fn removed_artifact(row: &Row<'_>) -> Result<RemovedArtifact, StoreError> {
    Ok(RemovedArtifact {
        path: text(row, 10)?,
        digest: row.optional_bytes(11)?.map(|_| digest(row, 11)).transpose()?,
        stage: row.text(12)?.into(),
        at: time(row, 13)?,
        tombstone: tombstone(row)?,
    })
}

impl DatabaseLedger {
    pub(super) fn tombstones_named(&self, text: &str) -> Result<Vec<Tombstone>, LedgerError> {
        let (name, prefix) = named(text);
        // `[` follows `Z`, the last character of an id.
        let which = "WHERE t.name = $1 OR (t.run_id >= $2 AND t.run_id < $2 || '[') ORDER BY t.run_id DESC LIMIT 2";
        self.list(&tombstones(which), values![name, &prefix], tombstone)
    }

    pub(super) fn tombstones(
        &self,
        pipeline: Option<&PipelineId>,
        limit: usize,
    ) -> Result<Vec<Tombstone>, LedgerError> {
        let which = "WHERE t.pipeline = $1 OR $1 IS NULL ORDER BY t.run_id DESC LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        self.list(&tombstones(which), values![pipeline.map(PipelineId::as_str), limit], tombstone)
    }

    pub(super) fn tombstones_counted(&self, pipeline: Option<&PipelineId>) -> Result<usize, LedgerError> {
        let sql = "SELECT COUNT(*) FROM tombstone WHERE pipeline = $1 OR $1 IS NULL";
        let count = self.one(sql, values![pipeline.map(PipelineId::as_str)], |row| row.i64(0))?;
        Ok(count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0))
    }

    pub(super) fn removed_of_path(&self, path: &str) -> Result<Vec<RemovedArtifact>, LedgerError> {
        let sql = removed_artifacts("WHERE a.path = $1 ORDER BY a.at DESC");
        self.list(&sql, values![path.trim_end_matches('/')], removed_artifact)
    }

    pub(super) fn removed_of_content(&self, digest: &Digest) -> Result<Option<RemovedArtifact>, LedgerError> {
        let sql = removed_artifacts("WHERE a.digest = $1 ORDER BY a.at DESC LIMIT 1");
        self.one(&sql, values![digest.as_bytes()], removed_artifact)
    }
}

/// Writes the tombstones of the runs and records that [`super::doomed`] has listed.
pub(crate) fn tombstones_create(session: &mut Session, at: i64, command: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO removal (at, command) VALUES ($1, $2)";
    let removal = session.insert(sql, values![at, command])?;
    session.execute(
        "INSERT INTO tombstone
             (run_id, pipeline, name, status, started_at, finished_at, planned, removal_id, rule)
         SELECT r.id, r.pipeline, r.name, r.status, r.started_at, r.finished_at, r.planned, CAST($1 AS BIGINT), d.rule
         FROM doomed_run d JOIN run r ON r.id = d.id WHERE true
         ON CONFLICT (run_id) DO UPDATE SET pipeline = excluded.pipeline, name = excluded.name,
             status = excluded.status, started_at = excluded.started_at, finished_at = excluded.finished_at,
             planned = excluded.planned, removal_id = excluded.removal_id, rule = excluded.rule",
        values![removal],
    )?;
    // The rows of a path stand together and in order, so the newest of each are found in one pass.
    session.execute(
        "INSERT INTO removed_artifact (path, at, run_id, stage, digest)
         SELECT a.path, r.at, r.run_id, r.stage, a.digest
         FROM (SELECT path, record_id, digest,
                      ROW_NUMBER() OVER (PARTITION BY path ORDER BY record_id DESC) AS newer
               FROM record_artifact WHERE record_id IN (SELECT id FROM doomed_record)) a
         JOIN stage_record r ON r.id = a.record_id WHERE a.newer <= $1
         ON CONFLICT DO NOTHING",
        values![MOST_OF_PATH],
    )?;
    tombstones_bound(session)
}

/// Forgets the oldest of what is remembered, where it has become too much.
fn tombstones_bound(session: &mut Session) -> Result<(), StoreError> {
    session.execute(
        "DELETE FROM tombstone WHERE run_id <= (SELECT run_id FROM tombstone ORDER BY run_id DESC LIMIT 1 OFFSET $1)",
        values![MOST_RUNS],
    )?;
    session.execute("DELETE FROM removal WHERE id NOT IN (SELECT removal_id FROM tombstone)", &[])?;
    session.execute(
        "DELETE FROM removed_artifact WHERE (path, at, run_id, stage) IN (
             SELECT path, at, run_id, stage FROM (
                 SELECT path, at, run_id, stage, ROW_NUMBER() OVER (PARTITION BY path ORDER BY at DESC) AS newer
                 FROM removed_artifact) w
             WHERE newer > $1)",
        values![MOST_OF_PATH],
    )?;
    session.execute(
        "DELETE FROM removed_artifact
         WHERE at <= (SELECT at FROM removed_artifact ORDER BY at DESC LIMIT 1 OFFSET $1)",
        values![MOST_CONTENTS],
    )?;
    Ok(())
}
