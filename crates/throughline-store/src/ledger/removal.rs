//! Removes runs and records: tombstones first, then every row of what is listed, all of it or nothing.

use throughline_engine::{LedgerError, Removal};

use super::DatabaseLedger;
use super::doomed::list_doomed;
use super::tombstones::tombstones_create;
use super::words::{Words, words};
use crate::StoreError;
use crate::database::Session;

/// Statements before the records go. The newest record of an instance may go; an older one that stays takes its place.
const BEFORE: &str = "DROP TABLE IF EXISTS beheaded;
     CREATE TEMP TABLE beheaded AS
         SELECT stage FROM stage_head WHERE record_id IN (SELECT id FROM doomed_record);
     DELETE FROM stage_head WHERE record_id IN (SELECT id FROM doomed_record);
     DELETE FROM record_artifact WHERE record_id IN (SELECT id FROM doomed_record);";

impl DatabaseLedger {
    pub(super) fn remove(&self, removal: &Removal) -> Result<u64, LedgerError> {
        self.write(|session| {
            if session.is_postgres() {
                return self.transaction(session, |session, words| {
                    list(session, removal)?;
                    rows_remove(session, removal, words)
                });
            }
            self.remove_from_file(session, removal)
        })
    }

    /// What is listed and sorted for it may be much: it spills into files, not into memory.
    fn remove_from_file(&self, session: &mut Session, removal: &Removal) -> Result<u64, StoreError> {
        session.script("PRAGMA temp_store = FILE")?;
        self.transaction(session, |session, _| list(session, removal))?;
        // Files go after this: it must outlive a loss of power too. And each row that is removed would be looked for in
        // tables that point to it, row by row.
        session.script("PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF")?;
        let removed = self.transaction(session, |session, words| rows_remove(session, removal, words));
        session.script("PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL")?;
        // The log may be long now, whether this was done or not; who looks at the ledger meanwhile is not waited for.
        let _ = session.script("PRAGMA wal_checkpoint(TRUNCATE)");
        removed
    }

    /// Does it in one transaction that writes.
    fn transaction<T>(
        &self,
        session: &mut Session,
        work: impl FnOnce(&mut Session, &Words) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let words = words(session.is_postgres());
        self.begin(session, words.begin_removal)?;
        match work(session, words) {
            Ok(value) => session.commit().map(|()| value),
            Err(error) => {
                session.rollback();
                Err(error)
            }
        }
    }
}

fn list(session: &mut Session, removal: &Removal) -> Result<(), StoreError> {
    list_doomed(session, removal.runs.iter().map(|(run, rule)| (*run, rule.as_str())), &removal.spared)
}

/// How many records went.
fn rows_remove(session: &mut Session, removal: &Removal, words: &Words) -> Result<u64, StoreError> {
    tombstones_create(session, removal.at.as_millisecond(), &removal.command)?;
    session.script(BEFORE)?;
    let records = session.execute("DELETE FROM stage_record WHERE id IN (SELECT id FROM doomed_record)", &[])?;
    session.script(&format!(
        "INSERT INTO stage_head (stage, record_id)
             SELECT stage, MAX(id) FROM stage_record WHERE stage IN (SELECT stage FROM beheaded) GROUP BY stage;
         DROP TABLE beheaded;
         DELETE FROM stage_run WHERE run_id IN (SELECT id FROM doomed_run);
         DELETE FROM run_event WHERE run_id IN (SELECT id FROM doomed_run);
         DELETE FROM event_block WHERE id NOT IN (
             SELECT CAST(w.value AS BIGINT) FROM run_event e, {} WHERE e.blocks IS NOT NULL);
         DELETE FROM run WHERE id IN (SELECT id FROM doomed_run);
         DELETE FROM artifact_place WHERE path NOT IN (
             SELECT path FROM record_artifact UNION SELECT path FROM removed_artifact);",
        words.block_ids
    ))?;
    Ok(records)
}
