//! What each pipeline's stages write and read, in the order in which they run.

use super::index::Index;
use super::writers;
use crate::links::reads;
use crate::order::{Line, Places, Touch};
use crate::rows::NOWHERE;

pub(crate) fn check(index: &mut Index<'_>) {
    let touch = Touch::new(index.graph);
    let mut places = Places::new(index.graph.stages.len());
    let mut written = Written { all: Vec::new(), range: vec![(0, 0); touch.len()], used: Vec::new() };
    let mut reported = writers::Reported::default();
    for pipeline in 0..index.graph.pipelines.len() {
        // Of a pipeline that has no order, the cycle is reported, and nothing can be said besides.
        let Some(line) = Line::new(index.members.row(pipeline), &mut places, &index.links.depends) else { continue };
        written.fill(index, &touch, &line);
        writers::check(index, &line, &touch, &written, &mut reported);
        later(index, pipeline, &touch, &line, &written);
    }
}

/// Where each place is written in one pipeline.
pub(crate) struct Written {
    /// By place, and of one place in order and once each: the positions that write there, with the place among the stage's
    /// outputs.
    all: Vec<Write>,
    /// By place: its part of `all`.
    range: Vec<(usize, usize)>,
    /// The places that are written, in the order in which they first are.
    pub(crate) used: Vec<usize>,
}

/// That a position writes a place.
struct Write {
    place: usize,
    by: Writer,
}

/// A position, and the place among its stage's outputs.
pub(crate) type Writer = (usize, usize);

impl Written {
    fn fill(&mut self, index: &Index<'_>, touch: &Touch, line: &Line) {
        for place in self.used.drain(..) {
            self.range[place] = (0, 0);
        }
        self.all.clear();
        for (position, &stage) in line.stages.iter().enumerate() {
            for (output_at, &artifact) in index.links.writes.row(stage).iter().enumerate() {
                if artifact == NOWHERE {
                    continue;
                }
                let place = touch.place(artifact);
                if self.range[place] == (0, 0) {
                    self.range[place] = (0, NOWHERE);
                    self.used.push(place);
                }
                self.all.push(Write { place, by: (position, output_at) });
            }
        }
        self.all.sort_unstable_by_key(|write| (write.place, write.by));
        // Of several outputs of one stage that lie in one place, the first.
        self.all.dedup_by_key(|write| (write.place, write.by.0));
        let mut start = 0;
        for same in self.all.chunk_by(|one, next| one.place == next.place) {
            self.range[same[0].place] = (start, start + same.len());
            start += same.len();
        }
    }

    /// The positions that write there, in order and once each, with the place among the stage's outputs.
    pub(crate) fn by(&self, place: usize) -> impl ExactSizeIterator<Item = Writer> {
        self.part(place).iter().map(|write| write.by)
    }

    /// Of the positions that write there, the nearest before this one, and the nearest from it on.
    pub(crate) fn around(&self, place: usize, position: usize) -> (Option<Writer>, Option<Writer>) {
        let part = self.part(place);
        let after = part.partition_point(|write| write.by.0 < position);
        let at = |at: usize| part.get(at).map(|write| write.by);
        (after.checked_sub(1).and_then(at), at(after))
    }

    /// The first position that writes there.
    fn first(&self, place: usize) -> Option<usize> {
        self.part(place).first().map(|write| write.by.0)
    }

    fn part(&self, place: usize) -> &[Write] {
        let (start, end) = self.range[place];
        &self.all[start..end]
    }
}

/// Inputs that only a later stage writes.
fn later(index: &mut Index<'_>, pipeline: usize, touch: &Touch, line: &Line, written: &Written) {
    let graph = index.graph;
    for (position, &stage_at) in line.stages.iter().enumerate() {
        for read in 0..index.links.reads.row(stage_at).len() {
            let artifact = index.links.reads.row(stage_at)[read];
            if artifact == NOWHERE {
                continue;
            }
            let Some(first) = written.first(touch.place(artifact)).filter(|first| *first > position) else { continue };
            let stage = &graph.stages[stage_at];
            let Some((id, optional, place)) = reads(stage).nth(read) else { continue };
            if optional {
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
