//! Filters choose among the steps and keep the order.

use std::collections::HashSet;

use throughline_graph::{Selection, Sequence, pipeline_named, select, sequence};
use throughline_model::{Filters, RunId, StageId};

use crate::support::{good, yaml};

const GRAPH: &str = "
pipelines: [{id: full, stages: [a, b, b-docs, c, d]}, {id: other, stages: [a]}]
stages:
  - {id: a, command: {executable: x}}
  - {id: b, command: {executable: x}, dependsOn: [a]}
  - {id: b-docs, command: {executable: x}}
  - {id: c, command: {executable: x}, dependsOn: [b]}
  - {id: d, command: {executable: x}, dependsOn: [a]}
";

fn full() -> Sequence {
    let graph = good(&yaml(GRAPH));
    sequence(&graph, &graph.pipelines[0]).unwrap()
}

fn filters(only: &[&str], skip: &[&str], from: Option<&str>, to: Option<&str>) -> Filters {
    Filters {
        only: only.iter().map(|text| (*text).to_owned()).collect(),
        skip: skip.iter().map(|text| (*text).to_owned()).collect(),
        from: from.map(StageId::from),
        to: to.map(StageId::from),
        since: None,
    }
}

fn chosen(sequence: &Sequence, selection: &Selection) -> Vec<String> {
    let steps = sequence.steps.iter().zip(&selection.chosen).filter(|(_, chosen)| **chosen);
    steps.map(|(step, _)| step.id.to_string()).collect()
}

#[test]
fn each_filter_by_itself_and_all_together() {
    let sequence = full();
    for (filters, expected) in [
        (filters(&[], &[], None, None), vec!["a", "b", "b-docs", "c", "d"]),
        (filters(&["d", "a"], &[], None, None), vec!["a", "d"]),
        (filters(&["b*"], &[], None, None), vec!["b", "b-docs"]),
        (filters(&[], &["b*"], None, None), vec!["a", "c", "d"]),
        (filters(&[], &["[ab]"], None, None), vec!["b-docs", "c", "d"]),
        (filters(&[], &[], None, Some("c")), vec!["a", "b", "c"]),
        (filters(&[], &[], Some("b-docs"), None), vec!["b-docs", "c", "d"]),
        (filters(&["b*", "c"], &["b-docs"], Some("b"), Some("c")), vec!["b", "c"]),
        (filters(&["b*"], &["b"], None, None), vec!["b-docs"]),
    ] {
        let selection = select(&sequence, &filters, None).unwrap();
        assert_eq!(chosen(&sequence, &selection), expected, "{filters:?}");
        let reasons: Vec<bool> = selection.left_out.iter().map(Option::is_none).collect();
        assert_eq!(reasons, selection.chosen);
    }
}

#[test]
fn what_is_left_out_says_why() {
    let sequence = full();
    let reasons = |filters: Filters| {
        let selection = select(&sequence, &filters, None).unwrap();
        selection.left_out.into_iter().map(Option::unwrap_or_default).collect::<Vec<_>>()
    };
    assert_eq!(
        reasons(filters(&["a", "b*", "c"], &["b-*"], Some("b"), Some("b"))),
        ["before --from b", "", "left out by --skip b-*", "not needed for --to b", "not in --only"]
    );
    let selection = select(&sequence, &filters(&[], &["c"], Some("b"), None), None).unwrap();
    assert_eq!(selection.forced, [false, true, true, true, true]);
    assert_eq!(select(&sequence, &Filters::default(), None).unwrap().forced, [false; 5]);
}

#[test]
fn since_takes_what_changed_and_what_depends_on_it() {
    let sequence = full();
    let run = RunId::generate();
    let since = Filters { since: Some(run), ..filters(&[], &["d"], None, None) };
    let selection = select(&sequence, &since, Some(&HashSet::from(["b".into(), "elsewhere".into()]))).unwrap();
    assert_eq!(chosen(&sequence, &selection), ["b", "c"]);
    assert_eq!(selection.left_out[0], Some(format!("unchanged since run {run}")));
    assert_eq!(selection.left_out[4].as_deref(), Some("left out by --skip d"));
    let nothing = select(&sequence, &since, Some(&HashSet::new())).unwrap();
    assert_eq!(nothing.chosen, [false; 5], "that nothing changed is no error");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let sequence = full();
    let message = |filters: Filters| select(&sequence, &filters, None).unwrap_err().to_string();
    insta::assert_snapshot!(message(filters(&["b_docs", "z*", "{a", "d"], &["d", "c[1]"], Some("x"), Some("A"))), @r"
    --only names `b_docs`, which is no stage of pipeline `full`
      help: did you mean `b-docs`?
    --only gives the pattern `z*`, which fits no stage of pipeline `full`
      help: `list --stages` shows all stages
    --only gives the pattern `{a`, which is none: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
    --skip names `c[1]`, which is no stage of pipeline `full`
      help: instances of a `forEach` stage are not chosen one by one; name `c`
    --from names `x`, which is no stage of pipeline `full`
    --to names `A`, which is no stage of pipeline `full`
      help: did you mean `a`?
    `d` stands in both --only and --skip
      help: take it out of one of them
    ");
    let nothing = "nothing is left to run: the filters leave out every stage of pipeline `full`";
    assert_eq!(message(filters(&["a"], &[], Some("b"), None)), nothing);
    assert_eq!(message(filters(&[], &["*"], None, None)), nothing);
}

#[test]
fn a_pipeline_is_named_or_is_the_only_one() {
    let graph = good(&yaml(GRAPH));
    assert_eq!(pipeline_named(&graph, Some("other")).unwrap().id.as_str(), "other");
    let message = |id| pipeline_named(&graph, id).unwrap_err().to_string();
    assert_eq!(message(Some("ful")), "`ful` is no pipeline of this graph\n  help: did you mean `full`?");
    assert_eq!(message(Some("xyzzy")), "`xyzzy` is no pipeline of this graph\n  help: there are `full`, `other`");
    assert_eq!(message(None), "the graph has more than one pipeline\n  help: name one: there are `full`, `other`");
    let one = good(&yaml("pipelines: [{id: p, stages: [a]}]\nstages: [{id: a, command: {executable: x}}]"));
    assert_eq!(pipeline_named(&one, None).unwrap().id.as_str(), "p");
}
