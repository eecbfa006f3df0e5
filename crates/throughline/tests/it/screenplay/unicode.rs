//! Names and lines of every script, and names that would be paths or codes for a terminal, stay what they are.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::support::{folder, project, read_json, run};
use crate::support::TestEnvironment;

const TITLE: &str = "Война и мир 🎬 سلام 你好 \u{202e}";

/// Who speaks in the film, each with the slug that the contract gives: lower case by Unicode, spaces to `_`, nothing
/// else changed.
fn people() -> Vec<(String, String)> {
    let plain = [
        ("ИВАН ПЕТРОВ", "иван_петров"),
        ("سارة", "سارة"),
        ("张伟", "张伟"),
        ("🤖 R2", "🤖_r2"),
        ("ZOE\u{301}", "zoe\u{301}"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("İNCİ", "i\u{307}nci\u{307}"),
        ("STRAẞE", "straße"),
        ("STRASSE", "strasse"),
        ("../../../etc/passwd", "../../../etc/passwd"),
        ("/root", "/root"),
        ("C:\\x", "c:\\x"),
        ("..", ".."),
        ("A\u{1}B\u{1b}[2J", "a\u{1}b\u{1b}[2j"),
        ("A\nB", "a\nb"),
        ("\u{202e}NAV", "\u{202e}nav"),
    ];
    let owned = |(name, slug): (&str, &str)| (name.to_owned(), slug.to_owned());
    plain.into_iter().map(owned).chain([("X".repeat(300), "x".repeat(300))]).collect()
}

const LINES: [&str; 6] = [
    "Ни слова, ни звука.",
    "مرحبا يا صديقي، كيف حالك؟",
    "你好 再见",
    "🎬 Cut! 👩‍👩‍👧‍👦",
    "e\u{301} a\u{308} \u{1b}[2J combining",
    "x --> y\n\n2\n00:00:00,000 --> 00:00:01,000\nz",
];

/// A script of one scene.
fn script(actions: &[Value]) -> Value {
    json!({
        "schema_version": "1.0.0", "project_id": "p", "script_id": "s", "title": "T", "genre": "драма",
        "scenes": [{
            "scene_id": "../../up", "location": "INT. КУХНЯ/../厨房", "time_of_day": "夜", "actions": actions,
        }],
    })
}

fn said(character: &str, text: &str) -> Value {
    json!({"type": "dialogue", "character": character, "text": text})
}

/// A covered film in which all of these speak, one line each.
pub(super) fn film() -> TestEnvironment {
    let project_file = json!({
        "id": "demo", "title": TITLE, "script": "фильм.json", "shot_style": "coverage", "genre": "драма",
        "visual_style": "水墨 🎨",
    });
    let environment = project(&project_file);
    let mut actions = vec![json!({"type": "action", "text": "Тишина. 寂静。 صمت \u{202e}🎬"})];
    actions.extend(people().iter().zip(LINES.iter().cycle()).map(|((name, _), line)| said(name, line)));
    environment.write("фильм.json", &script(&actions).to_string());
    environment
}

/// Whether a terminal obeys this character, or turns round what follows.
fn steers(char: char) -> bool {
    (char.is_control() && char != '\n') || char == '\u{202e}'
}

/// Every file and folder below the one that holds project, home and all, but for what is in these folders.
fn around(environment: &TestEnvironment, but_for: &[&str]) -> BTreeSet<String> {
    let top = environment.outside("");
    let mut found = BTreeSet::new();
    let mut open = vec![top.clone()];
    while let Some(next) = open.pop() {
        for entry in next.read_dir_utf8().unwrap() {
            let path = entry.unwrap().into_path();
            let name = path.strip_prefix(&top).unwrap().to_string();
            if path.is_dir() && !but_for.contains(&&*name) {
                open.push(path);
            }
            found.insert(name);
        }
    }
    found
}

#[test]
fn ids_and_slugs_are_those_of_the_contract_and_no_name_becomes_a_path() {
    let environment = film();
    let before = around(&environment, &[]);
    run(&environment, &[]).with_code(0);
    let folder = folder(&environment);
    let after = around(&environment, &["project/.throughline", "project/.pipeline-runs"]);
    let inside = format!("project/{folder}");
    let written: Vec<&String> =
        after.difference(&before).filter(|path| !path.starts_with(&format!("{inside}/"))).collect();
    let expected =
        ["project/.pipeline-runs", "project/.throughline", "project/artifacts", "project/artifacts/demo", &inside];
    assert_eq!(written, expected);
    assert!(before.is_subset(&after));

    let manifest = read_json(&environment, &format!("{folder}/AssetManifest.json"));
    let mut packs: Vec<Value> = people()
        .iter()
        .map(|(name, slug)| {
            json!({
                "pack_id": format!("char-{slug}"), "character_id": slug, "display_name": name, "is_placeholder": true,
            })
        })
        .collect();
    packs.sort_by(|one, other| one["display_name"].as_str().cmp(&other["display_name"].as_str()));
    assert_eq!(manifest["character_packs"], json!(packs));
    let voices: Vec<Value> = people()
        .iter()
        .zip(LINES.iter().cycle())
        .enumerate()
        .map(|(number, ((_, slug), line))| {
            json!({
                "item_id": format!("vo-scene-001-{slug}-{number:03}"), "speaker_id": slug, "text": line,
                "license_type": "generated_local",
            })
        })
        .collect();
    assert_eq!(manifest["vo_items"], json!(voices));
    let places = json!([{
        "bg_id": "bg-scene-001", "scene_id": "scene-001", "description": "INT. КУХНЯ/../厨房", "is_placeholder": true,
    }]);
    assert_eq!(manifest["backgrounds"], places);
    let plan = read_json(&environment, &format!("{folder}/RenderPlan.json"));
    let uris: BTreeSet<&str> =
        plan["resolved_assets"].as_array().unwrap().iter().map(|asset| asset["uri"].as_str().unwrap()).collect();
    for (_, slug) in people() {
        assert!(uris.contains(&*format!("placeholder://character/{slug}")), "{slug:?}");
    }
    assert_eq!(read_json(&environment, &format!("{folder}/Script.json"))["title"], TITLE);
    let frames: Vec<String> = environment
        .root
        .join(&folder)
        .join("preview/frames")
        .read_dir_utf8()
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_owned())
        .collect();
    let named: BTreeSet<String> =
        (1..=people().len() + 1).map(|shot| format!("scene-001-shot-{shot:03}.png")).collect();
    assert_eq!(frames.into_iter().collect::<BTreeSet<_>>(), named);
}

