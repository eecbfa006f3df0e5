//! A clock that was wrong, is put right, or jumps while a run goes on. File systems keep the real time meanwhile.

use serde_json::{Value, json};

use crate::preload;
use crate::support::{TestEnvironment, graph, stage};

const DAY_MS: i64 = 24 * 3600 * 1000;

fn project() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat in > a", json!({"reads": ["in"], "writes": ["a"]})),
        stage("b", "sleep 0.05; cat a > b", json!({"reads": ["a"], "writes": ["b"], "after": ["a"]})),
    ]));
    environment.write("in", "0");
    environment
}

/// Runs with another clock and returns the id of the run and the stages that ran.
fn run(environment: &TestEnvironment, settings: &str) -> (String, Vec<String>) {
    environment.forget_witnesses();
    let mut command = environment.command(&["run", "--log-format", "json"]);
    preload::under(&mut command, &environment.root, &format!("process=any;{settings}"));
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    (first["runId"].as_str().unwrap().to_owned(), environment.witnesses())
}

fn newest(environment: &TestEnvironment) -> String {
    let output = environment.run(&["status", "last", "--format", "json"]).with_code(0);
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    document["runId"].as_str().unwrap().to_owned()
}

#[test]
fn the_last_run_is_the_last_one_whatever_the_clock_said() {
    let environment = project();
    let mut ids = Vec::new();
    for (at, days) in [0, 400, -1, 0, -365, 1].into_iter().enumerate() {
        environment.write("in", &at.to_string());
        let (id, ran) = run(&environment, &format!("clock={}", days * DAY_MS));
        assert_eq!(ran, ["a", "b"], "{days}");
        assert_eq!(environment.read("b"), at.to_string());
        assert_eq!(newest(&environment), id, "{days}");
        environment.run(&["verify", "last"]).with_code(0);
        assert_eq!(run(&environment, &format!("clock={}", days * DAY_MS)).1, [""; 0], "{days}");
        ids.push(id);
    }
    assert!(ids.is_sorted(), "{ids:?}");
    let listed = environment.run(&["runs"]).with_code(0).stdout;
    let places: Vec<_> = ids.iter().map(|id| listed.find(id.as_str()).unwrap()).collect();
    assert!(places.is_sorted_by(|a, b| a > b), "{listed}");
    environment.write("in", "last");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.records().len(), 13);
}

#[test]
fn a_jump_while_a_run_goes_on_makes_no_duration_negative_or_huge() {
    for by in [-DAY_MS, DAY_MS] {
        for readings in [2, 10, 30] {
            let environment = project();
            let (_, ran) = run(&environment, &format!("jump={readings};by={by}"));
            assert_eq!(ran, ["a", "b"]);
            let record = environment.record();
            let of_stages = record["stageResults"].as_array().unwrap().iter().map(|result| &result["durationMs"]);
            for duration in of_stages.chain([&record["durationMs"]]) {
                assert!(duration.as_u64().is_some_and(|duration| duration < 60_000), "{record}");
            }
            assert_eq!(environment.ran(&["run"]), [""; 0], "{readings} {by}");
            environment.write("in", "1");
            assert_eq!(environment.ran(&["run"]), ["a", "b"]);
            environment.run(&["stats"]).with_code(0);
        }
    }
}

#[test]
fn files_of_the_future_and_of_the_past_are_judged_by_what_they_hold() {
    let environment = project();
    let touch = |path: &str, seconds: i64| {
        let at = if seconds < 0 {
            std::time::UNIX_EPOCH - std::time::Duration::from_secs(seconds.unsigned_abs())
        } else {
            std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds.unsigned_abs())
        };
        std::fs::File::options().write(true).open(environment.root.join(path)).unwrap().set_modified(at).unwrap();
    };
    environment.ran(&["run"]);
    for (round, seconds) in [4_000_000_000, 9_000_000_000, -1_000_000, 0].into_iter().enumerate() {
        for path in ["in", "a", "b"] {
            touch(path, seconds);
        }
        assert_eq!(environment.ran(&["run"]), [""; 0], "{seconds}");
        // Another content of the same size, with the same time.
        environment.write("in", &(round + 1).to_string());
        touch("in", seconds);
        assert_eq!(environment.ran(&["run"]), ["a", "b"], "{seconds}");
    }
}
