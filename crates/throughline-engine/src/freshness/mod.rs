//! Does a stage run, is it fresh, or must it wait? What a result depends on, and the decision that everything rests on.

pub(crate) mod gate;
pub(crate) mod judge;
pub(crate) mod named_files;
pub(crate) mod outputs;
pub(crate) mod parts;
pub(crate) mod standing;
pub(crate) mod step;
pub(crate) mod tools;
pub(crate) mod world;

pub use gate::{GateState, gate_state};
pub use judge::{Judge, JudgeError, Judgement, Link, Reason, Surroundings, Upstream, Verdict, Watched, Wish};
pub use outputs::{Found, faults as artifact_faults, inspect as inspect_outputs};
pub use parts::{Parts, Secrets, headline};
pub use standing::{Place, Standing, links, outside_link};
pub use step::{Instance, Instances, JudgedStep, judge_step};
pub use tools::{tool_version, tool_versions};
pub use world::{Contents, Live, Once, ToolVersions, World};
