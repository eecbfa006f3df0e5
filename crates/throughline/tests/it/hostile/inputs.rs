//! Files that a project's stages, gates and rules name, and that are none, or are longer than what is read of them.

use std::fs::File;
use std::os::unix::fs::symlink;

use camino::Utf8Path;
use serde_json::{Value, json};

use super::files::fifo;
use super::measured::measured;
use crate::support::{TestEnvironment, graph, graph_with, stage};

type Make = fn(&Utf8Path);

/// Four TiB, of which the disk has none.
fn endless(path: &Utf8Path) {
    File::create(path).unwrap().set_len(1 << 42).unwrap();
}

/// What stands where a file should be, and the words for it.
const NO_INPUTS: [(Make, &str); 4] = [
    (fifo, "it is a fifo; only regular files are read"),
    (|path| symlink("/dev/zero", path).unwrap(), "it is a device; only regular files are read"),
    (|path| std::fs::create_dir(path).unwrap(), "it is a folder, not a file"),
    (endless, "which are the most that is read"),
];

#[test]
fn decision_files_that_are_none() {
    for (make, words) in NO_INPUTS {
        let gate = json!({"id": "review", "gate": {"kind": "decision-file", "path": "review.json"}});
        let environment = TestEnvironment::with(&graph(vec![gate]));
        make(&environment.root.join("review.json"));
        let planned = measured(&environment, &["plan"]).handled(0);
        assert!(planned.out.contains(words), "{words:?} is not in: {}", planned.out);
        let ran = measured(&environment, &["run"]).handled(1);
        let said = ran.out + &ran.err;
        for part in ["cannot read review.json", words, "a decision is a regular file of at most 16777216 bytes"] {
            assert!(said.contains(part), "{part:?} is not in: {said}");
        }
        assert_eq!(environment.result("review")["status"], "failed");
    }
}

/// `list` is what something outside left; each of its elements is an instance.
fn for_each() -> Value {
    let each = json!({"artifact": "list", "pointer": "", "as": "item"});
    graph_with(
        vec![stage("each", "true", json!({"forEach": each}))],
        json!({"artifacts": [{"id": "list", "path": "list.json"}]}),
    )
}

#[test]
fn lists_of_elements_that_are_none() {
    for (make, _) in NO_INPUTS {
        let environment = TestEnvironment::with(&for_each());
        make(&environment.root.join("list.json"));
        for command in ["plan", "run", "list"] {
            let ended = measured(&environment, &[command]);
            assert!(ended.code.is_some_and(|code| code <= 2), "{command}: {:?}", ended.code);
        }
    }
}

#[test]
fn an_artifact_that_became_something_else_is_not_compared() {
    for make in [fifo as Make, endless] {
        let environment = TestEnvironment::with(&graph_with(
            vec![stage("a", "cp src out.json", json!({"reads": ["src"], "writes": ["out"]}))],
            json!({"artifacts": [{"id": "out", "path": "out.json", "format": "json"}]}),
        ));
        for text in ["1", "2"] {
            environment.write("src", text);
            environment.run(&["run"]).with_code(0);
        }
        // What was kept of it is gone, so that only the file could tell.
        std::fs::remove_dir_all(environment.root.join(".throughline/objects")).unwrap();
        environment.remove("out.json");
        make(&environment.root.join("out.json"));
        let compared = measured(&environment, &["diff", "2", "1"]).handled(1);
        assert!(compared.out.contains("was not kept"), "{}", compared.out);
    }
}

#[test]
fn a_rule_that_is_none_is_shown_without_its_wording() {
    for (make, _) in NO_INPUTS {
        let environment = TestEnvironment::with(&graph_with(
            vec![stage("a", "true", json!({"constraints": ["rule"]}))],
            json!({"constraints": [{"id": "rule", "path": "rule.md"}]}),
        ));
        make(&environment.root.join("rule.md"));
        // What is no regular file is a problem of the graph, which is described all the same.
        let described = measured(&environment, &["describe", "a"]);
        assert!(described.code.is_some_and(|code| code <= 1), "{:?}", described.code);
        assert!(described.out.contains("constraints   rule  rule.md\n  cache"), "{}", described.out);
    }
}

#[test]
fn exported_databases_that_are_none() {
    for (make, words) in &NO_INPUTS[..3] {
        let environment = TestEnvironment::new();
        make(&environment.root.join("exported"));
        measured(&environment, &["db", "import", "exported"]).refused(2, words);
    }
}

#[test]
fn screenplays_to_be_checked_that_are_none() {
    for (make, words) in NO_INPUTS {
        let environment = TestEnvironment::new();
        make(&environment.root.join("film.fountain"));
        measured(&environment, &["screenplay", "check", "film.fountain"]).refused(2, words);
    }
}
