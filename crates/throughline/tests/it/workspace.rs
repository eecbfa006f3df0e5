//! The workspace: one run at a time, and what happens to a state file that cannot be used.

use serde_json::json;

use crate::support::{TestEnvironment, assert_shown, graph, stage, wait_until};

const NOTHING: [&str; 0] = [];

#[test]
fn a_second_run_is_told_who_has_the_workspace() {
    let script = "touch begun; until [ -e go ]; do sleep 0.01; done";
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, json!({"timeoutSeconds": 30}))]));
    let running = environment.start(&["run", "--jobs", "2"]);
    wait_until("the stage has begun", || environment.exists("begun"));
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stderr.contains(&format!("process {}", running.pid())), "{}", output.shown());
    assert_shown!(environment, output.shown());
    assert_eq!(environment.records().len(), 1);
    let lines = environment.run(&["run", "--log-format", "json"]).with_code(1).json_lines();
    assert_eq!(lines[0]["event"], "run-refused");
    // Looking is allowed meanwhile, and the record says that it runs.
    environment.run(&["plan"]).with_code(0);
    wait_until("the record is there", || environment.records().len() == 1);
    assert_eq!(environment.record()["status"], "running");
    assert_eq!(environment.record()["finishedAt"], json!(null));
    environment.write("go", "");
    assert_eq!(running.end().code, Some(0));
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

fn simple() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", "echo > a", json!({"writes": ["a"]}))]))
}

#[test]
fn a_broken_state_file_is_set_aside_and_said() {
    let environment = simple();
    environment.ran(&["run"]);
    for suffix in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(environment.root.join(format!(".throughline/state.db{suffix}")));
    }
    let garbage = "this is no database, and long enough that nobody takes it for an empty one ".repeat(20);
    environment.write(".throughline/state.db", &garbage);
    let output = environment.run(&["run"]).with_code(0);
    assert!(output.stderr.contains("corrupt"), "{}", output.shown());
    assert_eq!(environment.statuses(), ["a succeeded"], "what nobody remembers runs again");
    let aside: Vec<_> =
        environment.files().into_iter().filter(|path| path.to_string_lossy().contains("state.db.corrupt")).collect();
    assert_eq!(aside.len(), 1, "{aside:?}");
    assert_eq!(std::fs::read_to_string(&aside[0]).unwrap(), garbage);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

/// Does something to the state file with SQL.
fn sql(environment: &TestEnvironment, statement: &str) {
    let script = format!(
        "import sqlite3; c = sqlite3.connect('.throughline/state.db'); c.execute({statement:?}); c.commit(); c.close()"
    );
    let status = std::process::Command::new("python3").args(["-c", &script]).current_dir(&environment.root).status();
    assert!(status.unwrap().success());
}

#[test]
fn a_state_file_that_is_broken_inside() {
    let environment = simple();
    for _ in 0..3 {
        environment.ran(&["run"]);
    }
    sql(&environment, "PRAGMA wal_checkpoint(TRUNCATE)");
    let path = environment.root.join(".throughline/state.db");
    let mut bytes = std::fs::read(&path).unwrap();
    assert!(bytes.len() > 8192, "{}", bytes.len());
    // The header stays, everything behind the first page is nonsense.
    bytes[4096..].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    let output = environment.run(&["run"]).with_code(0);
    assert!(output.stderr.contains("corrupt"), "{}", output.shown());
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn a_newer_state_file_is_refused_and_left_alone() {
    let environment = simple();
    environment.ran(&["run"]);
    sql(&environment, "INSERT INTO migration VALUES (9999, 'future', 0)");
    sql(&environment, "PRAGMA wal_checkpoint(TRUNCATE)");
    let path = environment.root.join(".throughline/state.db");
    let bytes = std::fs::read(&path).unwrap();
    for args in [&["run"] as &[&str], &["plan"], &["run", "--dry-run"], &["approve", "last", "a"]] {
        let output = environment.run(args).with_code(1).saying("9999");
        assert!(output.stderr.contains("newer"), "{}", output.shown());
    }
    assert!(std::fs::read(&path).unwrap() == bytes, "it was changed");
    assert_eq!(environment.records().len(), 1);
}

#[test]
fn the_state_ignores_itself_and_is_safe_to_delete() {
    let environment = simple();
    environment.ran(&["run"]);
    assert_eq!(environment.read(".throughline/.gitignore").trim(), "*");
    std::fs::remove_dir_all(environment.root.join(".throughline")).unwrap();
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.records().len(), 2);
    std::fs::remove_dir_all(environment.root.join(".pipeline-runs")).unwrap();
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn broken_caches_only_cost_time() {
    let environment = simple();
    environment.ran(&["run"]);
    environment.write(".throughline/cache/stat", "nonsense");
    let cache = environment.root.join(".throughline/cache/stat");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    std::fs::write(&cache, "").unwrap();
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn the_record_of_runs_cannot_be_written() {
    let environment = simple();
    environment.write(".pipeline-runs", "a file where the folder should be");
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stderr.contains(".pipeline-runs"), "{}", output.shown());
    assert_eq!(environment.witnesses(), NOTHING);
}
