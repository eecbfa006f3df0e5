//! Every artifact of generated scripts is what an independent model of the contract says.

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_artifact::pretty_sorted;
use throughline_model::Digest;

use crate::model;
use crate::support::{Bench, Made, bench_of, digest, script_json};

/// Words, white space and names of many scripts, and what could break ids and files.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,9}",
        1 => Just("слово".to_owned()),
        1 => Just("كلمة".to_owned()),
        1 => Just("词".to_owned()),
        1 => Just("🎬".to_owned()),
        1 => Just("--> ".to_owned()),
        1 => Just("\n\n2\n".to_owned()),
        1 => Just("\u{a0}\u{3000}".to_owned()),
        1 => Just("\0".to_owned()),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.join(" "))
}

const NAMES: &[&str] =
    &["BOB", "Bob", "bob", "DR. SARA LEE", "ИВАН", "Иван", "سارة", "张伟", "🤖", "../etc/passwd", "A\0B", "", " ", "ẞ"];

fn name() -> impl Strategy<Value = Option<String>> {
    prop::option::weighted(0.9, prop::sample::select(NAMES).prop_map(str::to_owned))
}

fn entry() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(|text| json!({"type": "action", "text": text})),
        Just(json!({"type": "action"})),
        (text(), name()).prop_map(|(text, name)| match name {
            Some(name) => json!({"type": "dialogue", "text": text, "character": name}),
            None => json!({"type": "dialogue", "text": text}),
        }),
    ]
}

