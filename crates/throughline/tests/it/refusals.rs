//! Section 2 of the contract: what is refused before anything starts. Of each refusal, what is said, the exit code, and
//! that nothing was run or recorded.

use serde_json::{Value, json};

use crate::support::{Output, TestEnvironment, assert_shown, graph, graph_with, stage};

/// Runs a command that must be refused, and checks that it left no trace.
#[track_caller]
fn refused(environment: &TestEnvironment, args: &[&str], code: i32) -> Output {
    let output = environment.run(args).with_code(code);
    assert_eq!(environment.witnesses(), Vec::<String>::new(), "a command was run");
    let records = environment.root.join(".pipeline-runs");
    let left = std::fs::read_dir(records).map(|entries| entries.count()).unwrap_or_default();
    assert_eq!(left, 0, "a run was recorded");
    assert_eq!(output.stdout, "", "a refusal is a diagnostic");
    output
}

#[track_caller]
fn refused_graph(graph: &Value) -> (TestEnvironment, Output) {
    let environment = TestEnvironment::with(graph);
    let output = refused(&environment, &["run"], 1);
    (environment, output)
}

#[test]
fn no_graph_at_all() {
    let environment = TestEnvironment::new();
    let output = refused(&environment, &["run"], 1);
    // The folders above are those of the machine, but none of them holds a graph.
    assert!(output.stderr.contains("there is no graph"), "{}", output.stderr);
    let output = refused(&environment, &["run", "--graph", "nowhere.json"], 1);
    assert_shown!(environment, output.shown());
}

#[test]
fn a_graph_that_cannot_be_parsed() {
    let environment = TestEnvironment::new();
    environment.write("pipeline/stage-graph.json", "{\n  \"pipelines\": [\n}");
    assert_shown!(environment, refused(&environment, &["run"], 1).shown());
}

#[test]
fn a_graph_that_is_no_text() {
    let environment = TestEnvironment::new();
    std::fs::create_dir(environment.root.join("pipeline")).unwrap();
    std::fs::write(environment.root.join("pipeline/stage-graph.json"), b"{\"version\": \"\xff\"}").unwrap();
    assert_shown!(environment, refused(&environment, &["run"], 1).shown());
}

#[test]
fn a_yaml_graph_has_lines_and_columns() {
    let environment = TestEnvironment::new();
    environment.write(
        "pipeline/stage-graph.yaml",
        "version: '1'\npipelines:\n  - id: main\n    stages: [build, tset]\nstages:\n  - id: build\n    command: {executable: touch, args: [.witnesses]}\n  - id: test\n    command: {executable: touch, args: [.witnesses]}\n    dependsOn: [biuld]\n",
    );
    assert_shown!(environment, refused(&environment, &["run"], 1).shown());
    environment.write("pipeline/stage-graph.yaml", "pipelines:\n  - id: main\n   stages: [a]\n");
    let output = refused(&environment, &["run"], 1);
    assert!(output.stderr.contains("pipeline/stage-graph.yaml:3:"), "{}", output.stderr);
}

#[test]
fn no_pipelines_or_no_stages() {
    let (environment, output) = refused_graph(&json!({}));
    assert_shown!(environment, output.shown());
}

