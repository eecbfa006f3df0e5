//! The command itself: what the id means, and who describes it.

use std::io::Write;

use serde_json::json;
use throughline_graph::Graph;

use super::view::View;
use super::{artifact, pipeline, stage, stage_json};
use crate::args::{DescribeArgs, Format, Global};
use crate::commands::list::show_problems;
use crate::console::{self, Paint, Sheet, fold, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::suggest;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Shows everything known of what has this id; where a pipeline, a stage and an artifact share one, of all of them.
///
/// # Errors
/// When nothing has this id, or nothing can be made of the graph.
pub(crate) fn describe(global: &Global, args: &DescribeArgs) -> Result<Done, CommandError> {
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let graph = workspace.graph();
    let (pipeline, stage, artifact) = (graph.pipeline(&args.id), graph.stage(&args.id), graph.artifact(&args.id));
    if pipeline.is_none() && stage.is_none() && artifact.is_none() {
        return Err(unknown(global, workspace, &args.id));
    }
    let view = View::new(&workspace);
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => {
            let mut document = json!({ "id": args.id });
            if let Some(pipeline) = pipeline {
                document["pipeline"] = pipeline::json(&view, pipeline);
            }
            if let Some(stage) = stage {
                document["stage"] = stage_json::json(&view, stage);
            }
            if let Some(artifact) = artifact {
                document["artifact"] = artifact::json(&view, artifact);
            }
            document["problems"] = workspace.report.located().map(|located| json!(located)).collect();
            write_json(&mut out, &document)?;
        }
        Format::Text => {
            let mut parts = Vec::new();
            if let Some(found) = pipeline {
                parts.push(("pipeline", None, found.description.as_deref(), pipeline::sheet(&view, found)));
            }
            if let Some(found) = stage {
                parts.push(("stage", found.name.as_deref(), found.description.as_deref(), stage::sheet(&view, found)));
            }
            if let Some(found) = artifact {
                parts.push(("artifact", None, found.description.as_deref(), artifact::sheet(&view, found)));
            }
            for (at, (kind, name, description, sheet)) in parts.iter().enumerate() {
                if at > 0 {
                    writeln!(out)?;
                }
                write_part(&mut out, kind, &args.id, *name, *description, sheet)?;
            }
        }
    }
    out.flush()?;
    drop(view);
    Ok(show_problems(global, workspace))
}

fn write_part(
    out: &mut dyn Write,
    kind: &str,
    id: &str,
    name: Option<&str>,
    description: Option<&str>,
    sheet: &Sheet,
) -> Result<(), CommandError> {
    let name = name.map_or_else(String::new, |name| format!(" — {}", one_line(name)));
    writeln!(out, "{kind} {}{name}", paint(Paint::Strong, &one_line(id)))?;
    for line in fold(description.unwrap_or_default(), console::width().map(|width| width - 2)) {
        writeln!(out, "  {line}")?;
    }
    writeln!(out)?;
    sheet.write(out)?;
    Ok(())
}

/// Nothing has this id. Where that may be because the graph is refused, its problems are said too.
fn unknown(global: &Global, workspace: Workspace, id: &str) -> CommandError {
    let graph = workspace.graph();
    let help = match nearest(id, graph) {
        Some(known) => format!("did you mean `{known}`?"),
        None => "`throughline list` shows the pipelines and stages".to_owned(),
    };
    if workspace.is_refused {
        let is_empty = graph.pipelines.is_empty() && graph.stages.is_empty() && graph.artifacts.is_empty();
        let problems = CommandError::Graph(Box::new(workspace.report));
        if is_empty {
            return problems;
        }
        console::print_error(&problems, global.color);
    }
    CommandError::usage(format!("`{id}` is no pipeline, stage or artifact of this graph")).with_help(help)
}

/// The id nearest to this one, if one is near enough to be meant; of the instance of a `forEach` stage, that stage.
fn nearest<'g>(id: &str, graph: &'g Graph) -> Option<&'g str> {
    let pipelines = graph.pipelines.iter().map(|pipeline| pipeline.id.as_str());
    let stages = graph.stages.iter().map(|stage| stage.id.as_str());
    let artifacts = graph.artifacts.iter().map(|artifact| artifact.id.as_str());
    let declared = throughline_model::StageId::from(id);
    if let Some(stage) = graph.stage(declared.declared()) {
        return Some(stage.id.as_str());
    }
    suggest::nearest(id, pipelines.chain(stages).chain(artifacts))
}
