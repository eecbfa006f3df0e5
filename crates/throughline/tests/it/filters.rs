//! Which stages of a pipeline are chosen.

use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

/// `a → b → c` by artifacts, `lint` and `test-*` by themselves.
fn chain() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat src.a > a", json!({"reads": ["src.a"], "writes": ["a"]})),
        stage("lint", "echo > lint", json!({"writes": ["lint"]})),
        stage("b", "cat a src.b > b", json!({"reads": ["a", "src.b"], "writes": ["b"], "after": ["a"]})),
        stage("test-1", "echo > t1", json!({"writes": ["t1"]})),
        stage("test-2", "echo > t2", json!({"writes": ["t2"]})),
        stage("c", "cat b > c", json!({"reads": ["b"], "writes": ["c"], "after": ["b"]})),
    ]));
    environment.write("src.a", "1");
    environment.write("src.b", "1");
    environment
}

const ALL: [&str; 6] = ["a", "lint", "b", "test-1", "test-2", "c"];

#[test]
fn only_and_skip_take_ids_and_globs_and_lists() {
    let environment = chain();
    assert_eq!(
        environment.ran(&["run", "--only", "test-*", "--only", "lint,a", "--force"]),
        ["a", "lint", "test-1", "test-2"]
    );
    assert_eq!(environment.ran(&["run", "--skip", "test-?,c", "--force"]), ["a", "lint", "b"]);
    assert_eq!(environment.statuses()[3..], ["test-1 skipped", "test-2 skipped", "c skipped"]);
    let record = environment.record();
    assert_eq!(record["filters"]["skip"], json!(["test-?", "c"]));
    assert_eq!(record["plannedStageIds"], json!(["a", "lint", "b"]));
    assert_eq!(record["skippedStageIds"], json!(["test-1", "test-2", "c"]));
}

#[test]
fn to_takes_a_stage_and_all_that_it_needs() {
    let environment = chain();
    assert_eq!(environment.ran(&["run", "--to", "b"]), ["a", "b"]);
    assert_eq!(environment.ran(&["run", "--to", "c"]), ["c"]);
}

#[test]
fn from_starts_there_fresh_or_not() {
    let environment = chain();
    environment.run(&["run", "--from", "b"]).with_code(2).saying("b requires a");
    assert_eq!(environment.ran(&["run"]), ALL);
    assert_eq!(environment.ran(&["run", "--from", "b"]), ["b", "test-1", "test-2", "c"]);
    assert_eq!(environment.statuses()[..2], ["a skipped", "lint skipped"]);
    // What comes before is no longer what its source says.
    environment.write("src.a", "2");
    environment.run(&["run", "--from", "b"]).with_code(2).saying("b requires a");
    environment.run(&["run", "--from", "c"]).with_code(2).saying("c requires a");
}

#[test]
fn filters_combine_by_intersection() {
    let environment = chain();
    environment.ran(&["run"]);
    assert_eq!(environment.ran(&["run", "--from", "b", "--to", "c"]), ["b", "c"]);
    assert_eq!(environment.ran(&["run", "--from", "b", "--to", "c", "--skip", "b"]), ["c"]);
    assert_eq!(environment.ran(&["run", "--only", "a,b,c", "--to", "b", "--force"]), ["a", "b"]);
}

#[test]
fn since_takes_what_changed_and_what_depends_on_it() {
    let environment = chain();
    environment.ran(&["run"]);
    assert_eq!(environment.ran(&["run", "--since", "last"]), Vec::<String>::new());
    environment.write("src.b", "2");
    assert_eq!(environment.ran(&["run"]), ["b", "c"]);
    // Since the first run, b and c are others; both are fresh by now.
    let oldest = environment.records()[0].1["runId"].as_str().unwrap().to_owned();
    environment.run(&["run", "--since", &oldest]).with_code(0);
    let skipped = "a skipped,lint skipped,b fresh,test-1 skipped,test-2 skipped,c fresh";
    assert_eq!(environment.statuses().join(","), skipped);
    assert_eq!(environment.record()["filters"]["since"], oldest.as_str());
    assert_eq!(environment.ran(&["run", "--since", &oldest, "--force"]), ["b", "c"]);
    environment.run(&["run", "--since", "nonsense"]).with_code(2).saying("there is no run `nonsense`");
}

