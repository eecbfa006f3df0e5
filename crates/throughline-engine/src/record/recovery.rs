//! What a process that died left behind, put right by the next one that has the workspace: the normal path entered
//! again, not a second one. Its run is recorded as interrupted; its stages are found fresh or not like any others.

use jiff::Timestamp;
use throughline_model::{Event, EventKind, RunStatus, millis};

use crate::{Commit, Ledger, LedgerError, Project, RunRow, is_complete, rewrite_record};

/// Ends every run whose end nobody recorded. To be called with the workspace's lock held: then whoever carried such a
/// run is dead.
///
/// # Errors
/// When the ledger cannot be read or written. Files of the readable record that cannot be written are passed over.
pub fn end_lost_runs(project: &Project, ledger: &dyn Ledger, now: Timestamp) -> Result<Vec<RunRow>, LedgerError> {
    let lost = ledger.run_unfinished()?;
    for row in &lost {
        let events = ledger.event_list(row.id, 0)?;
        let seq = events.last().map_or(0, |event| event.seq + 1);
        let last = events.last().map_or(row.started_at, |event| event.at);
        let duration = last.duration_since(row.started_at).unsigned_abs();
        let ended = EventKind::RunEnded {
            status: RunStatus::Interrupted,
            duration_ms: millis(duration),
            failure: Some(throughline_model::Failure {
                message: "the process that carried the run died".to_owned(),
                stage_id: None,
                stage_name: None,
                step_number: None,
                total_stages: row.planned,
                log_path: None,
                hint: Some(format!("throughline run {}", row.pipeline)),
            }),
        };
        let warning = EventKind::Warning {
            stage_id: None,
            message: "its process died; this end was recorded when the workspace was next used".to_owned(),
        };
        let at = now.max(last);
        let events = [warning, ended]
            .into_iter()
            .enumerate()
            .map(|(index, kind)| Event { run: row.id, seq: seq + index as u64, at, kind })
            .collect();
        ledger.commit(&Commit { events, records: Vec::new() })?;
        // The ledger has it; a record for eyes that cannot be written must not keep the next run from starting.
        let _ = rewrite_record(&project.runs_dir(), ledger, row);
    }
    // A process may also die when its run has ended, before the record for eyes says so.
    if let Some(newest) = ledger.run_list(None, 1)?.first()
        && project.runs_dir().is_dir()
        && !is_complete(&project.runs_dir(), newest)
    {
        let _ = rewrite_record(&project.runs_dir(), ledger, newest);
    }
    Ok(lost)
}
