//! A plan for eyes.

use std::io::Write;

use throughline_engine::{Action, Plan, PlannedStage};

use super::{Paint, paint, printable};
use crate::error::CommandError;

/// Writes what a run would do, a line for each stage.
///
/// # Errors
/// When the output takes no more.
pub(crate) fn write_plan(out: &mut dyn Write, plan: &Plan) -> Result<(), CommandError> {
    let width = plan.stages.iter().map(|stage| stage.id.as_str().chars().count()).max().unwrap_or(0);
    writeln!(out, "{} {}", paint(Paint::Strong, "Plan for"), printable(plan.pipeline_id.as_str()))?;
    for stage in &plan.stages {
        write_stage(out, stage, width, "  ")?;
        for instance in &stage.instances {
            write_stage(out, instance, width, "      ")?;
        }
    }
    let count = |action| plan.stages.iter().filter(|stage| stage.action == action).count();
    let mut counts = Vec::new();
    for (action, word) in
        [(Action::Run, "to run"), (Action::Wait, "decided later"), (Action::Fresh, "fresh"), (Action::Skip, "left out")]
    {
        if count(action) > 0 {
            counts.push(format!("{} {word}", count(action)));
        }
    }
    writeln!(out, "{}", counts.join(", "))?;
    Ok(())
}

fn write_stage(out: &mut dyn Write, stage: &PlannedStage, width: usize, indent: &str) -> Result<(), CommandError> {
    let (sign, colour) = match stage.action {
        Action::Run => ("▶ run  ", Paint::Good),
        Action::Fresh => ("↩ fresh", Paint::Faint),
        Action::Wait => ("… wait ", Paint::Notice),
        Action::Skip => ("- skip ", Paint::Faint),
    };
    // Behind `fresh` the reason repeats the word.
    let reason = stage.reason.strip_prefix("fresh ").unwrap_or(&stage.reason);
    let id = printable(stage.id.as_str());
    writeln!(out, "{indent}{} {id:width$}  {}", paint(colour, sign), printable(reason))?;
    Ok(())
}
