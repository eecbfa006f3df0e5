//! Section 3 of the contract: in what order stages run, side by side and one by one, and what a failure stops.

use serde_json::json;

use crate::support::{TestEnvironment, assert_shown, graph, stage};

#[test]
fn among_ready_stages_the_one_listed_first() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("d", "", json!({"after": ["b"]})),
        stage("c", "", json!({})),
        stage("e", "", json!({"after": ["c", "d"]})),
        stage("b", "", json!({})),
        stage("a", "", json!({})),
    ]));
    assert_eq!(environment.ran(&["run"]), ["c", "b", "d", "e", "a"]);
}

#[test]
fn an_artifact_orders_stages_too() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("make", "echo 1 > x", json!({"writes": ["x"]})),
        stage("first", "", json!({})),
        stage("use", "cat x > y", json!({"reads": ["x"], "writes": ["y"]})),
    ]));
    assert_eq!(environment.ran(&["run"]), ["make", "first", "use"]);
}

#[test]
fn the_console_shows_each_stage() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo 1 > x", json!({"name": "Make x", "writes": ["x"]})),
        stage("b", "echo before; echo wrong >&2; exit 7", json!({"name": "Use x", "reads": ["x"], "after": ["a"]})),
        stage("c", "", json!({"after": ["b"]})),
    ]));
    assert_shown!(environment, environment.run(&["run"]).with_code(1).shown());
    assert_shown!(environment, environment.run(&["run", "--only", "a"]).with_code(0).shown());
}

/// Two stages that each wait for the other to have begun.
fn rendezvous(environment: &TestEnvironment) {
    let meet = |own: &str, other: &str| format!("touch {own}.here\nuntil [ -e {other}.here ]; do sleep 0.01; done");
    environment.graph(&graph(vec![
        stage("a", &meet("a", "b"), json!({"timeoutSeconds": 30})),
        stage("b", &meet("b", "a"), json!({"timeoutSeconds": 30})),
        stage("c", "", json!({"after": ["a", "b"]})),
    ]));
}

#[test]
fn jobs_run_side_by_side() {
    let mut environment = TestEnvironment::new();
    rendezvous(&environment);
    assert_eq!(environment.ran(&["run", "--jobs", "2"])[2], "c");
    environment.variables.push(("THROUGHLINE_JOBS".to_owned(), "2".to_owned()));
    environment.remove("a.here");
    environment.remove("b.here");
    assert_eq!(environment.ran(&["run"])[2], "c");
}

#[test]
fn no_more_jobs_than_allowed_and_none_before_what_it_needs() {
    // Each stage notes how many run with it.
    let script = |id: &str| {
        format!(
            "mkdir running-{id}\nls -d running-* | wc -l >> counts\nsleep 0.05\nls -d running-* | wc -l >> counts\nrmdir running-{id}"
        )
    };
    let mut stages: Vec<_> = (0..6).map(|n| stage(&format!("s{n}"), &script(&format!("s{n}")), json!({}))).collect();
    stages.push(stage(
        "last",
        "ls -d running-* 2>/dev/null && exit 1 || true",
        json!({"after": ["s0", "s1", "s2", "s3", "s4", "s5"]}),
    ));
    let environment = TestEnvironment::with(&graph(stages));
    let most = || environment.read("counts").lines().map(|line| line.trim().parse::<u32>().unwrap()).max();
    environment.ran(&["run", "--jobs", "3"]);
    assert!(most() <= Some(3), "{most:?}", most = most());
    environment.write("counts", "");
    environment.ran(&["run"]);
    assert_eq!(most(), Some(1));
}

#[test]
fn a_failure_stops_what_has_not_started() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "", json!({})),
        stage("b", "exit 3", json!({"name": "Breaks"})),
        stage("c", "", json!({"after": ["b"]})),
        stage("d", "", json!({})),
    ]));
    assert_eq!(environment.ran_with_code(&["run"], 1), ["a", "b"]);
    assert_eq!(environment.statuses(), ["a succeeded", "b failed", "c pending", "d pending"]);
    let record = environment.record();
    assert_eq!(record["status"], "failed");
    let failure = &record["failure"];
    assert_eq!(failure["stageId"], "b");
    assert_eq!(failure["stageName"], "Breaks");
    assert_eq!(failure["stepNumber"], 2);
    assert_eq!(failure["totalStages"], 4);
    assert_eq!(failure["hint"], "throughline run main --from b");
    assert!(environment.exists(failure["logPath"].as_str().unwrap()));
    assert_eq!(environment.result("b")["exitCode"], 3);
}

#[test]
fn a_failure_lets_what_runs_beside_it_end() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "until [ -e begun ]; do sleep 0.01; done\nexit 1", json!({})),
        stage("b", "touch begun\nsleep 0.3\necho 1 > b", json!({"writes": ["b"]})),
        stage("c", "", json!({})),
    ]));
    environment.ran_with_code(&["run", "--jobs", "2"], 1);
    assert_eq!(environment.statuses(), ["a failed", "b succeeded", "c pending"]);
}

#[test]
fn with_continue_on_error_the_rest_runs_and_the_run_is_degraded() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "exit 3", json!({})),
        stage("b", "", json!({"after": ["a"]})),
        stage("c", "", json!({"after": ["b"]})),
        stage("d", "", json!({})),
        stage("e", "exit 4", json!({"after": ["d"]})),
        stage("f", "", json!({"after": ["c", "e"]})),
        stage("g", "", json!({})),
    ]));
    assert_eq!(environment.ran_with_code(&["run", "--continue-on-error"], 4), ["a", "d", "e", "g"]);
    assert_eq!(
        environment.statuses(),
        ["a failed", "b blocked", "c blocked", "d succeeded", "e failed", "f blocked", "g succeeded"]
    );
    let record = environment.record();
    assert_eq!(record["status"], "degraded");
    assert_eq!(record["failure"]["stageId"], "a");
    assert_shown!(environment, environment.run(&["run", "--continue-on-error"]).with_code(4).shown());
}

#[test]
fn a_program_that_cannot_be_started_fails_its_stage() {
    let environment = TestEnvironment::with(&graph(vec![
        json!({"id": "a", "command": {"executable": "no-such-program"}}),
        json!({"id": "b", "command": {"executable": "./not-executable"}}),
    ]));
    environment.write("not-executable", "#!/bin/sh\n");
    environment.run(&["run", "--continue-on-error"]).with_code(4);
    assert_eq!(environment.statuses(), ["a failed", "b failed"]);
    let error = |stage: &str| environment.result(stage)["error"].as_str().unwrap().to_owned();
    assert!(error("a").contains("no-such-program"), "{}", error("a"));
    assert!(error("b").contains("not-executable"), "{}", error("b"));
}

#[test]
fn commands_see_no_shell_and_no_substitution() {
    let environment = TestEnvironment::with(&graph(vec![json!({
        "id": "a", "command": {"executable": "printf", "args": ["%s\\n", "$HOME", "*", "a b", "`id`", "${x}"]}
    })]));
    environment.run(&["run"]).with_code(0);
    let log = environment.result("a")["logPath"].as_str().unwrap().to_owned();
    assert_eq!(environment.read(&log), "$HOME\n*\na b\n`id`\n${x}\n");
}
