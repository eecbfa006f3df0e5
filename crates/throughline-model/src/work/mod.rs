//! Work objects (CWOM v0.1): what is asked for (`IssueCreate`), what may change of it (`IssueChange`), and what is stored and
//! shown (`Issue`), a file for each kind; and the parts that they share, a file for each noun.
//!
//! Every list of members stands in the order in which it is shown. What is linked (`Link`) is kept in tables of its own.

mod actor;
mod artifact;
mod audit;
mod changeable;
mod constraint_snapshot;
mod constraints;
mod content;
mod context;
mod context_packet;
mod doctrine_ref;
mod evidence;
mod evidence_pack;
mod execution;
mod issue;
mod key;
mod kind;
mod priority;
mod reference;
mod repo;
mod review_decision;
mod run;
mod schemas;
mod source;
mod status;
mod trace;
mod verification;

pub use actor::{Actor, ActorKind, Evaluator};
pub use artifact::{Artifact, ArtifactCreate, ArtifactType};
pub use audit::{AuditAction, AuditEntry, EntityKind};
use changeable::changeable;
pub use constraint_snapshot::{ConstraintScope, ConstraintSnapshot, ConstraintSnapshotCreate, ConstraintSnapshotShown};
pub use constraints::{
    BudgetConstraint, Connectivity, Constraints, EnergyConstraint, EnvironmentConstraint, HealthConstraint,
    RiskConstraint, RiskTolerance, TimeConstraint, ToolsConstraint,
};
pub use context::{ContextInputs, DataBlob, Document};
pub use context_packet::{ContextPacket, ContextPacketCreate, ContextPacketShown};
pub use doctrine_ref::{
    DoctrineApplicability, DoctrinePriority, DoctrineRef, DoctrineRefChange, DoctrineRefCreate, DoctrineType,
};
pub use evidence::{CriterionOverride, CriterionResult, CriterionStatus, EvidenceItem, Verdict};
pub use evidence_pack::{EvidencePack, EvidencePackCreate};
pub use execution::{Cost, Executor, Failure, FailureCategory, RunInputs, RunOutputs, RunPlan, Telemetry};
pub use issue::{Acceptance, Issue, IssueChange, IssueCreate, IssueRelationships, IssueType};
pub use key::{ApiKey, ApiKeyCreate, Scope};
pub use kind::{KindOf, ObjectKind, WorkId};
pub use priority::Priority;
pub use reference::{IdText, Link, RefTo};
pub use repo::{Repo, RepoChange, RepoCreate, RepoPolicy, Visibility};
pub use review_decision::{ReviewDecision, ReviewDecisionCreate, ReviewDecisionStatus};
pub use run::{Run, RunCreate, RunMode, RunPatch};
pub use schemas::object_schema;
pub use source::Source;
pub use status::{Forbidden, Status, transition};
pub use trace::{TraceId, TraceIdError};
pub use verification::{Verification, VerificationCheck, VerificationStatus};
