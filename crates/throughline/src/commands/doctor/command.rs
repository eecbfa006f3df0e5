//! The command itself: the checks in their order, and how they are written.

use std::io::Write;

use serde_json::json;

use super::check::{Check, Status, count};
use super::writers::Writers;
use super::{files, place, programs, state, variables};
use crate::args::{DoctorArgs, Format, Global};
use crate::console::{self, Paint, fold, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Checks what runs here need. Nothing is run but version commands; nothing is changed, save that a damaged ledger is
/// set aside.
///
/// # Errors
/// When there is no graph, or its settings or environment files cannot be read.
pub(crate) fn doctor(global: &Global, args: &DoctorArgs) -> Result<Done, CommandError> {
    let around = Surroundings { env_files: &args.input.env_file, log_format: None };
    let workspace = Workspace::find(global, Purpose::Run, &around, Asked::Pipeline { id: None, given: &[] })?;
    let writers = Writers::new(workspace.graph());
    let groups = [
        ("Graph", files::checks(&workspace, &writers)),
        ("Programs", programs::checks(&workspace.project, &writers)),
        ("Variables", variables::checks(&workspace.project)),
        ("Place", place::checks(&workspace.project)),
        ("State", state::checks(&workspace.project)),
    ];
    let all = || groups.iter().flat_map(|(_, checks)| checks);
    let worst = all().map(|check| check.status).max().unwrap_or(Status::Ok);
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => {
            let of_group = |(group, checks): &(&str, Vec<Check>)| -> Vec<_> {
                checks.iter().map(|check| check.json(&group.to_lowercase())).collect()
            };
            let document = json!({
                "status": worst.max(Status::Ok).word(),
                "checks": groups.iter().flat_map(of_group).collect::<Vec<_>>(),
                "problems": workspace.report.located().map(|located| json!(located)).collect::<Vec<_>>(),
            });
            write_json(&mut out, &document)?;
        }
        Format::Text => {
            for (group, checks) in groups.iter().filter(|(_, checks)| !checks.is_empty()) {
                write_group(&mut out, group, checks)?;
            }
            let number = |status| all().filter(|check| check.status == status).count();
            let summary = [
                (number(Status::Fail), "failed"),
                (number(Status::Warn), "to be looked at"),
                (number(Status::Ok), "ok"),
                (number(Status::NotNeeded), "not needed"),
            ];
            let summary =
                summary.iter().filter(|(number, _)| *number > 0).map(|(number, word)| format!("{number} {word}"));
            writeln!(out, "{}", summary.collect::<Vec<_>>().join(", "))?;
        }
    }
    out.flush()?;
    if files::has_graph_problems(&workspace) {
        console::print_error(&CommandError::Graph(Box::new(workspace.report)), global.color);
    }
    Ok(if worst == Status::Fail { Done::Failure } else { Done::Success })
}

fn write_group(out: &mut dyn Write, group: &str, checks: &[Check]) -> Result<(), CommandError> {
    /// Longer names push what stands beside them aside.
    const WIDEST_NAME: usize = 20;
    let names = checks.iter().map(|check| check.name.chars().count());
    let width = names.max().unwrap_or(0).min(WIDEST_NAME);
    let room = console::width().map(|columns| columns.saturating_sub(width + 6));
    writeln!(out, "{}", paint(Paint::Strong, group))?;
    for (index, Check { name, status, detail, fix }) in checks.iter().enumerate() {
        let (sign, colour) = match status {
            Status::Ok => ("✔", Paint::Good),
            Status::Warn => ("!", Paint::Notice),
            Status::Fail => ("✖", Paint::Bad),
            Status::NotNeeded => ("-", Paint::Faint),
        };
        let mut beside = format!("{} {:width$}", paint(colour, sign), one_line(name));
        for line in fold(detail, room) {
            writeln!(out, "  {beside}  {line}")?;
            beside = " ".repeat(width + 2);
        }
        // What mends several is said once, below the last of them.
        let fix = fix.as_deref().filter(|fix| checks.get(index + 1).and_then(|next| next.fix.as_deref()) != Some(*fix));
        for (at, line) in fold(fix.unwrap_or_default(), room.map(|room| room - 2)).iter().enumerate() {
            let arrow = if at == 0 { "→" } else { " " };
            writeln!(out, "  {beside}  {arrow} {line}")?;
        }
    }
    writeln!(out)?;
    Ok(())
}

/// Counts for a check's detail: `2 pipelines, 8 stages`.
pub(super) fn size(workspace: &Workspace) -> String {
    let graph = workspace.graph();
    format!(
        "{}, {}",
        count(graph.pipelines.len(), "pipeline", "pipelines"),
        count(graph.stages.len(), "stage", "stages")
    )
}
