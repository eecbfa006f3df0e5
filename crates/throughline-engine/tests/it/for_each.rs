//! Whoever reads what instances wrote, while the instances themselves stand still.

use serde_json::json;
use throughline_engine::Action;
use throughline_model::StageStatus;

use crate::support::{Bench, actions, graph, shell};

fn bench() -> Bench {
    let each = json!({
        "id": "each",
        "command": {"executable": "sh", "args": ["-c", "echo ${{ one }} > out/${{ one.key }}"]},
        "forEach": {"artifact": "list", "pointer": "", "as": "one"},
        "outputs": [{"artifact": "part"}],
    });
    let join = shell("join", "cat head out/a out/b > x", &["part", "head"], &["x"], &["each"]);
    let mut always = shell("always", "cat out/a > y", &["part"], &["y"], &["each"]);
    always["cache"] = json!("never");
    let mut graph = graph(&["list", "part", "head", "x", "y"], &[each, join, always]);
    graph["artifacts"][1]["path"] = json!("out/${{ one.key }}");
    let bench = Bench::new(&graph);
    bench.write("list", r#"["a", "b"]"#);
    bench.write("head", "one\n");
    bench.succeed();
    bench
}

#[test]
fn a_reader_of_fresh_instances_runs_and_its_result_is_recorded() {
    let bench = bench();
    bench.write("head", "two\n");
    assert_eq!(actions(&bench.plan()), ["each fresh", "join run", "always run"]);
    let view = bench.succeed();
    for stage in ["join", "always"] {
        assert_eq!(view.stage(&stage.into()).unwrap().status, StageStatus::Succeeded, "{stage}");
    }
    assert_eq!(bench.read("x"), "two\na\nb\n");
    assert_eq!(bench.ledger.record_list(&"join".into()).unwrap().len(), 2);
    assert_eq!(bench.plan().stages[1].action, Action::Fresh);
}

#[test]
fn one_instance_that_changes_runs_alone_and_then_its_readers() {
    let bench = bench();
    bench.write("out/b", "tampered\n");
    let plan = bench.plan();
    let instances: Vec<Action> = plan.stages[0].instances.iter().map(|one| one.action).collect();
    assert_eq!(instances, [Action::Fresh, Action::Run]);
    let view = bench.succeed();
    assert_eq!(view.stage(&"join".into()).unwrap().status, StageStatus::Fresh, "the same bytes were made again");
}
