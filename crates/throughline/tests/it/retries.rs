//! Retries and time limits.

use serde_json::json;

use crate::support::{TestEnvironment, assert_shown, graph, is_alive, pid_in, stage};

/// Counts its attempts and exits with the code in `codes` that stands in the attempt's place.
const COUNTED: &str = "n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count\nexit $(sed -n ${n}p codes)";

fn attempts(environment: &TestEnvironment) -> String {
    environment.read("count").trim().to_owned()
}

#[test]
fn a_stage_is_tried_until_it_passes() {
    let retry = json!({"retry": {"maxAttempts": 4, "backoffSeconds": 0.02, "factor": 2}});
    let environment = TestEnvironment::with(&graph(vec![stage("a", COUNTED, retry)]));
    environment.write("codes", "7\n8\n0\n0\n");
    let output = environment.run(&["run"]).with_code(0);
    assert_eq!(attempts(&environment), "3");
    let result = environment.result("a");
    assert_eq!(result["attempts"], 3);
    assert_eq!(result["exitCode"], 0);
    assert_eq!(result["error"], json!(null));
    assert_shown!(environment, output.shown());
    let delays: Vec<_> =
        environment.events().iter().filter_map(|event| event.get("delayMs").and_then(|delay| delay.as_u64())).collect();
    assert_eq!(delays, [20, 40]);
    // Each attempt has a log and knows its number.
    for attempt in 1..=3 {
        assert!(environment.files().iter().any(|path| path.ends_with(format!("a.{attempt}.log"))));
    }
}

#[test]
fn a_stage_fails_when_its_attempts_are_used_up() {
    let retry = json!({"retry": {"maxAttempts": 2, "backoffSeconds": 0.01}});
    let environment = TestEnvironment::with(&graph(vec![stage("a", COUNTED, retry)]));
    environment.write("codes", "7\n7\n0\n");
    let output = environment.run(&["run"]).with_code(1).saying("exit code 7 after 2 attempts");
    assert_eq!(attempts(&environment), "2");
    assert!(output.stdout.contains("throughline run main --from a"), "{}", output.shown());
}

#[test]
fn only_the_named_exit_codes_are_worth_another_try() {
    let retry = json!({"retry": {"maxAttempts": 5, "backoffSeconds": 0, "on": [75, 111]}});
    let environment = TestEnvironment::with(&graph(vec![stage("a", COUNTED, retry)]));
    environment.write("codes", "75\n111\n1\n0\n");
    environment.run(&["run"]).with_code(1).saying("exit code 1 after 3 attempts");
    assert_eq!(attempts(&environment), "3");
}

#[test]
fn an_invalid_output_is_a_failure_like_another() {
    let script = "n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count\n[ $n -lt 2 ] || echo 1 > x";
    let retry = json!({"retry": {"maxAttempts": 3, "backoffSeconds": 0}, "writes": ["x"]});
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, retry)]));
    environment.run(&["run"]).with_code(0);
    assert_eq!(attempts(&environment), "2");
}

#[test]
fn a_command_that_takes_too_long_is_ended() {
    let environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "sleep 600 & echo $! > pid; wait",
        json!({"timeoutSeconds": 0.2}),
    )]));
    let output = environment.run(&["run"]).with_code(1);
    assert!(!is_alive(pid_in(&environment.root.join("pid"))));
    assert_eq!(environment.result("a")["exitCode"], json!(null));
    assert_shown!(environment, output.shown());
}

#[test]
fn a_command_that_does_not_heed_sigterm_is_killed_with_its_descendants() {
    // Ten seconds are left to those who are asked to end; these ignore it.
    let script = "trap '' TERM\n(trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > far; sleep 600' & sh -c 'trap \"\" TERM; echo $$ > near; sleep 600')";
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, json!({"timeoutSeconds": 0.3}))]));
    environment.run(&["run"]).with_code(1);
    for path in ["near", "far"] {
        assert!(!is_alive(pid_in(&environment.root.join(path))), "{path} still runs");
    }
}

#[test]
fn what_a_command_leaves_behind_does_not_outlive_it() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", "sleep 600 >/dev/null 2>&1 & echo $! > pid", json!({}))]));
    environment.run(&["run"]).with_code(0);
    assert!(!is_alive(pid_in(&environment.root.join("pid"))));
}

#[test]
fn a_time_limit_is_for_each_attempt() {
    let script = "n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count\n[ $n -ge 2 ] || sleep 600";
    let more = json!({"retry": {"maxAttempts": 3, "backoffSeconds": 0}, "timeoutSeconds": 0.3});
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, more)]));
    environment.run(&["run"]).with_code(0);
    assert_eq!(attempts(&environment), "2");
}
