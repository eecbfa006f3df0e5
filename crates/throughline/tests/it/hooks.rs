//! Hooks of stages, pipelines and graphs.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph_with, stage};

/// A hook that leaves its name with the witnesses and exits with a code.
fn hook(name: &str, code: i32) -> Value {
    json!({"executable": "sh", "args": ["-c", format!("echo '{name}' >> .witnesses\nexit {code}")]})
}

fn hooks(name: &str, pre: i32, post: i32) -> Value {
    json!({"pre": [hook(&format!("{name}-pre"), pre)], "post": [hook(&format!("{name}-post"), post)]})
}

/// Two stages, the first with hooks, in a pipeline with hooks, in a graph with hooks; the codes are those of the stage,
/// pipeline and graph hooks, each before and after.
fn hooked(script: &str, stage_codes: (i32, i32), pipeline: (i32, i32), whole: (i32, i32)) -> TestEnvironment {
    TestEnvironment::with(&graph_with(
        vec![
            stage("a", script, json!({"hooks": hooks("a", stage_codes.0, stage_codes.1), "writes": ["x"]})),
            stage("b", "echo > y", json!({"after": ["a"], "writes": ["y"]})),
        ],
        json!({
            "pipelines": [{"id": "main", "stages": ["a", "b"], "hooks": hooks("main", pipeline.0, pipeline.1)},
                          {"id": "other", "stages": ["b", "a"]}],
            "hooks": hooks("graph", whole.0, whole.1),
        }),
    ))
}

const GOOD: (i32, i32) = (0, 0);

#[test]
fn around_the_graph_around_the_pipeline_around_the_stage() {
    let environment = hooked("echo > x", GOOD, GOOD, GOOD);
    let all = ["graph-pre", "main-pre", "a-pre", "a", "a-post", "b", "main-post", "graph-post"];
    assert_eq!(environment.ran(&["run", "main"]), all);
    let events = environment.events();
    assert_eq!(events.iter().filter(|event| event["event"] == "hook-ended").count(), 6);
    // Nothing runs, so there is nothing to run hooks around.
    assert_eq!(environment.ran(&["run", "main"]), [""; 0]);
    assert_eq!(environment.ran(&["run-stage", "a", "--force"]), ["a-pre", "a", "a-post"]);
    assert_eq!(environment.ran(&["run", "other", "--force"]), ["graph-pre", "a-pre", "a", "a-post", "b", "graph-post"]);
}

#[test]
fn a_stage_whose_pre_hook_fails_is_not_run() {
    let environment = hooked("echo > x", (9, 0), GOOD, GOOD);
    let output = environment.run(&["run", "main"]).with_code(1);
    assert_eq!(environment.witnesses(), ["graph-pre", "main-pre", "a-pre", "main-post", "graph-post"]);
    assert_eq!(environment.statuses(), ["a failed", "b pending"]);
    assert!(output.stdout.contains("pre hook") && output.stdout.contains("exit code 9"), "{}", output.stdout);
}

#[test]
fn a_stage_whose_post_hook_fails_has_failed() {
    let environment = hooked("echo > x", (0, 9), GOOD, GOOD);
    assert_eq!(
        environment.ran_with_code(&["run", "main"], 1),
        ["graph-pre", "main-pre", "a-pre", "a", "a-post", "main-post", "graph-post"]
    );
    assert_eq!(environment.statuses(), ["a failed", "b pending"]);
}

#[test]
fn what_comes_after_runs_whatever_happened() {
    let environment = hooked("exit 3", (0, 9), GOOD, GOOD);
    let output = environment.run(&["run", "main"]).with_code(1);
    assert_eq!(environment.witnesses(), ["graph-pre", "main-pre", "a-pre", "a", "a-post", "main-post", "graph-post"]);
    // The first thing that went wrong is named, not what followed.
    assert!(output.stdout.contains("exit code 3"), "{}", output.stdout);
    assert!(!output.stdout.contains("exit code 9"), "{}", output.stdout);
    assert_eq!(environment.result("a")["exitCode"], 3);
}

#[test]
fn a_pipeline_whose_pre_hook_fails_runs_no_stage() {
    for (pipeline, whole, witnesses) in
        [(GOOD, (5, 0), vec!["graph-pre"]), ((5, 0), GOOD, vec!["graph-pre", "main-pre"])]
    {
        let environment = hooked("echo > x", GOOD, pipeline, whole);
        let output = environment.run(&["run", "main"]).with_code(1).saying("exit code 5");
        assert_eq!(environment.witnesses()[..witnesses.len()], witnesses, "{}", output.shown());
        assert!(!environment.witnesses().contains(&"a".to_owned()));
        assert_eq!(environment.statuses(), ["a pending", "b pending"]);
        let record = environment.record();
        assert_eq!(record["status"], "failed");
        assert_eq!(record["failure"]["stageId"], json!(null));
        assert!(environment.exists(record["failure"]["logPath"].as_str().unwrap()));
    }
}

#[test]
fn going_on_after_errors_does_not_make_a_run_without_stages_degraded() {
    let environment = hooked("echo > x", GOOD, (5, 0), GOOD);
    environment.run(&["run", "main", "--continue-on-error"]).with_code(1);
    assert!(!environment.witnesses().contains(&"a".to_owned()));
}

#[test]
fn a_pipeline_whose_post_hook_fails_has_failed_and_its_stages_have_not() {
    let environment = hooked("echo > x", GOOD, (0, 5), GOOD);
    let ran = environment.ran_with_code(&["run", "main"], 1);
    assert_eq!(ran.last().unwrap(), "graph-post", "the others get their turn");
    assert_eq!(environment.statuses(), ["a succeeded", "b succeeded"]);
    assert_eq!(environment.record()["status"], "failed");
    assert_eq!(environment.ran(&["run", "main"]), [""; 0]);
}

#[test]
fn hooks_know_their_stage_and_run_for_each_attempt() {
    let seen = json!({"executable": "sh", "args": ["-c", "echo $THROUGHLINE_STAGE_ID $THROUGHLINE_ATTEMPT >> seen"]});
    let environment = TestEnvironment::with(&graph_with(
        vec![stage(
            "a",
            "[ $THROUGHLINE_ATTEMPT = 2 ]",
            json!({"hooks": {"pre": [seen.clone()], "post": [seen]},
            "retry": {"maxAttempts": 2, "backoffSeconds": 0}}),
        )],
        json!({}),
    ));
    environment.ran(&["run"]);
    assert_eq!(environment.read("seen"), "a 1\na 1\na 2\na 2\n");
}

#[test]
fn an_edited_hook_script_reruns_its_stage() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage(
            "a",
            "echo > x",
            json!({"writes": ["x"], "hooks": {"pre": [{"executable": "sh", "args": ["hook.sh"]}]}}),
        )],
        json!({}),
    ));
    environment.write("hook.sh", "true");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), [""; 0]);
    environment.write("hook.sh", "true #");
    assert_eq!(environment.ran(&["run"]), ["a"]);
}
