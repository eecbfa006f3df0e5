//! The port to the ledger's housekeeping: what there is, what it takes up, and how it goes.

use std::collections::HashSet;

use jiff::Timestamp;
use throughline_model::{AttemptId, Digest, PipelineId, RunId, RunStatus, StageId};

use crate::{Ledger, LedgerError, StageRecord};

/// A run and what it takes up in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunExtent {
    /// The run.
    pub id: RunId,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// The base name of its files below `.pipeline-runs/`.
    pub name: String,
    /// What became of it.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none if nobody recorded that.
    pub finished_at: Option<Timestamp>,
    /// What its events and records take up, in bytes.
    pub ledger_bytes: u64,
}

/// A gate at which a run ended waiting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingGate {
    /// The run.
    pub run: RunId,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// Its parameters, as JSON.
    pub parameters: String,
    /// The gate.
    pub stage: StageId,
    /// What a decision would be bound to.
    pub fingerprint: Digest,
}

/// Which records are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordSet {
    /// The newest of each stage.
    Heads,
    /// Of the others, the newest usable one of each stage with each fingerprint.
    Superseded,
}

/// Which runs are removed, and what their tombstones say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The runs, each with the rule that takes it, in words that follow "because".
    pub runs: Vec<(RunId, String)>,
    /// Attempts whose records stay, whatever becomes of their runs.
    pub spared: Vec<AttemptId>,
    /// The command, as it was typed.
    pub command: String,
    /// When.
    pub at: Timestamp,
}

/// What would stay and go with some runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlook {
    /// How many records go.
    pub records: u64,
    /// Contents that records which stay have left.
    pub needed: HashSet<Digest>,
}

/// How large the ledger's file was and is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shrunk {
    /// Before, in bytes.
    pub before_bytes: u64,
    /// After, in bytes.
    pub after_bytes: u64,
}

/// A ledger from which runs can be removed. To be used with the workspace's lock held, but for looking.
pub trait Housekeeping: Ledger {
    /// Every run, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_extents(&self) -> Result<Vec<RunExtent>, LedgerError>;

    /// Every gate at which a run ended waiting, newest run first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn gates_waiting(&self) -> Result<Vec<WaitingGate>, LedgerError>;

    /// Shows each of these records, one at a time. The ledger must not be asked meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_visit(&self, set: RecordSet, visit: &mut dyn FnMut(StageRecord)) -> Result<(), LedgerError>;

    /// Shows which run left which content, one pair at a time, in no order. The ledger must not be asked meanwhile.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn content_visit(&self, visit: &mut dyn FnMut(RunId, Digest)) -> Result<(), LedgerError>;

    /// What would stay and go if these runs were removed and these attempts spared. Nothing is.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn removal_outlook(&self, runs: &[RunId], spared: &[AttemptId]) -> Result<Outlook, LedgerError>;

    /// Removes runs with their events and records and leaves tombstones, all of it or nothing, and durably: what is not
    /// in the ledger any more is then lost whatever happens. A record that another run found fresh stays as long as
    /// that run, and may so outlive its own; it goes with the first removal after that. Returns how many records went.
    ///
    /// # Errors
    /// When the ledger cannot be written; nothing is removed then.
    fn run_remove(&self, removal: &Removal) -> Result<u64, LedgerError>;

    /// Gives what is free in the ledger's file back to the file system, where that is worth its cost.
    ///
    /// # Errors
    /// When the file cannot be written anew; it stays as it was then.
    fn shrink(&self) -> Result<Shrunk, LedgerError>;
}
