//! Why a task failed: one sentence, and the findings that led to it, one line each.

use std::fmt;

/// Why a task failed.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    findings: Vec<String>,
}

impl Failure {
    /// A failure that one sentence explains.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), findings: Vec::new() }
    }

    /// Nothing if there are no findings, else a failure that shows them all.
    pub(crate) fn unless_empty(findings: Vec<String>, message: impl Into<String>) -> Result<(), Self> {
        if findings.is_empty() { Ok(()) } else { Err(Self { message: message.into(), findings }) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in &self.findings {
            writeln!(f, "  {finding}")?;
        }
        if self.findings.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{} ({} in all)", self.message, self.findings.len())
        }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            message.push_str(": ");
            message.push_str(&cause.to_string());
            source = cause.source();
        }
        Self::new(message)
    }
}
