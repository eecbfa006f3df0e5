//! Gates: a run waits for a decision, and a decision is bound to exactly what was shown.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph, graph_with, stage};

const NOTHING: [&str; 0] = [];

fn gated(gate: &Value) -> Value {
    graph(vec![
        stage("draft", "cat src > draft", json!({"reads": ["src"], "writes": ["draft"]})),
        json!({"id": "review", "gate": gate, "dependsOn": ["draft"], "inputs": [{"artifact": "draft"}]}),
        stage("publish", "cat draft > public", json!({"reads": ["draft"], "writes": ["public"], "after": ["review"]})),
        stage("aside", "echo > aside", json!({"writes": ["aside"]})),
    ])
}

fn approval() -> TestEnvironment {
    let environment = TestEnvironment::with(&gated(&json!({"kind": "approval", "prompt": "Is it good?"})));
    environment.write("src", "1");
    environment
}

#[test]
fn a_run_waits_and_what_does_not_depend_on_the_gate_runs() {
    let environment = approval();
    let output = environment.run(&["run"]).with_code(3);
    assert_eq!(environment.witnesses(), ["draft", "aside"]);
    assert_eq!(environment.statuses(), ["draft succeeded", "review waiting", "publish pending", "aside succeeded"]);
    assert_eq!(environment.record()["status"], "waiting");
    assert_shown!(environment, output.shown());
    // It still waits.
    assert_eq!(environment.ran_with_code(&["run"], 3), NOTHING);
}

#[test]
fn an_approval_lets_it_pass_and_stands() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    let output = environment.run(&["approve", "last", "review", "--comment", "fine", "--as", "Ada"]).with_code(0);
    assert_shown!(environment, output.shown());
    assert_eq!(environment.ran(&["run"]), ["publish"]);
    assert_eq!(environment.result("review")["status"], "succeeded");
    assert_eq!(environment.result("review")["reason"], "approved by Ada: fine");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    assert_eq!(environment.statuses(), ["draft fresh", "review fresh", "publish fresh", "aside fresh"]);
}

#[test]
fn an_approval_is_void_when_what_was_shown_changes() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "review"]).with_code(0);
    environment.write("src", "2");
    let output = environment.run(&["run"]).with_code(3).saying("void");
    assert!(!environment.exists("public"), "{}", output.shown());
    // What was approved comes back: it is exactly what was seen.
    environment.write("src", "1");
    assert_eq!(environment.ran(&["run"]), ["draft", "publish"]);
    // And again something else, after it was published.
    environment.write("src", "3");
    environment.run(&["run"]).with_code(3);
    assert_eq!(environment.read("public"), "1");
}

#[test]
fn an_approval_that_comes_too_late_is_for_what_was_shown_then() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    environment.write("src", "2");
    environment.run(&["approve", "last", "review"]).with_code(0);
    environment.run(&["run"]).with_code(3);
    assert!(!environment.exists("public"));
}

#[test]
fn a_denial_fails_until_something_else_is_shown() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    environment.run(&["deny", "last", "review", "--comment", "not yet"]).with_code(0);
    environment.run(&["run"]).with_code(1).saying("denied by tester: not yet");
    assert_eq!(environment.statuses(), ["draft fresh", "review failed", "publish pending", "aside pending"]);
    environment.run(&["run", "--continue-on-error"]).with_code(4);
    assert_eq!(environment.result("publish")["status"], "blocked");
    // A yes for everything is no yes for what somebody denied.
    environment.run(&["run", "--yes"]).with_code(1);
    environment.write("src", "2");
    environment.run(&["run"]).with_code(3);
}

#[test]
fn the_last_word_counts() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "review"]).with_code(0);
    environment.run(&["deny", "last", "review"]).with_code(0);
    environment.run(&["run"]).with_code(1).saying("denied");
    assert!(!environment.exists("public"));
}

#[test]
fn a_denial_after_the_gate_was_passed() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    let waiting = environment.record()["runId"].as_str().unwrap().to_owned();
    environment.run(&["approve", &waiting, "review"]).with_code(0);
    environment.run(&["run"]).with_code(0);
    environment.run(&["deny", &waiting, "review"]).with_code(0);
    environment.run(&["run"]).with_code(1).saying("denied");
}

#[test]
fn yes_approves_every_gate_that_is_reached() {
    let environment = approval();
    assert_eq!(environment.ran(&["run", "--yes"]), ["draft", "publish", "aside"]);
    assert!(environment.result("review")["reason"].as_str().unwrap().contains("--yes"));
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn a_decision_on_nothing() {
    let environment = approval();
    environment.run(&["approve", "last", "review"]).with_code(2).saying("no run yet");
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "draft"]).with_code(2).saying("waiting in this run: review");
    environment.run(&["approve", "last", "reviw"]).with_code(2);
    environment.run(&["approve", "9", "review"]).with_code(2).saying("there is no run `9`");
}

