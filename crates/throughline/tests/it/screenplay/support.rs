//! A project file in a folder of its own, and what a run of it left.

use serde_json::{Value, json};

use crate::support::{Output, TestEnvironment};

/// The five artifacts, in the order of the stages.
pub(super) const TYPES: [&str; 5] = ["Script", "ShotList", "AssetManifest", "RenderPlan", "RenderOutput"];

/// The five stages.
pub(super) const STAGES: [&str; 5] = [
    "stage1_generate_script",
    "stage2_script_to_shotlist",
    "stage3_shotlist_to_assetmanifest",
    "stage4_build_renderplan",
    "stage5_render_preview",
];

/// A folder with this project file.
pub(super) fn project(document: &Value) -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("project.json", &document.to_string());
    environment
}

/// A small project without a script.
pub(super) fn small() -> TestEnvironment {
    project(&json!({"id": "demo", "title": "The Long Way Round", "genre": "drama"}))
}

/// Runs `screenplay` with these further arguments.
pub(super) fn run(environment: &TestEnvironment, more: &[&str]) -> Output {
    environment.run(&[&["run", "screenplay", "--project", "project.json"], more].concat())
}

/// The folder of the only run of the project `demo`, relative to the root.
pub(super) fn folder(environment: &TestEnvironment) -> String {
    let runs: Vec<_> = std::fs::read_dir(environment.root.join("artifacts/demo")).unwrap().flatten().collect();
    assert_eq!(runs.len(), 1, "{runs:?}");
    format!("artifacts/demo/{}", runs[0].file_name().into_string().unwrap())
}

/// A JSON file of the project.
pub(super) fn read_json(environment: &TestEnvironment, path: &str) -> Value {
    serde_json::from_str(&environment.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What the summary says of each stage: its status, `skipped` where it was.
pub(super) fn summary(environment: &TestEnvironment) -> Vec<String> {
    let summary = read_json(environment, &format!("{}/run_summary.json", folder(environment)));
    let stages = summary["stages"].as_array().unwrap();
    let words = |stage: &Value| {
        let skipped = if stage["skipped"] == json!(true) { "skipped" } else { "ran" };
        format!("{} {skipped}", stage["stage_num"])
    };
    stages.iter().map(words).collect()
}
