//! How a plan is to be carried out, and why a run could not go on.

use std::num::NonZeroUsize;

use camino::Utf8PathBuf;
use throughline_process::SupervisorCommand;

use crate::{LedgerError, ResolveError};

/// How a plan is to be carried out.
pub struct RunOptions {
    /// How many stages may run side by side.
    pub jobs: NonZeroUsize,
    /// Whether what does not depend on a failed stage still runs.
    pub continue_on_error: bool,
    /// Who approves every gate that is reached, if anybody does beforehand.
    pub approve_as: Option<String>,
    /// How the supervisor of processes is started.
    pub supervisor: SupervisorCommand,
    /// The version of the program, for the record.
    pub tool_version: String,
}

/// Why a run could not go on. What was committed until then stands.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The ledger does not take what happened.
    #[error("the run cannot go on, because what happens in it cannot be recorded")]
    Ledger(#[from] LedgerError),
    /// The folder of the readable record cannot be made.
    #[error("cannot make {path}")]
    Folder {
        /// The folder.
        path: Utf8PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A placeholder cannot be filled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// No thread can be started.
    #[error("cannot start a thread")]
    Thread(#[from] std::io::Error),
}