#[test]
fn a_gate_without_inputs_shows_what_it_depends_on() {
    let mut graph = gated(&json!({"kind": "approval"}));
    graph["stages"][1].as_object_mut().unwrap().remove("inputs");
    let environment = TestEnvironment::with(&graph);
    environment.write("src", "1");
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "review"]).with_code(0).saying("draft");
    assert_eq!(environment.ran(&["run"]), ["publish"]);
    environment.write("src", "2");
    environment.run(&["run"]).with_code(3);
}

fn by_file() -> TestEnvironment {
    let gate = json!({"kind": "decision-file", "path": "review.json", "schema": "decision.schema.json"});
    let environment = TestEnvironment::with(&gated(&gate));
    environment.write("decision.schema.json", r#"{"type": "object", "required": ["decision", "by"]}"#);
    environment.write("src", "1");
    environment
}

#[test]
fn a_decision_file_decides_once() {
    let environment = by_file();
    environment.run(&["run"]).with_code(3).saying("review.json");
    environment.run(&["approve", "last", "review"]).with_code(2).saying("is decided by the file review.json");
    environment.write("review.json", r#"{"decision": "approved", "by": "Ada"}"#);
    assert_eq!(environment.ran(&["run"]), ["publish"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    // It was given for another state.
    environment.write("src", "2");
    environment.run(&["run"]).with_code(3);
    environment.run(&["run"]).with_code(3);
    assert_eq!(environment.read("public"), "1");
    environment.write("review.json", r#"{"decision": "approved", "by": "Ada", "comment": "second"}"#);
    assert_eq!(environment.ran(&["run"]), ["publish"]);
}

#[test]
fn decision_files_that_cannot_be_used() {
    let environment = by_file();
    for (text, said) in [
        ("{", "is not JSON"),
        (r#"{"decision": "approved"}"#, "does not satisfy its schema"),
        (r#"{"decision": "perhaps", "by": "A"}"#, "`decision` must be"),
    ] {
        environment.write("review.json", text);
        environment.run(&["run"]).with_code(1).saying(said);
        assert_eq!(environment.result("review")["status"], "failed");
    }
    environment.write("review.json", r#"{"decision": "denied", "by": "Ada", "comment": "no"}"#);
    environment.run(&["run"]).with_code(1).saying("denied by Ada: no");
    environment.write(
        "review.json",
        &json!({"decision": "approved", "by": "A", "fingerprint": format!("sha256:{}", "0".repeat(64))}).to_string(),
    );
    environment.run(&["run"]).with_code(1).saying("denied");
}

#[test]
fn a_decision_file_for_another_fingerprint_does_not_count() {
    let environment = by_file();
    let other = format!("sha256:{}", "0".repeat(64));
    environment.write("review.json", &json!({"decision": "approved", "by": "A", "fingerprint": other}).to_string());
    environment.run(&["run"]).with_code(3).saying("another state");
    let shown =
        environment.events().iter().find(|event| event["event"] == "stage-waiting").unwrap()["fingerprint"].clone();
    environment.write("review.json", &json!({"decision": "approved", "by": "A", "fingerprint": shown}).to_string());
    assert_eq!(environment.ran(&["run"]), ["publish"]);
}

#[test]
fn a_gate_that_waits_is_no_met_dependency() {
    let environment = approval();
    environment.run(&["run"]).with_code(3);
    environment.run(&["run", "--only", "publish"]).with_code(2).saying("publish requires review");
    environment.run(&["run-stage", "publish"]).with_code(2).saying("publish requires review");
    environment.run(&["approve", "last", "review"]).with_code(0);
    // An approval alone is no run of the gate yet.
    environment.run(&["run", "--only", "review"]).with_code(0);
    assert_eq!(environment.ran(&["run", "--only", "publish"]), ["publish"]);
}

#[test]
fn two_gates_one_after_the_other() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            json!({"id": "first", "gate": {"kind": "approval"}}),
            json!({"id": "second", "gate": {"kind": "approval"}, "dependsOn": ["first"]}),
            stage("end", "", json!({"after": ["second"]})),
        ],
        json!({}),
    ));
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "second"]).with_code(2);
    environment.run(&["approve", "last", "first"]).with_code(0);
    environment.run(&["run"]).with_code(3);
    environment.run(&["approve", "last", "second"]).with_code(0);
    assert_eq!(environment.ran(&["run"]), ["end"]);
}

#[test]
fn placeholders_in_a_gate() {
    let mut graph = gated(
        &json!({"kind": "decision-file", "path": "decisions/${{ param.lang }}.json", "prompt": "Is ${{ param.lang }} good?"}),
    );
    graph["pipelines"][0]["parameters"] = json!([{"name": "lang", "default": "en"}]);
    let environment = TestEnvironment::with(&graph);
    environment.write("src", "1");
    environment.run(&["run"]).with_code(3).saying("Is en good?").saying("decisions/en.json");
    environment.write("decisions/de.json", r#"{"decision": "approved"}"#);
    environment.run(&["run", "main", "--lang", "de"]).with_code(0);
    environment.run(&["run", "main", "--lang", "en"]).with_code(3);
}
