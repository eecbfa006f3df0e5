//! Finding things of a graph by id in constant time, and saying what is wrong with them.

use crate::links::Links;
use crate::rows::{NOWHERE, Rows};
use crate::suggest::Suggester;
use crate::{Graph, Known, MAX_PROBLEMS, Problem};

/// A graph under examination: its things by id, and the problems found so far.
pub(crate) struct Index<'g> {
    pub(crate) graph: &'g Graph,
    pub(crate) known: &'g Known<'g>,
    pub(crate) links: Links<'g>,
    /// For each pipeline, its stages, once each, as far as they are declared.
    pub(crate) members: Rows,
    /// For each stage, the pipelines that hold it, in the file's order.
    pub(crate) held_by: Rows,
    pub(crate) suggester: Suggester,
    pub(crate) problems: Vec<Problem>,
}

impl<'g> Index<'g> {
    pub(crate) fn new(graph: &'g Graph, known: &'g Known<'g>) -> Self {
        let links = Links::new(graph);
        let mut last_held_by = vec![NOWHERE; graph.stages.len()];
        let mut members = Rows::with_capacity(graph.pipelines.len());
        for (at, pipeline) in graph.pipelines.iter().enumerate() {
            let declared = links.listed(&pipeline.stages).filter(|stage| *stage != NOWHERE);
            members.push(declared.filter(|&stage| std::mem::replace(&mut last_held_by[stage], at) != at));
        }
        drop(last_held_by);
        let held_by = members.inverse(graph.stages.len());
        Self { graph, known, links, members, held_by, suggester: Suggester::default(), problems: Vec::new() }
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
