//! [`Housekeeping`]: set by set, so that ten thousand runs go in seconds.

use std::collections::HashMap;

use throughline_engine::{
    Housekeeping, LedgerError, Outlook, RecordSet, Removal, RunExtent, Shrunk, StageRecord, WaitingGate,
};
use throughline_model::{AttemptId, Digest, Event, EventKind, RunId};

use super::DatabaseLedger;
use super::convert::{count, digest, optional_time, parsed, text, time};
use super::doomed::list_doomed;
use super::record::{record_columns, stage_record};
use super::words::words;
use crate::StoreError;
use crate::database::Row;
use crate::error::row_error;

/// What a row takes up beside its texts: ids, digests, times, index entries; measured.
const ROW_BYTES: i64 = 400;

impl Housekeeping for DatabaseLedger {
    fn run_extents(&self) -> Result<Vec<RunExtent>, LedgerError> {
        // What runs share goes with the newest of them.
        let words = words(self.lock().session.is_postgres());
        let sql = format!(
            "SELECT run_id, CAST(SUM(bytes) AS BIGINT) FROM (
                 SELECT run_id, octet_length(lines) + COALESCE(octet_length(blocks), 0) AS bytes FROM run_event
                 UNION ALL
                 SELECT run_id, {ROW_BYTES} + octet_length(parts) + octet_length(artifacts) FROM stage_record
                 UNION ALL
                 SELECT w.run_id, octet_length(b.bodies)
                 FROM (SELECT CAST(w.value AS BIGINT) AS id, MAX(e.run_id) AS run_id FROM run_event e, {}
                       WHERE e.blocks IS NOT NULL GROUP BY w.value) w
                 JOIN event_block b ON b.id = w.id) parts
             GROUP BY run_id",
            words.block_ids
        );
        let mut sizes: HashMap<RunId, u64> = HashMap::new();
        self.visit(&sql, &mut |row| {
            sizes.insert(parsed(row, 0)?, count(row, 1)?);
            Ok(())
        })?;
        let sql = format!(
            "SELECT id, pipeline, name, status, started_at, finished_at, {ROW_BYTES} FROM run ORDER BY id DESC"
        );
        let mut extents = self.list(&sql, &[], run_extent)?;
        for extent in &mut extents {
            extent.ledger_bytes += sizes.get(&extent.id).copied().unwrap_or_default();
        }
        Ok(extents)
    }

    fn gates_waiting(&self) -> Result<Vec<WaitingGate>, LedgerError> {
        let sql = format!(
            "SELECT r.id, r.pipeline, r.parameters, e.lines FROM run r JOIN run_event e ON e.run_id = r.id
             WHERE r.status = 'waiting' AND {}(e.lines, '\"stage-waiting\"') > 0 ORDER BY r.id DESC",
            words(self.lock().session.is_postgres()).find
        );
        let mut gates = Vec::new();
        let mut fault = None;
        self.visit(&sql, &mut |row| {
            let lines = row.text(3)?;
            for line in lines.lines().filter(|line| line.contains("\"stage-waiting\"")) {
                match Event::from_json(line) {
                    Ok(Event { kind: EventKind::StageWaiting { stage_id, fingerprint, .. }, .. }) => {
                        gates.push(WaitingGate {
                            run: parsed::<RunId>(row, 0)?,
                            pipeline: row.text(1)?.into(),
                            parameters: text(row, 2)?,
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
        let which = match set {
            RecordSet::Heads => "stage_head h JOIN stage_record r ON r.id = h.record_id",
            RecordSet::Superseded => {
                "(SELECT MAX(id) AS id FROM stage_record WHERE usable <> 0 GROUP BY stage, fingerprint) w
                 JOIN stage_record r ON r.id = w.id WHERE r.id NOT IN (SELECT record_id FROM stage_head)"
            }
        };
        self.visit(&format!("SELECT {} FROM {which}", record_columns()), &mut |row| {
            visit(stage_record(row)?);
            Ok(())
        })
    }

    fn content_visit(&self, visit: &mut dyn FnMut(RunId, Digest)) -> Result<(), LedgerError> {
        let sql = "SELECT r.run_id, a.digest FROM record_artifact a JOIN stage_record r ON r.id = a.record_id
                   WHERE a.digest IS NOT NULL";
        self.visit(sql, &mut |row| {
            visit(parsed(row, 0)?, digest(row, 1)?);
            Ok(())
        })
    }

    fn removal_outlook(&self, runs: &[RunId], spared: &[AttemptId]) -> Result<Outlook, LedgerError> {
        self.read(|session| {
            self.begin(session, "BEGIN")?;
            match list_doomed(session, runs.iter().map(|run| (*run, "")), spared) {
                Ok(()) => session.commit(),
                Err(error) => {
                    session.rollback();
                    Err(error)
                }
            }
        })?;
        let mut outlook = Outlook::default();
        self.visit("SELECT COUNT(*) FROM doomed_record", &mut |row| {
            outlook.records = count(row, 0)?;
            Ok(())
        })?;
        let sql = "SELECT DISTINCT digest FROM record_artifact
                   WHERE digest IS NOT NULL AND record_id NOT IN (SELECT id FROM doomed_record)";
        self.visit(sql, &mut |row| {
            outlook.needed.insert(digest(row, 0)?);
            Ok(())
        })?;
        Ok(outlook)
    }

    fn run_remove(&self, removal: &Removal) -> Result<u64, LedgerError> {
        self.remove(removal)
    }

    fn shrink(&self) -> Result<Shrunk, LedgerError> {
        self.shrink_now()
    }
}

fn run_extent(row: &Row<'_>) -> Result<RunExtent, StoreError> {
    Ok(RunExtent {
        id: parsed(row, 0)?,
        pipeline: row.text(1)?.into(),
        name: text(row, 2)?,
        status: parsed(row, 3)?,
        started_at: time(row, 4)?,
        finished_at: optional_time(row, 5)?,
        ledger_bytes: count(row, 6)?,
    })
}
