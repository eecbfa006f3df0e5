//! What the author of a built-in stage sees: the [`Stage`] trait, its [`StageContext`] and the [`StageRegistry`].
//!
//! A built-in stage is a stage like any other: it is named in a graph file (`command: {"builtin": "…", "with": {…}}`),
//! planned, fingerprinted, time-limited, checked and recorded by the engine. It knows nothing above this crate.
//! A [`BuiltinPipeline`] is a graph that is part of the program, with the stages that it names.

mod context;
mod pipeline;
mod registry;
mod stage;

pub use context::{Cancellation, StageContext, StageInput, StageOutput};
pub use pipeline::{BuiltinPipeline, Given, Preparation, PrepareError};
pub use registry::StageRegistry;
pub use stage::{Stage, StageError};
