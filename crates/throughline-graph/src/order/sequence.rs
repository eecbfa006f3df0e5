//! The steps of a pipeline in their order, with everything that each waits for.

use hashbrown::HashMap;
use smallvec::SmallVec;
use throughline_model::{ArtifactId, PipelineId, StageId};

use super::flows::Flows;
use super::line::{Line, Places};
use crate::check::cycle_problems;
use crate::links::Links;
use crate::rows::NOWHERE;
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
    pub carries: SmallVec<[ArtifactId; 1]>,
}

/// The order of a pipeline: topological, and among ready stages the one that the pipeline lists first.
///
/// # Errors
/// When it names what is no stage, or its stages wait for each other.
pub fn sequence(graph: &Graph, pipeline: &Pipeline) -> Result<Sequence, Vec<Problem>> {
    let links = Links::new(graph);
    let listed: Vec<usize> = links.listed(&pipeline.stages).collect();
    if listed.contains(&NOWHERE) {
        return Err(unknown(graph, pipeline, &listed));
    }
    let mut seen = vec![false; graph.stages.len()];
    let members: Vec<usize> = listed.into_iter().filter(|&stage| !std::mem::replace(&mut seen[stage], true)).collect();
    match Line::new(&members, &mut Places::new(graph.stages.len()), &links.depends) {
        Some(line) => Ok(steps(graph, &links, pipeline.id.clone(), &line)),
        None => Err(cycle_problems(graph, &links.depends)),
    }
}

fn unknown(graph: &Graph, pipeline: &Pipeline, listed: &[usize]) -> Vec<Problem> {
    let at = graph.pipelines.iter().position(|other| other.id == pipeline.id).unwrap_or_default();
    let none = pipeline.stages.iter().zip(listed).enumerate().filter(|(_, (_, number))| **number == NOWHERE);
    none.map(|(place, (id, _))| {
        let message = format!("pipeline `{}` names `{id}`, which is no stage of this graph", pipeline.id);
        Problem::error("unknown-stage", format!("/pipelines/{at}/stages/{place}"), message)
    })
    .collect()
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
    let line = Line { stages: vec![at], depends: [[]].into_iter().collect() };
    Ok(steps(graph, &Links::new(graph), stage.into(), &line))
}

fn steps(graph: &Graph, links: &Links<'_>, pipeline: PipelineId, line: &Line) -> Sequence {
    let position: HashMap<StageId, usize> =
        line.stages.iter().enumerate().map(|(at, &stage)| (graph.stages[stage].id.clone(), at)).collect();
    let is_member = |id: &StageId| position.contains_key(id);
    let mut flows = Flows::new(graph, links);
    let mut steps: Vec<Step> = Vec::with_capacity(line.stages.len());
    let mut before = vec![0_usize; line.stages.len()];
    for (at, &stage) in line.stages.iter().enumerate() {
        let declared = &graph.stages[stage];
        let after = flows.after(stage, line.depends.row(at));
        let yields_to = flows.yields_to(stage, &after);
        flows.pass(stage, at);
        let mut outside: Vec<StageId> = Vec::new();
        // A dependency that the line does not have may still be a member: of a single stage, the stage itself.
        if line.depends.row(at).len() < declared.depends_on.len() {
            for id in &declared.depends_on {
                if !is_member(id) && !outside.contains(id) {
                    outside.push(id.clone());
                }
            }
        }
        after.iter().for_each(|after| before[after.position] += 1);
        steps.push(Step { stage, id: declared.id.clone(), after, before: Vec::new(), yields_to, outside });
    }
    for (step, count) in steps.iter_mut().zip(before) {
        step.before.reserve_exact(count);
    }
    for at in 0..steps.len() {
        for after in 0..steps[at].after.len() {
            let earlier = steps[at].after[after].position;
            steps[earlier].before.push(at);
        }
    }
    Sequence { pipeline, steps, position }
}

impl Sequence {
    /// All earlier steps that this one needs, directly or through others: by `dependsOn`, or because they write what it
    /// reads. In order.
    #[must_use]
    pub fn ancestors(&self, position: usize) -> Vec<usize> {
        self.closure(position, |step, open| open.extend(step.after.iter().map(|after| after.position)))
    }

    /// All later steps that need this one, directly or through others: by `dependsOn`, or because they read what it
    /// writes. In order.
    #[must_use]
    pub fn dependents(&self, position: usize) -> Vec<usize> {
        self.closure(position, |step, open| open.extend_from_slice(&step.before))
    }

    fn closure(&self, position: usize, add_next: impl Fn(&Step, &mut Vec<usize>)) -> Vec<usize> {
        let mut seen = vec![false; self.steps.len()];
        let mut open = Vec::new();
        add_next(&self.steps[position], &mut open);
        while let Some(here) = open.pop() {
            if !std::mem::replace(&mut seen[here], true) {
                add_next(&self.steps[here], &mut open);
            }
        }
        (0..seen.len()).filter(|&other| seen[other] && other != position).collect()
    }
}
