//! Why a command could not do its work: what happened, where, and what to do next.

use throughline_engine::{JudgeError, LedgerError, LockError, Refusal, RunError, chain};
use throughline_graph::{GraphReport, SelectError, SelectFault};
use throughline_store::StoreError;

/// Why a command could not do its work.
#[derive(Debug)]
pub(crate) enum CommandError {
    /// The command line asks for what cannot be.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do next.
        help: Option<String>,
    },
    /// The graph has problems.
    Graph(Box<GraphReport>),
    /// The graph and the command line are in order, the world is not: nothing was started.
    Refused {
        /// What is wrong.
        message: String,
        /// What to do next.
        help: Option<String>,
    },
    /// Something that was begun could not be ended.
    Failed {
        /// What went wrong.
        message: String,
        /// What to do next.
        help: Option<String>,
    },
    /// What there is to show cannot be written.
    Output(std::io::Error),
}

impl CommandError {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), help: None }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), help: None }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), help: None }
    }

    /// The same error with a word on what to do next.
    pub(crate) fn with_help(mut self, text: impl Into<String>) -> Self {
        match &mut self {
            Self::Usage { help, .. } | Self::Refused { help, .. } | Self::Failed { help, .. } => {
                *help = Some(text.into())
            }
            Self::Graph(_) | Self::Output(_) => {}
        }
        self
    }
}

impl From<std::io::Error> for CommandError {
    fn from(error: std::io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for CommandError {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

impl From<LedgerError> for CommandError {
    fn from(error: LedgerError) -> Self {
        Self::failed(chain(&error))
    }
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        Self::refused(chain(&error))
    }
}

impl From<JudgeError> for CommandError {
    fn from(error: JudgeError) -> Self {
        Self::failed(chain(&error))
    }
}

impl From<LockError> for CommandError {
    fn from(error: LockError) -> Self {
        let help = match &error {
            LockError::Held { .. } => "wait until it has ended; `throughline status` shows how far it is",
            LockError::Processes { .. } => "`fuser` shows who holds it",
            LockError::File { .. } => {
                "a run writes below its project: it needs the right to, and a file system with locks"
            }
        };
        Self::refused(chain(&error)).with_help(help)
    }
}

impl From<RunError> for CommandError {
    fn from(error: RunError) -> Self {
        Self::failed(chain(&error)).with_help("what was recorded until then stands: run the same command again")
    }
}

impl From<&SelectError> for CommandError {
    fn from(error: &SelectError) -> Self {
        let messages: Vec<String> = error.faults.iter().map(ToString::to_string).collect();
        let help: Vec<&str> = error.faults.iter().filter_map(SelectFault::help).collect();
        let usage = Self::usage(messages.join("\n"));
        if help.is_empty() { usage } else { usage.with_help(help.join("; ")) }
    }
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::Parameters(_) => Self::usage(refusal.to_string()).with_help(
                "parameters follow the pipeline as `--NAME VALUE`, or anywhere as `--set NAME=VALUE`; `--help` lists the flags of the command itself",
            ),
            Refusal::Selection(error) => error.into(),
            Refusal::UnmetDependencies { .. } => Self::usage(refusal.to_string())
                .with_help("choose them too, or run the pipeline without the filter first"),
            Refusal::Order(problems) => {
                Self::refused(problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("\n"))
            }
            Refusal::Judge { source: JudgeError::Tool { .. }, .. } => {
                Self::refused(chain(&refusal)).with_help("`throughline doctor` checks every tool")
            }
            Refusal::Judge { .. } | Refusal::Resolve(_) | Refusal::Ledger(_) => Self::refused(chain(&refusal)),
        }
    }
}
