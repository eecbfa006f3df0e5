//! What is asked of runs that are over, or going on: values that a terminal and a server show alike.
//!
//! | file | question |
//! |---|---|
//! | `explain` | why did a stage run or not, and what had changed |
//! | `trace`, `maker`, `cause` | why is this artifact here: the line of cause, back to the files that nobody made |
//! | `verify` | is everything that a run recorded still there, and still valid |
//! | `diff`, `artifact_diff` | what differs between two runs |
//! | `stats` | how long do runs and stages take, and how often do they succeed |
//!
//! Nothing here writes, and nothing here prints.

mod artifact_diff;
mod cause;
mod diff;
mod explain;
mod maker;
#[cfg(test)]
mod memory;
mod stats;
mod trace;
mod verify;

pub use artifact_diff::{ArtifactDiff, Former};
pub use cause::{Cause, Decision, Maker, MakerRun, OnDisk, Source, Subject};
pub use diff::{Pair, RunDiff, RunSide, StageDiff, diff};
pub use explain::{ExplainQuestion, Explanation, Previous, explain};
pub use stats::{Latest, RunStats, StageStats, Stats, Summary, stats};
pub use trace::Tracer;
pub use verify::{Integrity, VerifiedArtifact, recorded_content, verify};
