//! Gates in plans: what they show, and what hangs on them when other stages are left out.

use serde_json::{Value, json};
use throughline_engine::{Action, Request};
use throughline_model::{Filters, RunStatus, StageStatus};

use crate::support::{Bench, How, actions, graph, only, request, shell, statuses};

const APPROVE: How = How { jobs: 1, continue_on_error: false, approve: true };

fn gated() -> Value {
    let gate = json!({"id": "gate", "gate": {"kind": "approval", "prompt": "good?"}, "dependsOn": ["make"]});
    graph(
        &["a", "b", "x", "y"],
        &[shell("make", "cat a > x", &["a"], &["x"], &[]), gate, shell("use", "cat b > y", &["b"], &["y"], &["gate"])],
    )
}

fn bench() -> Bench {
    let bench = Bench::new(&gated());
    bench.write("a", "a1\n");
    bench.write("b", "b1\n");
    bench
}

#[test]
fn a_gate_waits_in_the_plan_until_what_it_shows_is_known() {
    let bench = bench();
    assert_eq!(actions(&bench.plan()), ["make run", "gate wait", "use run"]);
    let view = bench.run();
    assert_eq!(view.status, RunStatus::Waiting);
    assert_eq!(statuses(&view), ["make succeeded", "gate waiting", "use pending"]);
    assert_eq!(actions(&bench.plan())[..2], ["make fresh", "gate wait"]);
    let view = bench.run_as(&request(), APPROVE);
    assert_eq!(statuses(&view), ["make fresh", "gate succeeded", "use succeeded"]);
    assert_eq!(actions(&bench.plan()), ["make fresh", "gate fresh", "use fresh"]);
}

/// A gate without inputs shows what its stages left; that is so too where those are not part of the run.
#[test]
fn an_approved_gate_that_is_left_out_is_fresh() {
    let bench = bench();
    bench.run_as(&request(), APPROVE);
    for filters in [
        only(&["use"]).filters,
        only(&["gate", "use"]).filters,
        Filters { from: Some("use".into()), ..Filters::default() },
        Filters { skip: vec!["gate".to_owned()], ..Filters::default() },
    ] {
        let planned = bench.plan_as(&Request { filters: filters.clone(), ..request() });
        let plan = planned.unwrap_or_else(|refusal| panic!("{filters:?}: {refusal}")).plan;
        let gate = &plan.stages[1];
        assert!(matches!(gate.action, Action::Skip | Action::Fresh), "{filters:?}: {gate:?}");
    }
}

#[test]
fn an_approval_is_void_when_what_it_was_given_for_changes_although_the_maker_is_left_out() {
    let bench = bench();
    bench.run_as(&request(), APPROVE);
    bench.write("x", "not what was seen\n");
    let refusal = bench.plan_as(&only(&["use"])).err().unwrap().to_string();
    assert_eq!(
        refusal,
        "Selected stages have unmet dependencies: use requires gate\ngate is not fresh: shown x changed"
    );
    let plan = bench.plan_as(&only(&["gate"]));
    let refusal = plan.err().unwrap().to_string();
    assert!(refusal.starts_with("Selected stages have unmet dependencies: gate requires make\nmake is not fresh"));
}

#[test]
fn an_approval_still_counts_when_the_same_is_made_again() {
    let bench = bench();
    bench.run_as(&request(), APPROVE);
    let view = bench.run_as(&Request { force: true, ..request() }, How::default());
    assert_eq!(view.status, RunStatus::Success);
    assert_eq!(view.stage(&"gate".into()).unwrap().status, StageStatus::Succeeded);
    bench.write("a", "a2\n");
    assert_eq!(bench.run().status, RunStatus::Waiting);
}
