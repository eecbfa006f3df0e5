//! Which runs must stay, whatever the rules say, and why.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use throughline_model::{AttemptId, EventKind, PipelineId, RunId, RunStatus, StageId};

use super::lines::on_lines;
use super::port::{Housekeeping, RunExtent};
use super::results::results_that_count;
use crate::{Contents, LedgerError};

/// Why a run stays whatever the rules say. A run that stays for more than one reason is told by the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Protection {
    /// Nobody recorded its end.
    Unfinished,
    /// It waits at a gate that nobody has decided.
    OpenGate,
    /// It is the latest success of its pipeline.
    LatestSuccess,
    /// It is the newest of its pipeline.
    Newest,
    /// One of these has found fresh what it made.
    FoundFresh,
    /// It made the newest result of a stage, or what is there now.
    Result,
    /// What is there now was made of what it made.
    Line,
}

/// What must stay.
#[derive(Default)]
pub(super) struct Protected {
    pub(super) runs: HashMap<RunId, Protection>,
    /// The attempts whose results count, also where their runs were removed before.
    pub(super) attempts: Vec<AttemptId>,
}

/// The runs that must stay.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn protected(
    ledger: &dyn Housekeeping,
    contents: &dyn Contents,
    has_volatile: bool,
    runs: &[RunExtent],
) -> Result<Protected, LedgerError> {
    let mut kept = HashMap::new();
    let mut keep = |run: RunId, why: Protection| {
        kept.entry(run).and_modify(|known: &mut Protection| *known = why.min(*known)).or_insert(why);
    };
    let open_gates = open_gates(ledger)?;
    let mut needy: Vec<RunId> = open_gates.clone();
    let (mut seen, mut succeeded) = (HashSet::new(), HashSet::new());
    for run in runs {
        if run.finished_at.is_none() {
            keep(run.id, Protection::Unfinished);
        }
        if run.status == RunStatus::Success && succeeded.insert(&run.pipeline) {
            keep(run.id, Protection::LatestSuccess);
            needy.push(run.id);
        }
        if seen.insert(&run.pipeline) {
            keep(run.id, Protection::Newest);
            needy.push(run.id);
        }
    }
    open_gates.into_iter().for_each(|run| keep(run, Protection::OpenGate));
    needy.sort_unstable();
    needy.dedup();
    for run in needy {
        for event in ledger.event_list(run, 0)? {
            if let EventKind::StageFresh { since, .. } = event.kind {
                keep(since, Protection::FoundFresh);
            }
        }
    }
    let results = results_that_count(ledger, contents, has_volatile)?;
    results.iter().for_each(|result| keep(result.run, Protection::Result));
    let mut attempts: Vec<AttemptId> = results.iter().map(|result| result.attempt).collect();
    for (run, attempt) in on_lines(ledger, results)? {
        keep(run, Protection::Line);
        attempts.push(attempt);
    }
    Ok(Protected { runs: kept, attempts })
}

/// The runs whose gates are open: nobody has decided on what the gate shows, and no later run of the same pipeline with
/// the same parameters has come to wait there.
fn open_gates(ledger: &dyn Housekeeping) -> Result<Vec<RunId>, LedgerError> {
    let mut asked: HashSet<(PipelineId, String, StageId)> = HashSet::new();
    let mut open = Vec::new();
    for gate in ledger.gates_waiting()? {
        if asked.insert((gate.pipeline, gate.parameters, gate.stage.clone())) {
            let decisions = ledger.decision_list(&gate.stage)?;
            if !decisions.iter().any(|decision| decision.fingerprint == gate.fingerprint) {
                open.push(gate.run);
            }
        }
    }
    open.dedup();
    Ok(open)
}
