//! The commands that look at the record of runs, and those that mend and reproduce.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph, graph_with, stage};

const NOTHING: [&str; 0] = [];

/// `src.json → a → b`, run twice, with an edit between.
fn ran_twice() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("a", "echo noise; cp src.json x.json", json!({"reads": ["src.json"], "writes": ["x"]})),
            stage("b", "cat x.json > y", json!({"reads": ["x"], "writes": ["y"], "after": ["a"]})),
        ],
        json!({"artifacts": [{"id": "x", "path": "x.json", "format": "json"}]}),
    ));
    environment.write("src.json", r#"{"n": 1, "same": [1, 2]}"#);
    environment.ran(&["run"]);
    environment.write("src.json", r#"{"n": 2, "same": [1, 2]}"#);
    environment.ran(&["run"]);
    environment
}

fn json_of(environment: &TestEnvironment, args: &[&str]) -> Value {
    let output = environment.run(args);
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}\n{}", output.shown()))
}

#[test]
fn runs_are_listed_newest_first_and_named_in_every_way() {
    let environment = ran_twice();
    let runs = json_of(&environment, &["runs", "--format", "json"]);
    let (newest, oldest) = (&runs[0], &runs[1]);
    assert_eq!((newest["number"].as_u64(), oldest["number"].as_u64()), (Some(1), Some(2)));
    let id = oldest["id"].as_str().unwrap();
    for name in ["2", id, &id[..25], oldest["name"].as_str().unwrap()] {
        let shown = environment.run(&["status", name]);
        // Two ids of one moment may begin alike.
        if name.len() != 25 || shown.code == Some(0) {
            shown.with_code(0).saying(id);
        }
    }
    environment.run(&["status", "last"]).with_code(0).saying(newest["id"].as_str().unwrap());
    environment.run(&["status", "0"]).with_code(2);
    environment.run(&["status", "3"]).with_code(2).saying("there is no run `3`");
    environment.run(&["status", "01"]).with_code(2);
}

#[test]
fn before_the_first_run() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    for args in [&["status"] as &[&str], &["logs"], &["explain"], &["verify"], &["replay"], &["diff", "2", "1"]] {
        let output = environment.run(args).with_code(2);
        assert!(output.stderr.contains("run"), "{args:?}: {}", output.shown());
    }
    environment.run(&["runs"]).with_code(0);
    environment.run(&["stats"]).with_code(0);
    assert_eq!(environment.witnesses(), NOTHING);
}

#[test]
fn the_status_is_the_record_of_the_run() {
    let environment = ran_twice();
    assert_eq!(json_of(&environment, &["status", "--format", "json"]), environment.record());
}

#[test]
fn logs_are_what_happened_and_what_a_stage_printed() {
    let environment = ran_twice();
    assert_eq!(environment.run(&["logs", "--stage", "a"]).with_code(0).stdout, "noise\n");
    assert_eq!(environment.run(&["logs", "--format", "json"]).with_code(0).json_lines(), environment.events());
    environment.run(&["logs", "--stage", "nothing"]).with_code(2);
    environment.run(&["logs", "--stage", "a", "--attempt", "2"]).with_code(2);
}

#[test]
fn explain_shows_which_part_changed_old_and_new() {
    let environment = ran_twice();
    assert_shown!(environment, environment.run(&["explain", "last", "a"]).with_code(0).shown());
    environment.run(&["explain", "2", "a"]).with_code(0).saying("it has no result yet");
    environment.ran(&["run"]);
    environment.run(&["explain", "b"]).with_code(0).saying("fresh");
    environment.run(&["explain", "last", "nothing"]).with_code(2);
}

#[test]
fn why_follows_an_artifact_to_its_sources() {
    let environment = ran_twice();
    for what in ["y", "./y"] {
        let output = environment.run(&["why", what]).with_code(0);
        for part in ["stage b", "stage a", "src.json", "unchanged"] {
            assert!(output.stdout.contains(part), "{part} is not in\n{}", output.shown());
        }
    }
    environment.write("src.json", "{}");
    let output = environment.run(&["why", "y"]).with_code(0);
    assert!(!output.stdout.contains("a source, unchanged"), "{}", output.shown());
    environment.run(&["why", "nowhere"]).with_code(2);
}

#[test]
fn verify_hashes_everything_again() {
    let environment = ran_twice();
    environment.run(&["verify"]).with_code(0);
    environment.write("y", "tampered");
    environment.run(&["verify"]).with_code(1).saying("y");
    // The first run's artifacts are not there any more.
    environment.run(&["verify", "2"]).with_code(1);
    environment.remove("y");
    environment.run(&["verify"]).with_code(1);
    assert_eq!(json_of(&environment, &["verify", "--format", "json"])["ok"], false);
}

