//! A saved plan and the world of later: `run --plan` refuses where they differ, and only there.

use serde_json::{Value, json};
use throughline_engine::{Plan, drift};

use crate::support::{Bench, How, graph, request, shell};

/// `fresh` is fresh, `runs` has a new source, `waits` reads from it and from a source of its own, `gate` waits for
/// somebody.
fn project() -> Value {
    let mut graph = graph(
        &["a", "b", "c", "list", "x", "y", "z"],
        &[
            shell("fresh", "cat a > x", &["a"], &["x"], &[]),
            shell("runs", "cat b > y", &["b"], &["y"], &[]),
            shell("waits", "cat y c > z", &["y", "c"], &["z"], &["runs"]),
            json!({
                "id": "each",
                "command": {"executable": "sh", "args": ["-c", "echo ${{ one }} > each-${{ one.key }}"]},
                "forEach": {"artifact": "list", "pointer": "", "as": "one"},
                "outputs": [{"artifact": "each"}],
            }),
            json!({"id": "gate", "gate": {"kind": "approval"}, "dependsOn": ["fresh"]}),
        ],
    );
    graph["artifacts"].as_array_mut().unwrap().push(json!({"id": "each", "path": "each-${{ one.key }}"}));
    graph["artifacts"][3]["format"] = json!("json");
    graph
}

fn bench() -> Bench {
    let bench = Bench::new(&project());
    for name in ["a", "b", "c"] {
        bench.write(name, &format!("{name}1\n"));
    }
    bench.write("list", "[\"k\", \"l\"]");
    bench
}

/// What a plan is after it was written to a file and read again.
fn saved(bench: &Bench) -> Plan {
    let plan = bench.plan();
    let text = serde_json::to_string_pretty(&plan).unwrap();
    let read: Plan = serde_json::from_str(&text).unwrap();
    assert_eq!(read, plan);
    read
}

type Change = (&'static str, fn(&mut Bench));

/// Changes that make what the plan says untrue, whether anything has run before or not.
const RELEVANT: &[Change] = &[
    ("a source of a stage that runs or is fresh", |bench| bench.write("a", "a3\n")),
    ("a source of a stage that runs", |bench| bench.write("b", "b3\n")),
    ("a source of a stage that waits", |bench| bench.write("c", "c3\n")),
    ("the elements", |bench| bench.write("list", "[\"k\"]")),
    ("an element", |bench| bench.write("list", "[\"k\", \"m\"]")),
    ("the graph", |bench| {
        let mut graph = project();
        graph["stages"][0]["timeoutSeconds"] = json!(5);
        bench.set_graph(&graph);
    }),
    ("the list of stages", |bench| {
        let mut graph = project();
        graph["pipelines"][0]["stages"] = json!(["fresh", "runs", "waits", "gate"]);
        bench.set_graph(&graph);
    }),
];

fn check(prepare: fn(&mut Bench), changes: &[Change]) {
    for (what, change) in changes {
        let mut bench = bench();
        prepare(&mut bench);
        let plan = saved(&bench);
        assert_eq!(drift(&plan, &bench.plan()), [""; 0], "nothing has changed");
        change(&mut bench);
        let lines = drift(&plan, &bench.plan());
        assert!(!lines.is_empty(), "{what}");
    }
}

#[test]
fn before_anything_has_run() {
    check(|_| {}, RELEVANT);
}

fn after_a_run_and_an_edit(bench: &mut Bench) {
    bench.run_as(&request(), How { approve: true, ..How::default() });
    bench.write("b", "b2\n");
}

#[test]
fn where_some_are_fresh_and_others_wait() {
    check(after_a_run_and_an_edit, RELEVANT);
}

#[test]
fn where_an_output_or_a_decision_has_changed() {
    check(
        after_a_run_and_an_edit,
        &[
            ("an output that is gone", |bench| std::fs::remove_file(bench.path("x")).unwrap()),
            ("an output that was edited", |bench| bench.write("x", "edited\n")),
            ("an output of an instance", |bench| bench.write("each-k", "edited\n")),
            ("another run", |bench| drop(bench.run())),
        ],
    );
    check(
        |bench| drop(bench.run()),
        &[("an approval", |bench| drop(bench.run_as(&request(), How { approve: true, ..How::default() })))],
    );
}

#[test]
fn a_touch_and_the_same_bytes_again_are_no_drift() {
    let mut bench = bench();
    after_a_run_and_an_edit(&mut bench);
    let plan = saved(&bench);
    for name in ["a", "b", "c", "x"] {
        let text = bench.read(name);
        bench.write(name, "for a moment\n");
        bench.write(name, &text);
    }
    bench.write("elsewhere", "nobody asks\n");
    assert_eq!(drift(&plan, &bench.plan()), [""; 0]);
}
