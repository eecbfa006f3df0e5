//! What events say of one try of a stage or hook: how it ended, and what it used.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How one try ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum AttemptOutcome {
    /// It ended by itself.
    Exited {
        /// The exit code.
        code: i32,
    },
    /// A signal ended it.
    Signalled {
        /// The signal's number.
        signal: i32,
    },
    /// It took longer than its time limit and was ended.
    TimedOut {
        /// The limit, in milliseconds.
        limit_ms: u64,
    },
    /// The run was interrupted and ended it.
    Interrupted,
    /// It could not be started.
    NotStarted {
        /// Why not.
        reason: String,
    },
    /// A built-in stage returned an error.
    Error {
        /// What it said.
        message: String,
    },
}

impl AttemptOutcome {
    /// Whether the try ended with exit code 0.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Exited { code: 0 })
    }

    /// The exit code, where there was one.
    #[must_use]
    pub fn exit_code(&self) -> Option<i32> {
        match self {
            Self::Exited { code } => Some(*code),
            _ => None,
        }
    }
}

impl std::fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exited { code } => write!(f, "exit code {code}"),
            Self::Signalled { signal } => write!(f, "ended by signal {signal}"),
            Self::TimedOut { limit_ms } => {
                write!(f, "ended after its time limit of {:?}", Duration::from_millis(*limit_ms))
            }
            Self::Interrupted => write!(f, "interrupted"),
            Self::NotStarted { reason } => write!(f, "could not be started: {reason}"),
            Self::Error { message } => write!(f, "{message}"),
        }
    }
}

/// What a try used, as the kernel accounts for it: the command and all descendants that were waited for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceUsage {
    /// CPU time in user mode, in microseconds.
    pub user_micros: u64,
    /// CPU time in the kernel, in microseconds.
    pub system_micros: u64,
    /// The largest resident set of any one process, in bytes; 0 where it is not known.
    pub max_rss_bytes: u64,
}

/// Whether a hook runs before or after what it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HookPhase {
    /// Before.
    Pre,
    /// After, whatever happened.
    Post,
}