#[test]
fn force_runs_every_chosen_stage() {
    let environment = chain();
    environment.ran(&["run"]);
    assert_eq!(environment.ran(&["run"]), Vec::<String>::new());
    assert_eq!(environment.ran(&["run", "--force"]), ALL);
    assert_eq!(environment.result("a")["reason"], "forced");
}

#[test]
fn a_filter_that_leaves_a_fresh_dependency_out_is_fine() {
    let environment = chain();
    environment.ran(&["run", "--only", "a"]);
    assert_eq!(environment.ran(&["run", "--only", "b"]), ["b"]);
    environment.remove("a");
    environment.run(&["run", "--only", "b"]).with_code(2).saying("b requires a");
}

#[test]
fn a_single_stage() {
    let environment = chain();
    environment.run(&["run-stage", "b"]).with_code(2).saying("Selected stages have unmet dependencies: b requires a");
    assert_eq!(environment.ran(&["run-stage", "a"]), ["a"]);
    assert_eq!(environment.ran(&["run-stage", "b"]), ["b"]);
    assert_eq!(environment.ran(&["run-stage", "b"]), Vec::<String>::new());
    assert_eq!(environment.ran(&["run-stage", "b", "--force"]), ["b"]);
    environment.run(&["run-stage", "bb"]).with_code(2).saying("`bb`");
    // What ran by itself is fresh for the pipeline.
    assert_eq!(environment.ran(&["run"]), ["lint", "test-1", "test-2", "c"]);
}

#[test]
fn a_stage_that_was_left_out_and_went_stale_meanwhile_is_not_built_upon() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "date +%N > a", json!({"writes": ["a"]})),
        stage("b", "cat a > b", json!({"dependsOn": ["a"], "reads": ["a"], "writes": ["b"]})),
        stage("c", "cat b > c", json!({"dependsOn": ["b"], "reads": ["b"], "writes": ["c"]})),
    ]));
    environment.run(&["run"]).with_code(0);
    let before = environment.read("c");
    environment.run(&["run", "--force", "--skip", "b"]).with_code(1);
    assert_eq!(environment.statuses(), ["a succeeded", "b skipped", "c failed"]);
    let error = environment.result("c")["error"].as_str().unwrap().to_owned();
    assert!(error.contains("requires b, which is left out and no longer fresh"), "{error}");
    assert_eq!(environment.read("c"), before);
}

#[test]
fn a_folder_that_the_command_names_counts_unless_it_holds_outputs() {
    let script = "cat \"$1\"/* > out/a";
    let environment = TestEnvironment::with(&json!({
        "version": "1",
        "pipelines": [{"id": "p", "stages": ["a"]}],
        "artifacts": [{"id": "a", "path": "out/a"}],
        "stages": [{"id": "a", "command": {"executable": "sh", "args": ["-c", script, "sh", "tests/", "out"]},
                    "outputs": [{"artifact": "a"}]}],
    }));
    environment.write("tests/one", "1");
    environment.run(&["run"]).with_code(0);
    environment.write("out/other", "not a source");
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.statuses(), ["a fresh"]);
    environment.write("tests/two", "2");
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.statuses(), ["a succeeded"]);
    assert_eq!(environment.read("out/a"), "12");
}

#[test]
fn a_gate_does_not_show_what_a_left_out_stage_did_not_bring_up_to_date() {
    let mut environment = graph(vec![
        stage("a", "date +%N > a", json!({"writes": ["a"]})),
        stage("b", "cat a > b", json!({"after": ["a"], "reads": ["a"], "writes": ["b"]})),
    ]);
    environment["pipelines"][0]["stages"] = json!(["a", "b", "gate"]);
    let stages = environment["stages"].as_array_mut().unwrap();
    stages.push(json!({"id": "gate", "gate": {"kind": "approval"}, "dependsOn": ["b"]}));
    let environment = TestEnvironment::with(&environment);
    environment.run(&["run"]).with_code(3);
    environment.run(&["run", "--force", "--skip", "b"]).with_code(1);
    assert_eq!(environment.statuses(), ["a succeeded", "b skipped", "gate failed"]);
}
