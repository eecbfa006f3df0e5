//! The summary of a run, made of its events.

use serde_json::{Value, json};
use throughline_model::{AttemptId, Digest, Event, EventKind, Failure, Filters, RunId, RunStarted, RunStatus, StageId};
use throughline_screenplay::Screenplay;
use throughline_stage::BuiltinPipeline;

use crate::support::{Made, bench_of, digest, read, script_json};

struct Told(Vec<Event>, RunId);

impl Told {
    fn new() -> Self {
        let started = RunStarted {
            pipeline_id: "screenplay".into(),
            name: "screenplay".into(),
            graph_path: "builtin:screenplay".into(),
            graph_digest: Digest::of(b""),
            filters: Filters::default(),
            parameters: serde_json::Map::new(),
            stages: Vec::new(),
            planned_stage_ids: Vec::new(),
            jobs: 1,
            tool_version: "0".into(),
        };
        Self(Vec::new(), RunId::generate()).and(EventKind::RunStarted(Box::new(started)))
    }

    fn and(mut self, kind: EventKind) -> Self {
        let seq = self.0.len() as u64;
        let at =
            "2026-11-20T12:00:00Z".parse::<jiff::Timestamp>().unwrap() + std::time::Duration::from_millis(seq * 1500);
        self.0.push(Event { run: self.1, seq, at, kind });
        self
    }

    fn ended(self, status: RunStatus, failure: Option<Failure>) -> Self {
        self.and(EventKind::RunEnded { status, duration_ms: 9, failure })
    }

    fn summary(self, made: &Made) -> Value {
        Screenplay.conclude(&made.preparation, &self.0).unwrap();
        read(&made.folder.join("run_summary.json"))
    }
}

const STAGES: [&str; 5] = [
    "stage1_generate_script",
    "stage2_script_to_shotlist",
    "stage3_shotlist_to_assetmanifest",
    "stage4_build_renderplan",
    "stage5_render_preview",
];

fn succeeded(stage: usize) -> EventKind {
    EventKind::StageSucceeded {
        stage_id: STAGES[stage].into(),
        attempt_id: AttemptId::generate(),
        fingerprint: Digest::of(b"f"),
        artifacts: Vec::new(),
        duration_ms: 1250,
    }
}

fn fresh(stage: usize) -> EventKind {
    EventKind::StageFresh {
        stage_id: STAGES[stage].into(),
        since: RunId::generate(),
        attempt_id: AttemptId::generate(),
        fingerprint: Digest::of(b"f"),
        artifacts: Vec::new(),
    }
}

#[test]
fn a_run_that_did_some_of_it() {
    let bench = bench_of(&script_json(&[json!([])]), "two-shot");
    let made = bench.run().unwrap();
    let told = Told::new().and(fresh(0)).and(fresh(1)).and(succeeded(2)).and(succeeded(3)).and(succeeded(4));
    let summary = told.ended(RunStatus::Success, None).summary(&made);
    let folder = made.preparation.values["run.folder"].as_str().unwrap();
    let stage = |index: usize, kind: &str| {
        let (status, skipped, seconds) = if index < 2 { ("fresh", true, 0.0) } else { ("succeeded", false, 1.25) };
        let artifact = made.json(&format!("{kind}.json"));
        assert_eq!(digest(&artifact), made.json(&format!("{kind}.meta.json"))["hash"]);
        json!({
            "name": STAGES[index], "stage_num": index + 1, "artifact_type": kind, "status": status, "skipped": skipped,
            "duration_sec": seconds, "artifact_path": format!("{folder}/{kind}.json"), "artifact_hash": digest(&artifact),
            "error": null,
        })
    };
    let kinds = ["Script", "ShotList", "AssetManifest", "RenderPlan", "RenderOutput"];
    let expected = json!({
        "run_id": made.preparation.values["run.key"], "project_id": "film",
        "project_path": "project.json", "started_at": "2026-11-20T12:00:00.000Z",
        "completed_at": "2026-11-20T12:00:09.000Z", "status": "success",
        "stages": kinds.iter().enumerate().map(|(index, kind)| stage(index, kind)).collect::<Vec<_>>(), "errors": [],
    });
    assert_eq!(summary, expected);
    assert_eq!(made.text("run_summary.json"), throughline_artifact::pretty_sorted(&expected));
}

#[test]
fn a_run_that_failed() {
    let made = bench_of(&script_json(&[json!([])]), "two-shot").plan().unwrap();
    let failed = EventKind::StageFailed {
        stage_id: STAGES[1].into(),
        error: "no text".into(),
        tail: Vec::new(),
        duration_ms: 40,
    };
    let blocked = EventKind::StageBlocked { stage_id: STAGES[2].into(), by: vec![StageId::from(STAGES[1])] };
    let failure = |stage: Option<&str>, message: &str| Failure {
        message: message.into(),
        stage_id: stage.map(StageId::from),
        stage_name: None,
        step_number: None,
        total_stages: 5,
        log_path: None,
        hint: None,
    };
    let told = || Told::new().and(succeeded(0)).and(failed.clone()).and(blocked.clone());
    let summary = told().ended(RunStatus::Failed, Some(failure(Some(STAGES[1]), "stage failed"))).summary(&made);
    assert_eq!(summary["status"], "failed");
    assert_eq!(summary["errors"], json!(["stage2_script_to_shotlist: no text"]));
    let shown: Vec<(&Value, &Value, &Value)> = summary["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|stage| (&stage["status"], &stage["error"], &stage["artifact_path"]))
        .collect();
    let null = &Value::Null;
    let script = json!(format!("{}/Script.json", made.preparation.values["run.folder"].as_str().unwrap()));
    let expected = [
        (&json!("succeeded"), null, &script),
        (&json!("failed"), &json!("no text"), null),
        (&json!("blocked"), &json!("blocked by stage2_script_to_shotlist"), null),
        (&json!("pending"), null, null),
        (&json!("pending"), null, null),
    ];
    assert_eq!(shown, expected);
    let hook = told().ended(RunStatus::Failed, Some(failure(None, "the hook failed"))).summary(&made);
    assert_eq!(hook["errors"][1], "the hook failed");
}

#[test]
fn a_run_that_was_cut_off_or_made_nothing_has_one_too() {
    let bench = bench_of(&script_json(&[json!([])]), "two-shot");
    let preparation = bench.prepare(&json!({})).unwrap();
    let made = bench.made(preparation, String::new());
    let summary = Told::new().and(succeeded(0)).summary(&made);
    assert_eq!((&summary["status"], &summary["completed_at"]), (&json!("running"), &Value::Null));
    assert_eq!(
        (&summary["stages"][0]["status"], &summary["stages"][0]["artifact_hash"]),
        (&json!("succeeded"), &Value::Null)
    );
}
