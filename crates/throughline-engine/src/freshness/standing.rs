//! Where every stage of a run stands, and how the stages hang together. Planning fills it with what will be, running
//! with what has become.

use std::collections::HashMap;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_graph::{Graph, Input, Sequence};
use throughline_model::{ArtifactId, AttemptId, StageId};

use crate::{Element, Link, ResolveError, Resolver, StageRecord, Surroundings, Upstream};

/// Where one stage stands.
#[derive(Debug, Clone)]
pub enum Place {
    /// Not part of this run.
    Untouched,
    /// Fresh, or ran.
    Settled(Box<StageRecord>),
    /// Will run.
    Runs,
    /// Not known.
    Open,
}

/// Where every stage of a run stands.
pub struct Standing {
    places: Vec<Place>,
    position: HashMap<StageId, usize>,
    elements: HashMap<StageId, Vec<Element>>,
    /// Who writes a path, by position.
    writers: HashMap<Utf8PathBuf, Vec<usize>>,
    ids: Vec<StageId>,
    attempts: HashMap<StageId, AttemptId>,
}

impl Standing {
    /// All stages of the sequence, none of them part of the run yet.
    ///
    /// # Errors
    /// When the path of an artifact has a placeholder that cannot be filled.
    pub fn new(
        graph: &Graph,
        sequence: &Sequence,
        resolver: &Resolver,
        latest: &HashMap<StageId, StageRecord>,
    ) -> Result<Self, ResolveError> {
        let mut writers: HashMap<Utf8PathBuf, Vec<usize>> = HashMap::new();
        let ids: Vec<StageId> = sequence.steps.iter().map(|step| step.id.clone()).collect();
        for (position, step) in sequence.steps.iter().enumerate() {
            for output in resolver.shared_outputs(graph, step.stage)? {
                writers.entry(output.path.clone()).or_default().push(position);
            }
        }
        Ok(Self {
            places: vec![Place::Untouched; ids.len()],
            position: ids.iter().enumerate().map(|(position, id)| (id.clone(), position)).collect(),
            elements: HashMap::new(),
            writers,
            ids,
            attempts: latest.iter().map(|(stage, record)| (stage.clone(), record.attempt)).collect(),
        })
    }

    /// Whether a path is written by more than one stage.
    pub(crate) fn has_overwriters(&self) -> bool {
        self.writers.values().any(|writers| writers.len() > 1)
    }

    /// Puts a stage in its place.
    pub fn settle(&mut self, position: usize, place: Place) {
        self.places[position] = place;
    }

    /// The elements of a `forEach` stage are known now.
    pub fn expand(&mut self, stage: StageId, elements: Vec<Element>) {
        self.elements.insert(stage, elements);
    }

    /// Forgets all places, for another look at the same run.
    pub fn reset(&mut self) {
        self.places.fill(Place::Untouched);
    }

    fn position_of(&self, stage: &StageId) -> Option<usize> {
        self.position.get(stage.declared()).copied()
    }

    /// The positions of the stages of this run that write the path or a folder above it.
    fn writers_of<'a>(&'a self, path: &'a Utf8Path) -> impl Iterator<Item = usize> + 'a {
        path.ancestors()
            .filter_map(|place| self.writers.get(place))
            .flatten()
            .copied()
            .filter(|position| !matches!(self.places[*position], Place::Untouched))
    }
}

impl Surroundings for Standing {
    fn upstream(&self, stage: &StageId) -> Upstream<'_> {
        match self.position_of(stage).map(|position| &self.places[position]) {
            Some(Place::Settled(record)) => Upstream::Settled(record),
            Some(Place::Runs) => Upstream::Runs,
            Some(Place::Open) => Upstream::Open,
            Some(Place::Untouched) | None => Upstream::Untouched,
        }
    }

    fn elements(&self, stage: &StageId) -> Option<&[Element]> {
        self.elements.get(stage).map(Vec::as_slice)
    }

    fn open_writer(&self, path: &Utf8Path, reader: &StageId) -> Option<StageId> {
        let own = self.position_of(reader)?;
        self.writers_of(path)
            .find(|position| *position < own && matches!(self.places[*position], Place::Runs | Place::Open))
            .map(|position| self.ids[position].clone())
    }

    fn later_writers(&self, path: &Utf8Path, writer: &StageId) -> Vec<StageId> {
        let Some(own) = self.position_of(writer) else { return Vec::new() };
        // Planning goes from the first stage to the last, so the later ones have no place yet: whether they are part
        // of the run does not matter here, only that they are the ones that last wrote the path.
        self.writers.get(path).into_iter().flatten().filter(|p| **p > own).map(|p| self.ids[*p].clone()).collect()
    }

    fn last_attempt(&self, stage: &StageId) -> Option<AttemptId> {
        self.attempts.get(stage).copied()
    }
}

/// How the stage at this position of the sequence hangs on others.
#[must_use]
pub fn links(graph: &Graph, sequence: &Sequence, resolver: &Resolver, position: usize) -> Vec<Link> {
    let step = &sequence.steps[position];
    let inside = step.after.iter().map(|after| Link {
        stage: sequence.steps[after.position].id.clone(),
        declared: after.declared,
        carries: after.carries.to_vec(),
    });
    let outside = step.outside.iter().map(|before| outside_link(graph, resolver, step.stage, before));
    outside.chain(inside).collect()
}

/// How a stage hangs on one that is not part of the sequence.
#[must_use]
pub fn outside_link(graph: &Graph, resolver: &Resolver, index: usize, before: &StageId) -> Link {
    let stage = &graph.stages[index];
    let reads = |artifact: &ArtifactId| {
        stage.inputs.iter().any(|input| matches!(input, Input::Artifact { artifact: read, .. } if read == artifact))
            || stage.for_each.as_ref().is_some_and(|for_each| for_each.artifact == *artifact)
    };
    let carries = resolver
        .stage_index(before.as_str())
        .into_iter()
        .flat_map(|index| &graph.stages[index].outputs)
        .map(|output| output.artifact.clone())
        .filter(reads)
        .collect();
    Link { stage: before.clone(), declared: true, carries }
}
