//! What each pipeline's stages write and read, in the order in which they run.

use super::index::{Index, reads};
use super::writers;
use crate::order::{Line, Places, Touch};

pub(crate) fn check(index: &mut Index<'_>) {
    let touch = Touch::new(index.graph);
    let mut places = Places::new(index.graph.stages.len());
    let mut written = Written { by_place: vec![Vec::new(); touch.len()], used: Vec::new() };
    let mut reported = writers::Reported::default();
    for pipeline in 0..index.graph.pipelines.len() {
        let depends_on = |stage: usize| index.depends[stage].iter().copied();
        // Of a pipeline that has no order, the cycle is reported, and nothing can be said besides.
        let Some(line) = Line::new(&index.members[pipeline], &mut places, depends_on) else { continue };
        written.fill(index, &touch, &line);
        writers::check(index, &line, &touch, &written, &mut reported);
        later(index, pipeline, &touch, &line, &written);
    }
}

/// Where each place is written in one pipeline.
pub(crate) struct Written {
    /// By place: the positions that write there, in order and once each, with the place among the stage's outputs.
    pub(crate) by_place: Vec<Vec<(usize, usize)>>,
    /// The places that are written.
    pub(crate) used: Vec<usize>,
}

impl Written {
    fn fill(&mut self, index: &Index<'_>, touch: &Touch, line: &Line) {
        for place in self.used.drain(..) {
            self.by_place[place].clear();
        }
        for (position, &stage) in line.stages.iter().enumerate() {
            for (output_at, output) in index.graph.stages[stage].outputs.iter().enumerate() {
                let Some(&artifact) = index.artifacts.get(output.artifact.as_str()) else { continue };
                let place = touch.place(artifact);
                let writers = &mut self.by_place[place];
                if writers.is_empty() {
                    self.used.push(place);
                }
                if writers.last().is_none_or(|&(last, _)| last != position) {
                    writers.push((position, output_at));
                }
            }
        }
    }

    /// The first position that writes there.
    fn first(&self, place: usize) -> Option<usize> {
        self.by_place[place].first().map(|&(position, _)| position)
    }
}

/// Inputs that only a later stage writes.
fn later(index: &mut Index<'_>, pipeline: usize, touch: &Touch, line: &Line, written: &Written) {
    let graph = index.graph;
    for (position, &stage_at) in line.stages.iter().enumerate() {
        let stage = &graph.stages[stage_at];
        for (id, optional, place) in reads(stage) {
            let Some(&artifact) = index.artifacts.get(id.as_str()) else { continue };
            let Some(first) = written.first(touch.place(artifact)) else { continue };
            if optional || first <= position {
                continue;
            }
            // A stage before may write the folder that it lies in, or something in it.
            let mut before = false;
            touch.visit(touch.place(artifact), |place| {
                before |= written.first(place).is_some_and(|first| first <= position);
            });
            if before {
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
