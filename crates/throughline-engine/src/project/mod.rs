//! A project as one invocation sees it: the graph with parameters and elements put in, and what is checked of it beyond its
//! text.

pub(crate) mod expand;
pub(crate) mod parameters;
pub(crate) mod preflight;
pub(crate) mod resolve;
pub(crate) mod workspace;

pub use expand::{ExpandError, expand};
pub use parameters::{ParameterFault, parameter_values};
pub use preflight::{builtin_problems, file_problems, missing_variables};
pub use resolve::{
    Element, FillError, ResolveError, Resolved, ResolvedArtifact, ResolvedInput, ResolvedWork, Resolver,
};
pub use workspace::{Project, RUNS_DIR, state_dir};
