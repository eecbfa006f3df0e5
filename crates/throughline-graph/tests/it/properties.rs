//! What holds for every graph and every text.

use std::collections::HashSet;

use proptest::prelude::*;
use throughline_graph::{Format, Graph, Known, Source, decode, load, locate, select, sequence};
use throughline_model::{Filters, StageId};

const SIX: &str = include_str!("graphs/six-stage-2025-10.json");

/// A graph of `count` stages listed in some order, with dependencies that never form a circle, and some flows.
fn graphs() -> impl Strategy<Value = Graph> {
    (1_usize..12)
        .prop_flat_map(|count| {
            let order = Just((0..count).collect::<Vec<usize>>()).prop_shuffle();
            let links = proptest::collection::vec((0..count, 0..count), 0..20);
            let reads = proptest::collection::vec((0..count, 0..count), 0..12);
            (order, links, reads)
        })
        .prop_map(|(order, links, reads)| {
            let count = order.len();
            let stages: Vec<_> = (0..count)
                .map(|at| {
                    let depends: Vec<_> = links.iter().filter(|(a, b)| a < b && *b == at).map(|(a, _)| format!("s{a}")).collect();
                    let inputs: Vec<_> = reads.iter().filter(|(reader, _)| *reader == at)
                        .map(|(_, read)| serde_json::json!({"artifact": format!("x{read}"), "optional": true})).collect();
                    serde_json::json!({"id": format!("s{at}"), "command": {"executable": "x"}, "dependsOn": depends,
                        "inputs": inputs, "outputs": [{"artifact": format!("x{at}")}]})
                })
                .collect();
            let artifacts: Vec<_> = (0..count).map(|at| serde_json::json!({"id": format!("x{at}"), "path": format!("{at}")})).collect();
            let listed: Vec<_> = order.iter().map(|at| format!("s{at}")).collect();
            let graph = serde_json::json!({"pipelines": [{"id": "p", "stages": listed}], "artifacts": artifacts, "stages": stages});
            decode(&Source::new("g.json", graph.to_string())).graph.unwrap()
        })
}

/// Kahn's algorithm as the contract words it, as plainly as it can be written.
fn model(graph: &Graph) -> Vec<StageId> {
    let mut left = graph.pipelines[0].stages.clone();
    let mut done: Vec<StageId> = Vec::new();
    while !left.is_empty() {
        let ready = left
            .iter()
            .position(|id| graph.stage(id.as_str()).unwrap().depends_on.iter().all(|other| done.contains(other)));
        done.push(left.remove(ready.unwrap()));
    }
    done
}

