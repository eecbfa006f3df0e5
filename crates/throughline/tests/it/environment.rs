//! What stages get as their environment, and which of it counts.

use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

const NOTHING: [&str; 0] = [];

#[test]
fn a_stage_knows_its_run_itself_and_its_attempt() {
    let script = "env > env; pwd > pwd; [ $THROUGHLINE_ATTEMPT = 2 ]";
    let retry = json!({"retry": {"maxAttempts": 2, "backoffSeconds": 0}});
    let mut environment = TestEnvironment::with(&graph(vec![stage("a", script, retry)]));
    environment.variables.push(("CALLER".to_owned(), "here".to_owned()));
    environment.run(&["run"]).with_code(0);
    let run = environment.record()["runId"].as_str().unwrap().to_owned();
    let seen = environment.read("env");
    for line in [
        format!("THROUGHLINE_RUN_ID={run}"),
        "THROUGHLINE_STAGE_ID=a".to_owned(),
        "THROUGHLINE_ATTEMPT=2".to_owned(),
        "LOG_FORMAT=text".to_owned(),
        "CALLER=here".to_owned(),
    ] {
        assert!(seen.lines().any(|seen| seen == line), "{line} in {seen}");
    }
    assert_eq!(environment.read("pwd").trim(), environment.root);
    environment.run(&["run", "--log-format", "json"]).with_code(0);
    assert!(environment.read("env").contains("LOG_FORMAT=json\n"));
}

#[test]
fn the_working_directory_is_the_root_wherever_the_command_is_called() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "pwd > pwd", json!({}))]));
    environment.write("deep/er/x", "");
    let mut command = environment.command(&["run"]);
    command.current_dir(environment.root.join("deep/er"));
    assert!(command.output().unwrap().status.success());
    assert_eq!(environment.read("pwd").trim(), environment.root);
}

#[test]
fn environment_files_fill_in_what_is_not_set() {
    let mut environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "echo \"$ONE $TWO $THREE\" > seen",
        json!({"environment": [{"name": "TWO", "required": true, "cache": false}]}),
    )]));
    environment.run(&["run"]).with_code(1).saying("`TWO`");
    environment.write(".env", "# a comment\nONE=file\nTWO='file two'\nexport THREE=\"file three\"\n");
    environment.run(&["run", "--env-file", ".env"]).with_code(0);
    assert_eq!(environment.read("seen"), "file file two file three\n");
    environment.variables.push(("ONE".to_owned(), "caller".to_owned()));
    environment.run(&["run", "--env-file", ".env"]).with_code(0);
    assert_eq!(environment.read("seen"), "caller file two file three\n");
    environment.run(&["run", "--env-file", "nowhere"]).with_code(2).saying("nowhere");
    environment.write("broken.env", "ONE=1\nthis is no assignment\n");
    environment.run(&["run", "--env-file", "broken.env"]).with_code(2).saying("broken.env");
}

#[test]
fn variables_that_count_and_those_that_do_not() {
    let declared = json!([{"name": "COUNTS", "cache": true}, {"name": "DOES_NOT", "cache": false}]);
    let mut environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo > a", json!({"writes": ["a"], "environment": declared})),
        stage("b", "echo > b", json!({"writes": ["b"]})),
    ]));
    let mut set = |name: &str, value: &str| {
        environment.variables.retain(|(known, _)| known != name);
        environment.variables.push((name.to_owned(), value.to_owned()));
        environment.ran(&["run"])
    };
    assert_eq!(set("OTHER", "1"), ["a", "b"]);
    assert_eq!(set("OTHER", "2"), NOTHING);
    assert_eq!(set("DOES_NOT", "1"), NOTHING);
    assert_eq!(set("COUNTS", ""), ["a"]);
    assert_eq!(set("COUNTS", "1"), ["a"]);
    assert_eq!(set("COUNTS", "1"), NOTHING);
    assert_eq!(set("COUNTS", "2"), ["a"]);
    assert_eq!(environment.result("a")["reason"], "environment COUNTS changed");
    // From a file it counts just the same.
    environment.variables.clear();
    environment.write(".env", "COUNTS=2\n");
    assert_eq!(environment.ran(&["run", "--env-file", ".env"]), NOTHING);
    environment.write(".env", "COUNTS=3\n");
    assert_eq!(environment.ran(&["run", "--env-file", ".env"]), ["a"]);
}
