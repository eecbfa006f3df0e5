//! Names of every script, and names that would be paths, stay names.

use serde_json::{Value, json};

use crate::support::{Bench, bench_of, script_json};

fn line(character: &str) -> Value {
    json!({"type": "dialogue", "character": character, "text": "Ни слова 再见 🎬"})
}

#[test]
fn no_name_becomes_a_path() {
    let names =
        ["ИВАН ПЕТРОВ", "سارة", "张伟", "🤖", "../../../etc/passwd", "/root", "A\0B", "C:\\x", ".", "..", "~", "a\nb"];
    let scenes = [Value::Array(names.iter().map(|name| line(name)).collect())];
    let bench = bench_of(&script_json(&scenes), "coverage");
    let made = bench.run().unwrap();
    let packs = made.json("AssetManifest.json")["character_packs"].as_array().unwrap().len();
    assert_eq!(packs, names.len());
    let mut entries: Vec<String> =
        made.files().into_keys().filter(|path| !path.starts_with("preview/frames/")).collect();
    entries.sort_unstable();
    let kinds = ["AssetManifest", "RenderOutput", "RenderPlan", "Script", "ShotList"];
    let mut expected: Vec<String> =
        kinds.iter().flat_map(|kind| [format!("{kind}.json"), format!("{kind}.meta.json")]).collect();
    expected.extend(
        ["animatic.png", "captions.srt", "storyboard.png", "timeline.otio"].map(|name| format!("preview/{name}")),
    );
    assert_eq!(entries, expected);
    let frames: Vec<String> = made.files().into_keys().filter(|path| path.starts_with("preview/frames/")).collect();
    assert!(frames.iter().all(|path| path.starts_with("preview/frames/scene-001-shot-0")), "{frames:?}");
    // Nothing lies beside what was there and what was asked for.
    let mut around: Vec<String> =
        bench.root.read_dir_utf8().unwrap().map(|entry| entry.unwrap().file_name().to_owned()).collect();
    around.sort_unstable();
    assert_eq!(around, ["artifacts", "in", "project.json"]);
}

#[test]
fn two_names_with_one_slug_are_one_character() {
    let scenes = [json!([line("Bob Lee"), line("BOB LEE"), line("bob_lee"), line("БОБ"), line("боб")])];
    let manifest = bench_of(&script_json(&scenes), "two-shot").plan().unwrap().json("AssetManifest.json");
    let packs: Vec<(&Value, &Value)> = manifest["character_packs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pack| (&pack["character_id"], &pack["display_name"]))
        .collect();
    assert_eq!(packs, [(&json!("bob_lee"), &json!("BOB LEE")), (&json!("боб"), &json!("БОБ"))]);
    let ids: Vec<&Value> = manifest["vo_items"].as_array().unwrap().iter().map(|item| &item["item_id"]).collect();
    assert_eq!(ids[4], "vo-scene-001-боб-004");
}

#[test]
fn given_assets_resolve_and_others_do_not() {
    let bench = bench_of(&script_json(&[json!([line("张伟"), line("A/B"), line("Bo")])]), "two-shot");
    bench.write("assets/char-张伟.png", "picture");
    bench.write("assets/bg-scene-001.jpeg", "place");
    bench.write("assets/vo-scene-001-bo-002.wav", "sound");
    bench.write("assets/char-a/b.png", "not this one");
    bench.write("assets/bg-scene-002.png", "of no scene");
    let made = bench.plan().unwrap();
    let plan = made.json("RenderPlan.json");
    let assets: Vec<(&str, bool, &str)> = plan["resolved_assets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|asset| {
            let text = |name: &str| asset[name].as_str().unwrap();
            (text("uri"), asset["is_placeholder"].as_bool().unwrap(), text("license_type"))
        })
        .collect();
    let expected = [
        ("placeholder://character/a/b", true, "generated_local"),
        ("placeholder://character/bo", true, "generated_local"),
        ("file:assets/char-%E5%BC%A0%E4%BC%9F.png", false, "user_provided"),
        ("file:assets/bg-scene-001.jpeg", false, "user_provided"),
        ("placeholder://vo/vo-scene-001-张伟-000", true, "generated_local"),
        ("placeholder://vo/vo-scene-001-a/b-001", true, "generated_local"),
        ("file:assets/vo-scene-001-bo-002.wav", false, "user_provided"),
    ];
    assert_eq!(assets, expected);
    assert!(made.log.contains("`assets/bg-scene-002.png` is no asset of this film"), "{}", made.log);
}

#[test]
fn titles_in_any_script_are_kept() {
    for title in
        ["Der Fluß", "Война и мир", "العربية", "你好\u{202e}", "🎬🎬", "a\0\n-->", "../..", "${{ project.id }}", ""]
    {
        let made = Bench::with(&json!({"id": "film", "title": title, "target_duration": 10})).plan().unwrap();
        assert_eq!(made.json("Script.json")["title"], title);
    }
}
