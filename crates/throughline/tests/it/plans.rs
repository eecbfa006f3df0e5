//! Plans: shown, saved, carried out, and refused when the world has moved.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph, stage};

const NOTHING: [&str; 0] = [];

fn project() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat src > a", json!({"reads": ["src"], "writes": ["a"]})),
        stage("b", "cat a > b", json!({"reads": ["a"], "writes": ["b"], "after": ["a"]})),
        stage("c", "echo > c", json!({"writes": ["c"], "after": ["b"]})),
        stage("never", "", json!({})),
    ]));
    environment.write("src", "1");
    environment
}

#[test]
fn a_plan_says_what_would_be_done_and_why() {
    let environment = project();
    assert_shown!(environment, environment.run(&["plan"]).with_code(0).shown());
    environment.ran(&["run"]);
    environment.write("src", "2");
    assert_shown!(environment, environment.run(&["plan", "--skip", "never"]).with_code(0).shown());
    let plan: Value =
        serde_json::from_str(&environment.run(&["plan", "--format", "json"]).with_code(0).stdout).unwrap();
    let actions: Vec<_> =
        plan["stages"].as_array().unwrap().iter().map(|stage| stage["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["run", "wait", "wait", "run"]);
    assert_eq!(plan["stages"][0]["changes"][0]["part"], "input:src");
}

/// Every file of the project with its content, the database's journals aside.
fn everything(environment: &TestEnvironment) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let files = environment.files().into_iter().filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        !name.ends_with("-wal") && !name.ends_with("-shm")
    });
    files.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

#[test]
fn looking_changes_nothing() {
    let environment = project();
    let before = everything(&environment);
    for args in [&["plan"] as &[&str], &["run", "--dry-run"], &["run", "--dry-run", "--force", "--yes"]] {
        environment.run(args).with_code(0);
        assert_eq!(everything(&environment), before, "{args:?}");
    }
    assert!(!environment.exists(".throughline") && !environment.exists(".pipeline-runs"));
    environment.ran(&["run"]);
    environment.write("src", "2");
    let before = everything(&environment);
    for args in [&["plan"] as &[&str], &["run", "--dry-run"]] {
        environment.run(args).with_code(0);
        assert!(everything(&environment) == before, "{args:?} wrote something");
    }
}

#[test]
fn a_dry_run_shows_the_plan() {
    let environment = project();
    let plan = environment.run(&["plan"]).stdout;
    assert_eq!(environment.run(&["run", "--dry-run"]).with_code(0).stdout, plan);
    let lines = environment.run(&["run", "--dry-run", "--log-format", "json"]).with_code(0).json_lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["event"], "plan");
    environment.run(&["run", "--dry-run", "--only", "b"]).with_code(2).saying("b requires");
}

#[test]
fn a_saved_plan_is_carried_out() {
    let environment = project();
    environment.run(&["plan", "-o", "plan.json", "--only", "a,b"]).with_code(0).saying("plan.json");
    assert_eq!(environment.ran(&["run", "--plan", "plan.json"]), ["a", "b"]);
    assert_eq!(environment.statuses(), ["a succeeded", "b succeeded", "c skipped", "never skipped"]);
    // It was for another state than the one that it has made.
    environment.run(&["run", "--plan", "plan.json"]).with_code(1).saying("a: planned as run");
}

#[track_caller]
fn assert_drift(change: impl FnOnce(&TestEnvironment)) {
    let environment = project();
    environment.ran(&["run"]);
    environment.write("src", "2");
    environment.run(&["plan", "-o", "plan.json"]).with_code(0);
    environment.run(&["run", "--plan", "plan.json", "--dry-run"]).with_code(0);
    change(&environment);
    let records = environment.records().len();
    let output = environment.run(&["run", "--plan", "plan.json"]).with_code(1);
    assert!(output.stderr.contains("the world is not what it was"), "{}", output.shown());
    assert_eq!(environment.records().len(), records);
}

#[test]
fn a_plan_is_refused_when_an_input_has_changed() {
    assert_drift(|environment| environment.write("src", "3"));
}

#[test]
fn a_plan_is_refused_when_an_output_has_changed() {
    assert_drift(|environment| environment.write("c", "tampered"));
    assert_drift(|environment| environment.write("src", "1"));
}

fn edit(environment: &TestEnvironment, change: impl FnOnce(&mut Value)) {
    let mut graph: Value = serde_json::from_str(&environment.read("pipeline/stage-graph.json")).unwrap();
    change(&mut graph);
    environment.graph(&graph);
}

#[test]
fn a_plan_is_refused_when_the_graph_has_changed() {
    assert_drift(|environment| edit(environment, |graph| graph["pipelines"][0]["stages"] = json!(["a", "b", "c"])));
    assert_drift(|environment| {
        edit(environment, |graph| graph["stages"][3]["command"]["args"] = json!(["-c", "touch other"]))
    });
}

#[test]
fn a_plan_is_refused_when_what_would_happen_beside_the_stages_has_changed() {
    // Hooks of the pipeline and retries are part of what would be done, although no result depends on them.
    let hook = json!({"pre": [{"executable": "touch", "args": ["hooked"]}]});
    assert_drift(|environment| edit(environment, |graph| graph["pipelines"][0]["hooks"] = hook));
    assert_drift(|environment| edit(environment, |graph| graph["stages"][0]["retry"] = json!({"maxAttempts": 9})));
}

#[test]
fn files_that_are_no_plan() {
    let environment = project();
    environment.write("plan.json", "{}");
    environment.run(&["run", "--plan", "plan.json"]).with_code(2).saying("is no plan");
    environment.run(&["run", "--plan", "nowhere"]).with_code(2).saying("nowhere");
    environment.run(&["run", "main", "--plan", "plan.json"]).with_code(2);
    environment.run(&["plan", "-o", "plan.json"]).with_code(0);
    environment.write("plan.json", &environment.read("plan.json").replace("\"planVersion\": 1", "\"planVersion\": 2"));
    environment.run(&["run", "--plan", "plan.json"]).with_code(2).saying("form 2");
    assert_eq!(environment.ran(&["run", "--only", "never"]), ["never"]);
}

#[test]
fn a_plan_with_parameters_is_carried_out_with_them() {
    let mut with_parameter = graph(vec![stage("a", "", json!({}))]);
    with_parameter["pipelines"][0]["parameters"] = json!([{"name": "n", "type": "integer", "required": true}]);
    with_parameter["stages"][0]["command"] = json!({"executable": "sh", "args": ["make.sh", "${{ param.n }}"]});
    let environment = TestEnvironment::with(&with_parameter);
    environment.write("make.sh", "echo $1 >> .witnesses");
    environment.run(&["plan", "main", "--n", "7", "-o", "plan.json"]).with_code(0);
    assert_eq!(environment.ran(&["run", "--plan", "plan.json"]), ["7"]);
}

#[test]
fn a_plan_knows_what_is_fresh() {
    let environment = project();
    environment.ran(&["run"]);
    environment.run(&["plan", "-o", "plan.json"]).with_code(0);
    assert_eq!(environment.ran(&["run", "--plan", "plan.json"]), ["never"]);
    assert_eq!(environment.ran(&["run", "--skip", "never"]), NOTHING);
}
