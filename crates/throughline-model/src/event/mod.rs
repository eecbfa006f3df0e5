//! Everything that can happen in a run, as one closed enum. Whatever shows, stores or sends a run consumes these events
//! and nothing else.
//!
//! | file | what it holds |
//! |---|---|
//! | `kind` | the events |
//! | `run` | what they say of a run: how it began, what went wrong first |
//! | `attempt` | what they say of one try: how it ended, what it used |
//! | `result` | what they say of results: outputs, and what differs between two |
//! | `line` | how one is written |

mod attempt;
mod kind;
mod line;
mod result;
mod run;

pub use attempt::{AttemptOutcome, HookPhase, ResourceUsage};
pub use kind::{Event, EventKind};
pub use line::EventDecodeError;
pub use result::{ArtifactRecord, Change};
pub use run::{Failure, Filters, RunStarted};
