//! `throughline status`: one run, stage by stage.

use std::io::Write;

use jiff::Timestamp;
use throughline_engine::{Holder, RunDocument, RunView, StageView, holder};
use throughline_model::{RunStatus, StageStatus, millis};

use super::recorded::Recorded;
use crate::args::{Format, Global, StatusArgs};
use crate::console::{self, Paint, Sheet, duration, one_line, paint, printable, when, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::find_for_history;

/// Shows a run.
///
/// # Errors
/// When there is no such run, or the ledger cannot be read.
pub(crate) fn status(global: &Global, args: &StatusArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let run = Recorded::find(&*ledger, &args.run)?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &RunDocument::of(&run.view))?,
        Format::Text => {
            let carrier = match run.view.status {
                RunStatus::Running => Some(holder(&workspace.project.state_dir())),
                _ => None,
            };
            write_run(&mut out, &run.view, carrier.as_ref().map(Option::as_ref))?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// Writes the whole run. `carrier` is who holds the workspace, asked for a run that goes on.
fn write_run(out: &mut dyn Write, view: &RunView, carrier: Option<Option<&Holder>>) -> std::io::Result<()> {
    let name = format!("run {} of {}", view.run, one_line(view.started.pipeline_id.as_str()));
    writeln!(out, "{}: {}", paint(Paint::Strong, &name), paint(run_paint(view.status), view.status.as_str()))?;
    header(view, carrier).write(out)?;
    writeln!(out)?;
    let width = view.all_stages().map(|stage| stage.id.as_str().chars().count()).max().unwrap_or(0).min(40);
    for stage in &view.stages {
        write_stage(out, view, stage, width, "  ")?;
        for instance in &stage.instances {
            write_stage(out, view, instance, width, "      ")?;
        }
    }
    write_failure(out, view)?;
    for gate in view.all_stages().filter(|stage| stage.status == StageStatus::Waiting) {
        writeln!(out, "\n{} {}", paint(Paint::Notice, "⏸"), one_line(gate.id.as_str()))?;
        writeln!(out, "    {}", printable(gate.reason.as_deref().unwrap_or_default()).replace('\n', "\n    "))?;
        for artifact in &gate.artifacts {
            writeln!(out, "    shows {}", one_line(&artifact.path))?;
        }
        let id = one_line(gate.id.as_str());
        writeln!(out, "    {} throughline approve {} {id}", paint(Paint::Strong, "next:"), view.run)?;
    }
    for warning in &view.warnings {
        writeln!(out, "{} {}", paint(Paint::Notice, "warning:"), printable(warning))?;
    }
    Ok(())
}

fn header(view: &RunView, carrier: Option<Option<&Holder>>) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.fact("began", when(view.started_at));
    match (view.finished_at, view.duration_ms) {
        (Some(at), Some(took)) => sheet.fact("ended", format!("{}, after {}", when(at), duration(took))),
        _ => {
            let so_far = millis(Timestamp::now().duration_since(view.started_at).unsigned_abs());
            sheet.fact("going for", duration(so_far));
        }
    }
    match carrier {
        Some(Some(holder)) => sheet.fact("carried by", holder.to_string()),
        Some(None) => sheet.fact("carried by", "nobody: its process died, and the next run here will record its end"),
        None => {}
    }
    let parameters = view.started.parameters.iter().map(|(name, value)| format!("{name}={value}"));
    sheet.fact("parameters", parameters.collect::<Vec<_>>().join(" "));
    sheet.fact("filters", filters(view));
    sheet.fact("graph", format!("{} sha256:{}", view.started.graph_path, view.started.graph_digest.short()));
    sheet
}

/// The filters as flags.
fn filters(view: &RunView) -> String {
    let filters = &view.started.filters;
    let mut flags = Vec::new();
    let lists = [("--only", &filters.only), ("--skip", &filters.skip)];
    flags
        .extend(lists.iter().filter(|(_, ids)| !ids.is_empty()).map(|(flag, ids)| format!("{flag} {}", ids.join(","))));
    flags.extend(filters.from.iter().map(|stage| format!("--from {stage}")));
    flags.extend(filters.to.iter().map(|stage| format!("--to {stage}")));
    flags.extend(filters.since.iter().map(|run| format!("--since {run}")));
    flags.join(" ")
}

fn run_paint(status: RunStatus) -> Paint {
    match status {
        RunStatus::Success => Paint::Good,
        RunStatus::Waiting | RunStatus::Running => Paint::Notice,
        RunStatus::Failed | RunStatus::Degraded | RunStatus::Interrupted => Paint::Bad,
    }
}

fn write_stage(
    out: &mut dyn Write,
    view: &RunView,
    stage: &StageView,
    width: usize,
    indent: &str,
) -> std::io::Result<()> {
    let (sign, color, word) = match stage.status {
        _ if stage.running => ("▶", Paint::Strong, "running"),
        StageStatus::Succeeded => ("✔", Paint::Good, "succeeded"),
        StageStatus::Fresh => ("↩", Paint::Faint, "fresh"),
        StageStatus::Failed => ("✖", Paint::Bad, "failed"),
        StageStatus::Skipped => ("-", Paint::Faint, "left out"),
        StageStatus::Pending => ("·", Paint::Faint, "not reached"),
        StageStatus::Blocked => ("⊘", Paint::Notice, "blocked"),
        StageStatus::Waiting => ("⏸", Paint::Notice, "waiting"),
    };
    let took = match (stage.running, stage.started_at, stage.duration_ms) {
        (true, Some(at), _) => duration(millis(Timestamp::now().duration_since(at).unsigned_abs())),
        (_, _, Some(took)) => duration(took),
        _ => String::new(),
    };
    let mut notes = Vec::new();
    if stage.attempts > 1 {
        notes.push(format!("{} attempts", stage.attempts));
    }
    if let Some(outcome) = stage.outcome.as_ref().filter(|outcome| !outcome.is_success()) {
        notes.push(outcome.to_string());
    }
    // Behind `fresh` and `blocked` the reason repeats the word; what a gate asks is shown below.
    let reason = stage.reason.as_deref().filter(|_| stage.status != StageStatus::Waiting).unwrap_or_default();
    notes.push(reason.strip_prefix("fresh ").or(reason.strip_prefix("blocked ")).unwrap_or(reason).to_owned());
    if stage.status == StageStatus::Pending && view.finished_at.is_none() && !stage.running {
        notes = vec!["not yet".to_owned()];
    }
    notes.retain(|note| !note.is_empty());
    let id = format!("{:width$}", one_line(stage.id.as_str()));
    let word = paint(color, &format!("{sign} {word:11}"));
    let line = format!("{indent}{word} {id}  {took:>7}  {}", one_line(&notes.join("; ")));
    writeln!(out, "{}", line.trim_end())
}

fn write_failure(out: &mut dyn Write, view: &RunView) -> std::io::Result<()> {
    let Some(failure) = &view.failure else { return Ok(()) };
    let step = failure.step_number.map_or(String::new(), |step| format!("[{step}/{}] ", failure.total_stages));
    let message = printable(&failure.message).replace('\n', "\n    ");
    writeln!(out, "\n{} {step}{message}", paint(Paint::Bad, "✖"))?;
    if let Some(log) = &failure.log_path {
        writeln!(out, "    log: {}", one_line(log))?;
    }
    if let Some(hint) = &failure.hint {
        writeln!(out, "    {} {}", paint(Paint::Strong, "next:"), one_line(hint))?;
    }
    Ok(())
}
