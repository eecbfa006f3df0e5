//! Tasks as they are stored and shown.

use super::{Operation, Requester, TaskLimits, TaskSpec, TaskTarget};
use crate::shape::{Exactly, FreeText, Meta, Text, Time};
use crate::work::TraceId;
use crate::{IssueId, TaskId, shape, vocabulary};

vocabulary! {
    /// Where a task stands.
    pub enum TaskStatus {
        /// It was made.
        Pending = "pending",
        /// It waits for a worker.
        Queued = "queued",
        /// A worker is at it.
        Running = "running",
        /// It was done.
        Completed = "completed",
        /// It was tried.
        Failed = "failed",
        /// Nobody wants it any more.
        Cancelled = "cancelled",
    }
}

shape! {
    /// A task. Its criteria and the evidence that it wants are in its issue and its context packet.
    pub struct Task {
        /// Its id.
        pub task_id: TaskId,
        /// The version of this form.
        pub version: Exactly,
        /// A second task with the same key is not made.
        pub idempotency_key: Option<Text<1, 256>>,
        /// Who asked.
        pub requested_by: Requester,
        /// What is wanted.
        pub objective: Text<5, 4000>,
        /// What it does.
        pub operation: Operation,
        /// Where.
        pub target: TaskTarget,
        /// What it may use.
        pub constraints: TaskLimits,
        /// What it works with.
        pub inputs: Meta,
        /// Anything else.
        pub metadata: Meta,
        /// Where it stands.
        pub status: TaskStatus,
        /// When it was made.
        pub created_at: Time,
        /// When it was queued first.
        pub queued_at: Option<Time>,
        /// When it was started first.
        pub started_at: Option<Time>,
        /// When it was over first.
        pub completed_at: Option<Time>,
        /// The worker.
        pub assigned_to: Option<FreeText>,
        /// What came of it.
        pub result: Option<Meta>,
        /// Why it failed.
        pub error: Option<FreeText>,
        /// The folder of its trace.
        pub trace_path: Option<FreeText>,
        /// Its issue.
        pub cwom_issue_id: Option<IssueId>,
        /// The trace that it was made in.
        pub trace_id: TraceId,
    }
}

impl TaskStatus {
    /// Nothing is left to do.
    #[must_use]
    pub fn is_over(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

impl Task {
    /// The task that comes of what was asked for: pending, without an issue.
    #[must_use]
    pub fn new(spec: &TaskSpec, task_id: TaskId, trace_id: TraceId, at: Time) -> Self {
        let spec = spec.clone();
        Self {
            task_id,
            version: spec.version,
            idempotency_key: spec.idempotency_key,
            requested_by: spec.requested_by,
            objective: spec.objective,
            operation: spec.operation,
            target: spec.target,
            constraints: spec.constraints,
            inputs: spec.inputs,
            metadata: spec.metadata,
            status: TaskStatus::Pending,
            created_at: at,
            queued_at: None,
            started_at: None,
            completed_at: None,
            assigned_to: None,
            result: None,
            error: None,
            trace_path: None,
            cwom_issue_id: None,
            trace_id,
        }
    }

    /// The task in another status, with the time at which it came there first.
    #[must_use]
    pub fn moved(self, status: TaskStatus, at: Time) -> Self {
        let first = |before: Option<Time>, now: bool| before.or_else(|| now.then_some(at));
        Self {
            status,
            queued_at: first(self.queued_at, status == TaskStatus::Queued),
            started_at: first(self.started_at, status == TaskStatus::Running),
            completed_at: first(self.completed_at, status.is_over()),
            ..self
        }
    }
}
