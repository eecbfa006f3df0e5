//! `throughline approve` and `throughline deny`: a decision at a gate, bound to exactly what it shows.

use std::io::Write;

use jiff::Timestamp;
use throughline_engine::{GateDecision, RunRow, RunView, StageView};
use throughline_graph::{GateKind, Work};
use throughline_model::{StageId, StageStatus};

use super::run::user_name;
use crate::args::{DecideArgs, Global};
use crate::console::{self, printable};
use crate::error::CommandError;
use crate::exit::Done;
use crate::run_ref::find_run;
use crate::workspace::find_for_history;

/// Writes a decision down.
///
/// # Errors
/// When the run has no such gate, or it does not wait.
pub(crate) fn decide(global: &Global, args: &DecideArgs, approved: bool) -> Result<Done, CommandError> {
    let by = args.by.clone().unwrap_or_else(user_name);
    let stage = StageId::from(args.stage.as_str());
    let (row, found) = decide_gate(global, &args.run, &stage, approved, &by, args.comment.clone())?;
    let mut out = console::stdout(global.color);
    let word = if approved { "approved" } else { "denied" };
    writeln!(
        out,
        "{} {word} by {}, for exactly what run {} shows:",
        printable(stage.as_str()),
        printable(&by),
        row.id
    )?;
    for artifact in &found.artifacts {
        let digest = artifact.digest.map_or_else(|| "absent".to_owned(), |digest| digest.to_string());
        writeln!(out, "  {}  {digest}", printable(&artifact.path))?;
    }
    if approved {
        writeln!(out, "`throughline run {}` goes on", printable(row.pipeline.as_str()))?;
    }
    out.flush()?;
    Ok(Done::Success)
}

/// Writes a decision down; the run, and the gate with what it shows.
///
/// # Errors
/// When the run has no such gate, or it does not wait.
pub(crate) fn decide_gate(
    global: &Global,
    run: &str,
    stage: &StageId,
    approved: bool,
    by: &str,
    comment: Option<String>,
) -> Result<(RunRow, StageView), CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let row = find_run(&*ledger, run)?;
    let events = ledger.event_list(row.id, 0)?;
    let view = RunView::from_events(&events);
    let gates = || -> Vec<String> {
        let waiting = view.iter().flat_map(RunView::all_stages).filter(|stage| stage.status == StageStatus::Waiting);
        waiting.map(|stage| stage.id.to_string()).collect()
    };
    let found = view.as_ref().and_then(|view| view.stage(stage));
    // A denial can be taken back: the gate of that run failed, and what it showed is still known.
    let is_gate = workspace.graph().stage(stage.as_str()).is_some_and(|stage| matches!(stage.work, Work::Gate(_)));
    let can_be_decided = |status| status == StageStatus::Waiting || (is_gate && status == StageStatus::Failed);
    let Some(found) = found.filter(|stage| can_be_decided(stage.status)) else {
        let message = match found {
            Some(found) => format!("stage `{stage}` of run {} does not wait: it is {}", row.id, found.status),
            None => format!("run {} has no stage `{stage}`", row.id),
        };
        let help = match gates().as_slice() {
            [] => "no gate of this run waits".to_owned(),
            waiting => format!("waiting in this run: {}", waiting.join(", ")),
        };
        return Err(CommandError::usage(message).with_help(help));
    };
    let Some(fingerprint) = found.fingerprint else {
        return Err(CommandError::failed(format!("run {} does not say what `{stage}` shows", row.id)));
    };
    let declared = workspace.graph().stage(stage.as_str()).map(|stage| &stage.work);
    if let Some(Work::Gate(gate)) = declared
        && let GateKind::DecisionFile { path, .. } = &gate.kind
    {
        let message = format!("gate `{stage}` is decided by the file {path}, not by a command");
        return Err(CommandError::usage(message).with_help(format!("write {{\"decision\": \"approved\"}} to {path}")));
    }
    ledger.decision_create(&GateDecision {
        stage: stage.clone(),
        run: row.id,
        fingerprint,
        approved,
        by: by.to_owned(),
        comment,
        evidence: None,
        at: Timestamp::now(),
    })?;
    let found = found.clone();
    Ok((row, found))
}
