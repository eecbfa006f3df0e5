//! What a person sees: text on standard output, diagnostics on standard error, colours only where they are wanted, and
//! nothing from outside that a terminal would obey.

mod cause;
mod changes;
mod diagnostics;
mod json;
mod line_diff;
mod lines;
mod live;
mod output;
mod plan;
mod sheet;
mod style;
mod table;
mod text;

pub(crate) use cause::write_cause;
pub(crate) use changes::{brief, write_changes, write_leaf};
pub(crate) use diagnostics::{print_error, print_note, print_refusal_event, print_usage_event, print_warnings};
pub(crate) use json::{json_line, write_json};
pub(crate) use lines::JsonLines;
pub(crate) use live::{RunReporter, describe};
pub(crate) use output::Output;
pub(crate) use plan::write_plan;
pub(crate) use sheet::{Entry, Sheet, fold, width};
pub(crate) use style::{Paint, paint, stderr, stdout};
pub(crate) use table::table;
pub(crate) use text::{bytes, clock, duration, message, one_line, printable, when};
