//! Which rows a removal takes, listed in tables of this connection alone: nothing of the file is changed.
//!
//! ```text
//! temp.doomed_run     the runs, with the rule that takes each
//! temp.relied         attempts whose records stay: spared, or found fresh by a run that stays
//! temp.doomed_record  records of these runs and of runs that went before, but for those of `relied`
//! ```

use rusqlite::{Connection, params};
use serde::Deserialize;
use throughline_model::{AttemptId, RunId};

const TABLES: &str = "
    DROP TABLE IF EXISTS temp.doomed_run;
    DROP TABLE IF EXISTS temp.relied;
    DROP TABLE IF EXISTS temp.doomed_record;
    CREATE TEMP TABLE doomed_run (id TEXT PRIMARY KEY, rule TEXT NOT NULL) WITHOUT ROWID;
    CREATE TEMP TABLE relied (attempt TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TEMP TABLE doomed_record (id INTEGER PRIMARY KEY);";

/// Lists what goes with these runs: each with the rule that takes it.
pub(crate) fn list_doomed<'a>(
    connection: &Connection,
    runs: impl Iterator<Item = (RunId, &'a str)>,
    spared: &[AttemptId],
) -> rusqlite::Result<()> {
    // What is sorted and listed here may be much: it spills into files, not into memory.
    connection.pragma_update(None, "temp_store", "FILE")?;
    connection.execute_batch(TABLES)?;
    connection.execute_batch("SAVEPOINT listing")?;
    let mut insert = connection.prepare("INSERT OR IGNORE INTO temp.doomed_run (id, rule) VALUES (?1, ?2)")?;
    for (run, rule) in runs {
        insert.execute(params![run.to_string(), rule])?;
    }
    let mut relied = connection.prepare("INSERT OR IGNORE INTO temp.relied (attempt) VALUES (?1)")?;
    for attempt in spared {
        relied.execute(params![attempt.to_string()])?;
    }
    let is_any: bool = connection.query_row("SELECT EXISTS (SELECT 1 FROM temp.doomed_run)", [], |row| row.get(0))?;
    if is_any {
        for sql in [
            "SELECT lines FROM run_event
             WHERE run_id NOT IN (SELECT id FROM temp.doomed_run) AND instr(lines, '\"stage-fresh\"')",
            "SELECT bodies FROM event_block WHERE id IN (
                 SELECT w.value FROM run_event e, json_each(e.blocks) w
                 WHERE e.blocks IS NOT NULL AND e.run_id NOT IN (SELECT id FROM temp.doomed_run))",
        ] {
            let mut statement = connection.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                for attempt in row.get_ref(0)?.as_str()?.lines().filter_map(found_fresh) {
                    relied.execute(params![attempt])?;
                }
            }
        }
        // The newest record of a declared stage never goes: the next plan compares with it.
        connection.execute(
            "INSERT INTO temp.doomed_record (id) SELECT r.id FROM stage_record r
             WHERE r.run_id NOT IN (SELECT id FROM run WHERE id NOT IN (SELECT id FROM temp.doomed_run))
               AND r.attempt NOT IN (SELECT attempt FROM temp.relied)
               AND NOT (instr(r.stage, '[') = 0 AND r.id IN (SELECT record_id FROM stage_head))",
            [],
        )?;
    }
    connection.execute_batch("RELEASE listing")
}

/// The attempt that this line, or body of a line, says a stage is fresh by.
fn found_fresh(line: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Fresh {
        event: String,
        attempt_id: String,
    }
    if !line.contains("\"stage-fresh\"") {
        return None;
    }
    // A body begins with the comma that follows the head of its line.
    let fresh: Fresh = match line.strip_prefix(',') {
        Some(rest) => serde_json::from_str(&format!("{{{rest}")).ok()?,
        None => serde_json::from_str(line).ok()?,
    };
    (fresh.event == "stage-fresh").then_some(fresh.attempt_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_stage_names_the_attempt_that_it_stands_on() {
        let body = r#","event":"stage-fresh","stageId":"a","attemptId":"01KC","status":"fresh"}"#;
        assert_eq!(found_fresh(body).as_deref(), Some("01KC"));
        assert_eq!(found_fresh(&format!("{{\"seq\":1{body}")).as_deref(), Some("01KC"));
        assert_eq!(found_fresh(r#"{"event":"warning","message":"\"stage-fresh\"","attemptId":"x"}"#), None);
    }
}
