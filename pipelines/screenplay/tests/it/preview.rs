//! What can be looked at: captions, timeline, pictures.

use serde_json::{Value, json};

use crate::support::{Made, bench_of, script_json};

fn film(style: &str) -> Made {
    let scenes = [
        json!([
            {"type": "action", "text": "Mira waits at the pier."},
            {"type": "dialogue", "character": "MIRA", "text": "one two three four five six seven eight nine"},
            {"type": "dialogue", "character": "БОРИС", "text": "раз --> два\n\n3"},
        ]),
        json!([{"type": "dialogue", "text": "you there"}]),
    ];
    bench_of(&script_json(&scenes), style).run().unwrap()
}

#[test]
fn captions_follow_the_shots() {
    let expected = "1\n00:00:02,000 --> 00:00:05,600\nMIRA: one two three four five six seven eight nine\n\n\
                    2\n00:00:05,600 --> 00:00:07,200\nБОРИС: раз → два\n3\n\n\
                    3\n00:00:08,700 --> 00:00:10,200\nUNKNOWN: you there\n\n";
    assert_eq!(film("coverage").text("preview/captions.srt"), expected);
    // Thirteen words are 5.2 s a shot; nine of them are heard in 7.2 of the 10.4 s.
    let expected = "1\n00:00:00,000 --> 00:00:07,200\nMIRA: one two three four five six seven eight nine\n\n\
                    2\n00:00:07,200 --> 00:00:10,400\nБОРИС: раз → два\n3\n\n\
                    3\n00:00:10,400 --> 00:00:16,400\nUNKNOWN: you there\n\n";
    assert_eq!(film("two-shot").text("preview/captions.srt"), expected);
}

#[test]
fn the_timeline_is_what_opentimelineio_reads() {
    let made = film("coverage");
    let timeline = made.json("preview/timeline.otio");
    let list = made.json("ShotList.json");
    assert_eq!(timeline["OTIO_SCHEMA"], "Timeline.1");
    assert_eq!(timeline["global_start_time"], json!({"OTIO_SCHEMA": "RationalTime.1", "rate": 24.0, "value": 0.0}));
    let stack = &timeline["tracks"];
    assert_eq!((&stack["OTIO_SCHEMA"], &stack["children"][0]["kind"]), (&json!("Stack.1"), &json!("Video")));
    let clips = stack["children"][0]["children"].as_array().unwrap();
    let shots = list["shots"].as_array().unwrap();
    assert_eq!(clips.len(), shots.len());
    let (mut frames, mut seconds) = (0.0, 0.0);
    for (clip, shot) in clips.iter().zip(shots) {
        frames += clip["source_range"]["duration"]["value"].as_f64().unwrap();
        seconds += shot["duration_sec"].as_f64().unwrap();
        assert!((frames - seconds * 24.0_f64).abs() <= 0.5);
        let reference = &clip["media_references"][clip["active_media_reference_key"].as_str().unwrap()];
        assert_eq!(
            (&clip["OTIO_SCHEMA"], &reference["OTIO_SCHEMA"]),
            (&json!("Clip.2"), &json!("ExternalReference.1"))
        );
        let target = made.folder.join("preview").join(reference["target_url"].as_str().unwrap());
        assert!(target.is_file(), "{target}");
        let metadata = json!({
            "shot_id": shot["shot_id"], "scene_id": shot["scene_id"], "camera_framing": shot["camera_framing"],
        });
        assert_eq!(clip["metadata"]["throughline"], metadata);
    }
    let markers = stack["markers"].as_array().unwrap();
    let shown: Vec<(&Value, &Value, &Value)> = markers
        .iter()
        .map(|marker| {
            (
                &marker["name"],
                &marker["metadata"]["throughline"]["line"],
                &marker["marked_range"]["start_time"]["value"],
            )
        })
        .collect();
    let expected = [
        (&json!("MIRA"), &json!("one two three four five six seven eight nine"), &json!(48.0)),
        (&json!("БОРИС"), &json!("раз --> два\n\n3"), &json!(134.0)),
        (&json!("UNKNOWN"), &json!("you there"), &json!(209.0)),
    ];
    assert_eq!(shown, expected);
    assert!(markers.iter().all(|marker| marker["OTIO_SCHEMA"] == "Marker.2"));
}

