//! Graph files: whatever is refused has a place and words that can be shown; whatever is accepted can be ordered, chosen
//! from and drawn; and the same file always says the same.

use throughline_graph::{
    Decoded, Format, Graph, Known, Pipeline, Severity, Source, dot, load, locate, mermaid, parse_document, select,
    sequence, svg,
};
use throughline_model::Filters;

/// The built-in stages that a graph here may name.
const BUILTINS: [&str; 2] = ["demo/copy", "demo/split"];

/// A graph file in JSON.
pub fn json(data: &[u8]) {
    check(data, "graph.json", Format::Json);
}

/// A graph file in YAML.
pub fn yaml(data: &[u8]) {
    check(data, "graph.yaml", Format::Yaml);
}

fn check(data: &[u8], name: &str, format: Format) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let source = Source { name: name.to_owned(), text: text.to_owned(), format };
    let known = Known { builtins: &BUILTINS, values: &["project.id"] };
    let loaded = load(&source, &known);
    let again = load(&source, &known);
    assert_eq!(loaded.problems, again.problems, "the same file does not say the same twice");
    places(&source, &loaded);
    documents(&source, &loaded);
    match &loaded.graph {
        None => assert!(loaded.is_refused() && !loaded.problems.is_empty(), "refused without a reason"),
        Some(graph) if !loaded.is_refused() => accepted(graph),
        Some(graph) => pictures(graph, None),
    }
}

/// Every problem is in the text, and nothing in its words is obeyed by a terminal.
fn places(source: &Source, loaded: &Decoded) {
    let lines = source.text.lines().count().max(1) + 1;
    for located in locate(source, &loaded.problems) {
        assert!(!located.problem.message.is_empty(), "{located:?}");
        assert!((1..=lines).contains(&located.line) && located.column >= 1, "{located:?}");
        let end = located.offset + located.length;
        assert!(source.text.get(located.offset..end).is_some(), "{located:?}");
        let pointer = &located.problem.pointer;
        assert!(pointer.is_empty() || pointer.starts_with('/'), "{located:?}");
        let shown = located.to_string();
        assert!(!shown.chars().any(|char| char.is_control() && char != '\n'), "{shown:?}");
        assert!(shown.lines().count() <= 2, "{shown:?}");
    }
}

/// The readers of graphs and of other documents agree on what can be read.
fn documents(source: &Source, loaded: &Decoded) {
    match parse_document(source) {
        Err(problem) => {
            assert!(loaded.graph.is_none(), "{problem:?}");
            assert_eq!(problem.severity, Severity::Error);
        }
        Ok((value, repeated)) => {
            assert_eq!(value.is_object(), loaded.graph.is_some());
            if source.format == Format::Json && repeated.is_empty() {
                let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
                assert_eq!(serde_json::from_str::<serde_json::Value>(text).ok(), Some(value));
            }
        }
    }
}

fn accepted(graph: &Graph) {
    for pipeline in &graph.pipelines {
        let Ok(sequence) = sequence(graph, pipeline) else { panic!("accepted, and without an order") };
        assert_eq!(sequence.steps.len(), pipeline.stages.len());
        for (position, step) in sequence.steps.iter().enumerate() {
            assert_eq!(graph.stages[step.stage].id, step.id);
            assert_eq!(sequence.position.get(&step.id), Some(&position));
            assert!(step.after.iter().all(|after| after.position < position), "{}", step.id);
            assert!(step.yields_to.iter().all(|earlier| *earlier < position), "{}", step.id);
        }
        chosen(&sequence);
        pictures(graph, Some(pipeline));
    }
    pictures(graph, None);
}

/// Filters of ids that are there leave exactly these.
fn chosen(sequence: &throughline_graph::Sequence) {
    let Some(first) = sequence.steps.first() else { return };
    let Some(last) = sequence.steps.last() else { return };
    let filters = Filters { to: Some(last.id.clone()), from: Some(first.id.clone()), ..Filters::default() };
    if let Ok(selection) = select(sequence, &filters, None) {
        assert_eq!(selection.chosen.len(), sequence.steps.len());
        assert_eq!(selection.forced.len(), sequence.steps.len());
        for (chosen, left_out) in selection.chosen.iter().zip(&selection.left_out) {
            assert_eq!(*chosen, left_out.is_none());
        }
    }
}

/// The pictures are what their formats say.
fn pictures(graph: &Graph, pipeline: Option<&Pipeline>) {
    // A picture of many stages takes its time, and shows nothing that one of a few does not.
    if graph.stages.len() > 60 {
        return;
    }
    let drawn = svg(graph, pipeline);
    if let Err(error) = roxmltree::Document::parse(&drawn) {
        panic!("not well-formed: {error}");
    }
    for text in [drawn, mermaid(graph, pipeline), dot(graph, pipeline)] {
        assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "a control character in a picture");
    }
}
