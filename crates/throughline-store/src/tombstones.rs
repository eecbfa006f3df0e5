//! What is known of what was removed: written with the removal, bounded, and read when somebody asks for what is gone.

use rusqlite::{Connection, Row, Transaction, params};
use throughline_engine::{RemovedArtifact, Tombstone};
use throughline_model::Digest;

use crate::convert::{count, parsed, time};

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
pub(crate) fn tombstones(rest: &str) -> String {
    format!("SELECT {TOMBSTONE} FROM tombstone t JOIN removal m ON m.id = t.removal_id {rest}")
}

/// Asks for what was left; what follows says which.
pub(crate) fn removed_artifacts(rest: &str) -> String {
    format!(
        "SELECT {TOMBSTONE}, a.path, a.digest, a.stage, a.at FROM removed_artifact a
         JOIN tombstone t ON t.run_id = a.run_id JOIN removal m ON m.id = t.removal_id {rest}"
    )
}

pub(crate) fn tombstone(row: &Row<'_>) -> rusqlite::Result<Tombstone> {
    Ok(Tombstone {
        run: parsed(row, 0)?,
        pipeline: row.get_ref(1)?.as_str()?.into(),
        name: row.get(2)?,
        status: parsed(row, 3)?,
        started_at: time(row, 4)?,
        finished_at: row.get_ref(5)?.as_i64_or_null()?.map(|_| time(row, 5)).transpose()?,
        planned: usize::try_from(count(row, 6)?).unwrap_or(usize::MAX),
        removed_at: time(row, 7)?,
        command: row.get(8)?,
        rule: row.get(9)?,
    })
}

pub(crate) fn removed_artifact(row: &Row<'_>) -> rusqlite::Result<RemovedArtifact> {
    Ok(RemovedArtifact {
        path: row.get(10)?,
        digest: row.get::<_, Option<[u8; 32]>>(11)?.map(Digest::from_bytes),
        stage: row.get_ref(12)?.as_str()?.into(),
        at: time(row, 13)?,
        tombstone: tombstone(row)?,
    })
}

/// Writes the tombstones of the runs and records that [`crate::doomed`] has listed.
pub(crate) fn tombstones_create(transaction: &Transaction<'_>, at: i64, command: &str) -> rusqlite::Result<()> {
    transaction.execute("INSERT INTO removal (at, command) VALUES (?1, ?2)", params![at, command])?;
    let removal = transaction.last_insert_rowid();
    transaction.execute(
        "INSERT OR REPLACE INTO tombstone
             (run_id, pipeline, name, status, started_at, finished_at, planned, removal_id, rule)
         SELECT r.id, r.pipeline, r.name, r.status, r.started_at, r.finished_at, r.planned, ?1, d.rule
         FROM temp.doomed_run d JOIN run r ON r.id = d.id",
        params![removal],
    )?;
    // The rows of a path stand together and in order, so the newest of each are found in one pass.
    transaction.execute(
        "INSERT OR IGNORE INTO removed_artifact (path, at, run_id, stage, digest)
         SELECT a.path, r.at, r.run_id, r.stage, a.digest
         FROM (SELECT path, record_id, digest,
                      ROW_NUMBER() OVER (PARTITION BY path ORDER BY record_id DESC) AS newer
               FROM record_artifact WHERE record_id IN (SELECT id FROM temp.doomed_record)) a
         JOIN stage_record r ON r.id = a.record_id WHERE a.newer <= ?1",
        params![MOST_OF_PATH],
    )?;
    tombstones_bound(transaction)
}

/// Forgets the oldest of what is remembered, where it has become too much.
fn tombstones_bound(transaction: &Connection) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM tombstone WHERE run_id <= (SELECT run_id FROM tombstone ORDER BY run_id DESC LIMIT 1 OFFSET ?1)",
        params![MOST_RUNS],
    )?;
    transaction.execute("DELETE FROM removal WHERE id NOT IN (SELECT removal_id FROM tombstone)", [])?;
    transaction.execute(
        "DELETE FROM removed_artifact WHERE (path, at, run_id, stage) IN (
             SELECT path, at, run_id, stage FROM (
                 SELECT path, at, run_id, stage, ROW_NUMBER() OVER (PARTITION BY path ORDER BY at DESC) AS newer
                 FROM removed_artifact)
             WHERE newer > ?1)",
        params![MOST_OF_PATH],
    )?;
    transaction.execute(
        "DELETE FROM removed_artifact
         WHERE at <= (SELECT at FROM removed_artifact ORDER BY at DESC LIMIT 1 OFFSET ?1)",
        params![MOST_CONTENTS],
    )?;
    Ok(())
}
