//! Signals, and what the next run makes of a run that was cut off.

use rustix::process::Signal;
use serde_json::json;

use crate::support::{TestEnvironment, graph, is_alive, pid_in, stage, wait_until};

const NOTHING: [&str; 0] = [];

/// `a`, then `b`, which goes on until it is let go, then `c`. `b` and a child of it leave their process ids.
fn long(trap: &str) -> TestEnvironment {
    let script = format!(
        "{trap}\nif [ -e go ]; then echo 1 > b; exit 0; fi\nsleep 600 & echo $! > child.pid\necho $$ > own.pid\nwait; sleep 600"
    );
    TestEnvironment::with(&graph(vec![
        stage("a", "echo 1 > a", json!({"writes": ["a"]})),
        stage("b", &script, json!({"reads": ["a"], "writes": ["b"]})),
        stage("c", "echo 1 > c", json!({"reads": ["b"], "writes": ["c"]})),
    ]))
}

fn pids(environment: &TestEnvironment) -> [i32; 2] {
    ["own.pid", "child.pid"].map(|name| pid_in(&environment.root.join(name)))
}

#[track_caller]
fn assert_resumes(environment: &TestEnvironment) {
    environment.write("go", "");
    assert_eq!(environment.ran(&["run"]), ["b", "c"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn one_sigint_ends_what_runs_and_the_next_run_goes_on() {
    for (signal, name) in [(Signal::INT, "SIGINT"), (Signal::TERM, "SIGTERM"), (Signal::HUP, "SIGHUP")] {
        let environment = long("");
        let running = environment.start(&["run"]);
        let pids = pids(&environment);
        running.signal(signal);
        let output = running.end().with_code(130);
        assert_eq!(pids.map(is_alive), [false, false], "{}", output.shown());
        assert_eq!(environment.witnesses(), ["a", "b"]);
        assert_eq!(environment.statuses(), ["a succeeded", "b pending", "c pending"]);
        let record = environment.record();
        assert_eq!(record["status"], "interrupted");
        assert!(record["finishedAt"].is_string());
        assert!(
            environment.events().iter().any(|event| event["event"] == "interrupt-requested" && event["signal"] == name)
        );
        assert_resumes(&environment);
    }
}

#[test]
fn a_terminal_sends_sigint_to_the_whole_group() {
    let environment = long("");
    let running = environment.start(&["run"]);
    let pids = pids(&environment);
    running.signal_group(Signal::INT);
    running.end().with_code(130);
    assert_eq!(pids.map(is_alive), [false, false]);
    assert_eq!(environment.record()["status"], "interrupted");
    assert_resumes(&environment);
}

#[test]
fn a_second_sigint_ends_at_once_what_does_not_heed_the_first() {
    let environment = long("trap '' TERM INT");
    let running = environment.start(&["run"]);
    let pids = pids(&environment);
    let since = std::time::Instant::now();
    running.signal(Signal::INT);
    wait_until("the first is heard", || {
        environment.records().len() == 1
            && environment.events().iter().any(|event| event["event"] == "interrupt-requested")
    });
    running.signal(Signal::INT);
    running.end().with_code(130);
    assert!(since.elapsed() < std::time::Duration::from_secs(8), "{:?}", since.elapsed());
    assert_eq!(pids.map(is_alive), [false, false]);
    assert_eq!(environment.record()["status"], "interrupted");
    assert_resumes(&environment);
}

#[test]
fn waiting_for_another_attempt_is_interrupted_too() {
    let retry = json!({"retry": {"maxAttempts": 3, "backoffSeconds": 500}});
    let environment = TestEnvironment::with(&graph(vec![stage("a", "touch tried; exit 1", retry)]));
    let running = environment.start(&["run"]);
    wait_until("it waits", || {
        environment.records().len() == 1 && environment.events().iter().any(|event| event["event"] == "retry-scheduled")
    });
    running.signal(Signal::INT);
    running.end().with_code(130);
    assert_eq!(environment.witnesses(), ["a"]);
    assert_eq!(environment.record()["status"], "interrupted");
}

#[test]
fn hooks_clean_up_after_an_interrupt() {
    let environment = long("");
    let mut graph: serde_json::Value = serde_json::from_str(&environment.read("pipeline/stage-graph.json")).unwrap();
    graph["pipelines"][0]["hooks"] = json!({"post": [{"executable": "touch", "args": ["cleaned"]}]});
    environment.graph(&graph);
    let running = environment.start(&["run"]);
    pids(&environment);
    running.signal(Signal::INT);
    running.end().with_code(130);
    assert!(environment.exists("cleaned"));
}

#[test]
fn the_end_of_a_stage_that_heeds_the_signal_and_ends_well_does_not_count() {
    // It wrote what it should and exits 0, but it was asked to end: nobody knows whether it was ready.
    let environment = long("trap 'echo half > b; exit 0' TERM");
    let running = environment.start(&["run"]);
    pids(&environment);
    running.signal(Signal::INT);
    running.end().with_code(130);
    assert_eq!(environment.statuses()[1], "b pending");
    assert_resumes(&environment);
    assert_eq!(environment.read("b"), "1\n");
}

#[test]
fn when_the_program_is_killed_its_commands_die_and_the_next_run_finishes() {
    let environment = long("trap '' TERM");
    let running = environment.start(&["run"]);
    let pids = pids(&environment);
    running.signal(Signal::KILL);
    running.end();
    wait_until("its commands have died", || pids.iter().all(|pid| !is_alive(*pid)));
    assert_eq!(environment.record()["status"], "running", "nobody could say more");
    environment.write("go", "");
    environment.forget_witnesses();
    let output = environment.run(&["run"]).with_code(0);
    assert!(output.stderr.contains("was cut off"), "{}", output.shown());
    assert_eq!(environment.witnesses(), ["b", "c"]);
    let records = environment.records();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].1["status"], "interrupted");
    assert!(records[0].1["finishedAt"].is_string());
    assert_eq!(records[0].1["stageResults"][0]["status"], "succeeded");
    assert_eq!(records[1].1["status"], "success");
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn an_order_only_dependency_that_ran_before_the_kill_is_not_forgotten() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat src > a", json!({"reads": ["src"], "writes": ["a"]})),
        stage(
            "b",
            "[ ! -e hang ] || { echo $$ > pid; sleep 600; }; echo > b",
            json!({"writes": ["b"], "after": ["a"]}),
        ),
    ]));
    environment.write("src", "1");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    environment.write("src", "2");
    environment.write("hang", "");
    let running = environment.start(&["run"]);
    let pid = pid_in(&environment.root.join("pid"));
    running.signal(Signal::KILL);
    running.end();
    wait_until("it has died", || !is_alive(pid));
    environment.remove("hang");
    assert_eq!(environment.ran(&["run"]), ["b"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn killed_at_any_moment_the_next_run_ends_as_if_nothing_had_happened() {
    let environment = TestEnvironment::with(&graph(
        (0..6)
            .map(|n| {
                let before = format!("{}", n - 1);
                let (reads, after) = if n == 0 {
                    ("src".to_owned(), json!([]))
                } else {
                    (format!("f{before}"), json!([format!("s{before}")]))
                };
                stage(
                    &format!("s{n}"),
                    &format!("cat {reads} > tmp; echo {n} >> tmp; mv tmp f{n}"),
                    json!({"reads": [reads], "writes": [format!("f{n}")], "after": after}),
                )
            })
            .collect(),
    ));
    for round in 0..12_u64 {
        environment.write("src", &format!("round {round}\n"));
        let running = environment.start(&["run"]);
        // Not a wait for anything: every round dies at another moment.
        std::thread::sleep(std::time::Duration::from_millis(10 + 9 * round));
        running.signal(Signal::KILL);
        running.end();
        environment.run(&["run"]).with_code(0);
        assert_eq!(environment.read("f5"), format!("round {round}\n0\n1\n2\n3\n4\n5\n"));
        assert_eq!(environment.ran(&["run"]), NOTHING);
        for (name, record) in environment.records() {
            assert_ne!(record["status"], "running", "{name}");
        }
    }
}
