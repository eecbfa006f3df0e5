//! What is written, and what is run again: skip, resume, from-stage, force, run ids, other parameters.

use serde_json::json;

use super::support::{STAGES, TYPES, folder, project, read_json, run, small, summary};

#[test]
fn a_run_writes_the_folder_that_is_promised() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    let folder = folder(&environment);
    let names: Vec<String> = {
        let entries = std::fs::read_dir(environment.root.join(&folder)).unwrap().flatten();
        let mut names: Vec<_> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let mut expected: Vec<String> =
        TYPES.iter().flat_map(|kind| [format!("{kind}.json"), format!("{kind}.meta.json")]).collect();
    expected.extend(["preview".to_owned(), "run_summary.json".to_owned()]);
    expected.sort();
    assert_eq!(names, expected);
    let shots = read_json(&environment, &format!("{folder}/ShotList.json"));
    for shot in shots["shots"].as_array().unwrap() {
        assert!(environment.exists(&format!("{folder}/preview/frames/{}.png", shot["shot_id"].as_str().unwrap())));
    }
    for name in ["storyboard.png", "captions.srt", "timeline.otio"] {
        assert!(environment.exists(&format!("{folder}/preview/{name}")), "{name}");
    }
    let output = read_json(&environment, &format!("{folder}/RenderOutput.json"));
    assert!(environment.exists(&format!("{folder}/{}", output["video_path"].as_str().unwrap())), "{output}");
    let sum: f64 = shots["shots"].as_array().unwrap().iter().map(|shot| shot["duration_sec"].as_f64().unwrap()).sum();
    assert!((output["duration_sec"].as_f64().unwrap() - sum).abs() < 1e-9);
}

#[test]
fn metas_and_summary_agree_with_the_artifacts() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    let folder = folder(&environment);
    let ids = ["script_id", "shotlist_id", "manifest_id", "plan_id", "output_id"];
    let summary = read_json(&environment, &format!("{folder}/run_summary.json"));
    let run_id = folder.rsplit('/').next().unwrap();
    assert_eq!(
        (&summary["status"], &summary["run_id"], &summary["errors"]),
        (&json!("success"), &json!(run_id), &json!([]))
    );
    for (at, kind) in TYPES.iter().enumerate() {
        let artifact = read_json(&environment, &format!("{folder}/{kind}.json"));
        let meta = read_json(&environment, &format!("{folder}/{kind}.meta.json"));
        assert_eq!((&meta["artifact_type"], &meta["artifact_id"]), (&json!(kind), &artifact[ids[at]]));
        assert_eq!(meta["hash"], json!(throughline_artifact::canonical_digest(&artifact).unwrap()));
        assert_eq!(meta["compute_origin"], "local");
        assert_eq!(meta["creation_params"]["run_id"], json!(run_id));
        assert_eq!(meta["creation_params"]["stage"], json!(STAGES[at]));
        let stage = &summary["stages"][at];
        assert_eq!((&stage["name"], &stage["artifact_type"]), (&json!(STAGES[at]), &json!(kind)));
        assert_eq!((&stage["artifact_hash"], &stage["error"]), (&meta["hash"], &json!(null)));
        assert!(environment.exists(stage["artifact_path"].as_str().unwrap()), "{stage}");
        for parent in meta["parent_refs"].as_array().unwrap() {
            let known = TYPES[..at]
                .iter()
                .zip(ids)
                .any(|(kind, id)| read_json(&environment, &format!("{folder}/{kind}.json"))[id] == *parent);
            assert!(known, "{kind}: {parent}");
        }
    }
}

#[test]
fn what_is_fresh_is_skipped_and_the_summary_says_so() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    assert_eq!(summary(&environment), ["1 ran", "2 ran", "3 ran", "4 ran", "5 ran"]);
    let again = run(&environment, &[]).with_code(0);
    assert_eq!(again.stdout.matches('↩').count(), 5, "{}", again.shown());
    assert_eq!(summary(&environment), ["1 skipped", "2 skipped", "3 skipped", "4 skipped", "5 skipped"]);
    // Order and form of the project file do not count.
    environment
        .write("project.json", "{\n\"genre\": \"drama\", \"title\": \"The Long Way Round\", \"id\": \"demo\"}\n");
    run(&environment, &[]).with_code(0).saying("5 fresh");
    assert!(folder(&environment).starts_with("artifacts/demo/run-"));
}

