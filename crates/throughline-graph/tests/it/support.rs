//! What several tests need: loading a text, showing a report.

use miette::{GraphicalReportHandler, GraphicalTheme};
use throughline_graph::{Decoded, Graph, GraphReport, Known, Source, load};

/// The built-ins and computed values that the tests' program has.
pub(crate) const KNOWN: Known<'static> =
    Known { builtins: &["screenplay/script", "screenplay/shots"], values: &["screenplay.project_id"] };

pub(crate) fn yaml(text: &str) -> Source {
    Source::new("graph.yaml", text)
}

pub(crate) fn json(text: &str) -> Source {
    Source::new("graph.json", text)
}

/// Loads a graph that must be without any problem.
pub(crate) fn good(source: &Source) -> Graph {
    let Decoded { graph, problems } = load(source, &KNOWN);
    assert_eq!(problems, [], "{}", report(source));
    graph.unwrap()
}

/// The codes of all problems.
pub(crate) fn codes(source: &Source) -> Vec<&'static str> {
    load(source, &KNOWN).problems.iter().map(|problem| problem.code).collect()
}

/// Codes and pointers of all problems.
pub(crate) fn faults(source: &Source) -> Vec<(&'static str, String)> {
    load(source, &KNOWN).problems.into_iter().map(|problem| (problem.code, problem.pointer)).collect()
}

/// All that is said of a graph: the lines for programs, then the picture for people.
pub(crate) fn report(source: &Source) -> String {
    let decoded = load(source, &KNOWN);
    let report = GraphReport::new(source, &decoded.problems);
    let mut text = String::new();
    for located in report.located() {
        text.push_str(&format!("{located}\n"));
    }
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    handler.render_report(&mut text, &report).unwrap();
    text
}

/// A graph of one pipeline `p` with these stages, as YAML lines of `id: …` and what else they have.
pub(crate) fn pipeline(ids: &[&str], rest: &str) -> String {
    format!("pipelines: [{{id: p, stages: [{}]}}]\n{rest}", ids.join(", "))
}
