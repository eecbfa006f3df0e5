//! What counts as the content of an artifact: JSON without its volatile members, and folders file by file.

use serde_json::json;

use crate::support::{TestEnvironment, graph_with, stage};

/// One stage that writes when it ran into `/at`, which does not count, and into `/in/hash`, which does.
fn stamped() -> TestEnvironment {
    let line = r#"printf '{"at": %s, "hash": "x"}' $(date +%s%N) > note.json; cat note.json > copy.json"#;
    let note = json!({"reads": ["src"], "writes": ["note"]});
    let after = json!({"reads": ["note"], "writes": ["report"], "after": ["write"]});
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("write", line, note), stage("report", "wc -c note.json > report", after)],
        json!({"artifacts": [{"id": "note", "path": "note.json", "format": "json", "volatile": ["/at"]}]}),
    ));
    environment.write("src", "1");
    environment.ran(&["run"]);
    environment
}

#[test]
fn a_volatile_member_may_be_anything_and_the_rest_may_not() {
    let environment = stamped();
    environment.write("note.json", r#"{"hash": "x", "at": "another time"}"#);
    environment.run(&["run"]).with_code(0).saying("2 fresh");
    environment.run(&["verify"]).with_code(0);
    environment.run(&["why", "note.json"]).with_code(0).saying("as recorded");
    environment.write("note.json", r#"{"at": 1, "hash": "y"}"#);
    environment.run(&["verify"]).with_code(1).saying("note.json");
    environment.run(&["replay"]).with_code(0).saying("dropped note.json").saying("1 ran, 1 fresh");
    environment.run(&["verify"]).with_code(0);
}

#[test]
fn a_stage_that_differs_only_in_volatile_members_is_reproduced_and_starts_nothing() {
    let environment = stamped();
    environment.run(&["reproduce"]).with_code(0).saying("2 the same");
    environment.write("src", "2");
    environment.run(&["run"]).with_code(0).saying("1 ran, 1 fresh");
}

#[test]
fn volatile_members_are_pointers_into_json() {
    let graph = |artifact| graph_with(vec![stage("a", "", json!({"writes": ["x"]}))], json!({"artifacts": [artifact]}));
    let environment = TestEnvironment::with(&graph(json!({"id": "x", "path": "x", "volatile": ["/at"]})));
    environment.run(&["run"]).with_code(1).saying("must have `format: json`");
    let environment =
        TestEnvironment::with(&graph(json!({"id": "x", "path": "x", "format": "json", "volatile": ["at"]})));
    environment.run(&["run"]).with_code(1).saying("must be JSON pointers");
}

#[test]
fn the_files_of_a_folder_that_are_not_what_they_were_are_named() {
    let line = "mkdir -p out/deep; for n in a b c deep/d; do echo $n-text > out/$n; done";
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("fill", line, json!({"writes": ["out"]}))],
        json!({"artifacts": [{"id": "out", "path": "out/", "type": "directory"}]}),
    ));
    environment.ran(&["run"]);
    environment.run(&["verify"]).with_code(0);
    environment.write("out/a", "A-TEXT\n");
    environment.write("out/b", "b");
    environment.remove("out/deep/d");
    environment.write("out/e", "new");
    let verified = environment.run(&["verify"]).with_code(1);
    for fault in ["out/a: changed", "out/b: truncated", "out/deep/d: missing", "out/e: new"] {
        assert!(verified.stdout.contains(fault), "{fault}\n{}", verified.shown());
    }
    assert!(!verified.stdout.contains("out/c"), "{}", verified.shown());
    environment.run(&["replay"]).with_code(0);
    environment.run(&["verify"]).with_code(0);
    assert!(!environment.exists("out/e"));
}
