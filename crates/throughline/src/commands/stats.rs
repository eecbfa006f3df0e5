//! `throughline stats`: how long runs and stages take, and how often they succeed.

use std::io::Write;

use throughline_engine::{Latest, RunStats, Summary, stats as count};
use throughline_model::PipelineId;

use super::runs::require_pipeline;
use crate::args::{Global, StatsArgs};
use crate::console::{self, Paint, bytes, duration, one_line, paint, table, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::find_for_history;

/// Shows the numbers of one pipeline, or of all.
///
/// # Errors
/// When the ledger cannot be read, or neither it nor the graph knows the pipeline.
pub(crate) fn stats(global: &Global, args: &StatsArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let pipeline = args.pipeline.as_deref().map(PipelineId::from);
    if let Some(pipeline) = &args.pipeline {
        require_pipeline(&workspace, &*ledger, pipeline)?;
    }
    let runs = ledger.run_list(pipeline.as_ref(), usize::MAX)?;
    let found = count(&runs, &ledger.stage_run_list(pipeline.as_ref())?);
    let mut out = console::stdout(global.color);
    if args.json {
        write_json(&mut out, &found)?;
    } else if found.pipelines.is_empty() {
        writeln!(out, "no run yet; `throughline run` makes the first")?;
    } else {
        for (index, pipeline) in found.pipelines.iter().enumerate() {
            if index > 0 {
                writeln!(out)?;
            }
            write_pipeline(&mut out, pipeline)?;
        }
    }
    let removed = ledger.tombstone_count(pipeline.as_ref())?;
    if removed > 0 && !args.json {
        let runs = if removed == 1 { "1 run was".to_owned() } else { format!("{removed} runs were") };
        writeln!(
            out,
            "{runs} removed by `throughline gc` and {} not counted",
            if removed == 1 { "is" } else { "are" }
        )?;
    }
    out.flush()?;
    Ok(Done::Success)
}

fn write_pipeline(out: &mut dyn Write, stats: &RunStats) -> std::io::Result<()> {
    let id = paint(Paint::Strong, &one_line(stats.pipeline_id.as_str()));
    let open = stats.runs - stats.finished;
    let mut line = format!("{id}: {} of {} finished runs succeeded", stats.succeeded, stats.finished);
    if let Some(rate) = stats.success_rate {
        line.push_str(&format!(" ({})", percent(rate)));
    }
    if stats.nothing_to_do > 0 {
        line.push_str(&format!("; in {} of them everything was fresh, which are not timed", stats.nothing_to_do));
    }
    if open > 0 {
        line.push_str(&format!("; {open} not finished"));
    }
    writeln!(out, "{line}")?;
    let mut rows = vec![row("the run", stats.durations.as_ref(), stats.latest.as_ref(), stats.success_rate)];
    rows[0].extend([String::new(), String::new()]);
    for stage in &stats.stages {
        let mut cells =
            row(stage.stage_id.as_str(), stage.durations.as_ref(), stage.latest.as_ref(), stage.success_rate);
        cells.push(stage.max_rss_bytes_median.map_or_else(|| "-".to_owned(), bytes));
        cells.push(stage.cpu_micros_median.map_or_else(|| "-".to_owned(), |micros| duration(micros / 1000)));
        rows.push(cells);
    }
    let headings =
        ["", "timed", "min", "mean", "median", "p95", "max", "latest", "× median", "success", "memory", "cpu"];
    writeln!(out, "{}", table(&headings, &rows))
}

fn row(name: &str, spans: Option<&Summary>, latest: Option<&Latest>, rate: Option<f64>) -> Vec<String> {
    let none = || "-".to_owned();
    let span = |pick: fn(&Summary) -> u64| spans.map_or_else(none, |spans| duration(pick(spans)));
    vec![
        one_line(name),
        spans.map_or(0, |spans| spans.count).to_string(),
        span(|spans| spans.min),
        span(mean),
        span(|spans| spans.median),
        span(|spans| spans.p95),
        span(|spans| spans.max),
        latest.map_or_else(none, |latest| duration(latest.duration_ms)),
        latest.and_then(|latest| latest.ratio).map_or_else(none, |ratio| format!("{ratio:.2}")),
        rate.map_or_else(none, percent),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of spans is a span")]
fn mean(spans: &Summary) -> u64 {
    spans.mean.round() as u64
}

/// A share that is not whole is never shown as whole.
fn percent(rate: f64) -> String {
    let shown = format!("{:.1}%", rate * 100.0);
    match shown.as_str() {
        "100.0%" if rate < 1.0 => "99.9%".to_owned(),
        _ => shown.replace(".0%", "%"),
    }
}
