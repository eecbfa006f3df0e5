//! What each pipeline's stages write and read, in the order in which they run.

use std::collections::BTreeMap;

use super::index::{Index, reads};
use super::writers;
use crate::order::{Line, Touch, touching};

pub(crate) fn check(index: &mut Index<'_>) {
    let touch = Touch::new(index.graph);
    let mut reported = writers::Reported::default();
    for pipeline in 0..index.graph.pipelines.len() {
        let stages = index.graph.pipelines[pipeline].stages.as_slice();
        // Of a pipeline that has no order, the cycle is reported, and nothing can be said besides.
        let Some(line) = Line::new(index.graph, stages, &index.stages) else { continue };
        let written = Written::new(index, &touch, &line);
        writers::check(index, &line, &written, &mut reported);
        later(index, pipeline, &touch, &line, &written);
    }
}

/// Where each path is written in one pipeline.
pub(crate) struct Written<'t> {
    /// By path: the positions that write there, in order and once each, with the place among the stage's outputs.
    pub(crate) by_path: BTreeMap<&'t str, Vec<(usize, usize)>>,
}

impl<'t> Written<'t> {
    fn new(index: &Index<'_>, touch: &'t Touch, line: &Line) -> Self {
        let mut by_path: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (position, &stage) in line.stages.iter().enumerate() {
            for (output_at, output) in index.graph.stages[stage].outputs.iter().enumerate() {
                let Some(&artifact) = index.artifacts.get(output.artifact.as_str()) else { continue };
                let writers = by_path.entry(touch.path(artifact)).or_default();
                if writers.last().is_none_or(|&(last, _)| last != position) {
                    writers.push((position, output_at));
                }
            }
        }
        Self { by_path }
    }
}

/// Inputs that only a later stage writes.
fn later(index: &mut Index<'_>, pipeline: usize, touch: &Touch, line: &Line, written: &Written<'_>) {
    let graph = index.graph;
    for (position, &stage_at) in line.stages.iter().enumerate() {
        let stage = &graph.stages[stage_at];
        for (id, optional, place) in reads(stage) {
            let Some(&artifact) = index.artifacts.get(id.as_str()) else { continue };
            let Some(writers) = written.by_path.get(touch.path(artifact)) else { continue };
            let (first, _) = writers[0];
            if optional || first <= position {
                continue;
            }
            // A stage before may write the folder that it lies in, or something in it.
            if touching(&written.by_path, touch.path(artifact)).any(|writers| writers[0].0 <= position) {
                continue;
            }
            let writer = &graph.stages[line.stages[first]].id;
            let message = format!(
                "stage `{}` reads `{id}`, which only a later stage of pipeline `{}` writes: `{writer}`",
                stage.id, graph.pipelines[pipeline].id
            );
            let help = format!(
                "add `{writer}` to the `dependsOn` of `{}`, or make the input optional if it is there without it",
                stage.id
            );
            index.error("input-from-later", place.pointer(stage_at), message, Some(help));
        }
    }
}
