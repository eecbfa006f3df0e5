//! The graphs of a public project at three dates: two are right, one names an artifact that it does not declare.

use throughline_graph::{Known, Source, load, sequence};

const SIX: &str = include_str!("graphs/six-stage-2025-10.json");
const BROKEN: &str = include_str!("graphs/broken-2026-03.json");
const FOUR: &str = include_str!("graphs/four-stage-2026-04.json");

fn source(text: &str) -> Source {
    Source::new("pipeline/stage-graph.json", text)
}

#[test]
fn the_good_ones_have_no_problems_and_keep_their_order() {
    for (text, count) in [(SIX, 6), (FOUR, 4)] {
        let decoded = load(&source(text), &Known::default());
        assert_eq!(decoded.problems, []);
        let graph = decoded.graph.unwrap();
        let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
        let order: Vec<_> = sequence.steps.iter().map(|step| step.id.clone()).collect();
        assert_eq!((order.len(), order), (count, graph.pipelines[0].stages.clone()));
    }
}

#[test]
fn the_broken_one_has_exactly_two_problems() {
    let source = source(BROKEN);
    let decoded = load(&source, &Known::default());
    let found: Vec<_> = decoded.problems.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
    assert_eq!(
        found,
        [("unknown-artifact", "/stages/0/outputs/0/artifact"), ("unknown-artifact", "/stages/1/inputs/0/artifact")]
    );
    assert!(decoded.problems.iter().all(|problem| problem.message.contains("`modules-stage-2`")));
    assert_eq!(decoded.graph.unwrap().stages.len(), 4, "what can be shown is there");
    insta::assert_snapshot!(crate::support::report(&source));
}

#[test]
fn the_same_graph_in_yaml_is_the_same_graph() {
    let value: serde_json::Value = serde_json::from_str(SIX).unwrap();
    // JSON is YAML, and block style by hand would only test the test.
    let yaml = Source::new("g.yaml", serde_json::to_string_pretty(&value).unwrap());
    assert_eq!(load(&yaml, &Known::default()).graph, load(&source(SIX), &Known::default()).graph);
}

#[test]
fn a_byte_order_mark_is_tolerated_and_places_stay_right() {
    let plain = source(BROKEN);
    let marked = source(&format!("\u{feff}{BROKEN}"));
    assert_eq!(crate::support::report(&marked), crate::support::report(&plain));
}
