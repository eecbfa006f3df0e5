//! The nouns that every other crate speaks: ids, digests, the states of runs and stages, the events of a run, work objects
//! and tasks.
//!
//! Pure data. Nothing here opens a file, asks the clock or knows how it is stored or shown.

mod digest;
mod event;
mod id;
pub mod inbox;
pub mod shape;
mod state;
pub mod task;
mod time;
pub mod work;

pub use digest::{Digest, DigestParseError, Hasher};
pub use event::{
    ArtifactRecord, AttemptOutcome, Change, Event, EventDecodeError, EventKind, Failure, Filters, HookPhase,
    ResourceUsage, RunStarted,
};
pub use id::{
    ArtifactId, AttemptId, AuditId, ConstraintSnapshotId, ContextPacketId, DoctrineRefId, EvidencePackId, IdParseError,
    InboxEventId, IssueId, KeyId, PipelineId, RepoId, ReviewDecisionId, RunId, StageId, TaskId, WorkArtifactId,
    WorkRunId,
};
pub use state::{RunStatus, StageStatus};
pub use time::{iso_millis, millis, stamp};