#[test]
fn diff_compares_json_leaf_by_leaf() {
    let environment = ran_twice();
    let output = environment.run(&["diff", "2", "1"]).with_code(1);
    assert!(output.stdout.contains("/n"), "{}", output.shown());
    assert!(!output.stdout.contains("/same"), "{}", output.shown());
    environment.run(&["diff", "1", "last"]).with_code(0);
    environment.ran(&["run", "--force"]);
    environment.run(&["diff", "2", "1"]).with_code(0);
}

#[test]
fn replay_drops_what_is_wrong_and_makes_it_again() {
    let environment = ran_twice();
    let good = environment.read("y");
    environment.write("y", "tampered");
    environment.forget_witnesses();
    environment.run(&["replay"]).with_code(0).saying("dropped y");
    assert_eq!(environment.witnesses(), ["b"]);
    assert_eq!(environment.read("y"), good);
    environment.forget_witnesses();
    environment.run(&["replay", "last"]).with_code(0);
    assert_eq!(environment.witnesses(), NOTHING);
}

#[test]
fn replay_uses_the_parameters_of_the_run() {
    let mut with_parameter = graph_with(
        vec![
            json!({"id": "a", "command": {"executable": "sh", "args": ["make.sh", "${{ param.lang }}"]}, "outputs": [{"artifact": "x"}]}),
        ],
        json!({"artifacts": [{"id": "x", "path": "${{ param.lang }}.txt"}]}),
    );
    with_parameter["pipelines"][0]["parameters"] = json!([{"name": "lang", "default": "en"}]);
    let environment = TestEnvironment::with(&with_parameter);
    environment.write("make.sh", "echo $1 > $1.txt; echo $1 >> .witnesses");
    assert_eq!(environment.ran(&["run", "main", "--lang", "de"]), ["de"]);
    environment.remove("de.txt");
    assert_eq!(environment.ran(&["replay"]), ["de"]);
    assert!(!environment.exists("en.txt"));
}

#[test]
fn reproduce_tells_the_deterministic_from_the_others_and_leaves_the_workspace_alone() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("same", "cat src > same", json!({"reads": ["src"], "writes": ["same"]})),
        stage("other", "date +%N > other", json!({"writes": ["other"]})),
    ]));
    environment.write("src", "1");
    environment.ran(&["run"]);
    let other = environment.read("other");
    environment.forget_witnesses();
    let output = environment.run(&["reproduce"]).with_code(1);
    assert!(output.stdout.contains("same — the same bytes"), "{}", output.shown());
    assert!(output.stdout.contains("other — other bytes"), "{}", output.shown());
    assert_eq!(environment.read("other"), other);
    assert_eq!(environment.witnesses(), NOTHING);
    assert_eq!(environment.records().len(), 1);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn statistics_count_runs_and_stages() {
    let environment = ran_twice();
    environment.graph(&graph(vec![stage("a", "exit 1", json!({}))]));
    environment.run(&["run"]).with_code(1);
    let stats = json_of(&environment, &["stats", "--json"]);
    let text = stats.to_string();
    assert!(text.contains("median") && text.contains("p95"), "{text}");
    assert!(environment.run(&["stats"]).with_code(0).stdout.contains("2 of 3"), "two of three runs succeeded");
}

#[test]
fn what_is_known_of_a_project_is_shown_in_text_and_json() {
    let environment = ran_twice();
    for args in [&["list"] as &[&str], &["describe", "main"], &["describe", "a"], &["describe", "x"], &["doctor"]] {
        environment.run(args).with_code(0);
        let json = json_of(&environment, &[args, &["--format", "json"]].concat());
        assert!(json.is_object() || json.is_array(), "{json}");
    }
    for picture in ["mermaid", "dot", "svg"] {
        let output = environment.run(&["graph", "main", "--as", picture]).with_code(0);
        assert!(output.stdout.contains('a') && output.stderr.is_empty(), "{}", output.shown());
    }
    environment.run(&["describe", "mian"]).with_code(2).saying("did you mean `main`?");
    for shell in ["bash", "zsh", "fish"] {
        assert!(environment.run(&["completions", shell]).with_code(0).stdout.contains("throughline"));
    }
    assert!(environment.run(&["man"]).with_code(0).stdout.contains(".TH"));
}

#[test]
fn history_can_be_looked_at_although_the_graph_is_broken() {
    let environment = ran_twice();
    environment.write("pipeline/stage-graph.json", "{");
    for args in [&["runs"] as &[&str], &["status"], &["logs"], &["explain"], &["stats"]] {
        environment.run(args).with_code(0);
    }
}
