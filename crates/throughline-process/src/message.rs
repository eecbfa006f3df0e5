//! What the engine and the supervisor say to each other.
//!
//! Types of their own, so that an attempt can one day be carried out elsewhere. Both ends are the same binary, so that
//! there is no older or newer reader to think of; a transport between machines has to add a version first.

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use throughline_model::{AttemptOutcome, ResourceUsage};

/// What the engine asks of the supervisor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Replaces the secrets that are masked in the output of commands that start from now on.
    Configure {
        /// Their plain values.
        secrets: Vec<String>,
    },
    /// Starts a command.
    Spawn(SpawnRequest),
    /// Ends a command: SIGTERM to its group now, SIGKILL after its grace. Passed over when the id is not known.
    Stop {
        /// The id from its [`SpawnRequest`].
        id: u64,
    },
    /// Ends a command: SIGKILL to its group now. Passed over when the id is not known.
    Kill {
        /// The id from its [`SpawnRequest`].
        id: u64,
    },
    /// [`Request::Stop`] for every command.
    StopAll,
    /// [`Request::Kill`] for every command.
    KillAll,
    /// Stops every command, starts no more, and ends the supervisor when all have ended.
    Shutdown,
}

/// A command to start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpawnRequest {
    /// Names the command in everything that follows; chosen by the engine, never used twice.
    pub id: u64,
    /// A name to look for on the command's `PATH`, or, with a slash in it, a path relative to `cwd`.
    pub program: String,
    /// The arguments after the program.
    pub args: Vec<String>,
    /// The working directory; absolute.
    pub cwd: Utf8PathBuf,
    /// Changes to the environment that the supervisor inherited; none unsets.
    pub env: Vec<(String, Option<String>)>,
    /// Where standard output and standard error go, in the order in which they come; absolute, appended to.
    pub log: Utf8PathBuf,
    /// How long the command may take, in milliseconds.
    pub time_limit_ms: Option<u64>,
    /// How long the command may take to end after SIGTERM before it is killed, in milliseconds.
    pub grace_ms: u64,
}

/// What the supervisor tells the engine. Each [`SpawnRequest`] is answered by exactly one [`Reply::Ended`], with one
/// [`Reply::Started`] before it if the command could be started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// The command runs.
    Started {
        /// The id from its [`SpawnRequest`].
        id: u64,
        /// Its process id, which is also its group's.
        pid: i32,
    },
    /// The command and everything that it left behind has ended.
    Ended(Ended),
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// The id from its [`SpawnRequest`].
    pub id: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// From just before its start to the end of the command itself, in microseconds.
    pub duration_micros: u64,
    /// What it and the descendants that it waited for used.
    pub usage: ResourceUsage,
    /// The last lines that it printed, secrets masked: at most 20 and 8 KiB.
    pub tail: Vec<String>,
    /// How much it printed, in bytes, before masking.
    pub output_bytes: u64,
    /// How many descendants still ran some time after the command had ended and had to be ended. Descendants that left
    /// the command's group and closed its output cannot always be told apart: those are counted with the first command
    /// that ends while no other runs.
    pub leftovers: u32,
    /// Why the log is not complete, if it is not.
    pub log_error: Option<String>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// By itself.
    Exited {
        /// The exit code.
        code: i32,
    },
    /// By a signal that was not ours.
    Signalled {
        /// The signal's number.
        signal: i32,
    },
    /// It took longer than its limit and was ended.
    TimedOut {
        /// The limit, in milliseconds.
        limit_ms: u64,
    },
    /// The engine asked for its end.
    Stopped,
    /// It could not be started.
    NotStarted {
        /// Why not, for a person.
        reason: String,
    },
}

impl From<Outcome> for AttemptOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Exited { code } => Self::Exited { code },
            Outcome::Signalled { signal } => Self::Signalled { signal },
            Outcome::TimedOut { limit_ms } => Self::TimedOut { limit_ms },
            Outcome::Stopped => Self::Interrupted,
            Outcome::NotStarted { reason } => Self::NotStarted { reason },
        }
    }
}

impl Ended {
    /// The end of a command that never ran.
    pub(crate) fn not_started(id: u64, reason: String) -> Self {
        Self {
            id,
            outcome: Outcome::NotStarted { reason },
            duration_micros: 0,
            usage: ResourceUsage::default(),
            tail: Vec::new(),
            output_bytes: 0,
            leftovers: 0,
            log_error: None,
        }
    }
}
