//! `throughline graph`: the picture of the stages.

use std::io::Write;

use throughline_graph::{dot, mermaid, pipeline_named, svg};

use super::list::show_problems;
use crate::args::{Global, GraphArgs, Picture};
use crate::console;
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace};

/// Draws a pipeline, or all stages. Of a refused graph, what can be drawn.
///
/// # Errors
/// When there is no such pipeline, or nothing can be made of the graph.
pub(crate) fn graph(global: &Global, args: &GraphArgs) -> Result<Done, CommandError> {
    let asked = if args.pipeline.is_some() { Asked::Everything } else { Asked::Own };
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), asked)?;
    let graph = workspace.graph();
    if workspace.is_refused && graph.stages.is_empty() {
        return Err(CommandError::Graph(Box::new(workspace.report)));
    }
    let pipeline = args
        .pipeline
        .as_deref()
        .map(|id| pipeline_named(graph, Some(id)))
        .transpose()
        .map_err(|error| CommandError::usage(error.to_string()))?;
    let picture = match args.picture {
        Picture::Mermaid => mermaid(graph, pipeline),
        Picture::Dot => dot(graph, pipeline),
        Picture::Svg => svg(graph, pipeline),
    };
    let mut out = console::stdout(global.color);
    write!(out, "{}", console::printable(&picture))?;
    out.flush()?;
    Ok(show_problems(global, workspace))
}
