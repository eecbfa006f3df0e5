//! The trait that a built-in stage implements.

use serde_json::{Map, Value};

use crate::StageContext;

/// A stage written in Rust.
pub trait Stage: Send + Sync {
    /// The name by which a graph file asks for it, such as `screenplay/script`.
    fn name(&self) -> &'static str;

    /// Changes whenever the same inputs would give another result. It joins the fingerprint of every stage that uses
    /// this built-in, so that a new version of the program runs exactly those stages again.
    fn version(&self) -> &'static str;

    /// Checks what the graph tells it in `with`, before anything runs. Values that hold `${{ … }}` are not yet
    /// substituted then.
    ///
    /// # Errors
    /// A line for each fault, each beginning with the name of the key.
    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        let _ = with;
        Ok(())
    }

    /// Does the work: reads the inputs, writes the outputs where the context says, and looks at
    /// [`StageContext::cancellation`] now and then.
    ///
    /// # Errors
    /// What went wrong, for a person; the engine records it and fails the attempt.
    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError>;
}

/// Why a built-in stage failed.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct StageError {
    /// What went wrong and where.
    pub message: String,
    /// What caused it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl StageError {
    /// An error with nothing behind it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// An error with its cause.
    pub fn caused(message: impl Into<String>, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { message: message.into(), source: Some(source.into()) }
    }
}
