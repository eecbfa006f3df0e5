//! What is known of what was removed.

use jiff::Timestamp;
use throughline_model::{Digest, PipelineId, RunId, RunStatus, StageId};

/// A run that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tombstone {
    /// The run.
    pub run: RunId,
    /// Its pipeline.
    pub pipeline: PipelineId,
    /// The base name that its files below `.pipeline-runs/` had.
    pub name: String,
    /// What had become of it.
    pub status: RunStatus,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How many stages were chosen.
    pub planned: usize,
    /// When it was removed.
    pub removed_at: Timestamp,
    /// The command that removed it, as it was typed.
    pub command: String,
    /// Why that command took it, in words that follow "because".
    pub rule: String,
}

/// What a removed result had left at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedArtifact {
    /// The path, relative to the root.
    pub path: String,
    /// The content; none where an optional output was absent.
    pub digest: Option<Digest>,
    /// The stage or instance.
    pub stage: StageId,
    /// When it was made.
    pub at: Timestamp,
    /// The run that made it.
    pub tombstone: Tombstone,
}
