//! What a graph file can say: ids, paths, numbers, names that lead nowhere.

use serde_json::{Value, json};

use super::measured::measured;
use crate::support::{TestEnvironment, graph, graph_with};

fn stage(id: &str, more: Value) -> Value {
    let mut stage = json!({"id": id, "command": {"executable": "true"}});
    let Value::Object(more) = more else { panic!("{more} is no object") };
    stage.as_object_mut().unwrap().extend(more);
    stage
}

#[track_caller]
fn refused(graph: &Value, words: &str) {
    let environment = TestEnvironment::with(graph);
    for command in ["plan", "run"] {
        measured(&environment, &[command]).refused(1, words);
    }
}

#[test]
fn paths_that_lead_out_or_nowhere() {
    let long = "y".repeat(1_000_000);
    let deep = "d/".repeat(500_000);
    for (path, words) in [
        ("../x", "leads out of the project root"),
        ("a/../../b", "leads out of the project root"),
        ("a\\..\\..\\b", "leads out of the project root"),
        ("/etc/passwd", "is absolute"),
        ("\\\\server\\x", "is absolute"),
        ("c:x", "is absolute"),
        ("", "is empty"),
        ("a\0b", "holds a control character"),
        ("a\u{1b}[2Jb", "holds a control character"),
        (&*long, "is too long"),
        (&*deep, "is too long"),
    ] {
        let artifact = json!({"artifacts": [{"id": "x", "path": path}]});
        refused(&graph_with(vec![stage("a", json!({"outputs": [{"artifact": "x"}]}))], artifact), words);
    }
}

#[test]
fn links_out_of_the_root_and_in_circles() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", json!({"writes": ["out/x"]}))]));
    std::os::unix::fs::symlink("..", environment.root.join("out")).unwrap();
    measured(&environment, &["run"]).handled(1);
    assert!(!environment.outside("x").exists());
    environment.remove("out");
    std::os::unix::fs::symlink("out", environment.root.join("out")).unwrap();
    measured(&environment, &["run"]).handled(1);
}

#[test]
fn ids_that_are_none() {
    let long = "x".repeat(1_000_000);
    for (id, words) in [
        ("a/b", "holds `/` or `\\`"),
        ("a\\b", "holds `/` or `\\`"),
        ("a\0b", "holds a control character"),
        ("a\nb", "holds a control character"),
        ("a\u{1b}]0;x\u{7}", "holds a control character"),
        ("a\u{9b}2J", "holds a control character"),
        ("a\u{202e}b", "turns the direction of text"),
        ("a\u{2066}b", "turns the direction of text"),
        ("a[b]", "holds `[` or `]`"),
        ("", "is empty"),
        (&*long, "is longer than 200 bytes"),
    ] {
        refused(&graph(vec![stage(id, json!({}))]), words);
    }
    refused(&graph(vec![stage("a", json!({"dependsOn": [long]}))]), "[unknown-dependency]");
}

#[test]
fn numbers_that_are_too_large() {
    for (text, words) in [
        ("1e400", "number out of range"),
        ("-1e400", "number out of range"),
        ("1e308", "must be a number of seconds"),
        ("18446744073709551615", "must be a number of seconds"),
        ("-1", "must be a number of seconds"),
    ] {
        let environment = TestEnvironment::new();
        let file = graph(vec![stage("a", json!({"timeoutSeconds": 0.5}))]).to_string().replace("0.5", text);
        environment.write("pipeline/stage-graph.json", &file);
        measured(&environment, &["plan"]).refused(1, words);
    }
    let digits = TestEnvironment::new();
    digits.write("pipeline/stage-graph.json", &format!("{{\"version\": {}}}", "9".repeat(1_000_000)));
    measured(&digits, &["plan"]).refused(1, "number out of range");
    refused(
        &graph(vec![stage("a", json!({"retry": {"maxAttempts": 0, "backoffSeconds": 1e308, "on": [-1]}}))]),
        "2 problems",
    );
}

#[test]
fn placeholders_by_the_million() {
    const MANY: usize = if cfg!(debug_assertions) { 100_000 } else { 1_000_000 };
    let args = |text: String| json!({"command": {"executable": "x", "args": [text]}});
    refused(&graph(vec![stage("a", args("${{ param.x }}".repeat(MANY)))]), "[unknown-placeholder]");
    refused(&graph(vec![stage("a", args("${{".repeat(MANY)))]), "[bad-placeholder]");
}

#[test]
fn patterns_of_stages() {
    let environment = TestEnvironment::with(&graph((0..100).map(|at| stage(&format!("s{at}"), json!({}))).collect()));
    let alternates = format!("{{{}}}", "{a?b,".repeat(2_000));
    for pattern in ["*".repeat(100_000), "[".repeat(100_000), "?".repeat(1_001), "**/".repeat(20_000)] {
        measured(&environment, &["plan", "--only", &pattern]).refused(2, "are the most");
    }
    measured(&environment, &["plan", "--only", &alternates]).handled(2);
    measured(&environment, &["plan", "--only", &"*s*".repeat(300)]).refused(2, "fits no stage");
    measured(&environment, &["plan", "--only", &"*".repeat(999)]).handled(0);
    measured(&environment, &["plan", "--skip", &"x".repeat(100_000)]).handled(2);
}
