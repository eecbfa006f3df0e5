//! The steps of a pipeline in their order, with everything that each waits for.

use std::collections::{BTreeMap, HashMap};

use throughline_model::{ArtifactId, PipelineId, StageId};

use super::line::{Line, Places};
use super::touch::Touch;
use crate::check::{cycle_problems, reads};
use crate::{Graph, Pipeline, Problem, SelectError, SelectFault};

/// The stages of a pipeline in the order in which they run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The pipeline; of a single stage, the stage's id.
    pub pipeline: PipelineId,
    /// In the order in which they run.
    pub steps: Vec<Step>,
    /// Where in `steps` each stage stands.
    pub position: HashMap<StageId, usize>,
}

/// One stage at its place in a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its index in the graph's stages.
    pub stage: usize,
    /// Its id.
    pub id: StageId,
    /// The earlier steps that it needs, by position: those that it depends on, and those that write what it reads. It may
    /// not start before they have ended.
    pub after: Vec<After>,
    /// The later steps that have this one in their `after`, in order.
    pub before: Vec<usize>,
    /// The earlier steps that read what this one overwrites and that are not in `after`, in order. It may not start while
    /// they have not ended, but does not need them: their failure is not its concern.
    pub yields_to: Vec<usize>,
    /// What it depends on that is no stage of this pipeline.
    pub outside: Vec<StageId>,
}

/// An earlier step that a step needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    /// Its position in the sequence.
    pub position: usize,
    /// Whether the step names it in `dependsOn`.
    pub declared: bool,
    /// The artifacts that flow between them, by the ids by which the later one reads them: it wrote the artifact itself,
    /// something in it, or the folder that it lies in.
    pub carries: Vec<ArtifactId>,
}

/// The order of a pipeline: topological, and among ready stages the one that the pipeline lists first.
///
/// # Errors
/// When it names what is no stage, or its stages wait for each other.
pub fn sequence(graph: &Graph, pipeline: &Pipeline) -> Result<Sequence, Vec<Problem>> {
    let by_id = by_id(graph);
    let at = graph.pipelines.iter().position(|other| other.id == pipeline.id).unwrap_or_default();
    let unknown: Vec<Problem> = pipeline
        .stages
        .iter()
        .enumerate()
        .filter(|(_, id)| !by_id.contains_key(id.as_str()))
        .map(|(place, id)| {
            let message = format!("pipeline `{}` names `{id}`, which is no stage of this graph", pipeline.id);
            Problem::error("unknown-stage", format!("/pipelines/{at}/stages/{place}"), message)
        })
        .collect();
    if !unknown.is_empty() {
        return Err(unknown);
    }
    let mut seen = vec![false; graph.stages.len()];
    let members: Vec<usize> = pipeline
        .stages
        .iter()
        .filter_map(|id| by_id.get(id.as_str()).copied())
        .filter(|&stage| !std::mem::replace(&mut seen[stage], true))
        .collect();
    let depends_on =
        |stage: usize| graph.stages[stage].depends_on.iter().filter_map(|id| by_id.get(id.as_str()).copied());
    match Line::new(&members, &mut Places::new(graph.stages.len()), depends_on) {
        Some(line) => Ok(steps(graph, pipeline.id.clone(), &line)),
        None => {
            let depends: Vec<Vec<usize>> = (0..graph.stages.len()).map(|stage| depends_on(stage).collect()).collect();
            Err(cycle_problems(graph, &depends))
        }
    }
}

/// A sequence of one stage; everything that it depends on is outside.
///
/// # Errors
/// When the graph has no such stage.
pub fn single(graph: &Graph, stage: &str) -> Result<Sequence, SelectError> {
    let Some(at) = graph.stages.iter().position(|other| other.id.as_str() == stage) else {
        let known = graph.stages.iter().map(|stage| stage.id.as_str());
        return Err(SelectFault::unknown_stage("run-stage", stage, None, known).into());
    };
    // Even if the stage depends on itself: that is a problem of the graph, and found there.
    let line = Line { stages: vec![at], depends: vec![Vec::new()] };
    Ok(steps(graph, stage.into(), &line))
}

