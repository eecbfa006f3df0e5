//! The events of a run.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{ArtifactRecord, AttemptOutcome, Change, Failure, HookPhase, ResourceUsage, RunStarted};
use crate::{AttemptId, Digest, RunId, RunStatus, StageId, StageStatus};

/// One thing that happened in a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The run in which it happened.
    pub run: RunId,
    /// Its place among the run's events, from 0 without gaps.
    pub seq: u64,
    /// When it happened, to the millisecond where it was read back from a line.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum EventKind {
    /// The run began; everything known about it beforehand.
    RunStarted(Box<RunStarted>),
    /// A filter left the stage out.
    StageSkipped {
        /// The stage.
        stage_id: StageId,
        /// Which filter.
        reason: String,
    },
    /// The instances of a `forEach` stage are known.
    StageExpanded {
        /// The declared stage.
        stage_id: StageId,
        /// Its instances in the order of the elements.
        instances: Vec<StageId>,
    },
    /// The stage need not run.
    StageFresh {
        /// The stage.
        stage_id: StageId,
        /// The run that made what is there.
        since: RunId,
        /// The attempt that made what is there.
        attempt_id: AttemptId,
        /// The fingerprint, equal to the recorded one.
        fingerprint: Digest,
        /// The outputs that were found as recorded.
        artifacts: Vec<ArtifactRecord>,
    },
    /// A stage is about to run.
    StageStarted {
        /// The stage.
        stage_id: StageId,
        /// Why it runs.
        reason: String,
        /// What it depends on, as it was just before the first attempt; none where that cannot be told, because it
        /// cannot be started.
        fingerprint: Option<Digest>,
        /// What differs from its last result, where that is the reason.
        changes: Vec<Change>,
    },
    /// One try of a stage began.
    AttemptStarted {
        /// The stage.
        stage_id: StageId,
        /// Which try, from 1.
        attempt: u32,
        /// Where its output goes, relative to the root.
        log_path: String,
    },
    /// One try of a stage ended.
    AttemptEnded {
        /// The stage.
        stage_id: StageId,
        /// Which try, from 1.
        attempt: u32,
        /// How it ended.
        outcome: AttemptOutcome,
        /// How long it took, in milliseconds.
        duration_ms: u64,
        /// What it used.
        resource_usage: ResourceUsage,
    },
    /// A failed stage will be tried again.
    RetryScheduled {
        /// The stage.
        stage_id: StageId,
        /// The coming try.
        attempt: u32,
        /// How long the engine waits before it, in milliseconds.
        delay_ms: u64,
        /// What went wrong with the try before, in one line.
        reason: String,
    },
    /// The stage ended well: its outputs are there and valid.
    StageSucceeded {
        /// The stage.
        stage_id: StageId,
        /// The last attempt, which made the outputs.
        attempt_id: AttemptId,
        /// What the result depends on.
        fingerprint: Digest,
        /// The outputs.
        artifacts: Vec<ArtifactRecord>,
        /// From the first attempt's start to the end of the checks, in milliseconds.
        duration_ms: u64,
    },
    /// The stage failed for good.
    StageFailed {
        /// The stage.
        stage_id: StageId,
        /// What went wrong, a line for each fault.
        error: String,
        /// The last lines that it printed.
        tail: Vec<String>,
        /// From the first attempt's start, in milliseconds.
        duration_ms: u64,
    },
    /// The stage is a gate and nobody has decided.
    StageWaiting {
        /// The gate.
        stage_id: StageId,
        /// What is asked.
        prompt: String,
        /// What a decision would be bound to.
        fingerprint: Digest,
        /// What is shown to whoever decides.
        artifacts: Vec<ArtifactRecord>,
    },
    /// The stage cannot run because something before it failed.
    StageBlocked {
        /// The stage.
        stage_id: StageId,
        /// The failed stages that it depends on.
        by: Vec<StageId>,
    },
    /// A hook began.
    HookStarted {
        /// The stage it belongs to; none for hooks of the pipeline or graph.
        stage_id: Option<StageId>,
        /// Before or after.
        phase: HookPhase,
        /// What is run, for eyes.
        command: String,
    },
    /// A hook ended.
    HookEnded {
        /// The stage it belongs to; none for hooks of the pipeline or graph.
        stage_id: Option<StageId>,
        /// Before or after.
        phase: HookPhase,
        /// What was run, for eyes.
        command: String,
        /// How it ended.
        outcome: AttemptOutcome,
        /// How long it took, in milliseconds.
        duration_ms: u64,
    },
    /// Something that a person should know and that fails nothing.
    Warning {
        /// The stage it is about, if one.
        stage_id: Option<StageId>,
        /// What is to be known.
        message: String,
    },
    /// A signal asked the run to stop.
    InterruptRequested {
        /// Its name, such as `SIGINT`.
        signal: String,
    },
    /// The run is over.
    RunEnded {
        /// What became of it.
        status: RunStatus,
        /// How long it took, in milliseconds.
        duration_ms: u64,
        /// The first thing that went wrong, if anything did.
        failure: Option<Failure>,
    },
}

impl EventKind {
    /// The stage that the event is about, if it is about one.
    #[must_use]
    pub fn stage_id(&self) -> Option<&StageId> {
        match self {
            Self::StageSkipped { stage_id, .. }
            | Self::StageExpanded { stage_id, .. }
            | Self::StageFresh { stage_id, .. }
            | Self::StageStarted { stage_id, .. }
            | Self::AttemptStarted { stage_id, .. }
            | Self::AttemptEnded { stage_id, .. }
            | Self::RetryScheduled { stage_id, .. }
            | Self::StageSucceeded { stage_id, .. }
            | Self::StageFailed { stage_id, .. }
            | Self::StageWaiting { stage_id, .. }
            | Self::StageBlocked { stage_id, .. } => Some(stage_id),
            Self::HookStarted { stage_id, .. } | Self::HookEnded { stage_id, .. } | Self::Warning { stage_id, .. } => {
                stage_id.as_ref()
            }
            Self::RunStarted(_) | Self::InterruptRequested { .. } | Self::RunEnded { .. } => None,
        }
    }

    /// The state in which the event leaves its stage, where it ends one.
    #[must_use]
    pub fn stage_status(&self) -> Option<StageStatus> {
        match self {
            Self::StageSkipped { .. } => Some(StageStatus::Skipped),
            Self::StageFresh { .. } => Some(StageStatus::Fresh),
            Self::StageSucceeded { .. } => Some(StageStatus::Succeeded),
            Self::StageFailed { .. } => Some(StageStatus::Failed),
            Self::StageWaiting { .. } => Some(StageStatus::Waiting),
            Self::StageBlocked { .. } => Some(StageStatus::Blocked),
            Self::RunStarted(_)
            | Self::StageExpanded { .. }
            | Self::StageStarted { .. }
            | Self::AttemptStarted { .. }
            | Self::AttemptEnded { .. }
            | Self::RetryScheduled { .. }
            | Self::HookStarted { .. }
            | Self::HookEnded { .. }
            | Self::Warning { .. }
            | Self::InterruptRequested { .. }
            | Self::RunEnded { .. } => None,
        }
    }
}
