//! Wrong usage, help, and readers that go away.

use std::io::Read;
use std::process::Stdio;

use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

#[test]
fn wrong_usage_is_exit_code_2_and_help_is_0() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    for args in [
        &["frobnicate"] as &[&str],
        &["run", "--frobnicate"],
        &["run", "a", "b"],
        &[],
        &["run", "--set", "x"],
        &["run-stage"],
    ] {
        let output = environment.run(args).with_code(2);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{args:?}: {}", output.shown());
    }
    for args in [&["--help"] as &[&str], &["run", "--help"], &["--version"], &["run", "main", "--help"]] {
        let output = environment.run(args).with_code(0);
        assert!(!output.stdout.is_empty() && output.stderr.is_empty(), "{args:?}: {}", output.shown());
    }
    assert_eq!(environment.witnesses(), [""; 0]);
}

#[test]
fn a_reader_that_goes_away_does_not_end_the_run() {
    let script = |id: &str| format!("echo {id} > {id}");
    for format in ["text", "json"] {
        let stages = ["a", "b", "c", "d"].map(|id| stage(id, &script(id), json!({"writes": [id]})));
        let environment = TestEnvironment::with(&graph(stages.to_vec()));
        let mut child = environment
            .command(&["run", "--log-format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let status = child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{format}");
        assert_eq!(environment.record()["status"], "success");
        assert_eq!(environment.witnesses(), ["a", "b", "c", "d"]);
    }
}

#[test]
fn what_stages_print_cannot_steer_the_terminal() {
    let script = "printf '\\033[2Jcleared \\033]0;title\\007\\n\\377\\376 bytes\\n' ; exit 1";
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, json!({"name": "x\u{1b}[31m"}))]));
    let output = environment.run(&["run", "--color", "never"]);
    let controls = |text: &str| text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    assert!(!controls(&output.stdout) && !controls(&output.stderr), "{:?}", output.shown());
}

#[test]
fn json_events_are_all_that_is_printed() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "echo loud; echo louder >&2", json!({"unknown": 1})),
        stage("b", "exit 1", json!({})),
    ]));
    let output = environment.run(&["run", "--log-format", "json"]).with_code(1);
    let lines = output.json_lines();
    assert_eq!(lines.first().unwrap()["event"], "run-started");
    assert_eq!(lines.last().unwrap()["event"], "run-ended");
    // The same events as in the log beside the run.
    assert_eq!(lines, environment.events());
}

#[test]
fn levels_show_more_or_less() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({})), stage("b", "exit 1", json!({}))]));
    let lines = |level: &str| {
        let output = environment.run(&["run", "--log-level", level]).with_code(1);
        output.stdout.lines().count()
    };
    let counts = ["error", "warn", "info", "debug"].map(lines);
    assert!(counts[0] >= 1 && counts.is_sorted() && counts[0] < counts[2] && counts[2] < counts[3], "{counts:?}");
    assert_eq!(environment.run(&["run", "--only", "a", "--log-level", "error"]).with_code(0).stdout, "");
}

#[test]
fn a_very_long_line_and_much_output() {
    let script = "head -c 3000000 /dev/zero | tr '\\0' x; echo; seq 1 20000; exit 1";
    let environment = TestEnvironment::with(&graph(vec![stage("a", script, json!({}))]));
    let output = environment.run(&["run"]).with_code(1);
    assert!(output.stdout.len() < 20_000, "{} bytes", output.stdout.len());
    assert!(output.stdout.contains("20000"), "the last lines are shown");
    let log = environment.result("a")["logPath"].as_str().unwrap().to_owned();
    assert_eq!(
        environment.read(&log).len(),
        3_000_001 + (1..=20000_u32).map(|n| n.to_string().len() + 1).sum::<usize>()
    );
}
