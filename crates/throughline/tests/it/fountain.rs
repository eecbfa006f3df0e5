//! What `throughline screenplay check` shows of a Fountain file.

use serde_json::Value;

use crate::support::{TestEnvironment, assert_shown};

const DOOR: &str = "\
Title:
    _**THE DOOR**_
Author: A. Nonymous
Draft date: 1/20/2026

FADE IN:

# Act one

INT. STAIRWELL - NIGHT (1987) #1#

= Somebody is there.

The *door* opens, slowly.

ANNA (V.O.)
(to herself)
It was never closed.
Not once [[check]] in all those years.

BORIS ^
Who?

CUT TO:

ext. roof - upstairs

A wind. The moon.
ANNA
Here.

BORIS

@McCoy
Anna?

/* Another scene. */
> THE END <
";

fn with(text: &str) -> TestEnvironment {
    let environment = TestEnvironment::new();
    environment.write("door.fountain", text);
    environment
}

#[test]
fn a_screenplay_is_shown_with_its_scenes_its_cast_and_what_is_doubtful() {
    let environment = with(DOOR);
    let output = environment.run(&["screenplay", "check", "door.fountain"]).with_code(0);
    assert_shown!(environment, output.shown());
}

#[test]
fn the_same_for_programs() {
    let environment = with(DOOR);
    let output = environment.run(&["screenplay", "check", "door.fountain", "--format", "json"]).with_code(0);
    assert_shown!(environment, output.shown());
}

#[test]
fn what_cannot_be_imported_is_exit_code_1_with_the_line() {
    let environment = with("Title: X\n\nOnly text.\n\nAnd more.\n");
    let output = environment.run(&["screenplay", "check", "door.fountain"]).with_code(1);
    assert_shown!(environment, output.shown());
    let output = environment.run(&["screenplay", "check", "door.fountain", "--format", "json"]).with_code(1);
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((&told["importable"], &told["fault"]["line"]), (&Value::Bool(false), &Value::from(3)));
    assert!(output.stderr.is_empty());
    environment.write("door.fountain", "INT. A - DAY\n\nText /* cut\n\nMore.\n");
    let output = environment.run(&["screenplay", "check", "door.fountain"]).with_code(1);
    output.saying("door.fountain:3: error: the boneyard").saying("cannot be imported: line 3: the boneyard");
    environment.write("door.fountain", "");
    environment.run(&["screenplay", "check", "door.fountain"]).with_code(1).saying("nothing in it");
}

#[test]
fn a_file_that_cannot_be_read_is_exit_code_2() {
    let environment = with("");
    environment.run(&["screenplay", "check", "nowhere.fountain"]).with_code(2).saying("nowhere.fountain");
    environment.run(&["screenplay", "check", "."]).with_code(2).saying("cannot read");
    std::fs::write(environment.root.join("latin.fountain"), b"INT. A\n\nGr\xfc\xdfe\n").unwrap();
    environment.run(&["screenplay", "check", "latin.fountain"]).with_code(2).saying("line 3 is not UTF-8");
    environment.run(&["screenplay", "check"]).with_code(2);
    environment.run(&["screenplay"]).with_code(2);
}

#[test]
fn a_screenplay_cannot_steer_the_terminal() {
    let text = "Title: a\u{1b}[31mb\n\nINT. A\u{1b}]0;x\u{7}\u{202e} - DAY #1#\n\n@A\u{9b}2J\nHi\u{1b}[2J\n\n@B\u{1b}c ^^\n\n[[\u{7}\n";
    let environment = with(text);
    for format in ["text", "json"] {
        let output = environment.run(&["screenplay", "check", "door.fountain", "--format", format, "--color", "never"]);
        let unsafe_char = |char: char| (char.is_control() && char != '\n') || char == '\u{202e}';
        assert!(!output.text().contains(unsafe_char), "{:?}", output.text());
    }
}

#[test]
fn many_notices_are_counted() {
    let environment = with(&format!("INT. A - DAY\n\n{}", "x */ y\n".repeat(130)));
    let output = environment.run(&["screenplay", "check", "door.fountain"]).with_code(0);
    output.saying("… and 30 more");
}

#[test]
fn wide_names_and_long_screenplays_are_shown_whole() {
    let mut text = String::new();
    for scene in 0..300 {
        text.push_str(&format!("INT. 厨房 {scene} - 夜\n\n@张伟\n你好 世界\n\n"));
    }
    let environment = with(&text);
    let output = environment.run(&["screenplay", "check", "door.fountain", "--format", "json"]).with_code(0);
    let told: Value = serde_json::from_str(&output.stdout).unwrap();
    let scenes = told["scenes"].as_array().unwrap();
    assert_eq!((scenes.len(), &scenes[299]["location"]), (300, &Value::from("INT. 厨房 299")));
    assert_eq!(scenes[299]["timeOfDay"], "夜");
    assert_eq!(told["cast"][0], serde_json::json!({"name": "张伟", "line": 3, "speeches": 300, "spokenWords": 600}));
    environment.run(&["screenplay", "check", "door.fountain"]).with_code(0).saying("INT. 厨房 299");
}
