//! `throughline list`: the pipelines and stages of the graph.

use std::collections::HashMap;
use std::io::Write;

use serde_json::{Value, json};
use throughline_graph::{Graph, Input, Parameter, ParameterType, Pipeline, Stage, Work};

use crate::args::{Format, Global, ListArgs};
use crate::console::{self, Paint, fold, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Lists what the graph holds. Of a refused graph, what can be shown, and then its problems.
///
/// # Errors
/// When there is no graph, or standard output takes no more.
pub(crate) fn list(global: &Global, args: &ListArgs) -> Result<Done, CommandError> {
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Own)?;
    let graph = workspace.graph();
    let members = members(graph);
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => {
            let mut document = json!({});
            if !args.stages {
                document["pipelines"] = graph.pipelines.iter().map(pipeline_json).collect();
            }
            if !args.pipelines {
                document["stages"] = graph.stages.iter().map(|stage| stage_json(&members, stage)).collect();
            }
            document["problems"] = workspace.report.located().map(|located| json!(located)).collect();
            write_json(&mut out, &document)?;
        }
        Format::Text => {
            let both = !args.pipelines && !args.stages;
            let pipelines = || graph.pipelines.iter().map(|pipeline| pipeline_item(&workspace, pipeline)).collect();
            let stages = || graph.stages.iter().map(|stage| stage_item(graph, &members, stage)).collect();
            if !args.stages {
                write_items(&mut out, both.then_some("Pipelines"), pipelines())?;
            }
            if both && !graph.pipelines.is_empty() && !graph.stages.is_empty() {
                writeln!(out)?;
            }
            if !args.pipelines {
                write_items(&mut out, both.then_some("Stages"), stages())?;
            }
        }
    }
    out.flush()?;
    Ok(show_problems(global, workspace))
}

/// Says on standard error what is wrong with the graph, after what could be shown of it.
pub(super) fn show_problems(global: &Global, workspace: Workspace) -> Done {
    if workspace.is_refused {
        console::print_error(&CommandError::Graph(Box::new(workspace.report)), global.color);
        return Done::Failure;
    }
    console::print_warnings(&workspace.report, global.color);
    Done::Success
}

/// What a list shows of one thing.
struct Item {
    id: String,
    /// Beside the id.
    words: Vec<String>,
    /// Below it.
    description: Option<String>,
}

fn pipeline_item(workspace: &Workspace, pipeline: &Pipeline) -> Item {
    let count = pipeline.stages.len();
    let mut words = vec![format!("{count} {}", if count == 1 { "stage" } else { "stages" })];
    if workspace.settings.default.as_deref() == Some(pipeline.id.as_str()) {
        words.push("the default".to_owned());
    }
    let required = pipeline.parameters.iter().filter(|parameter| parameter.required && parameter.default.is_none());
    words.extend(required.map(|parameter| format!("needs --{}", parameter.name)));
    Item { id: pipeline.id.to_string(), words, description: pipeline.description.clone() }
}

fn stage_item(graph: &Graph, members: &Members<'_>, stage: &Stage) -> Item {
    let mut words: Vec<String> = stage.name.clone().into_iter().collect();
    match &stage.work {
        Work::Command(_) => {}
        Work::Gate(_) => words.push("gate".to_owned()),
        Work::Builtin(builtin) => words.push(format!("built-in {}", builtin.name)),
    }
    if let Some(for_each) = &stage.for_each {
        words.push(format!("for each element of {}", for_each.artifact));
    }
    match members.get(stage.id.as_str()) {
        None => words.push("in no pipeline".to_owned()),
        Some(members) if graph.pipelines.len() > 1 => words.push(format!("in {}", members.join(", "))),
        // Where there is one pipeline, that a stage is in it is no news.
        Some(_) => {}
    }
    Item { id: stage.id.to_string(), words, description: stage.description.clone() }
}

fn write_items(out: &mut dyn Write, heading: Option<&str>, items: Vec<Item>) -> Result<(), CommandError> {
    /// A longer id pushes what stands beside it aside.
    const WIDEST_ID: usize = 32;
    let indent = if heading.is_some() { "  " } else { "" };
    if let Some(heading) = heading.filter(|_| !items.is_empty()) {
        writeln!(out, "{}", paint(Paint::Strong, heading))?;
    }
    let width = items.iter().map(|item| item.id.chars().count()).max().unwrap_or(0).min(WIDEST_ID);
    for Item { id, words, description } in items {
        let id = format!("{:width$}", one_line(&id));
        let line = format!("{indent}{}  {}", paint(Paint::Strong, &id), one_line(&words.join(" · ")));
        writeln!(out, "{}", line.trim_end())?;
        let below = format!("{indent}    ");
        let room = console::width().map(|width| width - below.len());
        for line in fold(description.as_deref().unwrap_or_default(), room) {
            writeln!(out, "{below}{line}")?;
        }
    }
    Ok(())
}

/// The ids of the pipelines that each stage is in, by the id of the stage.
type Members<'g> = HashMap<&'g str, Vec<&'g str>>;

fn members(graph: &Graph) -> Members<'_> {
    let mut members = Members::new();
    for pipeline in &graph.pipelines {
        for stage in &pipeline.stages {
            let of_stage = members.entry(stage.as_str()).or_default();
            // A refused graph may list a stage twice.
            if of_stage.last() != Some(&pipeline.id.as_str()) {
                of_stage.push(pipeline.id.as_str());
            }
        }
    }
    members
}

/// What kind of work a stage does, in a word for programs.
pub(super) fn kind(stage: &Stage) -> &'static str {
    match stage.work {
        Work::Command(_) => "command",
        Work::Builtin(_) => "builtin",
        Work::Gate(_) => "gate",
    }
}

fn pipeline_json(pipeline: &Pipeline) -> Value {
    json!({
        "id": pipeline.id,
        "description": pipeline.description,
        "stages": pipeline.stages,
        "parameters": pipeline.parameters.iter().map(parameter_json).collect::<Vec<_>>(),
    })
}

fn stage_json(members: &Members<'_>, stage: &Stage) -> Value {
    let inputs = stage.inputs.iter().filter_map(|input| match input {
        Input::Artifact { artifact, .. } => Some(artifact),
        Input::External { .. } => None,
    });
    json!({
        "id": stage.id,
        "name": stage.name,
        "description": stage.description,
        "kind": kind(stage),
        "forEach": stage.for_each.as_ref().map(|for_each| &for_each.artifact),
        "dependsOn": stage.depends_on,
        "inputs": inputs.collect::<Vec<_>>(),
        "outputs": stage.outputs.iter().map(|output| &output.artifact).collect::<Vec<_>>(),
        "pipelines": members.get(stage.id.as_str()).map_or(&[][..], Vec::as_slice),
    })
}

/// A parameter for programs.
pub(super) fn parameter_json(parameter: &Parameter) -> Value {
    json!({
        "name": parameter.name,
        "type": parameter_type(parameter.kind),
        "required": parameter.required,
        "default": parameter.default,
        "description": parameter.description,
    })
}

/// The word for a parameter's type, as a graph file says it.
pub(super) fn parameter_type(kind: ParameterType) -> &'static str {
    match kind {
        ParameterType::String => "string",
        ParameterType::Integer => "integer",
        ParameterType::Number => "number",
        ParameterType::Boolean => "boolean",
        ParameterType::Path => "path",
    }
}
