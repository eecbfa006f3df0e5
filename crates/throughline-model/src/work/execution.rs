//! How a run is carried out: by whom, with what, by which plan, and what is told of it afterwards.

use super::{Actor, RefTo};
use crate::shape::{Amount, Count, FreeText, Text, Time};
use crate::{ConstraintSnapshotId, ContextPacketId, DoctrineRefId, WorkArtifactId, shape, vocabulary};

vocabulary! {
    /// What made a run fail.
    pub enum FailureCategory {
        /// It was not allowed.
        Policy = "policy",
        /// It could not be built.
        Build = "build",
        /// A test failed.
        Test = "test",
        /// It broke while it ran.
        Runtime = "runtime",
        /// Something that it needs was not there.
        Dependency = "dependency",
        /// Nobody knows.
        Unknown = "unknown",
    }
}

shape! {
    /// Who carries a run out, and with what.
    pub struct Executor {
        /// Who.
        pub actor: Actor,
        /// What it runs in.
        pub runtime: Text<1, 64>,
        /// What it uses.
        pub toolchain: Vec<FreeText>,
    }

    /// What a run works with.
    #[derive(Default)]
    pub struct RunInputs {
        /// What one should know.
        pub context_packets: Vec<RefTo<ContextPacketId>>,
        /// The rules that it follows.
        pub doctrine_refs: Vec<RefTo<DoctrineRefId>>,
        /// What limits it.
        pub constraint_snapshot: Option<RefTo<ConstraintSnapshotId>>,
    }

    /// What a run is going to do.
    #[derive(Default)]
    pub struct RunPlan {
        /// One step after the other.
        pub steps: Vec<FreeText>,
        /// What could go wrong.
        pub risk_notes: Vec<FreeText>,
    }

    /// How long a run took.
    #[derive(Default)]
    pub struct Telemetry {
        /// When it began.
        pub started_at: Option<Time>,
        /// When it ended.
        pub ended_at: Option<Time>,
        /// Seconds from one to the other.
        pub duration_s: Option<Amount>,
    }

    /// What a run cost.
    #[derive(Default)]
    pub struct Cost {
        /// US dollars.
        pub usd: Option<Amount>,
        /// Tokens of language models.
        pub tokens: Option<Count>,
        /// Seconds of computing.
        pub compute_s: Option<Amount>,
    }

    /// What came of a run.
    #[derive(Default)]
    pub struct RunOutputs {
        /// The artifacts.
        pub artifacts: Vec<RefTo<WorkArtifactId>>,
        /// All of it, in short.
        pub result_summary: Option<Text<0, 4000>>,
        /// What was decided on the way.
        pub decision_log: Vec<FreeText>,
    }

    /// Why a run failed.
    pub struct Failure {
        /// What kind of fault.
        pub category: FailureCategory,
        /// What happened.
        pub message: Text<1, 4000>,
    }
}
