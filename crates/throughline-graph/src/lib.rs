//! The stage graph: text in, values or problems out.
//!
//! Nothing here touches the file system, the environment or the clock; what a check needs from there (schema files,
//! variables) is checked by the engine, with the same [`Problem`] type.

mod check;
mod decode;
mod draw;
mod graph;
mod index;
mod links;
mod locate;
mod order;
mod path;
mod problem;
mod rare;
mod rows;
mod schema;
mod select;
mod source;
mod suggest;
mod table;
mod template;

pub use check::{Known, check, load};
pub use decode::{Decoded, MAX_PROBLEMS, decode, parse_document};
pub use draw::{dot, mermaid, svg};
pub use graph::{
    Artifact, ArtifactMore, ArtifactType, Builtin, CachePolicy, Command, EnvironmentVariable, External, ForEach, Gate,
    GateKind, Graph, Hooks, Input, Output, Parameter, ParameterType, Pipeline, Retry, Rule, RuleRef, SideEffect, Stage,
    StageMore, Tool, Work,
};
pub use index::GraphIndex;
pub use locate::{GraphReport, Located, locate};
pub use order::{After, Sequence, Step, sequence, single};
pub use path::{PathFault, within_root};
pub use problem::{Problem, Severity};
pub use rare::{Absent, Rare};
pub use schema::SCHEMA;
pub use select::{SelectError, SelectFault, Selection, pipeline_named, select};
pub use source::{Format, Source};
pub use template::{TemplateError, references, substitute, substitute_value};
