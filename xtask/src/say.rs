//! The edge to the terminal: everything that a task says goes to stderr, save the one line that ends a test run.

use std::io::Write;

use crate::failure::Failure;

/// A line for a person. That nobody listens any more is no reason to stop a task.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A line on stdout, for what reads the outcome.
pub(crate) fn result(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// What went wrong.
pub(crate) fn failure(failure: &Failure) {
    line(&format!("error: {failure}"));
}
