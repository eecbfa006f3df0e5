//! Somebody's work on an issue.

use super::status::{Forbidden, transition};
use super::{Cost, Executor, Failure, KindOf, RefTo, RunInputs, RunOutputs, RunPlan, Status, Telemetry, TraceId};
use crate::shape::{Block, FreeText, Meta, Text, Time};
use crate::{IssueId, RepoId, WorkRunId, shape, vocabulary};

vocabulary! {
    /// Who carries a run out, broadly.
    pub enum RunMode {
        /// A person.
        Human = "human",
        /// A program that decides for itself.
        Agent = "agent",
        /// Both.
        Hybrid = "hybrid",
        /// A program that does what it is told.
        System = "system",
    }
}

shape! {
    /// A run, as it is asked for.
    pub struct RunCreate {
        /// The issue that it works on.
        pub for_issue: RefTo<IssueId>,
        /// The repository that it works in.
        pub repo: RefTo<RepoId>,
        /// Who carries it out, broadly.
        pub mode: RunMode,
        /// Who carries it out, and with what.
        pub executor: Executor,
        /// What it works with.
        pub inputs: RunInputs = RunInputs::default(),
        /// What it is going to do.
        pub plan: RunPlan = RunPlan::default(),
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta = Meta::default(),
    }

    /// Somebody's work on an issue.
    pub struct Run {
        /// `Run`.
        pub kind: KindOf<WorkRunId>,
        /// Its id.
        pub id: WorkRunId,
        /// The trace that it was made in.
        pub trace_id: Option<TraceId>,
        /// The issue that it works on.
        pub for_issue: RefTo<IssueId>,
        /// The repository that it works in.
        pub repo: RefTo<RepoId>,
        /// Where it stands.
        pub status: Status,
        /// Who carries it out, broadly.
        pub mode: RunMode,
        /// Who carries it out, and with what.
        pub executor: Executor,
        /// What it works with.
        pub inputs: RunInputs,
        /// What it is going to do.
        pub plan: RunPlan,
        /// How long it took; `{}` until somebody tells.
        pub telemetry: Block<Telemetry>,
        /// What it cost; `{}` until somebody tells.
        pub cost: Block<Cost>,
        /// What came of it; `{}` until somebody tells.
        pub outputs: Block<RunOutputs>,
        /// Why it failed.
        pub failure: Option<Failure>,
        /// The folder of its artifacts.
        pub artifact_root_uri: Option<Text<1, 2000>>,
        /// Words to find it by.
        pub tags: Vec<FreeText>,
        /// Anything else.
        pub meta: Meta,
        /// When it was made.
        pub created_at: Time,
        /// When it was changed last.
        pub updated_at: Time,
    }

    /// What somebody tells of a run. What is absent or `null` stays; a block replaces the one before as a whole.
    #[derive(Default)]
    pub struct RunPatch {
        /// Where it stands now.
        pub status: Option<Status>,
        /// How long it took.
        pub telemetry: Option<Telemetry>,
        /// What it cost.
        pub cost: Option<Cost>,
        /// What came of it.
        pub outputs: Option<RunOutputs>,
        /// Why it failed.
        pub failure: Option<Failure>,
    }
}

impl RunCreate {
    /// What comes of it.
    #[must_use]
    pub fn into_object(self, id: WorkRunId, trace_id: Option<TraceId>, at: Time) -> Run {
        Run {
            kind: KindOf::new(),
            id,
            trace_id,
            for_issue: self.for_issue,
            repo: self.repo,
            status: Status::Planned,
            mode: self.mode,
            executor: self.executor,
            inputs: self.inputs,
            plan: self.plan,
            telemetry: Block(None),
            cost: Block(None),
            outputs: Block(None),
            failure: None,
            artifact_root_uri: None,
            tags: self.tags,
            meta: self.meta,
            created_at: at,
            updated_at: at,
        }
    }
}

impl Run {
    /// The run after somebody told something of it.
    ///
    /// # Errors
    /// If it may not go to the status that was told.
    pub fn patched(self, told: RunPatch, at: Time) -> Result<Self, Forbidden> {
        let status = told.status.unwrap_or(self.status);
        transition(self.status, status)?;
        Ok(Self {
            status,
            telemetry: told.telemetry.map_or(self.telemetry, |block| Block(Some(block))),
            cost: told.cost.map_or(self.cost, |block| Block(Some(block))),
            outputs: told.outputs.map_or(self.outputs, |block| Block(Some(block))),
            failure: told.failure.or(self.failure),
            updated_at: at,
            ..self
        })
    }
}
