//! [`Housekeeping`] over SQLite: set by set, so that ten thousand runs go in seconds.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, Row, TransactionBehavior};
use throughline_engine::{
    Housekeeping, LedgerError, Outlook, RecordSet, Removal, RunExtent, Shrunk, StageRecord, WaitingGate,
};
use throughline_model::{AttemptId, Digest, Event, EventKind, RunId};

use crate::SqliteLedger;
use crate::convert::{self, RECORD_COLUMNS, count, parsed, time};
use crate::doomed::list_doomed;
use crate::error::{ledger_error, row_error};
use crate::tombstones::tombstones_create;

/// The file is written anew when this share of it is free: one of so many pages. It costs as much as what is left.
const FREE_SHARE: i64 = 8;

/// Fewer free bytes than this are left to the runs that come.
const FREE_BYTES: i64 = 256 * 1024;

/// What a row takes up beside its texts: ids, digests, times, index entries; measured.
const ROW_BYTES: i64 = 400;

impl Housekeeping for SqliteLedger {
    fn run_extents(&self) -> Result<Vec<RunExtent>, LedgerError> {
        // What runs share goes with the newest of them.
        let sql = format!(
            "SELECT run_id, SUM(bytes) FROM (
                 SELECT run_id, octet_length(lines) + COALESCE(octet_length(blocks), 0) AS bytes FROM run_event
                 UNION ALL
                 SELECT run_id, {ROW_BYTES} + octet_length(parts) + octet_length(artifacts) FROM stage_record
                 UNION ALL
                 SELECT w.run_id, octet_length(b.bodies)
                 FROM (SELECT w.value AS id, MAX(e.run_id) AS run_id FROM run_event e, json_each(e.blocks) w
                       WHERE e.blocks IS NOT NULL GROUP BY w.value) w
                 JOIN event_block b ON b.id = w.id)
             GROUP BY run_id"
        );
        let mut sizes: HashMap<RunId, u64> = HashMap::new();
        self.visit(&sql, &mut |row| {
            sizes.insert(parsed(row, 0)?, count(row, 1)?);
            Ok(())
        })?;
        let sql = format!(
            "SELECT id, pipeline, name, status, started_at, finished_at, {ROW_BYTES} FROM run ORDER BY id DESC"
        );
        let mut extents = self.list(&sql, [], run_extent)?;
        for extent in &mut extents {
            extent.ledger_bytes += sizes.get(&extent.id).copied().unwrap_or_default();
        }
        Ok(extents)
    }

    fn gates_waiting(&self) -> Result<Vec<WaitingGate>, LedgerError> {
        let sql = "SELECT r.id, r.pipeline, r.parameters, e.lines FROM run r JOIN run_event e ON e.run_id = r.id
                   WHERE r.status = 'waiting' AND instr(e.lines, '\"stage-waiting\"') ORDER BY r.id DESC";
        let mut gates = Vec::new();
        let mut fault = None;
        self.visit(sql, &mut |row| {
            let lines = row.get_ref(3)?.as_str()?;
            for line in lines.lines().filter(|line| line.contains("\"stage-waiting\"")) {
                match Event::from_json(line) {
                    Ok(Event { kind: EventKind::StageWaiting { stage_id, fingerprint, .. }, .. }) => {
                        gates.push(WaitingGate {
                            run: parsed::<RunId>(row, 0)?,
                            pipeline: row.get_ref(1)?.as_str()?.into(),
                            parameters: row.get(2)?,
                            stage: stage_id,
                            fingerprint,
                        });
                    }
                    Ok(_) => {}
                    Err(error) => fault = Some(row_error(self.path(), "an event", error)),
                }
            }
            Ok(())
        })?;
        fault.map_or(Ok(gates), Err)
    }

    fn record_visit(&self, set: RecordSet, visit: &mut dyn FnMut(StageRecord)) -> Result<(), LedgerError> {
        let columns = RECORD_COLUMNS.split(", ").map(|column| format!("r.{column}")).collect::<Vec<_>>().join(", ");
        let which = match set {
            RecordSet::Heads => "stage_head h JOIN stage_record r ON r.id = h.record_id",
            RecordSet::Superseded => {
                "(SELECT MAX(id) AS id FROM stage_record WHERE usable GROUP BY stage, fingerprint) w
                 JOIN stage_record r ON r.id = w.id WHERE r.id NOT IN (SELECT record_id FROM stage_head)"
            }
        };
        self.visit(&format!("SELECT {columns} FROM {which}"), &mut |row| {
            visit(convert::stage_record(row)?);
            Ok(())
        })
    }

    fn content_visit(&self, visit: &mut dyn FnMut(RunId, Digest)) -> Result<(), LedgerError> {
        let sql = "SELECT r.run_id, a.digest FROM record_artifact a JOIN stage_record r ON r.id = a.record_id
                   WHERE a.digest IS NOT NULL";
        self.visit(sql, &mut |row| {
            visit(parsed(row, 0)?, Digest::from_bytes(row.get(1)?));
            Ok(())
        })
    }

    fn removal_outlook(&self, runs: &[RunId], spared: &[AttemptId]) -> Result<Outlook, LedgerError> {
        self.with(|connection| list_doomed(connection, runs.iter().map(|run| (*run, "")), spared))
            .map_err(|source| ledger_error(self.path(), "read", crate::database::sqlite_error(self.path(), source)))?;
        let mut outlook = Outlook::default();
        self.visit("SELECT COUNT(*) FROM temp.doomed_record", &mut |row| {
            outlook.records = count(row, 0)?;
            Ok(())
        })?;
        let sql = "SELECT DISTINCT digest FROM record_artifact
                   WHERE digest IS NOT NULL AND record_id NOT IN (SELECT id FROM temp.doomed_record)";
        self.visit(sql, &mut |row| {
            outlook.needed.insert(Digest::from_bytes(row.get(0)?));
            Ok(())
        })?;
        Ok(outlook)
    }

    fn run_remove(&self, removal: &Removal) -> Result<u64, LedgerError> {
        let runs = || removal.runs.iter().map(|(run, rule)| (*run, rule.as_str()));
        let remove = |connection: &mut Connection| {
            list_doomed(connection, runs(), &removal.spared)?;
            // Files go after this: it must outlive a loss of power too.
            connection.pragma_update(None, "synchronous", "FULL")?;
            // Each row that is removed would be looked for in tables that point to it, row by row.
            connection.pragma_update(None, "foreign_keys", false)?;
            let removed = rows_remove(connection, removal.at, &removal.command);
            connection.pragma_update(None, "foreign_keys", true)?;
            connection.pragma_update(None, "synchronous", "NORMAL")?;
            // The log may be long now, whether this was done or not; who looks at the ledger meanwhile is not waited for.
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            removed
        };
        self.with(remove)
            .map_err(|source| ledger_error(self.path(), "write", crate::database::sqlite_error(self.path(), source)))
    }

    fn shrink(&self) -> Result<Shrunk, LedgerError> {
        let before_bytes = self.file_bytes();
        let shrink = |connection: &mut Connection| {
            let number = |name: &str| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let (pages, free, page) = (number("page_count")?, number("freelist_count")?, number("page_size")?);
            if free * page >= FREE_BYTES && free * FREE_SHARE >= pages {
                // The new file is put together in a temporary one, which is no reason to fill the memory.
                connection.pragma_update(None, "temp_store", "FILE")?;
                let made = connection.execute_batch("VACUUM");
                // Also if there was no room for it: what was written of it is in the log.
                connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                return made;
            }
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        };
        self.with(shrink)
            .map_err(|source| ledger_error(self.path(), "write", crate::database::sqlite_error(self.path(), source)))?;
        Ok(Shrunk { before_bytes, after_bytes: self.file_bytes() })
    }
}

