//! What a task asks for, in its one normal form.

use crate::shape::{Exactly, FreeText, Int, Meta, Text};
use crate::work::{Actor, ActorKind};
use crate::{shape, vocabulary};

/// A task may take as many seconds: a day.
pub const MOST_BUDGET: u64 = 86_400;

vocabulary! {
    /// What a task does.
    pub enum Operation {
        /// It changes code.
        CodeChange = "code_change",
        /// It writes documentation.
        Docs = "docs",
        /// It finds something out.
        Analysis = "analysis",
        /// It operates something.
        Ops = "ops",
    }
}

shape! {
    /// Who asks for a task.
    pub struct Requester {
        /// What kind of somebody.
        pub kind: ActorKind,
        /// The name in the system that knows them.
        pub id: Text<1, 128>,
        /// The name for people.
        pub label: Option<Text<1, 256>>,
        ..ignored
    }

    /// Where a task works.
    pub struct TaskTarget {
        /// The repository.
        pub repo: Text<1, 256>,
        /// The branch, tag or commit that it starts from.
        pub r#ref: Text<1, 256> = Text::fitted("main"),
        /// The folder; empty is the root.
        pub path: Text<0, 512> = Text::fitted(""),
        ..ignored
    }

    /// What a task may use.
    pub struct TaskLimits {
        /// Seconds.
        pub time_budget_seconds: Int<30, MOST_BUDGET> = Int::clamped(900),
        /// Whether it may use the network.
        pub allow_network: bool = false,
        /// Whether it may use secrets.
        pub allow_secrets: bool = false,
        ..ignored
    }

    /// What a task asks for.
    pub struct TaskSpec {
        /// The version of this form.
        pub version: Exactly = Exactly,
        /// A second task with the same key is not made.
        pub idempotency_key: Option<Text<1, 256>>,
        /// Who asks.
        pub requested_by: Requester,
        /// What is wanted.
        pub objective: Text<5, 4000>,
        /// What the task does.
        pub operation: Operation,
        /// Where.
        pub target: TaskTarget,
        /// What it may use.
        pub constraints: TaskLimits = TaskLimits::default(),
        /// What it works with.
        pub inputs: Meta = Meta::default(),
        /// What has to be true when it is done.
        pub acceptance_criteria: Vec<FreeText>,
        /// What has to be shown then.
        pub evidence_requirements: Vec<FreeText>,
        /// Anything else.
        pub metadata: Meta = Meta::default(),
        ..ignored
    }
}

impl Default for TaskLimits {
    fn default() -> Self {
        Self { time_budget_seconds: Int::clamped(900), allow_network: false, allow_secrets: false }
    }
}

impl From<Requester> for Actor {
    fn from(requester: Requester) -> Self {
        Self { actor_kind: requester.kind, actor_id: requester.id, display: requester.label }
    }
}

impl TaskSpec {
    /// What has to be true when the task is done: if nothing was said, that its objective is met.
    #[must_use]
    pub fn criteria(&self) -> Vec<FreeText> {
        if self.acceptance_criteria.is_empty() {
            vec![Text::fitted(&self.objective)]
        } else {
            self.acceptance_criteria.clone()
        }
    }
}