#[test]
fn repeated_ids() {
    let mut bad = graph(vec![stage("a", "", json!({})), stage("a", "", json!({}))]);
    bad["pipelines"] = json!([{"id": "main", "stages": ["a"]}, {"id": "main", "stages": ["a"]}]);
    bad["artifacts"] = json!([{"id": "x", "path": "x"}, {"id": "x", "path": "y"}]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn a_stage_twice_in_a_pipeline() {
    let mut bad = graph(vec![stage("a", "", json!({})), stage("b", "", json!({}))]);
    bad["pipelines"] = json!([{"id": "main", "stages": ["a", "b", "a"]}]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn a_stage_without_work() {
    let bad =
        graph(vec![stage("a", "", json!({})), json!({"id": "b"}), json!({"id": "c", "command": {"args": ["x"]}})]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn an_unknown_stage_in_a_pipeline() {
    let mut bad = graph(vec![stage("build", "", json!({}))]);
    bad["pipelines"] = json!([{"id": "main", "stages": ["build", "biuld"]}]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn an_unknown_dependency() {
    let bad = graph(vec![stage("build", "", json!({})), stage("test", "", json!({"after": ["buld"]}))]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn an_unknown_artifact() {
    let mut bad = graph(vec![stage("a", "", json!({"writes": ["report.md"]}))]);
    bad["stages"][0]["inputs"] = json!([{"artifact": "reprot.md"}]);
    bad["stages"][0]["outputs"] = json!([{"artifact": "raport.md"}]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn a_cycle() {
    let bad = graph(vec![
        stage("a", "", json!({"after": ["c"]})),
        stage("b", "", json!({"after": ["a"]})),
        stage("c", "", json!({"after": ["b"]})),
        stage("d", "", json!({"after": ["d"]})),
    ]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn two_writers_without_an_order() {
    let bad = graph(vec![stage("a", "", json!({"writes": ["x"]})), stage("b", "", json!({"writes": ["x"]}))]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn an_input_that_only_a_later_stage_produces() {
    let bad = graph(vec![stage("a", "", json!({"reads": ["x"]})), stage("b", "", json!({"writes": ["x"]}))]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn paths_that_leave_the_root() {
    let bad = graph_with(
        vec![stage("a", "", json!({"reads": ["up", "abs"]}))],
        json!({"artifacts": [{"id": "up", "path": "x/../../y"}, {"id": "abs", "path": "/etc/passwd"},
                             {"id": "schema", "path": "z", "schema": "../s.json"}]}),
    );
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn an_unknown_builtin() {
    let bad = graph(vec![stage("a", "", json!({})), json!({"id": "b", "command": {"builtin": "screenplay/scrpt"}})]);
    let (environment, output) = refused_graph(&bad);
    assert_shown!(environment, output.shown());
}

#[test]
fn schema_files_that_are_missing_or_none() {
    let bad = graph_with(
        vec![stage("a", "", json!({"writes": ["x", "y", "z"]}))],
        json!({"artifacts": [{"id": "x", "path": "x", "schema": "missing.json"},
                             {"id": "y", "path": "y", "schema": "broken.json"},
                             {"id": "z", "path": "z", "schema": "wrong.json"}]}),
    );
    let environment = TestEnvironment::with(&bad);
    environment.write("broken.json", "{");
    environment.write("wrong.json", r#"{"type": "nothing"}"#);
    assert_shown!(environment, refused(&environment, &["run"], 1).shown());
}

#[test]
fn a_missing_variable_of_a_chosen_stage() {
    let variable = json!({"environment": [{"name": "TOKEN", "required": true}, {"name": "OTHER"}]});
    let mut environment = TestEnvironment::with(&graph(vec![
        stage("a", "", json!({})),
        stage("b", "", variable.clone()),
        stage("c", "", variable),
    ]));
    assert_shown!(environment, refused(&environment, &["run"], 1).shown());
    refused(&environment, &["run-stage", "b"], 1).saying("TOKEN");
    // A stage that is not chosen needs no variables.
    assert_eq!(environment.ran(&["run", "--only", "a"]), ["a"]);
    environment.variables.push(("TOKEN".to_owned(), "t".to_owned()));
    assert_eq!(environment.ran(&["run"]), ["a", "b", "c"]);
}

#[test]
fn unknown_ids_in_filters() {
    let mut two = graph(vec![stage("build", "", json!({})), stage("test", "", json!({}))]);
    two["pipelines"] = json!([{"id": "main", "stages": ["build"]}, {"id": "other", "stages": ["test"]}]);
    let environment = TestEnvironment::with(&two);
    let args = ["run", "main", "--only", "biuld", "--skip", "x-*", "--from", "test", "--to", "nothing"];
    assert_shown!(environment, refused(&environment, &args, 2).shown());
}

#[test]
fn an_id_in_only_and_skip() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({})), stage("b", "", json!({}))]));
    assert_shown!(environment, refused(&environment, &["run", "--only", "a,b", "--skip", "b"], 2).shown());
}

#[test]
fn nothing_left_to_run() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({})), stage("b", "", json!({}))]));
    assert_shown!(environment, refused(&environment, &["run", "--skip", "*"], 2).shown());
    refused(&environment, &["run", "--only", "a", "--from", "b"], 2).saying("nothing is left to run");
}

#[test]
fn unmet_dependencies() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("x", "", json!({})),
        stage("y", "", json!({})),
        stage("a", "", json!({})),
        stage("b", "", json!({"after": ["x", "a"]})),
        stage("c", "", json!({"after": ["y"]})),
    ]));
    let output = refused(&environment, &["run", "--only", "b,c"], 2);
    assert!(output.stderr.contains("Selected stages have unmet dependencies: b requires x, a; c requires y"));
    assert_shown!(environment, output.shown());
    refused(&environment, &["run-stage", "b"], 2).saying("Selected stages have unmet dependencies: b requires");
    refused(&environment, &["run", "--from", "b"], 2).saying("b requires x, a; c requires y");
}

#[test]
fn all_problems_at_once_in_the_whole_graph() {
    // The pipeline that is run is in order; the rest of the graph is not.
    let mut bad = graph_with(
        vec![
            stage("good", "", json!({})),
            stage("a", "", json!({"after": ["goood", "c"]})),
            stage("c", "", json!({"after": ["a"], "reads": ["up"]})),
            json!({"id": "idle"}),
        ],
        json!({"artifacts": [{"id": "up", "path": "../up"}]}),
    );
    bad["pipelines"] = json!([{"id": "main", "stages": ["good"]}, {"id": "bad", "stages": ["a", "c", "d"]}]);
    let environment = TestEnvironment::with(&bad);
    let output = refused(&environment, &["run", "main"], 1);
    assert_shown!(environment, output.shown());
}

#[test]
fn what_can_be_shown_of_a_bad_graph_is_shown() {
    let bad =
        graph(vec![stage("good", "", json!({"name": "In order"})), stage("bad", "", json!({"after": ["goood"]}))]);
    let environment = TestEnvironment::with(&bad);
    for args in [&["list"] as &[&str], &["list", "--stages"], &["describe", "main"], &["describe", "good"]] {
        let output = environment.run(args).with_code(1);
        assert!(output.stdout.contains("good"), "{args:?}: {}", output.shown());
        assert!(output.stderr.contains("unknown-dependency"), "{args:?}: {}", output.shown());
        assert!(output.stderr.contains("did you mean `good`?"), "{args:?}: {}", output.shown());
    }
    assert_shown!(environment, environment.run(&["list"]).shown());
    assert!(!environment.exists(".throughline"), "looking leaves nothing behind");
}

#[test]
fn with_json_events_a_refusal_is_one_line_on_standard_output() {
    let bad = graph(vec![stage("a", "", json!({"after": ["b"]})), stage("c", "", json!({"after": ["d"]}))]);
    let environment = TestEnvironment::with(&bad);
    for command in [&["run"] as &[&str], &["run-stage", "a"], &["run", "--dry-run"]] {
        let output = environment.run(&[command, &["--log-format", "json"]].concat()).with_code(1);
        let lines = output.json_lines();
        assert_eq!(lines.len(), 1, "{}", output.stdout);
        assert_eq!(lines[0]["event"], "run-refused");
        let problems = lines[0]["problems"].as_array().unwrap();
        assert_eq!(problems.len(), 2);
        assert_eq!(problems[0]["pointer"], "/stages/0/dependsOn/0");
        assert!(problems[0]["line"].is_u64() && problems[0]["column"].is_u64(), "{}", problems[0]);
        assert_eq!(environment.records().len(), 0);
    }
    // Also where it is not the graph that is wrong.
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    let output = environment.run(&["run", "--only", "b", "--log-format", "json"]).with_code(2);
    assert!(output.json_lines()[0]["problems"][0]["message"].as_str().unwrap().contains("`b`"));
    let output = environment.run(&["run", "nothing", "--log-format", "json"]).with_code(2);
    assert_eq!(output.json_lines()[0]["event"], "run-refused");
}

#[test]
fn unknown_fields_only_warn_and_once_each() {
    let good = graph_with(
        vec![stage("a", "", json!({"colour": "red"})), stage("b", "", json!({"colour": "blue"}))],
        json!({"owner": "me"}),
    );
    let environment = TestEnvironment::with(&good);
    let output = environment.run(&["run"]).with_code(0);
    assert_eq!(output.stderr.matches("`colour`").count(), 1, "{}", output.stderr);
    assert_eq!(output.stderr.matches("`owner`").count(), 1, "{}", output.stderr);
}
