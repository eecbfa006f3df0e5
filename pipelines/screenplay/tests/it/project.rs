//! From parameters to values: the run id, the folder, what is given, and what is refused.

use serde_json::{Value, json};
use throughline_graph::{GraphReport, locate};
use throughline_model::Digest;
use throughline_stage::PrepareError;

use crate::support::{Bench, digest};

fn refused(bench: &Bench, parameters: &Value) -> (String, String) {
    match bench.prepare(parameters).unwrap_err() {
        PrepareError::Unusable { message, help } => (message, help.unwrap_or_default()),
        PrepareError::Refused { source_text, problems } => {
            let report = GraphReport::new(&source_text, &problems);
            (report.to_string(), report.located().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        }
    }
}

#[test]
fn a_project_becomes_values() {
    let bench = Bench::with(&json!({"id": "film"}));
    let found = bench.prepare(&json!({})).unwrap();
    let key = found.values["run.key"].as_str().unwrap().to_owned();
    assert_eq!(key, format!("run-{}", &Digest::of(br#"{"id":"film"}"#).hex()[..12]));
    let expected = json!({
        "project.id": "film", "project.title": null, "project.genre": null, "project.visual_style": "cinematic",
        "project.target_duration": 60.0, "project.shot_style": "two-shot", "project.profile": "preview_local",
        "project.script": null, "project.assets": {}, "run.key": key, "run.folder": format!("artifacts/film/{key}"),
    });
    assert_eq!(Value::Object(found.values), expected);
    assert_eq!((found.root, found.from), (bench.root.clone(), None));
    assert_eq!(found.files.into_iter().collect::<Vec<_>>(), [("project".to_owned(), bench.root.join("project.json"))]);
}

#[test]
fn formatting_order_and_format_do_not_count() {
    let bench =
        Bench::with(&json!({"id": "film", "target_duration": 60, "cost": {"a": 0.0, "b": [1, 2]}, "note": "ä"}));
    let key = |parameters: &Value| bench.prepare(parameters).unwrap().values["run.key"].clone();
    let one = key(&json!({}));
    bench.write("other.json", "\u{feff}{ \"note\": \"\\u00e4\",\n\"cost\": {\"b\": [1.0, 2e0], \"a\": 0},\"target_duration\": 60.0, \"id\":\"film\"}");
    assert_eq!(one, key(&json!({"project": "other.json"})));
    bench.write("other.yaml", "note: ä # a note\ncost: {b: [1, 2], a: 0}\nid: film\ntarget_duration: 60.0\n");
    assert_eq!(one, key(&json!({"project": "other.yaml"})));
    bench.write("third.json", r#"{"id": "film", "target_duration": 60, "cost": {"a": 0.0, "b": [2, 1]}, "note": "ä"}"#);
    assert_ne!(one, key(&json!({"project": "third.json"})));
}

#[test]
fn the_scripts_content_counts_and_where_it_lies_does_not() {
    let bench = Bench::with(&json!({"id": "film", "script": "a/b.fountain"}));
    bench.write("a/b.fountain", "INT. A - DAY\n\nx\n");
    let found = bench.prepare(&json!({})).unwrap();
    let script = json!({"path": "a/b.fountain", "digest": Digest::of(b"INT. A - DAY\n\nx\n")});
    let hashed = digest(&json!({"id": "film", "script": script}));
    assert_eq!(found.values["run.key"], json!(format!("run-{}", &hashed.as_str().unwrap()[7..19])));
    let told = json!({"path": "a/b.fountain", "format": "fountain", "digest": script["digest"]});
    assert_eq!(found.values["project.script"], told);
    assert_eq!(found.files["script"], bench.root.join("a/b.fountain"));
    bench.write("elsewhere/project.json", r#"{"id": "film", "script": "a/b.fountain"}"#);
    bench.write("elsewhere/a/b.fountain", "INT. A - DAY\n\nx\n");
    let moved = bench.prepare(&json!({"project": "elsewhere/project.json"})).unwrap();
    assert_eq!(moved.values, found.values);
    bench.write("a/b.fountain", "INT. A - DAY\n\ny\n");
    assert_ne!(bench.prepare(&json!({})).unwrap().values["run.key"], found.values["run.key"]);
}

#[test]
fn artifacts_elsewhere_are_a_root_of_their_own() {
    let bench = Bench::with(&json!({"id": "film"}));
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().to_str().unwrap();
    let found = bench.prepare(&json!({"artifacts-dir": path, "run-id": "my-run.1", "from-stage": 3})).unwrap();
    assert_eq!((found.root.as_str(), &found.values["run.folder"]), (path, &json!("film/my-run.1")));
    assert_eq!(found.from.unwrap().as_str(), "stage3_shotlist_to_assetmanifest");
    let found = bench.prepare(&json!({"artifacts-dir": "out/deep"})).unwrap();
    assert!(found.values["run.folder"].as_str().unwrap().starts_with("out/deep/film/run-"));
}

#[test]
fn given_assets_are_told_by_their_ids() {
    let bench = Bench::with(&json!({"id": "film"}));
    for (name, text) in
        [("char-bob.png", "b"), ("char-bob.jpg", "a"), ("char-dr._и.x.wav", "c"), ("notes.txt", "n"), ("char-no", "n")]
    {
        bench.write(&format!("assets/{name}"), text);
    }
    std::fs::create_dir(bench.root.join("assets/bg-scene-001.d")).unwrap();
    let found = bench.prepare(&json!({})).unwrap();
    let expected = json!({
        "char-bob": {"file": "assets/char-bob.jpg", "digest": Digest::of(b"a")},
        "char-dr._и.x": {"file": "assets/char-dr._и.x.wav", "digest": Digest::of(b"c")},
    });
    assert_eq!(found.values["project.assets"], expected);
    let names: Vec<&String> = found.files.keys().collect();
    assert_eq!(names, ["asset:char-bob.jpg", "asset:char-dr._и.x.wav", "project"]);
}

#[test]
fn wrong_types_have_their_places() {
    let bench = Bench::new();
    bench.write(
        "project.json",
        "{\n  \"id\": \"a/b\",\n  \"target_duration\": \"60\",\n  \"title\": \"x\",\n  \"title\": 7\n}\n",
    );
    let (title, located) = refused(&bench, &json!({}));
    assert_eq!(title, "project.json: 4 problems");
    let expected = [
        "project.json:5:3: error[duplicate-key]: the field `title` stands here twice (/title)",
        "  help: only one of them can be meant; remove the other",
        "project.json:2:9: error[bad-id]: `id` must begin with a letter or a digit of ASCII, go on with letters, digits, `.`, `_` and `-`, and have at most 100 characters (/id)",
        "  help: for example `a-b`",
        "project.json:3:22: error[wrong-type]: `target_duration` must be a number of seconds, not a text (/target_duration)",
        "  help: write it without quotes: 60",
        "project.json:5:12: error[wrong-type]: `title` must be a text, not a number (/title)",
        "  help: write it in quotes: \"7\"",
    ];
    assert_eq!(located.lines().collect::<Vec<_>>(), expected);
    bench.write("project.yaml", "id: film\nrender_profiles:\n  - preview_local\n  - 4k\n");
    let (_, located) = refused(&bench, &json!({"project": "project.yaml"}));
    assert!(
        located.starts_with("project.yaml:4:5: error[unknown-word]: `render_profiles[1]` must be one of"),
        "{located}"
    );
    bench.write("project.json", "{\"id\": \"film\", \"big\": {\"n\": 9007199254740993}}");
    let (_, located) = refused(&bench, &json!({}));
    assert!(located.contains("project.json:1:29: error[bad-number]: the number 9007199254740993"), "{located}");
    bench.write("project.json", "{\"id\": \"film\",}");
    assert!(refused(&bench, &json!({})).1.contains("error[syntax]"));
    bench.write("project.json", "[]");
    assert!(refused(&bench, &json!({})).1.contains("a project is an object, not a list"));
}

#[test]
fn what_is_no_project_is_refused_with_help() {
    let bench = Bench::new();
    let missing = refused(&bench, &json!({}));
    assert!(missing.0.starts_with("the project cannot be used: there is no file `/"), "{missing:?}");
    assert!(missing.1.contains("--project FILE"), "{missing:?}");
    std::fs::create_dir(bench.root.join("folder")).unwrap();
    assert!(refused(&bench, &json!({"project": "folder"})).0.ends_with("folder` is a folder, not a file"));
    bench.write("latin.json", b"{\"id\": \"\xe4\"}");
    let latin = refused(&bench, &json!({"project": "latin.json"}));
    assert!(latin.0.ends_with("is not UTF-8 text: byte 8 cannot be read") && latin.1.contains("UTF-8"), "{latin:?}");
    assert!(refused(&bench, &json!({"project": null})).0.contains("no project file is named"));
}

#[test]
fn run_ids_and_stages_are_checked() {
    let bench = Bench::with(&json!({"id": "film"}));
    for id in ["../x", "a/b", ".", "-a", "a b", "ü", &"x".repeat(101), "a\n"] {
        let (message, help) = refused(&bench, &json!({"run-id": id}));
        assert!(message.contains("cannot be a run id") && help.contains("at most 100"), "{id}: {message}");
    }
    assert_eq!(bench.prepare(&json!({"run-id": "x".repeat(100)})).unwrap().values["run.key"], json!("x".repeat(100)));
    for stage in [json!(6), json!(-1), json!(1.5)] {
        let (message, help) = refused(&bench, &json!({"from-stage": stage}));
        assert!(
            message.contains("there is no such stage") && help.contains("5 stage5_render_preview"),
            "{message} {help}"
        );
    }
    for (stage, id) in [(1, "stage1_generate_script"), (5, "stage5_render_preview")] {
        assert_eq!(bench.prepare(&json!({"from-stage": stage})).unwrap().from.unwrap().as_str(), id);
    }
}

#[test]
fn a_script_that_cannot_be_used_is_named_with_its_place() {
    let bench = Bench::with(&json!({"id": "film", "script": "in/none.fountain"}));
    let (_, located) = refused(&bench, &json!({}));
    assert!(located.contains("project.json:1:") && located.contains("(/script)"), "{located}");
    assert!(
        located.contains("there is no file") && located.contains("relative to the project file's folder"),
        "{located}"
    );
    bench.write("project.json", r#"{"id": "film", "script": "script.pdf"}"#);
    assert!(refused(&bench, &json!({})).1.contains("must name a `.fountain` screenplay or a Script in `.json`"));
    bench.write("project.json", r#"{"id": "film", "script": "script.json"}"#);
    bench.write("script.json", "{\"schema_version\": \"1.0.0\", \"project_id\": \"p\", \"script_id\": \"s\",\n \"title\": \"T\", \"genre\": 5,\n \"scenes\": [{\"scene_id\": \"s\", \"location\": \"L\", \"time_of_day\": \"DAY\", \"actions\": [{\"type\": \"song\"}]}]}");
    let (title, located) = refused(&bench, &json!({}));
    assert_eq!(title, "script.json: 2 problems");
    assert!(located.contains("script.json:2:25: error[schema]") && located.contains("(/genre)"), "{located}");
    assert!(located.contains("(/scenes/0/actions/0/type)"), "{located}");
}

#[test]
fn locating_needs_only_the_text() {
    let bench = Bench::new();
    bench.write("project.json", "{}");
    let PrepareError::Refused { source_text, problems } = bench.prepare(&json!({})).unwrap_err() else { panic!() };
    assert_eq!(locate(&source_text, &problems)[0].problem.code, "missing-field");
}
