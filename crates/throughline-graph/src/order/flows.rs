//! What flows between steps through artifacts, told step by step along a sequence.

use hashbrown::HashSet;
use smallvec::SmallVec;
use throughline_model::ArtifactId;

use super::After;
use super::touch::Touch;
use crate::Graph;
use crate::links::{Links, reads};
use crate::rows::NOWHERE;

/// So many numbers are compared each with each sooner than they are put into a set.
const FEW: usize = 32;

/// Who has written and read what, up to some step of a sequence.
pub(super) struct Flows<'g> {
    graph: &'g Graph,
    links: &'g Links<'g>,
    touch: Touch,
    written: Marks,
    read: Marks,
    /// Between calls empty; kept for its room.
    found: Vec<(usize, usize)>,
}

impl<'g> Flows<'g> {
    pub(super) fn new(graph: &'g Graph, links: &'g Links<'g>) -> Self {
        let touch = Touch::new(graph);
        let (written, read) = (Marks::new(touch.len()), Marks::new(touch.len()));
        Self { graph, links, touch, written, read, found: Vec::new() }
    }

    /// The earlier steps that a stage needs: those that it depends on, and those that have written what it reads.
    pub(super) fn after(&mut self, stage: usize, depends: &[usize]) -> Vec<After> {
        let mut found = std::mem::take(&mut self.found);
        let numbers = self.links.reads.row(stage);
        let mut seen = HashSet::new();
        for (read, &artifact) in numbers.iter().enumerate().filter(|(_, artifact)| **artifact != NOWHERE) {
            // An artifact may be read twice; it is carried once.
            let is_first =
                if numbers.len() <= FEW { !numbers[..read].contains(&artifact) } else { seen.insert(artifact) };
            if !is_first {
                continue;
            }
            self.touch.visit(self.touch.place(artifact), |place| {
                found.extend(self.written.of(place).map(|position| (position, read)));
            });
        }
        found.sort_unstable();
        found.dedup();
        let mut after = Vec::with_capacity(depends.len());
        let mut declared = depends.iter().copied().peekable();
        let ids = Ids::new(self.graph, stage);
        for flows in found.chunk_by(|one, next| one.0 == next.0) {
            let position = flows[0].0;
            while let Some(earlier) = declared.next_if(|earlier| *earlier < position) {
                after.push(After { position: earlier, declared: true, carries: SmallVec::new() });
            }
            let declared = declared.next_if_eq(&position).is_some();
            let carries: SmallVec<[ArtifactId; 1]> =
                flows.iter().filter_map(|&(_, read)| ids.of(read)).cloned().collect();
            after.push(After { position, declared, carries });
        }
        after.extend(declared.map(|position| After { position, declared: true, carries: SmallVec::new() }));
        found.clear();
        self.found = found;
        after
    }

    /// The earlier steps that have read what a stage overwrites, and that are not in its `after`.
    pub(super) fn yields_to(&self, stage: usize, after: &[After]) -> Vec<usize> {
        let mut earlier = Vec::new();
        for &artifact in self.links.writes.row(stage).iter().filter(|artifact| **artifact != NOWHERE) {
            self.touch.visit(self.touch.place(artifact), |place| earlier.extend(self.read.of(place)));
        }
        earlier.sort_unstable();
        earlier.dedup();
        earlier.retain(|position| after.binary_search_by_key(position, |after| after.position).is_err());
        earlier
    }

    /// Takes note of what the stage at this position writes and reads.
    pub(super) fn pass(&mut self, stage: usize, position: usize) {
        for (marks, row) in [(&mut self.written, &self.links.writes), (&mut self.read, &self.links.reads)] {
            for &artifact in row.row(stage).iter().filter(|artifact| **artifact != NOWHERE) {
                marks.add(self.touch.place(artifact), position);
            }
        }
    }
}

/// The ids by which a stage reads artifacts.
struct Ids<'g> {
    stage: &'g crate::Stage,
    plain: bool,
}

impl<'g> Ids<'g> {
    fn new(graph: &'g Graph, stage: usize) -> Self {
        let stage = &graph.stages[stage];
        let plain = stage.inputs.iter().all(|input| matches!(input, crate::Input::Artifact { .. }));
        Self { stage, plain }
    }

    /// Of the read of this number.
    fn of(&self, read: usize) -> Option<&'g ArtifactId> {
        match self.stage.inputs.get(read) {
            Some(crate::Input::Artifact { artifact, .. }) if self.plain => Some(artifact),
            _ => reads(self.stage).nth(read).map(|(id, ..)| id),
        }
    }
}

/// By place, positions: chains through one list, so that a place with one position takes no list of its own.
struct Marks {
    /// By place: its last mark.
    last: Vec<usize>,
    /// Each a position, and the mark before it of the same place.
    marks: Vec<(usize, usize)>,
}

impl Marks {
    fn new(places: usize) -> Self {
        Self { last: vec![NOWHERE; places], marks: Vec::new() }
    }

    fn add(&mut self, place: usize, position: usize) {
        let before = std::mem::replace(&mut self.last[place], self.marks.len());
        self.marks.push((position, before));
    }

    /// The last first.
    fn of(&self, place: usize) -> impl Iterator<Item = usize> {
        let mark = |at: usize| self.marks.get(at);
        std::iter::successors(mark(self.last[place]), move |(_, before)| mark(*before)).map(|(position, _)| *position)
    }
}
