//! Two stages that write one artifact, one after the other: whoever reads the first version must find it.

use serde_json::Value;
use throughline_engine::{Action, Refusal};
use throughline_model::{RunStatus, StageStatus};

use crate::support::{Bench, actions, graph, only, shell, statuses};

/// `first` writes `x`, `between` reads that version, `second` overwrites it.
fn chain() -> Value {
    graph(
        &["a", "b", "c", "x", "y"],
        &[
            shell("first", "cat a > x", &["a"], &["x"], &[]),
            shell("between", "cat x b > y", &["x", "b"], &["y"], &["first"]),
            shell("second", "cat c > x", &["c"], &["x"], &["first"]),
        ],
    )
}

fn bench(graph: &Value) -> Bench {
    let bench = Bench::new(graph);
    for name in ["a", "b", "c"] {
        bench.write(name, &format!("{name}1\n"));
    }
    bench.succeed();
    bench
}

#[test]
fn all_are_fresh_while_nothing_changes() {
    let bench = bench(&chain());
    assert_eq!(actions(&bench.plan()), ["first fresh", "between fresh", "second fresh"]);
    assert_eq!(bench.read("x"), "c1\n");
}

#[test]
fn the_first_version_is_brought_back_for_whoever_reads_it() {
    let bench = bench(&chain());
    bench.write("b", "b2\n");
    let plan = bench.plan();
    assert_eq!(actions(&plan), ["first run", "between run", "second run"]);
    assert_eq!(
        plan.stages[0].reason,
        "a later stage has overwritten what it made, and not everything after it is fresh"
    );
    let view = bench.succeed();
    assert_eq!(statuses(&view), ["first succeeded", "between succeeded", "second succeeded"]);
    assert_eq!((bench.read("y"), bench.read("x")), ("a1\nb2\n".to_owned(), "c1\n".to_owned()));
}

#[test]
fn the_same_holds_where_the_first_had_to_wait_when_the_plan_was_made() {
    let mut stages = chain()["stages"].as_array().unwrap().clone();
    let mut always = shell("always", "echo same > s", &[], &["s"], &[]);
    always["cache"] = "never".into();
    stages.insert(0, always);
    stages[1] = shell("first", "cat a s > x", &["a", "s"], &["x"], &["always"]);
    let bench = bench(&graph(&["a", "b", "c", "s", "x", "y"], &stages));
    bench.write("b", "b2\n");
    assert_eq!(bench.plan().stages[1].action, Action::Wait);
    bench.succeed();
    assert_eq!((bench.read("y"), bench.read("x")), ("a1\nsame\nb2\n".to_owned(), "c1\n".to_owned()));
}

#[test]
fn a_stage_that_adds_to_what_another_made_adds_once() {
    let bench = Bench::new(&graph(
        &["a", "b", "x"],
        &[shell("make", "cat a > x", &["a"], &["x"], &[]), shell("add", "cat b >> x", &["x", "b"], &["x"], &["make"])],
    ));
    bench.write("a", "a1\n");
    bench.write("b", "b1\n");
    bench.succeed();
    bench.write("b", "b2\n");
    bench.succeed();
    assert_eq!(bench.read("x"), "a1\nb2\n");
    assert_eq!(actions(&bench.plan()), ["make fresh", "add fresh"]);
}

/// What `first` made is not there any more, so it cannot be taken as it is.
#[test]
fn a_stage_that_needs_an_overwritten_version_is_refused_alone() {
    let bench = bench(&chain());
    bench.write("b", "b2\n");
    match bench.plan_as(&only(&["between"])) {
        Err(Refusal::UnmetDependencies { unmet, .. }) => {
            assert_eq!(unmet, [("between".into(), vec!["first".into()])]);
        }
        Err(other) => panic!("{other}"),
        Ok(planned) => panic!("{:?}", actions(&planned.plan)),
    }
    let view = bench.run_as(&only(&["first", "between"]), crate::support::How::default());
    assert_eq!(view.status, RunStatus::Success);
    assert_eq!(bench.read("y"), "a1\nb2\n");
    // The last version is gone now, and the next whole run makes it again.
    assert_eq!(bench.succeed().stage(&"second".into()).unwrap().status, StageStatus::Succeeded);
    assert_eq!(bench.read("x"), "c1\n");
}
