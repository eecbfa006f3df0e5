//! The checks in their order, and what decoding and checking say together.

use std::collections::HashSet;

use super::index::Index;
use super::{cycles, flow, ids, paths, placeholders, references};
use crate::decode::{Decoded, decode};
use crate::locate::sort_by_place;
use crate::{Graph, MAX_PROBLEMS, Problem, Severity, Source};

/// What a graph may name that it does not declare itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The built-in stages.
    pub builtins: &'a [&'a str],
    /// Names of placeholders beside `param.…`, `run.id` and the elements of `forEach`: the values that built-in
    /// pipelines compute from their parameters.
    pub values: &'a [&'a str],
}

/// Everything that is wrong with the sense of a graph and can be told without files, variables and the clock.
///
/// Pointers are right for a graph that came from [`decode`].
#[must_use]
pub fn check(graph: &Graph, known: &Known<'_>) -> Vec<Problem> {
    let mut index = Index::new(graph, known);
    ids::check(&mut index);
    references::check(&mut index);
    paths::check(&mut index);
    placeholders::check(&mut index);
    cycles::check(&mut index);
    flow::check(&mut index);
    index.problems
}

/// Decodes and checks a graph file; the problems stand in the order of their places in the text.
#[must_use]
pub fn load(source: &Source, known: &Known<'_>) -> Decoded {
    let mut decoded = decode(source);
    if let Some(graph) = &decoded.graph {
        let mut found = check(graph, known);
        let consequences = Consequences::of(&decoded.problems);
        found.retain(|problem| !consequences.cover(problem));
        decoded.problems.extend(found);
    }
    if decoded.problems.len() >= MAX_PROBLEMS {
        let message = format!("there are more problems than the {MAX_PROBLEMS} that are listed");
        decoded.problems.push(Problem::error("too-many-problems", "", message));
    }
    sort_by_place(source, &mut decoded.problems);
    decoded
}

/// What follows from faults that decoding has named, and need not be named again.
struct Consequences<'p> {
    failed: HashSet<&'p str>,
}

impl<'p> Consequences<'p> {
    fn of(problems: &'p [Problem]) -> Self {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
        // A repeated key is read all the same.
        let failed = errors.filter(|problem| problem.code != "duplicate-key");
        Self { failed: failed.map(|problem| problem.pointer.as_str()).collect() }
    }

    fn cover(&self, problem: &Problem) -> bool {
        if self.failed.is_empty() {
            return false;
        }
        // Where a whole list could not be read, nothing in it is known.
        let list = match problem.code {
            "unknown-stage" | "unknown-dependency" => Some("/stages"),
            "unknown-artifact" => Some("/artifacts"),
            _ => None,
        };
        list.is_some_and(|list| self.failed.contains(list))
            || crate::path::ancestors_and_self(&problem.pointer).any(|above| self.failed.contains(above))
    }
}
