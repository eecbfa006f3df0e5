//! `throughline explain`: why stages ran or did not, and which parts of what they depend on had changed.

use std::io::Write;

use throughline_engine::{ExplainQuestion, Explanation, Parts, explain as explain_run};
use throughline_model::{StageId, StageStatus};

use super::recorded::{Page, Recorded};
use crate::args::{ExplainArgs, Format, Global};
use crate::console::{Paint, brief, one_line, paint, printable, write_changes, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::suggest::nearest;
use crate::workspace::find_for_history;

/// Explains a stage, or every stage of a run.
///
/// # Errors
/// When there is no such run or stage, or the ledger cannot be read.
pub(crate) fn explain(global: &Global, args: &ExplainArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let (run, stage) = match (args.run.as_deref(), args.stage.as_deref()) {
        (None, _) => (Recorded::find(&*ledger, "last")?, None),
        (Some(run), Some(stage)) => (Recorded::find(&*ledger, run)?, Some(stage)),
        (Some(word), None) => {
            let last = Recorded::find(&*ledger, "last")?;
            if last.view.stage(&StageId::from(word)).is_some() {
                (last, Some(word))
            } else {
                match Recorded::find(&*ledger, word) {
                    Ok(run) => (run, None),
                    // What is no run was perhaps meant as a stage.
                    Err(error) => {
                        let near = nearest(word, last.view.all_stages().map(|stage| stage.id.as_str()));
                        return Err(match near {
                            Some(near) => error.with_help(format!("did you mean the stage `{near}`?")),
                            None => error,
                        });
                    }
                }
            }
        }
    };
    let only = stage.map(|stage| run.stage(stage).map(|stage| stage.id.clone())).transpose()?;
    let parts = only.is_some() || args.format.format == Format::Json;
    let question = ExplainQuestion { only: only.as_ref(), parts };
    let explanations = explain_run(&*ledger, &run.events, &run.view, question)?;
    let mut page = Page::new(&workspace);
    match args.format.format {
        Format::Json => write_json(&mut page, &explanations)?,
        Format::Text => {
            writeln!(page, "run {} of {}: {}", run.row.id, one_line(run.row.pipeline.as_str()), run.row.status)?;
            for explanation in &explanations {
                write_explanation(&mut page, explanation, only.is_some())?;
            }
        }
    }
    page.print(global)?;
    Ok(Done::Success)
}

fn write_explanation(out: &mut dyn Write, found: &Explanation, is_alone: bool) -> std::io::Result<()> {
    let (sign, color) = match found.status {
        _ if found.running => ("▶", Paint::Strong),
        StageStatus::Succeeded => ("✔", Paint::Good),
        StageStatus::Failed => ("✖", Paint::Bad),
        StageStatus::Waiting | StageStatus::Blocked => ("⏸", Paint::Notice),
        StageStatus::Fresh => ("↩", Paint::Faint),
        StageStatus::Skipped | StageStatus::Pending => ("-", Paint::Faint),
    };
    let id = paint(Paint::Strong, &one_line(found.stage_id.as_str()));
    let reason = printable(&decision(found)).replace('\n', "\n    ");
    writeln!(out, "{} {id} {reason}", paint(color, sign))?;
    if found.changes.is_empty() && !is_alone {
        return Ok(());
    }
    let compared = found.previous.filter(|_| found.status != StageStatus::Fresh);
    match (&compared, found.fingerprint) {
        (Some(previous), Some(now)) if previous.fingerprint == now => {
            let text = format!("fingerprint sha256:{}, as in run {}", now.short(), previous.run_id);
            writeln!(out, "    {}", paint(Paint::Faint, &text))?;
        }
        (Some(previous), Some(now)) => {
            let text = format!(
                "fingerprint sha256:{} in run {}, now sha256:{}",
                previous.fingerprint.short(),
                previous.run_id,
                now.short()
            );
            writeln!(out, "    {}", paint(Paint::Faint, &text))?;
        }
        (_, Some(now)) => writeln!(out, "    {}", paint(Paint::Faint, &format!("fingerprint sha256:{}", now.short())))?,
        _ => {}
    }
    write_changes(out, &found.changes, "    ")?;
    if let Some(parts) = found.parts.as_ref().filter(|_| is_alone) {
        write_parts(out, parts)?;
    }
    Ok(())
}

/// The decision as what follows the stage's name.
fn decision(found: &Explanation) -> String {
    let reason = found.reason.as_deref().unwrap_or_default();
    let because = |verb: &str| match reason {
        "" => verb.to_owned(),
        reason => format!("{verb} because: {reason}"),
    };
    match found.status {
        _ if found.running => because("is running"),
        StageStatus::Succeeded => because("ran"),
        StageStatus::Failed => because("failed; it ran"),
        StageStatus::Fresh | StageStatus::Pending | StageStatus::Blocked => format!("did not run: {reason}"),
        StageStatus::Skipped => format!("was left out: {reason}"),
        StageStatus::Waiting => format!("waits: {reason}"),
    }
}

fn write_parts(out: &mut dyn Write, parts: &Parts) -> std::io::Result<()> {
    writeln!(out, "    {}", paint(Paint::Faint, "what its result depends on:"))?;
    for (label, value) in parts.iter() {
        writeln!(out, "      {}: {}", one_line(&label.replacen(':', " ", 1)), brief(value))?;
    }
    Ok(())
}