#[test]
fn it_is_verified_exported_and_verified_again() {
    let environment = film();
    let told = run(&environment, &[]).with_code(0);
    run(&environment, &[]).with_code(0).saying("5 fresh");
    let verified = environment.run(&["verify"]).with_code(0);
    let bundle = environment.outside("bundle");
    environment.run(&["export", "-o", bundle.as_str()]).with_code(0);
    environment.run(&["verify", "--bundle", bundle.as_str()]).with_code(0);
    for output in [told, verified, environment.run(&["logs"]), environment.run(&["status"])] {
        assert!(!output.text().contains(steers), "{:?}", output.text());
    }
}

#[test]
fn a_fountain_file_in_every_script_keeps_its_words() {
    let environment = project(&json!({"id": "demo", "script": "сценарий 剧本.fountain"}));
    let text = "\u{feff}Title: Война 🎬\n\nINT. КУХНЯ - НОЧЬ\n\nТишина.\n\nИВАН\nНи слова.\n\n@张伟\n你好 再见\n\n\
                @سارة (V.O.)\nمرحبا\n\n@Zoe\u{301}\n(тихо)\nHi 🧿\n\nİNCİ\nEvet.\n\nEXT. 东京 - 夜\n\n静か。\n";
    environment.write("сценарий 剧本.fountain", &text.replace('\n', "\r\n"));
    run(&environment, &[]).with_code(0);
    let folder = folder(&environment);
    let script = read_json(&environment, &format!("{folder}/Script.json"));
    assert_eq!(script["title"], "Война 🎬");
    let scenes = script["scenes"].as_array().unwrap();
    let headings: Vec<(&str, &str)> = scenes
        .iter()
        .map(|scene| (scene["location"].as_str().unwrap(), scene["time_of_day"].as_str().unwrap()))
        .collect();
    assert_eq!(headings, [("INT. КУХНЯ", "НОЧЬ"), ("EXT. 东京", "夜")]);
    let spoken: Vec<(&str, &str)> = scenes[0]["actions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["type"] == "dialogue")
        .map(|entry| (entry["character"].as_str().unwrap(), entry["text"].as_str().unwrap()))
        .collect();
    let expected =
        [("ИВАН", "Ни слова."), ("张伟", "你好 再见"), ("سارة", "مرحبا"), ("Zoe\u{301}", "Hi 🧿"), ("İNCİ", "Evet.")];
    assert_eq!(spoken, expected);
    let captions = environment.read(&format!("{folder}/preview/captions.srt"));
    for (speaker, line) in expected {
        assert!(captions.contains(&format!("{speaker}: {line}\n")), "{captions}");
    }
}

#[test]
fn names_of_files_may_be_in_every_script() {
    let environment = film();
    let text = environment.read("project.json");
    environment.write("кино 🎬/фильм.json", &environment.read("фильм.json"));
    environment.write("кино 🎬/проект ß.json", &text);
    let args = ["run", "screenplay", "--project", "кино 🎬/проект ß.json", "--artifacts-dir", "выход 出力"];
    environment.run(&args).with_code(0).saying("5 ran");
    environment.run(&args).with_code(0).saying("5 fresh");
    environment.run(&["verify"]).with_code(0).saying("выход 出力/demo/run-");
}

#[test]
fn a_log_does_not_steer_the_terminal() {
    let environment = project(&json!({"id": "demo", "script": "f.fountain"}));
    let text = "INT. A\u{1b}]0;x\u{7} - DAY\n\n@A\u{9b}2J\nHi\u{1b}[2J\n\n@B\u{1b}c\u{202e} ^^\n\nx */ y\n";
    environment.write("f.fountain", text);
    environment.write("assets/bg-\u{1b}[31mx.png", "of nothing");
    run(&environment, &[]).with_code(0);
    for (stage, told) in
        [("stage1_generate_script", "`B\\u{1b}c"), ("stage4_build_renderplan", "assets/bg-\\u{1b}[31mx")]
    {
        let logs = environment.run(&["logs", "--stage", stage]).with_code(0).saying(told);
        assert!(!logs.text().contains(steers), "{:?}", logs.text());
    }
}

/// The close shot of a film in which only this is said, and what stage 5 tells of it.
fn drawn(line: &str) -> (Vec<u8>, String) {
    drawn_by("АДА", line)
}

fn drawn_by(speaker: &str, line: &str) -> (Vec<u8>, String) {
    let environment = project(&json!({"id": "demo", "script": "s.json", "shot_style": "coverage"}));
    environment.write("s.json", &script(&[said(speaker, line)]).to_string());
    run(&environment, &[]).with_code(0);
    let frame = format!("{}/preview/frames/scene-001-shot-002.png", folder(&environment));
    let told = environment.run(&["logs", "--stage", "stage5_render_preview"]).with_code(0);
    (std::fs::read(environment.root.join(frame)).unwrap(), told.stdout)
}

#[test]
fn what_no_font_has_is_drawn_as_its_code_point_and_told() {
    let (without, told) = drawn("Wait, 你好 سلام мир ⛴.");
    assert!(!told.contains("no font"), "{told}");
    let (one, told) = drawn("Wait, 你好 سلام мир ⛴. \u{17000}\u{1f9ff}");
    assert!(told.contains("no font has U+17000, U+1F9FF: drawn as code points"), "{told}");
    // Were it an empty box, or nothing, the one would look like the other.
    let (other, told) = drawn("Wait, 你好 سلام мир ⛴. \u{17001}\u{1f9ff}");
    assert!(told.contains("no font has U+17001, U+1F9FF: drawn as code points"), "{told}");
    assert!(without != one && one != other);
}

#[test]
fn what_only_a_panel_letters_is_told_too() {
    // A panel has the speaker's name in upper case, the contact sheet as it is written: here in Warang Citi.
    let told = drawn_by("\u{118c0}", "Hm.").1;
    assert!(told.contains("no font has U+118A0, U+118C0: drawn as code points"), "{told}");
}
