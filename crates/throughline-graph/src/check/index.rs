//! Finding things of a graph by id in constant time, and saying what is wrong with them.

use std::collections::HashMap;

use crate::suggest::Suggester;
use crate::{ForEach, Graph, Input, Known, MAX_PROBLEMS, Problem, Stage};

/// A graph under examination: its things by id, and the problems found so far.
pub(crate) struct Index<'g> {
    pub(crate) graph: &'g Graph,
    pub(crate) known: &'g Known<'g>,
    /// Of a repeated id, the first.
    pub(crate) stages: HashMap<&'g str, usize>,
    /// Of a repeated id, the first.
    pub(crate) artifacts: HashMap<&'g str, usize>,
    /// For each stage, those that it depends on, as far as they are declared.
    pub(crate) depends: Vec<Vec<usize>>,
    /// For each pipeline, its stages, once each, as far as they are declared.
    pub(crate) members: Vec<Vec<usize>>,
    /// For each artifact, the stages that write it, in the file's order.
    pub(crate) writers: Vec<Vec<usize>>,
    /// For each stage, the pipelines that hold it, in the file's order.
    pub(crate) held_by: Vec<Vec<usize>>,
    pub(crate) suggester: Suggester,
    pub(crate) problems: Vec<Problem>,
}

impl<'g> Index<'g> {
    pub(crate) fn new(graph: &'g Graph, known: &'g Known<'g>) -> Self {
        let stages = first_by_id(graph.stages.iter().map(|stage| stage.id.as_str()));
        let artifacts = first_by_id(graph.artifacts.iter().map(|artifact| artifact.id.as_str()));
        let mut writers = vec![Vec::new(); graph.artifacts.len()];
        for (at, stage) in graph.stages.iter().enumerate() {
            for output in &stage.outputs {
                if let Some(&artifact) = artifacts.get(output.artifact.as_str()) {
                    let writers: &mut Vec<usize> = &mut writers[artifact];
                    if writers.last() != Some(&at) {
                        writers.push(at);
                    }
                }
            }
        }
        let depends_on = |stage: &Stage| -> Vec<usize> {
            stage.depends_on.iter().filter_map(|id| stages.get(id.as_str()).copied()).collect()
        };
        let depends = graph.stages.iter().map(depends_on).collect();
        let mut held_by: Vec<Vec<usize>> = vec![Vec::new(); graph.stages.len()];
        let mut members = Vec::with_capacity(graph.pipelines.len());
        for (at, pipeline) in graph.pipelines.iter().enumerate() {
            let mut own = Vec::with_capacity(pipeline.stages.len());
            for &stage in pipeline.stages.iter().filter_map(|id| stages.get(id.as_str())) {
                if held_by[stage].last() != Some(&at) {
                    held_by[stage].push(at);
                    own.push(stage);
                }
            }
            members.push(own);
        }
        Self {
            graph,
            known,
            stages,
            artifacts,
            depends,
            members,
            writers,
            held_by,
            suggester: Suggester::default(),
            problems: Vec::new(),
        }
    }

    /// Takes note of an error.
    pub(crate) fn error(&mut self, code: &'static str, pointer: String, message: String, help: Option<String>) {
        self.push(Problem { help, ..Problem::error(code, pointer, message) });
    }

    /// Takes note of a problem.
    pub(crate) fn push(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// A word on which stage may have been meant.
    pub(crate) fn stage_help(&self, id: &str) -> Option<String> {
        self.suggester.help(id, self.graph.stages.iter().map(|stage| stage.id.as_str()))
    }

    /// A word on which artifact may have been meant.
    pub(crate) fn artifact_help(&self, id: &str) -> String {
        self.suggester
            .help(id, self.graph.artifacts.iter().map(|artifact| artifact.id.as_str()))
            .unwrap_or_else(|| "declare it under `artifacts`, with an `id` and a `path`".to_owned())
    }
}

fn first_by_id<'g>(ids: impl Iterator<Item = &'g str>) -> HashMap<&'g str, usize> {
    let mut first = HashMap::with_capacity(ids.size_hint().0);
    for (at, id) in ids.enumerate() {
        first.entry(id).or_insert(at);
    }
    first
}

/// What a stage reads: the id of each artifact, whether it may be absent, and where in the stage it is named.
pub(crate) fn reads(stage: &Stage) -> impl Iterator<Item = (&throughline_model::ArtifactId, bool, Place)> {
    let inputs = stage.inputs.iter().enumerate().filter_map(|(at, input)| match input {
        Input::Artifact { artifact, optional, .. } => Some((artifact, *optional, Place::Input(at))),
        Input::External { .. } => None,
    });
    let elements = stage.for_each.as_ref().map(|ForEach { artifact, .. }| (artifact, false, Place::ForEach));
    inputs.chain(elements)
}

/// Where in a stage an artifact that it reads is named.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    Input(usize),
    ForEach,
}

impl Place {
    pub(crate) fn pointer(self, stage: usize) -> String {
        match self {
            Self::Input(at) => format!("/stages/{stage}/inputs/{at}/artifact"),
            Self::ForEach => format!("/stages/{stage}/forEach/artifact"),
        }
    }
}