fn scenes() -> impl Strategy<Value = Vec<Value>> {
    let scene = prop::collection::vec(entry(), 0..7).prop_map(Value::Array);
    prop::collection::vec(scene, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn artifacts_are_what_the_contract_says(scenes in scenes(), style in prop::sample::select(STYLES)) {
        let bench = bench_of(&script_json(&scenes), style);
        check_plan(&bench.plan().unwrap(), &scenes, style);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn what_is_rendered_is_what_the_contract_says(scenes in scenes(), style in prop::sample::select(STYLES)) {
        let bench = bench_of(&script_json(&scenes), style);
        let made = bench.run().unwrap();
        check_plan(&made, &scenes, style);
        check_output(&made);
    }
}

const STYLES: &[&str] = &["two-shot", "coverage"];

/// The id of an artifact of this run.
fn id(made: &Made, kind: &str) -> Value {
    let short: String = made.preparation.values["run.key"].as_str().unwrap().chars().take(8).collect();
    json!(format!("{kind}-film-{short}"))
}

/// The artifacts of the first four stages.
fn check_plan(made: &Made, scenes: &[Value], style: &str) {
    let id = |kind: &str| id(made, kind);
    let script = made.json("Script.json");
    assert_eq!(script["script_id"], id("script"));
    for (index, scene) in script["scenes"].as_array().unwrap().iter().enumerate() {
        assert_eq!(scene["scene_id"], model::scene_id(index));
        assert_eq!(scene["actions"], scenes[index]);
    }
    assert_eq!(script["scenes"].as_array().unwrap().len(), scenes.len());

    let shots = model::shots(scenes, style);
    let list = made.json("ShotList.json");
    let expected = json!({
        "schema_version": "1.0.0", "project_id": "film", "shotlist_id": id("shotlist"), "script_ref": id("script"),
        "shots": shots, "timing_lock_hash": model::timing_lock(&shots),
    });
    assert_eq!(list, expected);

    let (packs, backgrounds, items) = model::manifest(scenes);
    let expected = json!({
        "schema_version": "1.0.0", "project_id": "film", "manifest_id": id("manifest"),
        "shotlist_ref": id("shotlist"), "character_packs": packs, "backgrounds": backgrounds, "vo_items": items,
    });
    assert_eq!(made.json("AssetManifest.json"), expected);

    let placeholder = |kind: &str, id: &Value, name: &Value, asset_type: &str| {
        json!({
            "asset_id": id, "asset_type": asset_type, "is_placeholder": true, "license_type": "generated_local",
            "uri": format!("placeholder://{kind}/{}", name.as_str().unwrap()),
        })
    };
    let each = |values: &Value, kind: &str, id: &str, name: &str, asset_type: &str| -> Vec<Value> {
        let values = values.as_array().unwrap().iter();
        values.map(|value| placeholder(kind, &value[id], &value[name], asset_type)).collect()
    };
    let mut assets = each(&packs, "character", "pack_id", "character_id", "character_pack");
    assets.extend(each(&backgrounds, "background", "bg_id", "scene_id", "background"));
    assets.extend(each(&items, "vo", "item_id", "item_id", "vo"));
    let expected = json!({
        "schema_version": "1.0.0", "project_id": "film", "plan_id": id("plan"), "manifest_ref": id("manifest"),
        "timing_lock_hash": list["timing_lock_hash"], "profile": "preview_local", "resolution": "960x540",
        "aspect_ratio": "16:9", "fps": 24, "resolved_assets": assets,
    });
    assert_eq!(made.json("RenderPlan.json"), expected);
    metas_agree(made, 4);
}

/// The artifact of the last stage, and its files.
fn check_output(made: &Made) {
    let list = made.json("ShotList.json");
    let shots = list["shots"].as_array().unwrap();
    let mut duration = 0.0;
    for shot in shots {
        duration += shot["duration_sec"].as_f64().unwrap();
        let frame = format!("preview/frames/{}.png", shot["shot_id"].as_str().unwrap());
        assert!(made.folder.join(&frame).is_file(), "{frame}");
    }
    let files: Vec<Value> = made
        .files()
        .iter()
        .filter(|(path, _)| path.starts_with("preview/"))
        .map(|(path, bytes)| json!({"path": path, "digest": Digest::of(bytes)}))
        .collect();
    assert_eq!(files.len(), shots.len() + 4);
    let expected = json!({
        "schema_version": "1.0.0", "project_id": "film", "output_id": id(made, "output"), "plan_ref": id(made, "plan"),
        "duration_sec": duration, "video_path": "preview/animatic.png", "captions_path": "preview/captions.srt",
        "content_hash": digest(&json!({"files": files})),
    });
    assert_eq!(made.json("RenderOutput.json"), expected);
    metas_agree(made, 5);
}

/// Every meta says what its artifact is, and every artifact is written as it should be.
fn metas_agree(made: &Made, stages: usize) {
    let parents: [(&str, &str, &str, &[&str]); 5] = [
        ("Script", "script_id", "stage1_generate_script", &[]),
        ("ShotList", "shotlist_id", "stage2_script_to_shotlist", &["script"]),
        ("AssetManifest", "manifest_id", "stage3_shotlist_to_assetmanifest", &["shotlist", "script"]),
        ("RenderPlan", "plan_id", "stage4_build_renderplan", &["manifest", "shotlist"]),
        ("RenderOutput", "output_id", "stage5_render_preview", &["plan", "shotlist", "script"]),
    ];
    let key = made.preparation.values["run.key"].as_str().unwrap();
    for (kind, id, stage, parents) in parents.into_iter().take(stages) {
        let (artifact, meta) = (made.json(&format!("{kind}.json")), made.json(&format!("{kind}.meta.json")));
        assert_eq!(made.text(&format!("{kind}.json")), pretty_sorted(&artifact));
        assert_eq!(made.text(&format!("{kind}.meta.json")), pretty_sorted(&meta));
        let mut known = meta.clone();
        let params = known.as_object_mut().unwrap().remove("creation_params").unwrap();
        let refs: Vec<String> = parents.iter().map(|parent| format!("{parent}-film-{}", &key[..8])).collect();
        let expected = json!({
            "artifact_type": kind, "artifact_id": artifact[id], "schema_version": "1.0.0", "hash": digest(&artifact),
            "parent_refs": refs, "compute_origin": "local", "created_at": "2026-11-20T12:20:42.155Z",
        });
        assert_eq!(known, expected);
        for (name, value) in [("project_id", "film"), ("run_id", key), ("stage", stage)] {
            assert_eq!(params[name], value, "{kind}");
        }
    }
}

#[test]
fn the_same_project_gives_the_same_bytes_elsewhere_and_later() {
    let scenes = [
        json!([{"type": "action", "text": "Ann waits."}, {"type": "dialogue", "text": "Well then", "character": "ANN"}]),
    ];
    let script = script_json(&scenes);
    let one = bench_of(&script, "coverage").run().unwrap().files();
    let mut other = bench_of(&script, "coverage");
    other.now = "2031-01-01T00:00:00Z".parse().unwrap();
    let again = other.run().unwrap();
    for (path, bytes) in again.files() {
        if let Some(kind) = path.strip_suffix(".meta.json") {
            let timeless = |bytes: &[u8]| {
                let mut meta: Value = serde_json::from_slice(bytes).unwrap();
                meta.as_object_mut().unwrap().remove("created_at").unwrap();
                meta
            };
            assert_eq!(timeless(&bytes), timeless(&one[&path]), "{kind}");
            assert_ne!(bytes, one[&path]);
        } else {
            assert_eq!(bytes, one[&path], "{path}");
        }
    }
}

#[test]
fn the_local_writer_is_used_where_no_script_is_named() {
    let project = json!({"id": "film", "genre": "noir", "target_duration": 95, "title": "Rain"});
    let made = Bench::with(&project).plan().unwrap();
    let script = made.json("Script.json");
    assert_eq!(script["scenes"].as_array().unwrap().len(), 3);
    assert_eq!((&script["title"], &script["genre"]), (&json!("Rain"), &json!("noir")));
    let short = Bench::with(&json!({"id": "film", "target_duration": 1})).plan().unwrap();
    assert_eq!(short.json("Script.json")["scenes"].as_array().unwrap().len(), 2);
    assert_eq!(short.json("Script.json")["title"], "Untitled");
    assert_eq!(short.json("Script.json")["genre"], "drama");
}
