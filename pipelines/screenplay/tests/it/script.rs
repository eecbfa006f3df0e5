//! Scripts that come from outside: Fountain and JSON.

use serde_json::{Value, json};
use throughline_model::{Digest, StageId};

use crate::support::{Bench, bench_of, script_json};

#[test]
fn a_fountain_screenplay_becomes_a_script() {
    let bench = Bench::with(&json!({"id": "film", "script": "a.fountain"}));
    bench.write(
        "a.fountain",
        "Title: The Ferry\n\nINT. KITCHEN - NIGHT\n\nAnna waits.\n\nBORIS (V.O.)\n(softly)\nAre you there?\n\nEXT. PIER - DAWN\n\n@张伟\n你好 world\n",
    );
    let made = bench.plan().unwrap();
    let script = made.json("Script.json");
    assert_eq!((&script["title"], &script["genre"]), (&json!("The Ferry"), &json!("drama")));
    assert_eq!(script["scenes"][0]["scene_id"], "scene-001");
    assert_eq!(script["scenes"][0]["location"], "INT. KITCHEN");
    assert_eq!(script["scenes"][0]["time_of_day"], "NIGHT");
    assert_eq!(script["scenes"][0]["actions"][0], json!({"type": "action", "text": "Anna waits."}));
    assert_eq!(
        script["scenes"][0]["actions"][1],
        json!({"type": "dialogue", "character": "BORIS", "text": "Are you there?", "parenthetical": "softly", "extension": "V.O."})
    );
    assert_eq!(script["scenes"][1]["actions"][0]["character"], "张伟");
    let params = &made.json("Script.meta.json")["creation_params"];
    assert_eq!(params["script"]["path"], "a.fountain");
    bench.write("project.json", r#"{"id": "film", "script": "a.fountain", "title": "Mine", "genre": "noir"}"#);
    let script = bench.plan().unwrap().json("Script.json");
    assert_eq!((&script["title"], &script["genre"]), (&json!("Mine"), &json!("noir")));
}

#[test]
fn a_script_in_json_is_taken_over_with_ids_of_this_project() {
    let made = bench_of(&script_json(&[json!([]), json!([])]), "two-shot").plan().unwrap();
    let script = made.json("Script.json");
    assert_eq!(script["project_id"], "film");
    assert_eq!((&script["title"], &script["genre"]), (&json!("Old title"), &json!("western")));
    let ids: Vec<&Value> = script["scenes"].as_array().unwrap().iter().map(|scene| &scene["scene_id"]).collect();
    assert_eq!(ids, ["scene-001", "scene-002"]);
}

#[test]
fn a_dialogue_without_text_fails_and_is_named() {
    let scenes =
        [json!([{"type": "action"}]), json!([{"type": "action", "text": "x"}, {"type": "dialogue", "character": "A"}])];
    let bench = bench_of(&script_json(&scenes), "two-shot");
    let error = bench.plan().err().unwrap().to_string();
    assert_eq!(error, "scene 2 (`scene-002`), entry 2: the dialogue has no `text`");
    // The same in a Script that somebody changed by hand: each stage that reads it says so.
    bench.write("in/script.json", script_json(&[json!([{"type": "dialogue", "text": "x"}])]).to_string());
    let made = bench.plan().unwrap();
    let mut script = made.json("Script.json");
    script["scenes"][0]["actions"][0].as_object_mut().unwrap().remove("text");
    std::fs::write(made.folder.join("Script.json"), script.to_string()).unwrap();
    for first in [1, 2, 4] {
        let error = bench.stages(first..first + 1).err().unwrap().to_string();
        assert_eq!(error, "scene 1 (`scene-001`), entry 1: the dialogue has no `text`");
    }
}

#[test]
fn a_script_that_changes_while_the_run_goes_on_is_noticed() {
    let bench = bench_of(&script_json(&[]), "two-shot");
    let preparation = bench.prepare(&json!({})).unwrap();
    let other = script_json(&[json!([])]).to_string();
    bench.write("in/script.json", &other);
    let error = bench.prepared(preparation, 0..1).err().unwrap().to_string();
    assert!(
        error.contains("changed while the run went on") && error.contains(&Digest::of(other.as_bytes()).to_string()),
        "{error}"
    );
}

#[test]
fn scenes_without_lines_and_scripts_without_scenes_are_films_too() {
    let scenes = [json!([]), json!([{"type": "action", "text": "one two three four five"}])];
    let durations = |style: &str| {
        let list = bench_of(&script_json(&scenes), style).plan().unwrap().json("ShotList.json");
        list["shots"].as_array().unwrap().iter().map(|shot| shot["duration_sec"].as_f64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(durations("two-shot"), [3.0, 3.0, 3.0, 3.0]);
    assert_eq!(durations("coverage"), [1.5, 2.0]);
    let made = bench_of(&script_json(&[]), "coverage").run().unwrap();
    let output = made.json("RenderOutput.json");
    assert_eq!(output["duration_sec"].to_string(), "0.0");
    assert_eq!(made.text("preview/captions.srt"), "");
    assert_eq!(std::fs::read_dir(made.folder.join("preview/frames")).unwrap().count(), 0);
}

#[test]
fn a_stage_that_is_cancelled_ends() {
    let bench = bench_of(&script_json(&[json!([])]), "two-shot");
    let made = bench.plan().unwrap();
    let (graph, cancellation) = (crate::support::graph(), throughline_stage::Cancellation::default());
    cancellation.cancel();
    for id in graph.pipelines[0].stages.iter().map(StageId::as_str) {
        let error = bench.stage(&graph, id, &made.preparation, &mut Vec::new(), &cancellation).unwrap_err();
        assert_eq!(error.to_string(), "interrupted", "{id}");
    }
}
