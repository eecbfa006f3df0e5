//! `throughline runs`: the runs, newest first, each with the number by which other commands know it.

use std::io::Write;

use serde_json::{Value, json};
use throughline_engine::{Ledger, RunRow};
use throughline_model::{PipelineId, iso_millis};

use super::removed;
use crate::args::{Format, Global, RunsArgs};
use crate::console::{self, duration, one_line, table, when, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::suggest::nearest;
use crate::workspace::{Workspace, find_for_history};

/// Lists the runs.
///
/// # Errors
/// When the ledger cannot be read, or neither it nor the graph knows the pipeline.
pub(crate) fn runs(global: &Global, args: &RunsArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    if args.removed {
        return removed::runs(global, args, &*ledger);
    }
    let runs = numbered(&*ledger, args.pipeline.as_deref(), args.limit)?;
    if let Some(pipeline) = &args.pipeline
        && runs.is_empty()
    {
        require_pipeline(&workspace, &*ledger, pipeline)?;
    }
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &runs.iter().map(document).collect::<Vec<_>>())?,
        Format::Text if runs.is_empty() => writeln!(out, "no run yet; `throughline run` makes the first")?,
        Format::Text => {
            let rows: Vec<Vec<String>> = runs.iter().map(cells).collect();
            writeln!(out, "{}", table(&["#", "run", "pipeline", "status", "began", "took", ""], &rows))?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// The newest runs with their numbers, which count all runs, whatever the pipeline.
fn numbered(ledger: &dyn Ledger, pipeline: Option<&str>, limit: usize) -> Result<Vec<(usize, RunRow)>, CommandError> {
    let pipeline = pipeline.map(PipelineId::from);
    let rows = ledger.run_list(pipeline.as_ref(), limit)?;
    let (mut numbered, mut number, mut before) = (Vec::new(), 0, None);
    for row in rows {
        // Only among all runs is the next always one further.
        number += if pipeline.is_some() { ledger.run_count(row.id, before)? } else { 1 };
        before = Some(row.id);
        numbered.push((number, row));
    }
    Ok(numbered)
}

/// A pipeline without runs is in order if the graph has it or runs of it were recorded.
///
/// # Errors
/// When it is neither.
pub(super) fn require_pipeline(workspace: &Workspace, ledger: &dyn Ledger, pipeline: &str) -> Result<(), CommandError> {
    let id = PipelineId::from(pipeline);
    let declared = &workspace.graph().pipelines;
    if declared.iter().any(|declared| declared.id == id) || !ledger.run_list(Some(&id), 1)?.is_empty() {
        return Ok(());
    }
    let error = CommandError::usage(format!("there is no pipeline `{pipeline}`, and no run of one"));
    let recorded = ledger.run_list(None, usize::MAX)?;
    let known = declared.iter().map(|one| one.id.as_str()).chain(recorded.iter().map(|run| run.pipeline.as_str()));
    Err(match nearest(pipeline, known) {
        Some(known) => error.with_help(format!("did you mean `{known}`?")),
        None => error.with_help("`throughline list --pipelines` shows those that there are"),
    })
}

fn cells((number, run): &(usize, RunRow)) -> Vec<String> {
    let stages = if run.planned == 1 { "1 stage".to_owned() } else { format!("{} stages", run.planned) };
    let note = run.failure.as_ref().map_or(stages, |failure| {
        let first = failure.message.lines().next().unwrap_or_default();
        match (failure.step_number, first.len() < failure.message.len()) {
            (Some(step), more) => format!("[{step}/{}] {first}{}", failure.total_stages, if more { " …" } else { "" }),
            (None, more) => format!("{first}{}", if more { " …" } else { "" }),
        }
    });
    vec![
        number.to_string(),
        run.id.to_string(),
        run.pipeline.to_string(),
        run.status.to_string(),
        when(run.started_at),
        run.duration_ms.map_or_else(|| "…".to_owned(), duration),
        one_line(&note),
    ]
}

fn document((number, run): &(usize, RunRow)) -> Value {
    json!({
        "number": number,
        "id": run.id,
        "pipelineId": run.pipeline,
        "name": run.name,
        "status": run.status,
        "startedAt": iso_millis(run.started_at),
        "finishedAt": run.finished_at.map(iso_millis),
        "durationMs": run.duration_ms,
        "failure": run.failure,
    })
}