#[test]
fn frames_have_the_plans_size_and_none_is_left_over() {
    for (profile, size) in [("draft_720p", [1280, 720]), ("final_1080p", [1920, 1080]), ("preview_local", [960, 540])] {
        let bench = bench_of(&script_json(&[json!([])]), "coverage");
        bench.write(
            "project.json",
            json!({"id": "film", "script": "in/script.json", "render_profiles": [profile]}).to_string(),
        );
        let made = bench.plan().unwrap();
        bench.write(made.folder.join("preview/frames/old.png").as_str(), "old");
        let again = bench.stages(4..5).unwrap();
        let frames: Vec<(String, Vec<u8>)> =
            again.files().into_iter().filter(|(path, _)| path.starts_with("preview/frames/")).collect();
        assert_eq!(frames.len(), 2, "{profile}");
        for (path, bytes) in frames {
            assert_eq!(png_size(&bytes), size, "{path}");
        }
        assert_eq!(png_size(&std::fs::read(again.folder.join("preview/animatic.png")).unwrap())[0], 480);
        png_size(&std::fs::read(again.folder.join("preview/storyboard.png")).unwrap());
    }
}

/// Width and height in the header of a PNG.
fn png_size(bytes: &[u8]) -> [u32; 2] {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    [side(16), side(20)]
}

#[test]
fn a_plan_for_another_timing_is_refused() {
    let scenes = [json!([])];
    let bench = bench_of(&script_json(&scenes), "two-shot");
    let made = bench.plan().unwrap();
    let mut list = made.json("ShotList.json");
    list["shots"][0]["duration_sec"] = json!(4.0);
    std::fs::write(made.folder.join("ShotList.json"), list.to_string()).unwrap();
    let error = bench.stages(4..5).err().unwrap().to_string();
    assert!(error.contains("is locked to the timing sha256:"), "{error}");
}

#[test]
fn a_shot_whose_id_leads_elsewhere_is_refused() {
    let bench = bench_of(&script_json(&[json!([])]), "two-shot");
    let made = bench.plan().unwrap();
    let mut list = made.json("ShotList.json");
    list["shots"][0]["shot_id"] = json!("../../outside");
    list["timing_lock_hash"] = crate::model::timing_lock(&list["shots"]);
    let mut plan = made.json("RenderPlan.json");
    plan["timing_lock_hash"] = list["timing_lock_hash"].clone();
    std::fs::write(made.folder.join("ShotList.json"), list.to_string()).unwrap();
    std::fs::write(made.folder.join("RenderPlan.json"), plan.to_string()).unwrap();
    let error = bench.stages(4..5).err().unwrap().to_string();
    assert_eq!(error, "the shot id \"../../outside\" cannot name a file");
    assert!(!made.folder.join("outside.png").exists());
}

#[test]
fn what_lies_behind_a_link_out_of_the_root_stays_as_it_is() {
    let bench = bench_of(&script_json(&[json!([{"type": "action", "text": "x"}])]), "two-shot");
    let made = bench.run().unwrap();
    let other = tempfile::tempdir().unwrap();
    std::fs::create_dir(other.path().join("frames")).unwrap();
    std::fs::write(other.path().join("frames/photo.jpg"), "precious").unwrap();
    std::fs::remove_dir_all(made.folder.join("preview")).unwrap();
    std::os::unix::fs::symlink(other.path(), made.folder.join("preview")).unwrap();
    let error = bench.run().err().unwrap().to_string();
    assert!(error.contains("leads by a link out of"), "{error}");
    assert_eq!(std::fs::read_to_string(other.path().join("frames/photo.jpg")).unwrap(), "precious");
    assert_eq!(std::fs::read_dir(other.path()).unwrap().count(), 1);
}
