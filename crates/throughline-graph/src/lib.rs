//! The stage graph: text in, values or problems out.
//!
//! Nothing here touches the file system, the environment or the clock; what a check needs from there (schema files,
//! variables) is checked by the engine, with the same [`Problem`] type.

mod graph;
mod problem;

pub use graph::{
    Artifact, ArtifactType, Builtin, CachePolicy, Command, EnvironmentVariable, ForEach, Gate, GateKind, Graph, Hooks,
    Input, Output, Parameter, ParameterType, Pipeline, Retry, Rule, RuleRef, SideEffect, Stage, Tool, Work,
};
pub use problem::{Problem, Severity};
