//! Section 5 of the contract: what a run leaves below `.pipeline-runs/`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{TestEnvironment, graph, stage};

fn fields(value: &Value) -> Vec<&str> {
    let mut fields: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    fields
}

fn sorted<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut names = names.to_vec();
    names.sort_unstable();
    names
}

fn project() -> TestEnvironment {
    let mut graph = graph(vec![
        stage("make", "printf abc > x", json!({"name": "Make x", "writes": ["x"]})),
        stage("left-out", "", json!({})),
        stage("break", "echo last words; exit 7", json!({"name": "Break", "after": ["make"]})),
        stage("never-reached", "", json!({"after": ["break"]})),
    ]);
    graph["pipelines"][0]["id"] = json!("Full__Refresh");
    TestEnvironment::with(&graph)
}

#[test]
fn the_record_has_the_fields_of_the_contract_with_the_right_values() {
    let environment = project();
    environment.run(&["run", "--skip", "left-out"]).with_code(1);
    let (name, record) = environment.records().pop().unwrap();
    // `parameters`, `warnings` and `toolVersion` are ours, beside those of section 5.
    let of_contract = [
        "runId",
        "pipelineId",
        "graphPath",
        "graphDigest",
        "filters",
        "status",
        "startedAt",
        "finishedAt",
        "durationMs",
        "plannedStageIds",
        "skippedStageIds",
        "stageResults",
        "failure",
    ];
    assert_eq!(
        fields(&record),
        sorted(&[&of_contract as &[&str], &["parameters", "warnings", "toolVersion"]].concat())
    );
    assert_eq!(record["pipelineId"], "Full__Refresh");
    assert_eq!(record["graphPath"], "pipeline/stage-graph.json");
    assert_eq!(record["filters"], json!({"only": [], "skip": ["left-out"], "from": null, "to": null, "since": null}));
    assert_eq!(record["status"], "failed");
    assert_eq!(record["plannedStageIds"], json!(["make", "break", "never-reached"]));
    assert_eq!(record["skippedStageIds"], json!(["left-out"]));
    assert!(record["durationMs"].is_u64());

    // 2026-11-20T12:20:42.155Z
    let time = |field: &str| record[field].as_str().unwrap().to_owned();
    for field in ["startedAt", "finishedAt"] {
        let text = time(field);
        assert!(text.len() == 24 && text.ends_with('Z') && text.as_bytes()[19] == b'.', "{text}");
    }
    assert!(time("startedAt") <= time("finishedAt"));
    assert_eq!(name, format!("{}_full-refresh", time("startedAt").replace([':', '.'], "-")));

    let digest = std::process::Command::new("sha256sum")
        .arg(environment.root.join("pipeline/stage-graph.json"))
        .output()
        .unwrap();
    let digest = String::from_utf8(digest.stdout).unwrap();
    assert_eq!(record["graphDigest"], format!("sha256:{}", digest.split(' ').next().unwrap()));

    let results = record["stageResults"].as_array().unwrap();
    let of_result = [
        "id",
        "name",
        "status",
        "reason",
        "fingerprint",
        "attempts",
        "exitCode",
        "durationMs",
        "logPath",
        "artifacts",
        "resourceUsage",
        "error",
    ];
    for result in results {
        assert_eq!(fields(result), sorted(&of_result));
    }
    assert_eq!(environment.statuses(), ["make succeeded", "left-out skipped", "break failed", "never-reached pending"]);
    let make = &results[0];
    assert_eq!(make["name"], "Make x");
    assert_eq!(make["reason"], "it has no result yet");
    assert_eq!(make["attempts"], 1);
    assert_eq!(make["exitCode"], 0);
    assert_eq!(make["error"], json!(null));
    assert!(make["fingerprint"].as_str().unwrap().starts_with("sha256:"));
    assert_eq!(fields(&make["artifacts"][0]), sorted(&["id", "path", "digest", "sizeBytes"]));
    assert_eq!(fields(&make["resourceUsage"]), sorted(&["userMicros", "systemMicros", "maxRssBytes"]));
    let failed = &results[2];
    assert_eq!(failed["logPath"], format!(".pipeline-runs/{name}/break.1.log"));
    assert_eq!(environment.read(failed["logPath"].as_str().unwrap()), "last words\n");
    assert_eq!(failed["error"], "exit code 7");
    assert_eq!(results[3]["attempts"], 0);

    let failure = &record["failure"];
    assert_eq!(
        fields(failure),
        sorted(&["message", "stageId", "stageName", "stepNumber", "totalStages", "logPath", "hint"])
    );
    assert_eq!(failure["message"], "break: exit code 7");
    assert_eq!((&failure["stepNumber"], &failure["totalStages"]), (&json!(2), &json!(3)));
    assert_eq!(failure["hint"], "throughline run Full__Refresh --from break");
}

