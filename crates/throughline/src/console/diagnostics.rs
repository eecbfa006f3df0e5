//! Errors and warnings on standard error.

use std::collections::BTreeMap;
use std::io::Write;

use jiff::Timestamp;
use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use serde_json::json;
use throughline_graph::{GraphReport, Located};
use throughline_model::iso_millis;

use super::sheet::stderr_width;
use super::style::stderr_has_colors;
use super::{Paint, paint, printable, stderr};
use crate::args::ColorChoice;
use crate::error::CommandError;
use crate::workspace::is_warning;

/// Says why a command could not do its work.
pub(crate) fn print_error(error: &CommandError, color: ColorChoice) {
    let mut out = stderr(color);
    // Nobody can be told that standard error takes no text.
    let _ = match error {
        CommandError::Graph(report) => writeln!(out, "{}", rendered(report, color)),
        CommandError::Usage { message, help }
        | CommandError::Refused { message, help }
        | CommandError::Failed { message, help } => {
            let mut text = format!("{} {}", paint(Paint::Bad, "error:"), super::message(message));
            if let Some(help) = help {
                text.push_str(&format!("\n  {} {}", paint(Paint::Strong, "help:"), super::message(help)));
            }
            writeln!(out, "{text}")
        }
        CommandError::Output(source) => {
            writeln!(out, "{} cannot write the answer: {source}", paint(Paint::Bad, "error:"))
        }
    };
}

/// Says what is worth knowing of a graph that is in order.
pub(crate) fn print_warnings(report: &GraphReport, color: ColorChoice) {
    // A graph whose schemas are not built yet would bury everything else.
    const FOLDED: &str = "schema-missing";
    const SHOWN_OF_A_KIND: usize = 2;
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut out = stderr(color);
    for located in report.located().filter(|located| is_warning(&located.problem)) {
        let count = kinds.entry(located.problem.code).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_KIND || located.problem.code != FOLDED {
            let _ = writeln!(out, "{}", paint(Paint::Notice, &located.to_string()));
        }
    }
    if let Some(count) = kinds.get(FOLDED).filter(|count| **count > SHOWN_OF_A_KIND) {
        let text =
            format!("… and {} more schemas that are missing; `throughline doctor` shows all", count - SHOWN_OF_A_KIND);
        let _ = writeln!(out, "{}", paint(Paint::Notice, &text));
    }
}

/// A line that should be known.
pub(crate) fn print_note(text: &str) {
    let _ = writeln!(stderr(ColorChoice::Auto), "{} {}", paint(Paint::Notice, "note:"), printable(text));
}

/// For readers of events: a refusal is an event too, although no run was recorded.
pub(crate) fn print_refusal_event(error: &CommandError) {
    print_refusal(&match error {
        CommandError::Graph(report) => report.located().map(|located| json!(located)).collect::<Vec<_>>(),
        CommandError::Usage { message, help }
        | CommandError::Refused { message, help }
        | CommandError::Failed { message, help } => vec![json!({ "message": message, "help": help })],
        CommandError::Output(source) => vec![json!({ "message": source.to_string() })],
    });
}

/// The same for a command line that makes no command.
pub(crate) fn print_usage_event(error: &clap::Error) {
    let text = error.to_string();
    print_refusal(&[json!({ "message": text.trim().trim_start_matches("error: "), "help": null })]);
}

fn print_refusal(problems: &[serde_json::Value]) {
    let line = json!({
        "timestamp": iso_millis(Timestamp::now()),
        "event": "run-refused",
        "status": "refused",
        "problems": problems,
    });
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}");
}

/// The report as text: with places in the file on a terminal, a line each elsewhere.
fn rendered(report: &GraphReport, color: ColorChoice) -> String {
    if !stderr_has_colors(color) {
        let lines = report.located().map(Located::to_string).collect::<Vec<_>>().join("\n");
        return format!("{report}\n{lines}");
    }
    let mut handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode()).with_context_lines(1);
    if let Some(width) = stderr_width() {
        handler = handler.with_width(width);
    }
    let mut text = String::new();
    let diagnostic: &dyn Diagnostic = report;
    match handler.render_report(&mut text, diagnostic) {
        Ok(()) => text,
        Err(_) => report.to_string(),
    }
}
