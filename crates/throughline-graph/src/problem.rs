//! What is wrong with a graph: one value for each fault, with the place and a suggestion.

use std::fmt;

/// One fault of a graph file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which rule is broken, in a word that does not change: `unknown-artifact`.
    pub code: &'static str,
    /// What is wrong, naming the id.
    pub message: String,
    /// JSON pointer (RFC 6901) to the value at fault; empty = the whole document.
    pub pointer: String,
    /// Where in the text the fault is (byte offset and length), where it is known without the pointer: syntax errors.
    pub span: Option<(usize, usize)>,
    /// What to do next.
    pub help: Option<String>,
    /// Whether it refuses the graph or is only to be known.
    pub severity: Severity,
}

/// Whether a problem refuses the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The graph can be used all the same.
    Warning,
    /// The graph is refused.
    Error,
}

impl Problem {
    /// A fault that refuses the graph.
    #[must_use]
    pub fn error(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            pointer: pointer.into(),
            span: None,
            help: None,
            severity: Severity::Error,
        }
    }

    /// Something to be known that refuses nothing.
    #[must_use]
    pub fn warning(code: &'static str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, pointer, message) }
    }

    /// The same problem with a word on what to do next.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
