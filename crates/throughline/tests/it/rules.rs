//! Rules and tools are inputs: who is governed by one runs again when it changes, and nobody else.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph_with, stage};

const NOTHING: [&str; 0] = [];

fn governed(style: &str, inline: &str) -> Value {
    let out = |id: &str, more: Value| {
        let mut stage = stage(id, &format!("echo > {id}.out"), json!({"writes": [format!("{id}.out")]}));
        stage.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        stage
    };
    graph_with(
        vec![
            out("by-text", json!({"constraints": ["licence"]})),
            out("by-file", json!({"doctrine": ["style"]})),
            out("inline", json!({"constraints": [{"id": "own", "text": inline}]})),
            out("both", json!({"constraints": ["licence"], "doctrine": ["style"]})),
            out("elsewhere", json!({"constraints": ["a-work-object"]})),
            out("free", json!({})),
        ],
        json!({
            "constraints": [{"id": "licence", "text": style, "severity": "high"}],
            "doctrine": [{"id": "style", "path": "STYLE.md"}],
        }),
    )
}

#[test]
fn an_edited_rule_reruns_exactly_the_stages_that_it_governs() {
    let environment = TestEnvironment::with(&governed("MIT only", "no tabs"));
    environment.write("STYLE.md", "short sentences");
    assert_eq!(environment.ran(&["run"]).len(), 6);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("STYLE.md", "long sentences");
    assert_eq!(environment.ran(&["run"]), ["by-file", "both"]);
    assert_eq!(environment.result("both")["reason"], "doctrine style changed");
    environment.graph(&governed("MIT or Apache", "no tabs"));
    assert_eq!(environment.ran(&["run"]), ["by-text", "both"]);
    environment.graph(&governed("MIT or Apache", "tabs"));
    assert_eq!(environment.ran(&["run"]), ["inline"]);
    // The old and the new wording are in the record of what happened.
    let events = environment.events();
    let started = events.iter().find(|event| event["event"] == "stage-started").unwrap();
    assert_eq!(started["changes"][0]["old"]["text"], "no tabs");
    assert_eq!(started["changes"][0]["new"]["text"], "tabs");
}

#[test]
fn everything_that_is_said_of_a_rule_belongs_to_it() {
    let mut graph = governed("MIT only", "no tabs");
    let environment = TestEnvironment::with(&graph);
    environment.write("STYLE.md", "s");
    environment.ran(&["run"]);
    graph["constraints"][0]["severity"] = json!("low");
    environment.graph(&graph);
    assert_eq!(environment.ran(&["run"]), ["by-text", "both"]);
    graph["stages"][5]["constraints"] = json!(["licence"]);
    environment.graph(&graph);
    assert_eq!(environment.ran(&["run"]), ["free"]);
}

#[test]
fn a_rule_whose_file_is_missing_is_refused() {
    let environment = TestEnvironment::with(&governed("MIT only", "no tabs"));
    environment.run(&["run"]).with_code(1).saying("STYLE.md");
    assert_eq!(environment.records().len(), 0);
}

#[test]
fn the_version_of_a_tool_counts() {
    let tool = json!([{"name": "compiler", "version": ["cat", "version"]}]);
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("a", "echo > a", json!({"writes": ["a"], "tools": tool})),
            stage("b", "echo > b", json!({"writes": ["b"]})),
        ],
        json!({}),
    ));
    environment.write("version", "1.0\n");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    environment.write("version", "1.0");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("version", "1.1\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.result("a")["reason"], "tool compiler changed");
    environment.remove("version");
    let records = environment.records().len();
    environment.run(&["run"]).with_code(1).saying("compiler");
    assert_eq!(environment.records().len(), records);
    // Who is not chosen needs no tools.
    assert_eq!(environment.ran(&["run", "--only", "b"]), NOTHING);
}

#[test]
fn an_interpreter_stands_for_a_program_and_counts() {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            json!({"id": "a", "command": {"executable": "python3", "args": ["make"]}, "outputs": [{"artifact": "x"}]}),
        ],
        json!({"artifacts": [{"id": "x", "path": "x"}]}),
    ));
    environment.write("make", "echo shell > x; echo a >> .witnesses");
    environment.write("throughline.toml", "[interpreters]\npython3 = \"bin/py\"\n");
    environment.write("bin/py", "#!/bin/sh\nexec sh \"$@\"\n");
    use std::os::unix::fs::PermissionsExt;
    let executable = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(environment.root.join("bin/py"), executable).unwrap();
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.read("x"), "shell\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("throughline.toml", "[interpreters]\npython3 = \"sh\"\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
}