#[test]
fn from_stage_skips_what_comes_before_and_refuses_where_that_is_not_valid() {
    let environment = small();
    run(&environment, &["--from-stage", "3"]).with_code(2).saying("stage2_script_to_shotlist");
    run(&environment, &[]).with_code(0);
    run(&environment, &["--from-stage", "3"]).with_code(0);
    assert_eq!(summary(&environment), ["1 skipped", "2 skipped", "3 ran", "4 ran", "5 ran"]);
    run(&environment, &["--from-stage", "5"]).with_code(0);
    assert_eq!(summary(&environment), ["1 skipped", "2 skipped", "3 skipped", "4 skipped", "5 ran"]);
    environment.write(&format!("{}/ShotList.json", folder(&environment)), "{}");
    run(&environment, &["--from-stage", "4"]).with_code(2).saying("stage2_script_to_shotlist");
    run(&environment, &["--from-stage", "6"]).with_code(2).saying("from-stage");
}

#[test]
fn force_runs_everything_and_gives_the_same_bytes() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    let frames = format!("{}/preview/storyboard.png", folder(&environment));
    let before = std::fs::read(environment.root.join(&frames)).unwrap();
    run(&environment, &["--force"]).with_code(0);
    assert_eq!(summary(&environment), ["1 ran", "2 ran", "3 ran", "4 ran", "5 ran"]);
    assert_eq!(std::fs::read(environment.root.join(&frames)).unwrap(), before);
}

#[test]
fn a_run_id_names_the_folder_and_a_bad_one_is_refused() {
    let environment = small();
    run(&environment, &["--run-id", "my-run.001"]).with_code(0);
    assert_eq!(folder(&environment), "artifacts/demo/my-run.001");
    let script = read_json(&environment, "artifacts/demo/my-run.001/Script.json");
    assert_eq!(script["script_id"], "script-demo-my-run.0");
    for bad in ["../up", ".hidden", "a b", "é"] {
        run(&environment, &["--run-id", bad]).with_code(2).saying("run-id");
    }
}

#[test]
fn another_project_runs_beside_the_first_and_both_stay_fresh() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    environment.write("other.json", &json!({"id": "other", "genre": "comedy"}).to_string());
    environment.run(&["run", "screenplay", "--project", "other.json"]).with_code(0).saying("5 ran");
    run(&environment, &[]).with_code(0).saying("5 fresh");
    environment.run(&["run", "screenplay", "--project", "other.json"]).with_code(0).saying("5 fresh");
}

#[test]
fn a_changed_script_is_another_run_and_a_changed_asset_is_not() {
    let environment = project(&json!({"id": "demo", "script": "film.fountain"}));
    let film = "INT. ROOM - DAY\n\nAda waits.\n\nADA\nNobody came.\n";
    environment.write("film.fountain", film);
    run(&environment, &[]).with_code(0);
    let folder = folder(&environment);
    environment.write("assets/char-ada.png", "not looked into");
    let with_asset = run(&environment, &[]).with_code(0).saying("3 fresh");
    assert!(with_asset.stdout.contains("✔ [4/5]"), "{}", with_asset.shown());
    let plan = read_json(&environment, &format!("{folder}/RenderPlan.json"));
    let pack = &plan["resolved_assets"][0];
    assert_eq!((&pack["uri"], &pack["is_placeholder"]), (&json!("file:assets/char-ada.png"), &json!(false)));
    environment.write("film.fountain", &film.replace("Nobody", "Somebody"));
    run(&environment, &[]).with_code(0).saying("5 ran");
    assert_eq!(std::fs::read_dir(environment.root.join("artifacts/demo")).unwrap().count(), 2);
}

#[test]
fn a_bad_project_file_is_told_all_at_once_with_its_places() {
    let environment = project(&json!({}));
    environment.write("project.json", "{\n  \"id\": \"../up\",\n  \"title\": 7,\n  \"target_duration\": \"long\",\n  \"render_profiles\": [\"8k\"]\n}\n");
    let refused = run(&environment, &[]).with_code(1);
    for place in ["project.json:2", "project.json:3", "project.json:4", "project.json:5"] {
        assert!(refused.stderr.contains(place), "{place}\n{}", refused.shown());
    }
    assert!(!environment.exists("artifacts"));
    environment.run(&["run", "screenplay", "--project", "nowhere.json"]).with_code(2).saying("nowhere.json");
    environment.run(&["run", "screenplay"]).with_code(2).saying("--project VALUE");
    environment.run(&["run", "screenplay", "--projekt", "x"]).with_code(2).saying("no parameter `projekt`");
}
