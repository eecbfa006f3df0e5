//! Files that are none, or none of the kind that is expected: folders, fifos, devices, links in a circle; for every file
//! that a person names.

use std::os::unix::fs::symlink;

use camino::Utf8Path;
use serde_json::json;

use super::measured::measured;
use crate::support::{TestEnvironment, graph, stage};

type Make = fn(&Utf8Path);

pub(super) fn fifo(path: &Utf8Path) {
    rustix::fs::mkfifoat(rustix::fs::CWD, path.as_std_path(), 0o600.into()).unwrap();
}

/// What stands where a file should be, and the words for it.
const NO_FILES: [(Make, &str); 4] = [
    (fifo, "it is a fifo"),
    (|path| symlink("/dev/zero", path).unwrap(), "it is a device"),
    (|path| std::fs::create_dir(path).unwrap(), "it is a folder"),
    (|path| symlink(path.file_name().unwrap(), path).unwrap(), "Too many levels of symbolic links"),
];

fn project() -> TestEnvironment {
    TestEnvironment::with(&graph(vec![stage("a", "true", json!({}))]))
}

#[test]
fn a_graph_that_is_no_file() {
    for (make, words) in NO_FILES {
        let environment = TestEnvironment::new();
        make(&environment.root.join("graph.json"));
        for command in ["plan", "run", "list", "doctor", "graph"] {
            measured(&environment, &[command, "--graph", "graph.json"]).refused(1, words);
        }
    }
    let environment = TestEnvironment::new();
    for path in ["/dev/zero", "/dev/stdin", "/dev/null"] {
        measured(&environment, &["plan", "--graph", path]).refused(1, "it is a device");
    }
    measured(&environment, &["plan", "--graph", &"x".repeat(100_000)]).refused(1, "File name too long");
}

#[test]
fn settings_that_are_no_file() {
    for (make, words) in NO_FILES {
        let environment = project();
        make(&environment.root.join("throughline.toml"));
        measured(&environment, &["plan"]).refused(1, words);
    }
}

#[test]
fn settings_that_hold_nonsense() {
    for (text, words) in [
        ("#".repeat(2_000_000), "are the most that is read"),
        (format!("a={}", "[".repeat(100_000)), "throughline.toml: TOML parse error"),
        (format!("a={}", "{a=".repeat(100_000)), "throughline.toml: TOML parse error"),
        (vec!["a"; 100_000].join(".") + "=1", "recursion limit"),
        ("default = \"\u{1b}[2J\"".to_owned(), "throughline.toml: TOML parse error at line 1, column"),
        ("\"\\u001b[2J\" = 1".to_owned(), "unknown field `\\u{1b}[2J`"),
        ("jobs = 99999999999999999999".to_owned(), "line 1, column 8"),
        ("jobs = 1e400".to_owned(), "line 1, column 8"),
        ("default = \"a\"\ndefault = \"b\"".to_owned(), "duplicate key"),
    ] {
        let environment = project();
        environment.write("throughline.toml", &text);
        measured(&environment, &["plan"]).refused(1, words);
    }
    let environment = project();
    environment.write("throughline.toml", "default = \"\\u001b[2J\\u202e\"");
    measured(&environment, &["plan"]).refused(2, "`\\u{1b}[2J\\u{202e}` is no pipeline");
}

#[test]
fn environment_files_that_are_no_file_or_hold_nonsense() {
    let run = ["run", "--dry-run", "--env-file", ".env"];
    for (make, words) in NO_FILES {
        let environment = project();
        make(&environment.root.join(".env"));
        measured(&environment, &run).refused(2, words);
    }
    for (text, words) in [
        ("A=x\n".repeat(1_000_000), "are the most that is read"),
        (format!("A={}", "x".repeat(200_000)), "no program can be given more"),
        ("A=xxxxxxxx\n".to_owned() + &"A=${A}${A}\n".repeat(80), "the value of `A`"),
        ("A=a\0b".to_owned(), "holds a NUL character"),
        ("!!\u{1b}[2J\u{7}".to_owned(), "\\u{1b}[2J\\u{7}"),
        ("A=\"".to_owned(), "environment file .env"),
    ] {
        let environment = project();
        environment.write(".env", &text);
        measured(&environment, &run).refused(2, words);
    }
}

#[test]
fn saved_plans_that_are_no_file_or_hold_nonsense() {
    for (make, words) in NO_FILES {
        let environment = project();
        make(&environment.root.join("plan.json"));
        measured(&environment, &["run", "--plan", "plan.json"]).refused(2, words);
    }
    for (text, words) in [
        (String::new(), "plan.json is no plan"),
        ("{\"planVersion\": 1e400}".to_owned(), "number out of range"),
        ("[".repeat(1_000_000), "plan.json is no plan"),
        (format!("{{\"planVersion\":1,\"stages\":{}", "[{\"instances\":".repeat(100_000)), "recursion limit"),
    ] {
        let environment = project();
        environment.write("plan.json", &text);
        measured(&environment, &["run", "--plan", "plan.json"]).refused(2, words);
    }
}

#[test]
fn screenplays_that_are_no_file_or_hold_nonsense() {
    let run = ["run", "screenplay", "--project", "project.json"];
    for (make, words) in [
        (fifo as Make, "is neither a file nor a folder"),
        (|path| symlink("/dev/zero", path).unwrap(), "is neither a file nor a folder"),
        (|path| std::fs::create_dir(path).unwrap(), "is a folder"),
    ] {
        let environment = TestEnvironment::new();
        make(&environment.root.join("project.json"));
        measured(&environment, &run).refused(2, words);
    }
    for (text, words) in [
        ("[".repeat(1_000_000), "nested too deeply"),
        (" ".repeat(70_000_000), "are the most that is read"),
        ("{\"id\": \"../x\"}".to_owned(), "`id` must begin with"),
        ("{\"id\": \"\\u001b[2J\"}".to_owned(), "`id` must begin with"),
        ("{\"id\": 1e400}".to_owned(), "number out of range"),
        ("{\"id\": \"a\", \"id\": \"b\"}".to_owned(), "stands here twice"),
    ] {
        let environment = TestEnvironment::new();
        environment.write("project.json", &text);
        let ended = measured(&environment, &run);
        let code = ended.code.unwrap();
        assert!([1, 2].contains(&code), "{code}: {}", ended.err);
        ended.refused(code, words);
    }
}

#[test]
fn fountain_texts_that_never_end() {
    for (unit, count) in [
        ("[[", 500_000),
        ("/*", 500_000),
        ("*", 1_000_000),
        ("_*", 500_000),
        ("INT. A\n\n", 100_000),
        ("A\n", 300_000),
        ("\u{1b}[2J\u{202e}", 100_000),
        ("(", 1_000_000),
        ("Title: x\n", 100_000),
    ] {
        let environment = TestEnvironment::new();
        environment.write("film.fountain", &unit.repeat(if cfg!(debug_assertions) { count / 10 } else { count }));
        let ended = measured(&environment, &["screenplay", "check", "film.fountain"]);
        assert!(ended.code.is_some_and(|code| code <= 1), "{unit:?}: {:?}", ended.code);
        let raw = |char: &char| char.is_control() && *char != '\n' && *char != '\t';
        assert_eq!(ended.out.chars().chain(ended.err.chars()).find(raw), None, "{unit:?}");
    }
}
