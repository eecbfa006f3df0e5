//! What a run left, so that the next one looks at what changed and not at what there is.
//!
//! ```text
//! run ends ─take→ Checkpoint (stages, files with stamps) · Pieces (the graph, a piece for each stage)
//! next run ─look→ disturbed stages ─Pieces→ a graph of these alone → plan and run as always
//!                 the others ─→ carried over: fresh, with the record that stands
//! ```
//!
//! A checkpoint decides nothing: it says which stages nothing has touched since the judge last decided. Where anything is
//! not plain, a stage counts as disturbed, and where more than half of them are, there is no checkpoint to go by.
//! See `docs/decisions/0007-checkpoints.md`.

mod document;
mod pieces;
mod place;
mod resume;
mod take;

pub use place::CheckpointPlace;
pub use resume::{Carried, Reading, Resumption, resume};
pub(crate) use take::{Rests, take};
