//! The contract once more, as plainly as it can be said, over JSON values: what the artifacts of a script must be.

use serde_json::{Value, json};

use crate::support::digest;

/// A dialogue: its scene's index, speaker and text.
pub(crate) struct Said {
    pub(crate) scene: usize,
    pub(crate) speaker: String,
    pub(crate) text: String,
}

pub(crate) fn scene_id(index: usize) -> String {
    format!("scene-{:03}", index + 1)
}

pub(crate) fn said(scenes: &[Value]) -> Vec<Said> {
    let mut said = Vec::new();
    for (scene, entries) in scenes.iter().enumerate() {
        for entry in entries.as_array().unwrap().iter().filter(|entry| entry["type"] == "dialogue") {
            let speaker = entry["character"].as_str().filter(|name| !name.trim().is_empty()).unwrap_or("UNKNOWN");
            let text = entry["text"].as_str().unwrap();
            said.push(Said { scene, speaker: speaker.to_owned(), text: text.to_owned() });
        }
    }
    said
}

pub(crate) fn words(text: &str) -> usize {
    let mut words = 0;
    let mut inside = false;
    for char in text.chars() {
        let space = char.is_whitespace();
        words += usize::from(!space && !inside);
        inside = !space;
    }
    words
}

fn seconds(least: f64, words: usize) -> f64 {
    let spoken = 0.4 * f64::from(u32::try_from(words).unwrap());
    if spoken > least { spoken } else { least }
}

/// `shots` of the shot list.
pub(crate) fn shots(scenes: &[Value], style: &str) -> Value {
    let said = said(scenes);
    let mut shots = Vec::new();
    for (index, entries) in scenes.iter().enumerate() {
        let own: Vec<usize> = said.iter().filter(|said| said.scene == index).map(|said| words(&said.text)).collect();
        let mut plan = Vec::new();
        if style == "two-shot" {
            let seconds = seconds(3.0, own.iter().sum());
            plan.extend([("wide", seconds), ("medium_close_up", seconds)]);
        } else {
            let actions = entries.as_array().unwrap().iter().filter(|entry| entry["type"] == "action");
            let done = actions.map(|entry| words(entry["text"].as_str().unwrap_or_default())).sum();
            plan.push(("wide", seconds(1.5, done)));
            for (place, words) in own.into_iter().enumerate() {
                let framing = if place % 2 == 0 { "medium_close_up" } else { "over_the_shoulder" };
                plan.push((framing, seconds(1.5, words)));
            }
        }
        for (number, (framing, seconds)) in plan.into_iter().enumerate() {
            shots.push(json!({
                "shot_id": format!("{}-shot-{:03}", scene_id(index), number + 1),
                "scene_id": scene_id(index),
                "duration_sec": seconds,
                "camera_framing": framing,
            }));
        }
    }
    Value::Array(shots)
}

/// What the timing lock must be for these shots.
pub(crate) fn timing_lock(shots: &Value) -> Value {
    let locked: Vec<Value> = shots
        .as_array()
        .unwrap()
        .iter()
        .map(|shot| json!({"duration_sec": shot["duration_sec"], "shot_id": shot["shot_id"]}))
        .collect();
    digest(&json!({"shots": locked}))
}

fn slug(name: &str) -> String {
    name.to_lowercase().chars().map(|char| if char == ' ' { '_' } else { char }).collect()
}

/// `character_packs`, `backgrounds` and `vo_items` of the manifest, for places as `support::script_json` names them.
pub(crate) fn manifest(scenes: &[Value]) -> (Value, Value, Value) {
    let said = said(scenes);
    let mut names: Vec<&str> = said.iter().map(|said| said.speaker.as_str()).collect();
    names.sort_unstable();
    let mut packs: Vec<Value> = Vec::new();
    for name in names {
        let slug = slug(name);
        if packs.iter().all(|pack| pack["character_id"] != slug) {
            packs.push(json!({
                "pack_id": format!("char-{slug}"), "character_id": slug, "display_name": name, "is_placeholder": true,
            }));
        }
    }
    let background = |index: usize| {
        json!({
            "bg_id": format!("bg-{}", scene_id(index)), "scene_id": scene_id(index),
            "description": format!("INT. PLACE {index}"), "is_placeholder": true,
        })
    };
    let item = |(number, said): (usize, &Said)| {
        let slug = slug(&said.speaker);
        json!({
            "item_id": format!("vo-{}-{slug}-{number:03}", scene_id(said.scene)), "speaker_id": slug, "text": said.text,
            "license_type": "generated_local",
        })
    };
    (Value::Array(packs), (0..scenes.len()).map(background).collect(), said.iter().enumerate().map(item).collect())
}