/// One transaction: tombstones, then every row of what is listed.
fn rows_remove(connection: &mut Connection, at: Timestamp, command: &str) -> rusqlite::Result<u64> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tombstones_create(&transaction, at.as_millisecond(), command)?;
    // The newest record of an instance may go; an older one that stays takes its place.
    transaction.execute_batch(
        "DROP TABLE IF EXISTS temp.beheaded;
         CREATE TEMP TABLE beheaded AS
             SELECT stage FROM stage_head WHERE record_id IN (SELECT id FROM temp.doomed_record);
         DELETE FROM stage_head WHERE record_id IN (SELECT id FROM temp.doomed_record);
         DELETE FROM record_artifact WHERE record_id IN (SELECT id FROM temp.doomed_record);",
    )?;
    let records =
        transaction.execute("DELETE FROM stage_record WHERE id IN (SELECT id FROM temp.doomed_record)", [])?;
    transaction.execute_batch(
        "INSERT INTO stage_head (stage, record_id)
             SELECT stage, MAX(id) FROM stage_record WHERE stage IN (SELECT stage FROM temp.beheaded) GROUP BY stage;
         DROP TABLE temp.beheaded;
         DELETE FROM stage_run WHERE run_id IN (SELECT id FROM temp.doomed_run);
         DELETE FROM run_event WHERE run_id IN (SELECT id FROM temp.doomed_run);
         DELETE FROM event_block WHERE id NOT IN (
             SELECT w.value FROM run_event e, json_each(e.blocks) w WHERE e.blocks IS NOT NULL);
         DELETE FROM run WHERE id IN (SELECT id FROM temp.doomed_run);
         DELETE FROM artifact_place WHERE path NOT IN (
             SELECT path FROM record_artifact UNION SELECT path FROM removed_artifact);",
    )?;
    transaction.commit()?;
    Ok(records as u64)
}

fn run_extent(row: &Row<'_>) -> rusqlite::Result<RunExtent> {
    Ok(RunExtent {
        id: parsed(row, 0)?,
        pipeline: row.get_ref(1)?.as_str()?.into(),
        name: row.get(2)?,
        status: parsed(row, 3)?,
        started_at: time(row, 4)?,
        finished_at: row.get_ref(5)?.as_i64_or_null()?.map(|_| time(row, 5)).transpose()?,
        ledger_bytes: count(row, 6)?,
    })
}
