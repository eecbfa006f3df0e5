//! The nouns that every other crate speaks: ids, digests, the states of runs and stages, and the events of a run.
//!
//! Pure data. Nothing here opens a file, asks the clock or knows how it is stored or shown.

mod digest;
mod event;
mod event_line;
mod id;
mod state;
mod time;

pub use digest::{Digest, DigestParseError, Hasher};
pub use event::{
    ArtifactRecord, AttemptOutcome, Change, Event, EventKind, Failure, Filters, HookPhase, ResourceUsage, RunStarted,
};
pub use event_line::EventDecodeError;
pub use id::{ArtifactId, AttemptId, IdParseError, PipelineId, RunId, StageId};
pub use state::{RunStatus, StageStatus};
pub use time::{iso_millis, millis, stamp};