fn by_id(graph: &Graph) -> HashMap<&str, usize> {
    // In reverse, so that of a repeated id the first stays.
    graph.stages.iter().enumerate().rev().map(|(at, stage)| (stage.id.as_str(), at)).collect()
}

fn steps(graph: &Graph, pipeline: PipelineId, line: &Line) -> Sequence {
    let position: HashMap<StageId, usize> =
        line.stages.iter().enumerate().map(|(at, &stage)| (graph.stages[stage].id.clone(), at)).collect();
    let touch = Touch::new(graph);
    let artifacts: HashMap<&str, usize> =
        graph.artifacts.iter().enumerate().rev().map(|(at, artifact)| (artifact.id.as_str(), at)).collect();
    let place_of = |id: &ArtifactId| artifacts.get(id.as_str()).map(|&artifact| touch.place(artifact));
    // By place, the positions so far.
    let mut written: Vec<Vec<usize>> = vec![Vec::new(); touch.len()];
    let mut read: Vec<Vec<usize>> = vec![Vec::new(); touch.len()];
    let mut steps: Vec<Step> = Vec::with_capacity(line.stages.len());
    for (at, &stage) in line.stages.iter().enumerate() {
        let declared = &graph.stages[stage];
        let mut after: BTreeMap<usize, After> = line.depends[at]
            .iter()
            .map(|&position| (position, After { position, declared: true, carries: Vec::new() }))
            .collect();
        let mut yields_to = Vec::new();
        for (id, ..) in reads(declared) {
            let Some(place) = place_of(id) else { continue };
            touch.visit(place, |place| {
                for &position in &written[place] {
                    let undeclared = || After { position, declared: false, carries: Vec::new() };
                    let carries = &mut after.entry(position).or_insert_with(undeclared).carries;
                    if !carries.contains(id) {
                        carries.push(id.clone());
                    }
                }
            });
        }
        for place in declared.outputs.iter().filter_map(|output| place_of(&output.artifact)) {
            touch.visit(place, |place| {
                yields_to.extend(read[place].iter().copied().filter(|earlier| !after.contains_key(earlier)));
            });
        }
        yields_to.sort_unstable();
        yields_to.dedup();
        for place in declared.outputs.iter().filter_map(|output| place_of(&output.artifact)) {
            written[place].push(at);
        }
        for place in reads(declared).filter_map(|(id, ..)| place_of(id)) {
            read[place].push(at);
        }
        let mut outside: Vec<StageId> = Vec::new();
        for id in &declared.depends_on {
            if !position.contains_key(id) && !outside.contains(id) {
                outside.push(id.clone());
            }
        }
        for &earlier in after.keys() {
            steps[earlier].before.push(at);
        }
        let after = after.into_values().collect();
        steps.push(Step { stage, id: declared.id.clone(), after, before: Vec::new(), yields_to, outside });
    }
    Sequence { pipeline, steps, position }
}

impl Sequence {
    /// All earlier steps that this one needs, directly or through others: by `dependsOn`, or because they write what it
    /// reads. In order.
    #[must_use]
    pub fn ancestors(&self, position: usize) -> Vec<usize> {
        self.closure(position, |step| step.after.iter().map(|after| after.position).collect())
    }

    /// All later steps that need this one, directly or through others: by `dependsOn`, or because they read what it
    /// writes. In order.
    #[must_use]
    pub fn dependents(&self, position: usize) -> Vec<usize> {
        self.closure(position, |step| step.before.clone())
    }

    fn closure(&self, position: usize, next: impl Fn(&Step) -> Vec<usize>) -> Vec<usize> {
        let mut seen = vec![false; self.steps.len()];
        let mut open = vec![position];
        while let Some(here) = open.pop() {
            for other in next(&self.steps[here]) {
                if !std::mem::replace(&mut seen[other], true) {
                    open.push(other);
                }
            }
        }
        (0..seen.len()).filter(|&other| seen[other] && other != position).collect()
    }
}
