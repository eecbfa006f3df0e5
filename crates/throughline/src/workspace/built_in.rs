//! The pipelines that are part of this program.

use std::sync::Arc;

use camino::Utf8Path;
use serde_json::{Map, Value};
use throughline_engine::{ParameterFault, Refusal, parameter_values};
use throughline_graph::{Graph, GraphReport, Known, ParameterType, Pipeline, Source, load};
use throughline_stage::{BuiltinPipeline, Given, Preparation, PrepareError, StageRegistry};

use super::place::absolute;
use crate::error::CommandError;

/// What the path of a graph that is part of this program begins with.
const SCHEME: &str = "builtin:";

/// Every pipeline that is part of this program.
pub(super) fn pipelines() -> Vec<Arc<dyn BuiltinPipeline>> {
    vec![Arc::new(throughline_screenplay::Screenplay)]
}

/// The stages that they bring along; any graph may use them.
pub(super) fn stages() -> StageRegistry {
    pipelines().iter().flat_map(|pipeline| pipeline.stages()).collect()
}

/// The schemas that they bring along; any graph may name them.
pub(super) fn schemas() -> Vec<(&'static str, &'static str)> {
    pipelines().iter().flat_map(|pipeline| pipeline.schemas()).copied().collect()
}

/// A built-in pipeline whose parameters are put in.
pub(crate) struct BuiltIn {
    pub(crate) pipeline: Arc<dyn BuiltinPipeline>,
    pub(crate) preparation: Preparation,
    /// The parameters as they were given, paths absolute: what a run records, so that it can be done again from anywhere.
    pub(crate) given: Vec<(String, String)>,
}

/// The pipeline with this id.
pub(super) fn named(id: &str) -> Option<Arc<dyn BuiltinPipeline>> {
    pipelines().into_iter().find(|pipeline| pipeline.id() == id)
}

/// The pipeline whose graph has this path.
pub(super) fn at(graph_path: &str) -> Option<Arc<dyn BuiltinPipeline>> {
    graph_path.strip_prefix(SCHEME).and_then(named)
}

/// The text of its graph.
pub(super) fn source(pipeline: &dyn BuiltinPipeline) -> Source {
    Source::new(format!("{SCHEME}{}", pipeline.id()), pipeline.graph())
}

/// Its graph, checked like any other.
///
/// # Errors
/// When it has a fault, which a test of the pipeline finds first.
pub(super) fn graph(pipeline: &dyn BuiltinPipeline, stages: &StageRegistry) -> Result<Graph, CommandError> {
    let source = source(pipeline);
    let names: Vec<&str> = stages.names().collect();
    let decoded = load(&source, &Known { builtins: &names, values: pipeline.value_names() });
    match decoded.graph {
        Some(graph) if decoded.problems.is_empty() => Ok(graph),
        _ => Err(CommandError::Graph(Box::new(GraphReport::new(&source, &decoded.problems)))),
    }
}

/// Puts the built-in graphs behind the project's own; what has an id that is taken stays out.
///
/// # Errors
/// As [`graph`].
pub(super) fn append_all(own: &mut Graph, stages: &StageRegistry) -> Result<(), CommandError> {
    for pipeline in pipelines() {
        let graph = graph(&*pipeline, stages)?;
        let taken = own.clone();
        own.pipelines.extend(graph.pipelines.into_iter().filter(|one| taken.pipeline(one.id.as_str()).is_none()));
        own.stages.extend(graph.stages.into_iter().filter(|one| taken.stage(one.id.as_str()).is_none()));
        own.artifacts.extend(graph.artifacts.into_iter().filter(|one| taken.artifact(one.id.as_str()).is_none()));
    }
    Ok(())
}

/// Puts the parameters in.
///
/// # Errors
/// When they do not fit, or what they name cannot be used.
pub(super) fn prepare(
    pipeline: Arc<dyn BuiltinPipeline>,
    graph: &Graph,
    root: &Utf8Path,
    given: &[(String, String)],
) -> Result<BuiltIn, CommandError> {
    let Some(declared) = graph.pipeline(pipeline.id()) else {
        return Err(CommandError::failed(format!("the built-in `{}` has no graph", pipeline.id())));
    };
    let mut parameters = parameter_values(declared, given).map_err(|faults| refusal(declared, faults))?;
    let mut given: Vec<(String, String)> = given.to_vec();
    for parameter in declared.parameters.iter().filter(|parameter| parameter.kind == ParameterType::Path) {
        let Some(path) = parameters.get(&parameter.name).and_then(Value::as_str).filter(|path| !path.is_empty()) else {
            continue;
        };
        let path = absolute(Utf8Path::new(path))?.into_string();
        given.retain(|(name, _)| *name != parameter.name);
        given.push((parameter.name.clone(), path.clone()));
        parameters.insert(parameter.name.clone(), Value::String(path));
    }
    let preparation = preparation(&*pipeline, &parameters, root)?;
    Ok(BuiltIn { pipeline, preparation, given })
}

fn refusal(declared: &Pipeline, faults: Vec<ParameterFault>) -> CommandError {
    let flags: Vec<String> = declared.parameters.iter().map(|parameter| format!("--{}", parameter.name)).collect();
    let error = CommandError::from(Refusal::Parameters(faults));
    error.with_help(format!("{} takes {}; `throughline describe {0}` tells more", declared.id, flags.join(", ")))
}

fn preparation(
    pipeline: &dyn BuiltinPipeline,
    parameters: &Map<String, Value>,
    root: &Utf8Path,
) -> Result<Preparation, CommandError> {
    pipeline.prepare(&Given { parameters, root }).map_err(|error| match error {
        PrepareError::Refused { source_text, problems } => {
            CommandError::Graph(Box::new(GraphReport::new(&source_text, &problems)))
        }
        PrepareError::Unusable { message, help } => {
            let error = CommandError::usage(message);
            match help {
                Some(help) => error.with_help(help),
                None => error,
            }
        }
    })
}
