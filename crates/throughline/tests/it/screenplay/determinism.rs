//! The same project gives the same bytes, wherever, whenever and by whomever it is run.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::{Value, json};

use super::support::{folder, project, run, small};
use crate::support::{TestEnvironment, program};

/// Every file of the run by its path, the times in metas and summary taken out.
fn files(environment: &TestEnvironment) -> BTreeMap<String, Vec<u8>> {
    let top = environment.root.join(folder(environment));
    let mut found = BTreeMap::new();
    let mut folders = vec![top.clone()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir_utf8().unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path().to_owned());
                continue;
            }
            let mut bytes = std::fs::read(entry.path()).unwrap();
            if entry.file_name().ends_with(".meta.json") || entry.file_name() == "run_summary.json" {
                let mut document: Value = serde_json::from_slice(&bytes).unwrap();
                without_times(&mut document);
                bytes = document.to_string().into_bytes();
            }
            found.insert(entry.path().strip_prefix(&top).unwrap().to_string(), bytes);
        }
    }
    found
}

fn without_times(value: &mut Value) {
    const TIMES: [&str; 5] = ["created_at", "started_at", "completed_at", "duration_sec", "project_path"];
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !TIMES.contains(&name.as_str()));
            members.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

fn film() -> TestEnvironment {
    let environment = project(&json!({"id": "demo", "script": "film.fountain", "shot_style": "coverage"}));
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/screenplay");
    let script = std::fs::read_dir(example).unwrap().flatten().map(|entry| entry.path());
    let script = script.into_iter().find(|path| path.extension().is_some_and(|ext| ext == "fountain")).unwrap();
    environment.write("film.fountain", &std::fs::read_to_string(script).unwrap());
    environment
}

#[test]
fn two_folders_time_zones_locales_and_umasks_give_the_same_bytes() {
    for make in [small as fn() -> TestEnvironment, film] {
        let mut here = make();
        here.variables = vec![("TZ".into(), "Pacific/Auckland".into()), ("LC_ALL".into(), "tr_TR.UTF-8".into())];
        run(&here, &[]).with_code(0);
        let there = make();
        let line = "umask 077; exec \"$0\" run screenplay --project project.json --jobs 2";
        let mut command = Command::new("sh");
        command.args(["-c", line]).arg(program()).current_dir(&there.root).env("TZ", "America/St_Johns");
        assert!(command.env("USER", "another").output().unwrap().status.success());
        let (one, other) = (files(&here), files(&there));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
        for (path, bytes) in &one {
            assert!(other[path] == *bytes, "{path} differs");
        }
    }
}

#[test]
fn reproduce_says_so_and_copies_only_what_is_declared() {
    let environment = small();
    run(&environment, &[]).with_code(0);
    // A sparse file that no disk here could hold a copy of.
    std::fs::File::create(environment.root.join("large")).unwrap().set_len(1 << 42).unwrap();
    let args = ["reproduce", "screenplay", "--project", "project.json"];
    environment.run(&args).with_code(0).saying("5 the same");
}
