//! What every command that reads prints, as text and as JSON.

use serde_json::json;

use crate::support::{TestEnvironment, graph_with, stage};

/// Two stages, a schema and a rule; run, changed, and run again.
fn history() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("make", "cat src > out.json", json!({"reads": ["src"], "writes": ["out"], "name": "Make it"})),
            stage("use", "cp out.json copy", json!({"reads": ["out"], "writes": ["copy"], "after": ["make"]})),
        ],
        json!({"artifacts": [{"id": "out", "path": "out.json", "format": "json", "schema": "schema.json"}]}),
    ));
    environment.write("schema.json", r#"{"type": "object"}"#);
    environment.write("src", "{\"n\": 1}");
    environment.run(&["run"]).with_code(0);
    environment.write("src", "{\"n\": 2}");
    environment.run(&["run"]).with_code(0);
    environment
}

/// What differs from machine to machine beside what every test takes out.
fn shown(environment: &TestEnvironment, args: &[&str]) -> String {
    format!("$ throughline {}\n{}", args.join(" "), environment.run(args).shown())
}

macro_rules! assert_command {
    ($environment:expr, $name:expr, $args:expr) => {
        let mut filters = $environment.redactions();
        filters.extend([
            (r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", "[TIME]"),
            (r#""(\w*(?:Micros|RssBytes|Ms|_ms))": [\d.]+"#, r#""$1": [NUMBER]"#),
            (r#""(ratio|old|new)": [\d.]+"#, r#""$1": [NUMBER]"#),
            (r"\d+\.\d+ [KMG]iB", "[SIZE]"),
            (r"×\d+\.\d+|\b\d+\.\d\d×?", "[RATIO]"),
            // Columns are as wide as what was taken out.
            (r" {2,}", " "),
        ]);
        insta::with_settings!({ filters => filters }, { insta::assert_snapshot!($name, shown(&$environment, $args)) });
    };
}

#[test]
fn commands_that_look_at_the_graph() {
    let environment = history();
    assert_command!(environment, "list", &["list"]);
    assert_command!(environment, "list_json", &["list", "--format", "json"]);
    assert_command!(environment, "describe_stage", &["describe", "make"]);
    assert_command!(environment, "describe_stage_json", &["describe", "make", "--format", "json"]);
    assert_command!(environment, "graph_mermaid", &["graph", "--as", "mermaid"]);
    assert_command!(environment, "graph_dot", &["graph", "--as", "dot"]);
    assert_command!(environment, "plan", &["plan"]);
    assert_command!(environment, "plan_json", &["plan", "--format", "json"]);
}

#[test]
fn commands_that_look_at_runs() {
    let environment = history();
    assert_command!(environment, "runs", &["runs"]);
    assert_command!(environment, "runs_json", &["runs", "--format", "json"]);
    assert_command!(environment, "status", &["status"]);
    assert_command!(environment, "status_json", &["status", "--format", "json"]);
    assert_command!(environment, "explain", &["explain", "last", "make"]);
    assert_command!(environment, "explain_json", &["explain", "last", "make", "--format", "json"]);
    assert_command!(environment, "why", &["why", "copy"]);
    assert_command!(environment, "why_json", &["why", "copy", "--as", "json"]);
    assert_command!(environment, "verify", &["verify"]);
    assert_command!(environment, "verify_json", &["verify", "--format", "json"]);
    assert_command!(environment, "diff", &["diff", "2", "1"]);
    assert_command!(environment, "diff_json", &["diff", "2", "1", "--format", "json"]);
}

#[test]
fn a_refused_run_as_events() {
    let environment = history();
    let args = ["run", "--only", "mkae", "--log-format", "json"];
    assert_command!(environment, "refused_json", &args);
}
