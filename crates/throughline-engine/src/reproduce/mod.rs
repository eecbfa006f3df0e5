//! Determinism proved: fresh stages run again in a copy of the workspace.

pub(crate) mod copy;
pub(crate) mod reproducer;

pub use copy::{CopyError, copy_workspace};
pub use reproducer::{
    ArtifactDifference, ReproduceError, ReproducedStage, Reproducer, Reproduction, ReproductionVerdict,
};
