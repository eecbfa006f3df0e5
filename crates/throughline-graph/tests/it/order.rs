//! The order of stages, and what each waits for.

use throughline_graph::{Sequence, sequence, single};

use crate::support::{good, yaml};

const GRAPH: &str = "
pipelines:
  - {id: p, stages: [report, lint, build, fetch, clean]}
artifacts:
  - {id: src, path: src/}
  - {id: file, path: src/a.txt}
  - {id: out, path: out.md}
stages:
  - {id: fetch, command: {executable: x}, outputs: [{artifact: src}]}
  - {id: build, command: {executable: x}, dependsOn: [fetch, elsewhere], inputs: [{artifact: file}, {artifact: src}], outputs: [{artifact: out}]}
  - {id: lint, command: {executable: x}, inputs: [{artifact: src, optional: true}]}
  - {id: report, command: {executable: x}, dependsOn: [build], inputs: [{artifact: out}]}
  - {id: clean, command: {executable: x}, dependsOn: [fetch], outputs: [{artifact: file}]}
  - {id: elsewhere, command: {executable: x}}
";

fn ids(sequence: &Sequence) -> Vec<&str> {
    sequence.steps.iter().map(|step| step.id.as_str()).collect()
}

#[test]
fn among_ready_stages_the_first_listed_comes_first() {
    let graph = good(&yaml(GRAPH));
    let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
    // report waits for build, which waits for fetch; lint waits for nothing that is declared.
    assert_eq!(ids(&sequence), ["lint", "fetch", "build", "report", "clean"]);
    assert_eq!(sequence.position["clean"], 4);
    let places: Vec<_> = sequence.steps.iter().map(|step| graph.stages[step.stage].id == step.id).collect();
    assert_eq!(places, [true; 5]);
}

#[test]
fn a_step_waits_for_what_it_depends_on_and_for_what_it_reads() {
    let graph = good(&yaml(GRAPH));
    let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
    let after = |id: &str| {
        let step = &sequence.steps[sequence.position[id]];
        let texts = step.after.iter().map(|after| {
            let carries: Vec<_> = after.carries.iter().map(|id| id.as_str()).collect();
            format!(
                "{}{}:{}",
                sequence.steps[after.position].id,
                if after.declared { "!" } else { "?" },
                carries.join("+")
            )
        });
        (texts.collect::<Vec<_>>().join(" "), step.outside.clone())
    };
    // `file` lies inside `src`, so fetch carries both.
    assert_eq!(after("build"), ("fetch!:file+src".into(), vec!["elsewhere".into()]));
    assert_eq!(after("report"), ("build!:out".into(), vec![]));
    assert_eq!(after("lint"), (String::new(), vec![]), "fetch comes later");
    assert_eq!(after("clean"), ("fetch!:".into(), vec![]));
    // clean overwrites a part of what lint and build read; fetch overwrites what lint reads.
    let yields = |id: &str| {
        let step = &sequence.steps[sequence.position[id]];
        step.yields_to.iter().map(|&at| sequence.steps[at].id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((yields("clean"), yields("fetch")), (vec!["lint", "build"], vec!["lint"]));
    let before: Vec<_> = sequence.steps[1].before.iter().map(|&at| sequence.steps[at].id.as_str()).collect();
    assert_eq!(before, ["build", "clean"]);
}

#[test]
fn what_flows_without_being_declared_is_waited_for() {
    let graph = good(&yaml(
        "
pipelines: [{id: p, stages: [list, each, last]}]
artifacts: [{id: list, path: list.json}, {id: page, path: 'pages/${{ item.key }}'}, {id: pages, path: pages/}]
stages:
  - {id: list, command: {executable: x}, outputs: [{artifact: list}]}
  - {id: each, command: {executable: x}, forEach: {artifact: list}, outputs: [{artifact: page}]}
  - {id: last, command: {executable: x}, inputs: [{artifact: pages}]}
",
    ));
    let sequence = sequence(&graph, &graph.pipelines[0]).unwrap();
    let after: Vec<_> = sequence.steps.iter().map(|step| step.after.clone()).collect();
    assert_eq!((after[1][0].position, after[1][0].declared, after[1][0].carries[0].as_str()), (0, false, "list"));
    assert_eq!((after[2][0].position, after[2][0].declared, after[2][0].carries[0].as_str()), (1, false, "pages"));
    assert_eq!(sequence.dependents(0), [1, 2]);
    assert_eq!(sequence.ancestors(2), [0, 1], "it reads what they write");
}

#[test]
fn a_single_stage_has_everything_outside() {
    let graph = good(&yaml(GRAPH));
    let sequence = single(&graph, "build").unwrap();
    assert_eq!(ids(&sequence), ["build"]);
    assert_eq!(sequence.steps[0].outside, ["fetch".into(), "elsewhere".into()]);
    assert_eq!(sequence.pipeline.as_str(), "build");
    assert_eq!(
        single(&graph, "biuld").unwrap_err().to_string(),
        "run-stage names `biuld`, which is no stage of this graph\n  help: did you mean `build`?"
    );
}

#[test]
fn what_has_no_order_is_refused() {
    let text = "pipelines: [{id: p, stages: [a, b]}, {id: q, stages: [c]}]\nstages: [{id: a, dependsOn: [b]}, {id: b, dependsOn: [a]}]";
    let graph = throughline_graph::decode(&yaml(text)).graph.unwrap();
    let codes = |at: usize| {
        sequence(&graph, &graph.pipelines[at]).unwrap_err().iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!((codes(0), codes(1)), (vec!["cycle"], vec!["unknown-stage"]));
}