#[test]
fn a_good_run_has_no_failure() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "", json!({}))]));
    environment.run(&["run"]).with_code(0);
    let record = environment.record();
    assert_eq!(record["status"], "success");
    assert_eq!(record["failure"], json!(null));
    assert_eq!(record["warnings"], json!([]));
}

#[test]
fn every_line_of_the_log_is_an_event() {
    let environment = project();
    environment.run(&["run", "--skip", "left-out"]).with_code(1);
    let record = environment.record();
    let events = environment.events();
    for (seq, event) in events.iter().enumerate() {
        assert_eq!(event["seq"], seq);
        assert_eq!(event["runId"], record["runId"]);
        assert!(event["timestamp"].is_string() && event["event"].is_string(), "{event}");
    }
    let names: Vec<_> = events.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "run-started",
            "stage-skipped",
            "stage-started",
            "attempt-started",
            "attempt-ended",
            "stage-succeeded",
            "stage-started",
            "attempt-started",
            "attempt-ended",
            "stage-failed",
            "run-ended"
        ]
    );
    let succeeded = &events[5];
    assert_eq!(succeeded["stageId"], "make");
    assert_eq!(succeeded["status"], "succeeded");
    assert!(succeeded["durationMs"].is_u64());
    assert_eq!(succeeded["artifacts"], record["stageResults"][0]["artifacts"]);
    assert_eq!(events[9]["status"], "failed");
    assert_eq!(events[9]["tail"], json!(["last words"]));
    assert_eq!(events[10]["status"], "failed");
    let times: Vec<_> = events.iter().map(|event| event["timestamp"].as_str().unwrap().to_owned()).collect();
    assert!(times.is_sorted());
}

#[test]
fn names_never_collide() {
    // Two pipelines with one name for files, run as fast as can be, by several at once.
    let mut graph = graph(vec![stage("a", "", json!({})), stage("b", "", json!({}))]);
    graph["pipelines"] = json!([{"id": "p.q", "stages": ["a"]}, {"id": "P-Q", "stages": ["b"]}]);
    let environment = TestEnvironment::with(&graph);
    let mut done = 0;
    for _ in 0..4 {
        let spawn = |pipeline| {
            let mut command = environment.command(&["run", pipeline, "--log-level", "error"]);
            command.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn().unwrap()
        };
        let children: Vec<_> = ["p.q", "P-Q", "p.q", "P-Q"].map(spawn).into_iter().collect();
        // Who comes while another has the workspace is refused, and leaves no record.
        done += children.into_iter().filter_map(|mut child| child.wait().unwrap().success().then_some(())).count();
    }
    let records = environment.records();
    assert!(done >= 4, "{done}");
    assert_eq!(records.len(), done);
    let ids: BTreeSet<_> = records.iter().map(|(_, record)| record["runId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), done);
    let times: BTreeSet<_> = records.iter().map(|(name, _)| name).collect();
    assert_eq!(times.len(), done);
    for (name, _) in &records {
        assert!(name.ends_with("_p-q"), "{name}");
        assert!(environment.exists(&format!(".pipeline-runs/{name}.log")));
    }
}

#[test]
fn the_record_is_whole_whenever_it_is_read() {
    let stages = (0..12).map(|n| stage(&format!("s{n}"), "sleep 0.05", json!({}))).collect();
    let environment = TestEnvironment::with(&graph(stages));
    let running = environment.start(&["run", "--jobs", "2"]);
    let mut seen = BTreeSet::new();
    // Every reading parses, or `records` panics.
    while !matches!(environment.records().first().map(|(_, record)| record["status"] == "success"), Some(true)) {
        if let Some((_, record)) = environment.records().pop() {
            let results = record["stageResults"].as_array().unwrap();
            seen.insert(results.iter().filter(|result| result["status"] == "succeeded").count());
        }
    }
    running.end().with_code(0);
    assert!(seen.len() > 2, "it grows while the run goes on: {seen:?}");
    let left: Vec<_> = std::fs::read_dir(environment.root.join(".pipeline-runs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(left.len(), 3, "no temporary file is left: {left:?}");
}
