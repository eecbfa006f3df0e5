//! A secret is written nowhere: every byte that the program prints or leaves behind is searched for it.

use serde_json::{Value, json};

use crate::support::{Output, TestEnvironment, graph, graph_with, stage};

const SECRET: &str = "s3cr3t/p\u{e4}ss&word-0815";

fn token() -> Value {
    json!([{"name": "TOKEN", "secret": true, "required": true}])
}

fn with_secret(graph: &Value) -> TestEnvironment {
    let mut environment = TestEnvironment::with(graph);
    environment.variables.push(("TOKEN".to_owned(), SECRET.to_owned()));
    environment
}

/// Fails if the secret stands in the output or in any file, those aside that the stages themselves wrote.
#[track_caller]
fn assert_nowhere(environment: &TestEnvironment, output: &Output) {
    assert!(!output.text().contains(SECRET), "it was printed:\n{}", output.shown());
    let escaped = serde_json::to_string(SECRET).unwrap();
    for path in environment.files() {
        let bytes = std::fs::read(&path).unwrap();
        for needle in [SECRET, escaped.trim_matches('"')] {
            let found = bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
            assert!(!found, "it stands in {}", path.display());
        }
    }
}

#[test]
fn it_is_masked_in_what_stages_print() {
    let script = "echo \"token: $TOKEN\"; echo \"wrong: $TOKEN\" >&2; printf '%s' \"$TOKEN\" | cut -c1-9 | tr -d '\\n'; sleep 0.05; printf '%s' \"$TOKEN\" | cut -c10-; echo; exit 3";
    for format in ["text", "json"] {
        let environment = with_secret(&graph(vec![stage("a", script, json!({"environment": token()}))]));
        let output = environment.run(&["run", "--log-format", format, "--log-level", "debug"]).with_code(1);
        assert!(output.stdout.contains("token: ***"), "{}", output.shown());
        assert_nowhere(&environment, &output);
        let log = environment.result("a")["logPath"].as_str().unwrap().to_owned();
        assert!(environment.read(&log).contains("wrong: ***"));
    }
}

#[test]
fn another_stage_that_does_not_declare_it_is_masked_too() {
    let environment = with_secret(&graph(vec![
        stage("a", "", json!({"environment": token()})),
        stage("b", "echo $TOKEN; exit 1", json!({})),
    ]));
    let output = environment.run(&["run"]).with_code(1);
    assert_nowhere(&environment, &output);
}

#[test]
fn another_stage_that_declares_it_as_no_secret_is_masked_too() {
    // The value counts for the fingerprint of both; in neither may it be kept.
    let open = json!([{"name": "TOKEN", "cache": true}]);
    let mut environment = with_secret(&graph(vec![
        stage("a", "echo > a", json!({"environment": token(), "writes": ["a"]})),
        stage("b", "echo > b", json!({"environment": open, "writes": ["b"]})),
    ]));
    let output = environment.run(&["run"]).with_code(0);
    assert_nowhere(&environment, &output);
    // Also not as what it was before.
    environment.variables.retain(|(name, _)| name != "TOKEN");
    environment.variables.push(("TOKEN".to_owned(), "another".to_owned()));
    let output = environment.run(&["run"]).with_code(0);
    assert_eq!(environment.statuses(), ["a fresh", "b succeeded"], "a secret does not count unless it says so");
    assert_nowhere(&environment, &output);
}

#[test]
fn it_is_masked_in_faults_of_artifacts() {
    let environment = with_secret(&graph_with(
        vec![stage(
            "a",
            "printf '{\"%s\": \"%s\"}' \"$TOKEN\" \"$TOKEN\" > /dev/stdout > out.json",
            json!({"environment": token(), "writes": ["out"]}),
        )],
        json!({"artifacts": [{"id": "out", "path": "out.json", "format": "json", "schema": "schema.json"}]}),
    ));
    environment.write("schema.json", r#"{"additionalProperties": false, "maxProperties": 0}"#);
    let output = environment.run(&["run"]).with_code(1);
    environment.remove("out.json");
    assert_nowhere(&environment, &output);
}

#[test]
fn it_is_masked_where_it_was_given_as_a_parameter() {
    let environment = with_secret(&graph_with(
        vec![stage(
            "a",
            "echo > x",
            json!({"environment": token(), "writes": ["x"],
            "hooks": {"pre": [{"executable": "echo", "args": ["${{ param.token }}"]}]}}),
        )],
        json!({"pipelines": [{"id": "main", "stages": ["a"], "parameters": [{"name": "token", "default": "none"}]}]}),
    ));
    let output = environment.run(&["run", "main", "--token", SECRET, "--log-level", "debug"]).with_code(0);
    assert_nowhere(&environment, &output);
}

#[test]
fn a_changed_secret_counts_and_is_still_not_shown() {
    let counts = json!([{"name": "TOKEN", "secret": true, "cache": true}]);
    let mut environment =
        with_secret(&graph(vec![stage("a", "echo > a", json!({"environment": counts, "writes": ["a"]}))]));
    environment.run(&["run"]).with_code(0);
    assert_eq!(environment.ran(&["run"]), [""; 0]);
    environment.variables.retain(|(name, _)| name != "TOKEN");
    environment.variables.push(("TOKEN".to_owned(), "another one".to_owned()));
    let output = environment.run(&["run", "--log-format", "json"]).with_code(0);
    assert_eq!(environment.result("a")["reason"], "something changed that is secret");
    assert!(!output.text().contains("another one"));
    assert_nowhere(&environment, &output);
}

#[test]
fn it_is_masked_when_it_comes_from_a_file_and_in_several_lines() {
    let key = "-----BEGIN KEY-----\nabcdefgh12345678\nijklmnop90123456\n-----END KEY-----";
    let environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "echo \"$KEY\" | sed 's/^/  /'; exit 1",
        json!({"environment": [{"name": "KEY", "secret": true}]}),
    )]));
    std::fs::write(environment.outside("keys.env"), format!("KEY=\"{key}\"\n")).unwrap();
    let file = environment.outside("keys.env");
    let output = environment.run(&["run", "--env-file", file.as_str()]).with_code(1);
    for line in ["abcdefgh12345678", "ijklmnop90123456"] {
        assert!(!output.text().contains(line), "{}", output.shown());
        for path in environment.files() {
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(line.len()).any(|window| window == line.as_bytes()), "{line} in {}", path.display());
        }
    }
}

#[test]
fn it_is_masked_in_what_a_tool_says_of_itself() {
    let environment = with_secret(&graph(vec![stage(
        "a",
        "echo > a",
        json!({"environment": token(), "writes": ["a"], "tools": [{"name": "leaky", "version": ["sh", "-c", "echo $TOKEN"]}]}),
    )]));
    let output = environment.run(&["run"]).with_code(0);
    assert_nowhere(&environment, &output);
    let mut graph: Value = serde_json::from_str(&environment.read("pipeline/stage-graph.json")).unwrap();
    graph["stages"][0]["tools"][0]["version"] = json!(["sh", "-c", "echo $TOKEN 2"]);
    environment.graph(&graph);
    let output = environment.run(&["run", "--log-format", "json"]).with_code(0);
    assert_nowhere(&environment, &output);
}
