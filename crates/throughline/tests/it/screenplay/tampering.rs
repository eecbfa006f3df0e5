//! Whatever is done to what a run left is found by `verify`, named, and mended by `replay`.

use super::support::{folder, read_json, run, small};

/// Does something to the folder of a good run; `verify` must name this file, `replay` must mend it.
#[track_caller]
fn found_and_mended(named: &str, harm: impl FnOnce(&std::path::Path)) {
    let environment = small();
    run(&environment, &[]).with_code(0);
    environment.run(&["verify"]).with_code(0);
    let folder = folder(&environment);
    let path = environment.root.join(&folder);
    let digest = || throughline_artifact::content_of(&path.join("preview")).unwrap().unwrap().digest;
    let (pictures, script) = (digest(), environment.read(&format!("{folder}/Script.json")));
    harm(path.as_std_path());
    environment.run(&["verify"]).with_code(1).saying(&format!("{folder}/{named}"));
    environment.run(&["replay"]).with_code(0);
    environment.run(&["verify"]).with_code(0);
    assert_eq!((digest(), environment.read(&format!("{folder}/Script.json"))), (pictures, script));
}

fn edit(path: &std::path::Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    change(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_changed_byte() {
    found_and_mended("ShotList.json", |folder| {
        edit(&folder.join("ShotList.json"), |bytes| {
            let at = bytes.iter().position(|byte| byte.is_ascii_digit()).unwrap();
            bytes[at] ^= 1;
        });
    });
}

#[test]
fn a_changed_picture() {
    found_and_mended("preview/frames/scene-001-shot-001.png", |folder| {
        edit(&folder.join("preview/frames/scene-001-shot-001.png"), |bytes| *bytes.last_mut().unwrap() ^= 1);
    });
}

#[test]
fn a_truncated_artifact() {
    found_and_mended("AssetManifest.json", |folder| {
        edit(&folder.join("AssetManifest.json"), |bytes| bytes.truncate(bytes.len() / 2));
    });
}

#[test]
fn a_missing_artifact() {
    found_and_mended("RenderPlan.json", |folder| std::fs::remove_file(folder.join("RenderPlan.json")).unwrap());
}

#[test]
fn a_missing_picture() {
    found_and_mended("preview/frames/scene-002-shot-001.png", |folder| {
        std::fs::remove_file(folder.join("preview/frames/scene-002-shot-001.png")).unwrap();
    });
}

#[test]
fn a_stale_meta() {
    found_and_mended("Script.meta.json", |folder| {
        edit(&folder.join("Script.meta.json"), |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let at = text.find("sha256:").unwrap() + 7;
            bytes[at] = if bytes[at] == b'0' { b'1' } else { b'0' };
        });
    });
}

#[test]
fn a_file_swapped_for_another_valid_one() {
    found_and_mended("Script.json", |folder| {
        edit(&folder.join("Script.json"), |bytes| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            *bytes = text.replace("The Long Way Round", "The Short Way Back").into_bytes();
        });
    });
}

#[test]
fn a_meta_written_at_another_time_is_the_same_meta() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    let path = format!("{}/Script.meta.json", folder(&environment));
    let mut meta = read_json(&environment, &path);
    meta["created_at"] = "2001-01-01T00:00:00.000Z".into();
    environment.write(&path, &meta.to_string());
    environment.run(&["verify"]).with_code(0);
    run(&environment, &[]).with_code(0).saying("5 fresh");
}