proptest! {
    #[test]
    fn an_order_is_the_one_that_the_contract_words(graph in graphs()) {
        let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
        let order: Vec<StageId> = sequence.steps.iter().map(|step| step.id.clone()).collect();
        prop_assert_eq!(&order, &model(&graph));
        for (at, step) in sequence.steps.iter().enumerate() {
            prop_assert_eq!(sequence.position[&step.id], at);
            let declared: HashSet<&StageId> = step.after.iter().filter(|after| after.declared).map(|after| &order[after.position]).collect();
            prop_assert_eq!(declared, graph.stages[step.stage].depends_on.iter().collect::<HashSet<_>>());
            prop_assert!(step.after.iter().all(|after| after.position < at && (after.declared || !after.carries.is_empty())));
            prop_assert!(step.before.iter().all(|&later| sequence.steps[later].after.iter().any(|after| after.position == at)));
            prop_assert!(step.yields_to.iter().all(|&earlier| earlier < at));
        }
    }

    #[test]
    fn a_selection_is_the_intersection_of_its_filters(
        graph in graphs(), only in any::<u16>(), skip in any::<u16>(), from in 0_usize..12, to in 0_usize..12, used in 0_u8..16,
    ) {
        let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
        let ids: Vec<StageId> = sequence.steps.iter().map(|step| step.id.clone()).collect();
        let pick = |bits: u16| ids.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, id)| id.to_string()).collect::<Vec<_>>();
        let (from, to) = (from % ids.len(), to % ids.len());
        let filters = Filters {
            only: if used & 1 > 0 { pick(only) } else { vec![] },
            skip: if used & 2 > 0 { pick(skip & !only) } else { vec![] },
            from: (used & 4 > 0).then(|| ids[from].clone()),
            to: (used & 8 > 0).then(|| ids[to].clone()),
            since: None,
        };
        let ancestors = sequence.ancestors(to);
        let expected: Vec<bool> = (0..ids.len()).map(|at| {
            (filters.only.is_empty() || filters.only.contains(&ids[at].to_string()))
                && !filters.skip.contains(&ids[at].to_string())
                && (filters.from.is_none() || at >= from)
                && (filters.to.is_none() || at == to || ancestors.contains(&at))
        }).collect();
        match select(&sequence, &filters, None) {
            Ok(selection) => prop_assert_eq!(selection.chosen, expected),
            Err(_) => prop_assert!(!expected.contains(&true)),
        }
    }

    #[test]
    fn ancestors_and_dependents_are_each_others_mirror(graph in graphs()) {
        let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
        for at in 0..sequence.steps.len() {
            let dependents = sequence.dependents(at);
            for later in 0..sequence.steps.len() {
                prop_assert_eq!(sequence.ancestors(later).contains(&at), dependents.contains(&later));
            }
        }
    }

    #[test]
    fn loading_any_text_only_ever_gives_problems_with_places(text in ".{0,200}", is_json in any::<bool>()) {
        let format = if is_json { Format::Json } else { Format::Yaml };
        survives(&Source { name: "g".into(), text, format })?;
    }

    #[test]
    fn loading_a_spoilt_graph_only_ever_gives_problems_with_places(
        cuts in proptest::collection::vec((0_usize..SIX.len(), 0_usize..30, "[\\[\\]{}\":,\\-&*! a0\n]{0,5}"), 1..4),
        is_json in any::<bool>(),
    ) {
        let mut text = SIX.to_owned();
        for (at, length, new) in cuts {
            let start = text.floor_char_boundary(at.min(text.len()));
            let end = text.ceil_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &new);
        }
        let format = if is_json { Format::Json } else { Format::Yaml };
        survives(&Source { name: "g".into(), text, format })?;
    }

    #[test]
    fn a_value_of_the_wrong_type_is_a_problem_at_its_place(pick in any::<prop::sample::Index>(), odd in prop_oneof![
        Just(serde_json::json!(-1)), Just(serde_json::json!({"a": []})), Just(serde_json::json!([[1]])), Just(serde_json::json!(true)),
    ]) {
        let mut graph: serde_json::Value = serde_json::from_str(SIX).unwrap();
        let mut all = Vec::new();
        pointers(&graph, String::new(), &mut all);
        all.retain(|pointer| !pointer.is_empty() && pointer != "/version");
        let pointer = pick.get(&all).clone();
        *graph.pointer_mut(&pointer).unwrap() = odd.clone();
        // A list or object may take the new value's place without a fault in its type, but never a text.
        let text = serde_json::to_string_pretty(&graph).unwrap();
        let source = Source::new("g.json", text);
        let decoded = load(&source, &Known::default());
        let is_fine = odd == serde_json::json!(true) && pointer.ends_with("/optional") || odd == serde_json::json!(true) && pointer.ends_with("/required");
        if !is_fine {
            prop_assert!(decoded.is_refused(), "{pointer} = {odd}");
            let below = format!("{pointer}/");
            prop_assert!(decoded.problems.iter().any(|problem| problem.pointer == pointer || problem.pointer.starts_with(&below)),
                "{pointer} = {odd}: {:?}", decoded.problems);
        }
    }
}

fn pointers(value: &serde_json::Value, here: String, all: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, item)| pointers(item, format!("{here}/{at}"), all));
        }
        serde_json::Value::Object(fields) => {
            fields.iter().for_each(|(key, field)| pointers(field, format!("{here}/{key}"), all));
        }
        _ => {}
    }
    all.push(here);
}

/// Whatever the text: no panic, either a graph or an error, places within the text and in order.
fn survives(source: &Source) -> Result<(), TestCaseError> {
    let decoded = load(source, &Known::default());
    prop_assert!(decoded.graph.is_some() || decoded.is_refused());
    let located = locate(source, &decoded.problems);
    prop_assert_eq!(located.len(), decoded.problems.len());
    let mut last = 0;
    for place in located {
        prop_assert!(place.offset >= last && place.line >= 1 && place.column >= 1);
        prop_assert!(source.text.get(place.offset..place.offset + place.length).is_some());
        last = place.offset;
    }
    if let Some(graph) = &decoded.graph {
        for pipeline in &graph.pipelines {
            let _ = sequence(graph, pipeline);
        }
        let picture = throughline_graph::svg(graph, None);
        prop_assert!(picture.ends_with("</svg>\n"));
    }
    Ok(())
}
