//! What a stage used: its own, not that of the program that started it.

use serde_json::json;

use crate::support::{TestEnvironment, graph};

#[test]
fn memory_is_that_of_the_command() {
    let environment = TestEnvironment::with(&graph(vec![
        json!({"id": "small", "command": {"executable": "true"}}),
        json!({"id": "large", "command": {"executable": "python3", "args": ["-c", "x = bytearray(200_000_000)\nfor i in range(0, len(x), 4096): x[i] = 1"]}}),
        json!({"id": "small-again", "command": {"executable": "true"}}),
    ]));
    environment.run(&["run"]).with_code(0);
    let usage = |stage: &str, field: &str| environment.result(stage)["resourceUsage"][field].as_u64().unwrap();
    assert!(usage("large", "maxRssBytes") >= 200_000_000, "{}", usage("large", "maxRssBytes"));
    for stage in ["small", "small-again"] {
        let bytes = usage(stage, "maxRssBytes");
        assert!(bytes > 0 && bytes < 16_000_000, "{stage}: {bytes}");
    }
}

#[test]
fn time_is_that_of_the_command_and_its_children() {
    let burn = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";
    let environment = TestEnvironment::with(&graph(vec![
        json!({"id": "burn", "command": {"executable": "sh", "args": ["-c", format!("sh -c '{burn}' & wait")]}}),
        json!({"id": "sleep", "command": {"executable": "sleep", "args": ["0.2"]}}),
    ]));
    environment.run(&["run"]).with_code(0);
    let micros = |stage: &str| environment.result(stage)["resourceUsage"]["userMicros"].as_u64().unwrap();
    assert!(micros("burn") > 20_000, "{}", micros("burn"));
    assert!(micros("sleep") < 20_000, "{}", micros("sleep"));
    assert!(environment.result("sleep")["durationMs"].as_u64().unwrap() >= 200);
}
