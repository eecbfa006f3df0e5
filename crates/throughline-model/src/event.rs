//! Everything that can happen in a run, as one closed enum.
//!
//! Whatever shows, stores or sends a run consumes these events and nothing else. How one is written is in `event_line`.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ArtifactId, AttemptId, Digest, PipelineId, RunId, RunStatus, StageId, StageStatus};

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

/// Everything known about a run when it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunStarted {
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The base name of the run's files: `<stamp>_<name>`.
    pub name: String,
    /// The graph file, relative to the root where it lies below it.
    pub graph_path: String,
    /// The digest of the graph file's bytes.
    pub graph_digest: Digest,
    /// The filters as they were given.
    pub filters: Filters,
    /// The pipeline's parameters with their values.
    pub parameters: Map<String, Value>,
    /// All stages of the pipeline, in order, with the names that are shown.
    pub stages: Vec<(StageId, Option<String>)>,
    /// The stages that the filters chose, in order.
    pub planned_stage_ids: Vec<StageId>,
    /// How many stages may run side by side.
    pub jobs: usize,
    /// The version of the program.
    pub tool_version: String,
}

/// One part of what a result depends on that differs between two results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The part's label, such as `input:commits`.
    pub part: String,
    /// What it was; absent where it was no part.
    pub old: Option<Value>,
    /// What it is; absent where it is no part any more.
    pub new: Option<Value>,
}

/// The filters of a run, as they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// `--only`: ids and globs.
    pub only: Vec<String>,
    /// `--skip`: ids and globs.
    pub skip: Vec<String>,
    /// `--from`.
    pub from: Option<StageId>,
    /// `--to`.
    pub to: Option<StageId>,
    /// `--since`.
    pub since: Option<RunId>,
}

/// An output as it was found after its stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRecord {
    /// The artifact's id in the graph.
    pub id: ArtifactId,
    /// Where it lies, relative to the root.
    pub path: String,
    /// The digest of its content; none where an optional output is absent.
    pub digest: Option<Digest>,
    /// Its size; of a folder, the sum over its files.
    pub size_bytes: u64,
    /// JSON pointers of its members that are no part of its content: the digest is that of the canonical form of the
    /// rest. Where it is empty, the digest is that of the bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volatile: Vec<String>,
}

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

/// The first thing that went wrong in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// The stage, unless a hook of the pipeline failed.
    pub stage_id: Option<StageId>,
    /// The stage's shown name.
    pub stage_name: Option<String>,
    /// Its number among the chosen stages, from 1.
    pub step_number: Option<usize>,
    /// How many stages were chosen.
    pub total_stages: usize,
    /// Where its output is, relative to the root.
    pub log_path: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
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
