//! Which rows a removal takes, listed in temporary tables of this connection: nothing of the file is changed.
//!
//! ```text
//! doomed_run     the runs, with the rule that takes each
//! relied         attempts whose records stay: spared, or found fresh by a run that stays
//! doomed_record  records of these runs and of runs that went before, but for those of `relied`
//! ```

use std::collections::BTreeSet;

use serde::Deserialize;
use throughline_model::{AttemptId, RunId};

use super::words::words;
use crate::StoreError;
use crate::database::Session;
use crate::values;

const TABLES: &str = "
    DROP TABLE IF EXISTS doomed_run;
    DROP TABLE IF EXISTS relied;
    DROP TABLE IF EXISTS doomed_record;
    CREATE TEMP TABLE doomed_run (id TEXT PRIMARY KEY, rule TEXT NOT NULL);
    CREATE TEMP TABLE relied (attempt TEXT PRIMARY KEY);
    CREATE TEMP TABLE doomed_record (id INTEGER PRIMARY KEY);";

/// Lists what goes with these runs, each with the rule that takes it: within a transaction.
pub(crate) fn list_doomed<'a>(
    session: &mut Session,
    runs: impl Iterator<Item = (RunId, &'a str)>,
    spared: &[AttemptId],
) -> Result<(), StoreError> {
    let is_postgres = session.is_postgres();
    session.script(&if is_postgres { TABLES.replace("INTEGER", "BIGINT") } else { TABLES.to_owned() })?;
    let mut is_any = false;
    for (run, rule) in runs {
        is_any = true;
        let sql = "INSERT INTO doomed_run (id, rule) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        session.execute(sql, values![&run.to_string(), rule])?;
    }
    for attempt in spared {
        relied(session, &attempt.to_string())?;
    }
    if !is_any {
        return Ok(());
    }
    let words = words(is_postgres);
    for sql in [
        format!(
            "SELECT lines FROM run_event
             WHERE run_id NOT IN (SELECT id FROM doomed_run) AND {}(lines, '\"stage-fresh\"') > 0",
            words.find
        ),
        format!(
            "SELECT bodies FROM event_block WHERE id IN (
                 SELECT CAST(w.value AS BIGINT) FROM run_event e, {}
                 WHERE e.blocks IS NOT NULL AND e.run_id NOT IN (SELECT id FROM doomed_run))",
            words.block_ids
        ),
    ] {
        let mut attempts = BTreeSet::new();
        session.visit(&sql, &[], |row| {
            attempts.extend(row.text(0)?.lines().filter_map(found_fresh));
            Ok(())
        })?;
        for attempt in attempts {
            relied(session, &attempt)?;
        }
    }
    // The newest record of a declared stage never goes: the next plan compares with it.
    let sql = format!(
        "INSERT INTO doomed_record (id) SELECT r.id FROM stage_record r
         WHERE r.run_id NOT IN (SELECT id FROM run WHERE id NOT IN (SELECT id FROM doomed_run))
           AND r.attempt NOT IN (SELECT attempt FROM relied)
           AND NOT ({}(r.stage, '[') = 0 AND r.id IN (SELECT record_id FROM stage_head))",
        words.find
    );
    session.execute(&sql, &[]).map(drop)
}

fn relied(session: &mut Session, attempt: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO relied (attempt) VALUES ($1) ON CONFLICT DO NOTHING";
    session.execute(sql, values![attempt]).map(drop)
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
