//! When a stage need not run: by content, never by time stamps alone, and in doubt it runs.

use std::time::SystemTime;

use serde_json::json;

use crate::support::{TestEnvironment, graph, stage};

const NOTHING: [&str; 0] = [];

/// `src → a → b`; what `a` writes is the first word of its source.
fn two() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cut -d' ' -f1 src > a", json!({"reads": ["src"], "writes": ["a"]})),
        stage("b", "cat a a > b", json!({"reads": ["a"], "writes": ["b"]})),
    ]));
    environment.write("src", "one two\n");
    environment
}

#[test]
fn a_second_run_does_nothing() {
    let environment = two();
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    let first = environment.record();
    assert_eq!(environment.ran(&["run"]), NOTHING);
    assert_eq!(environment.statuses(), ["a fresh", "b fresh"]);
    let second = environment.record();
    assert_eq!(second["status"], "success");
    for index in 0..2 {
        let (old, new) = (&first["stageResults"][index], &second["stageResults"][index]);
        assert_eq!(old["fingerprint"], new["fingerprint"]);
        assert_eq!(old["artifacts"], new["artifacts"]);
        assert_eq!(new["attempts"], 0);
        assert_eq!(new["reason"], format!("fresh since {}", first["runId"].as_str().unwrap()));
    }
}

#[test]
fn a_time_stamp_means_nothing() {
    let environment = two();
    environment.ran(&["run"]);
    for path in ["src", "a", "b"] {
        let file = std::fs::File::options().write(true).open(environment.root.join(path)).unwrap();
        file.set_modified(SystemTime::now() + std::time::Duration::from_secs(5)).unwrap();
    }
    assert_eq!(environment.ran(&["run"]), NOTHING);
    // Written anew with the same bytes.
    environment.remove("src");
    environment.write("src", "one two\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn an_edit_counts_although_size_and_time_stamp_are_the_same() {
    let environment = two();
    environment.ran(&["run"]);
    for (path, content, expected) in
        [("src", "two one\n", vec!["a", "b"]), ("a", "xxx\n", vec!["a"]), ("b", "two\nxxx\n", vec!["b"])]
    {
        let full = environment.root.join(path);
        let (size, modified) = {
            let found = std::fs::metadata(&full).unwrap();
            (found.len(), found.modified().unwrap())
        };
        environment.write(path, content);
        let file = std::fs::File::options().write(true).open(&full).unwrap();
        file.set_modified(modified).unwrap();
        assert_eq!(file.metadata().unwrap().len(), size);
        assert_eq!(environment.ran(&["run"]), expected, "{path}");
    }
}

#[test]
fn an_edited_input_reruns_and_equal_results_stop_there() {
    let environment = two();
    environment.ran(&["run"]);
    environment.write("src", "one three\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.statuses(), ["a succeeded", "b fresh"]);
    assert_eq!(environment.result("a")["reason"], "input src changed");
    environment.write("src", "four three\n");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.read("b"), "four\nfour\n");
    // Back to what was once there: the outputs are not, so both run.
    environment.write("src", "one two\n");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
}

#[test]
fn an_output_that_was_tampered_with_or_deleted_is_made_again() {
    let environment = two();
    environment.ran(&["run"]);
    environment.write("b", "tampered");
    assert_eq!(environment.ran(&["run"]), ["b"]);
    assert_eq!(environment.result("b")["reason"], "output b (b) is not what it wrote");
    environment.remove("b");
    assert_eq!(environment.ran(&["run"]), ["b"]);
    environment.write("a", "tampered");
    assert_eq!(environment.ran(&["run"]), ["a"], "what b reads is what a made, not what somebody put there");
    environment.remove("a");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.read("b"), "one\none\n");
}

#[test]
fn a_script_that_the_command_names_is_an_input() {
    let script = |args: serde_json::Value| json!({"id": "a", "command": {"executable": "sh", "args": args}, "outputs": [{"artifact": "out"}]});
    for args in [json!(["scripts/make.sh", "out"]), json!(["./scripts/../scripts/make.sh", "--to=out"])] {
        let environment = TestEnvironment::with(&crate::support::graph_with(
            vec![script(args.clone())],
            json!({"artifacts": [{"id": "out", "path": "out"}]}),
        ));
        environment.write("scripts/make.sh", "echo 1 > out; echo a >> .witnesses");
        assert_eq!(environment.ran(&["run"]), ["a"]);
        assert_eq!(environment.ran(&["run"]), NOTHING);
        environment.write("scripts/make.sh", "echo 1 > out; echo a >> .witnesses #");
        assert_eq!(environment.ran(&["run"]), ["a"], "{args}");
        assert_eq!(environment.result("a")["reason"], "file scripts/make.sh changed");
    }
}

#[test]
fn the_program_itself_is_an_input_where_it_is_a_file_of_the_project() {
    use std::os::unix::fs::PermissionsExt;
    let environment = TestEnvironment::with(&crate::support::graph_with(
        vec![json!({"id": "a", "command": {"executable": "./make.sh"}, "outputs": [{"artifact": "out"}]})],
        json!({"artifacts": [{"id": "out", "path": "out"}]}),
    ));
    let write = |text: &str| {
        environment.write("make.sh", text);
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(environment.root.join("make.sh"), mode).unwrap();
    };
    write("#!/bin/sh\necho 1 > out; echo a >> .witnesses\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    write("#!/bin/sh\necho 2 > out; echo a >> .witnesses\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

#[test]
fn a_changed_command_reruns_and_a_changed_description_does_not() {
    let environment = two();
    environment.ran(&["run"]);
    let write = |script: &str, more: serde_json::Value| {
        let mut a = stage("a", script, json!({"reads": ["src"], "writes": ["a"]}));
        a.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        environment.graph(&graph(vec![a, stage("b", "cat a a > b", json!({"reads": ["a"], "writes": ["b"]}))]));
    };
    write("cut -d' ' -f1 src > a", json!({"name": "A", "description": "first", "timeoutSeconds": 50}));
    assert_eq!(environment.ran(&["run"]), NOTHING);
    write("cut -d' ' -f2 src > a", json!({}));
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    write("cut -d' ' -f2 src > a", json!({"hooks": {"pre": [{"executable": "true"}]}}));
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

#[test]
fn an_order_only_dependency_reruns_whenever_the_other_ran() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat src > a", json!({"reads": ["src"], "writes": ["a"]})),
        stage("b", "echo same > b", json!({"writes": ["b"], "after": ["a"]})),
    ]));
    environment.write("src", "1");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("src", "2");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    // The other ran in a run that did not come to this one.
    environment.write("src", "3");
    assert_eq!(environment.ran(&["run", "--only", "a"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), ["b"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    // The other fails once in between: its last good result is older than this one's.
    environment.write("src", "4");
    assert_eq!(environment.ran(&["run-stage", "a"]), ["a"]);
    assert_eq!(environment.ran(&["run-stage", "b"]), ["b"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn stages_that_are_never_cached_and_what_hangs_on_them() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("no-outputs", "", json!({})),
        stage("network", "echo 1 > n", json!({"writes": ["n"], "sideEffects": [{"type": "network"}]})),
        stage("never", "echo 1 > v", json!({"writes": ["v"], "cache": "never"})),
        stage(
            "content",
            "echo 1 > c",
            json!({"writes": ["c"], "sideEffects": [{"type": "network"}], "cache": "content"}),
        ),
        stage("reads-n", "cat n > rn", json!({"reads": ["n"], "writes": ["rn"]})),
        stage("after-never", "echo 1 > an", json!({"writes": ["an"], "after": ["never"]})),
        stage("after-after", "echo 1 > aa", json!({"writes": ["aa"], "after": ["after-never"]})),
        stage("reads-v", "cat v > rv", json!({"reads": ["v"], "writes": ["rv"], "after": ["never"]})),
    ]));
    assert_eq!(environment.ran(&["run"]).len(), 8);
    for _ in 0..2 {
        assert_eq!(environment.ran(&["run"]), ["no-outputs", "network", "never", "after-never", "after-after"]);
    }
    let mut external = stage("x", "echo 1 > x", json!({"writes": ["x"]}));
    external["inputs"] = json!([{"type": "external", "kind": "http", "uri": "https://example.org"}]);
    environment.graph(&graph(vec![external]));
    assert_eq!(environment.ran(&["run"]), ["x"]);
    assert_eq!(environment.ran(&["run"]), ["x"]);
}

#[test]
fn a_cached_stage_without_outputs_is_fresh_if_it_says_so() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("check", "cat src", json!({"reads": ["src"], "cache": "content"}))]));
    environment.write("src", "1");
    assert_eq!(environment.ran(&["run"]), ["check"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("src", "2");
    assert_eq!(environment.ran(&["run"]), ["check"]);
}

#[test]
fn optional_inputs_and_outputs_come_and_go() {
    let mut a = stage("a", "cat maybe 2>/dev/null > out || true\nif [ -e want ]; then echo 1 > extra; fi", json!({}));
    a["inputs"] = json!([{"artifact": "maybe", "optional": true}]);
    a["outputs"] = json!([{"artifact": "out"}, {"artifact": "extra", "optional": true}]);
    let paths = ["maybe", "out", "extra"].map(|id| json!({"id": id, "path": id}));
    let environment = TestEnvironment::with(&crate::support::graph_with(vec![a], json!({"artifacts": paths})));
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.result("a")["artifacts"][1]["digest"], json!(null));
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("maybe", "1");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.remove("maybe");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    // Somebody else puts the optional output there.
    environment.write("extra", "1");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    environment.write("want", "");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.remove("extra");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert!(environment.exists("extra"));
}

#[test]
fn an_input_that_changes_while_the_stage_runs_makes_the_result_not_fresh() {
    let environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "cat src > out\nif [ -e once ]; then rm once; echo changed > src; fi",
        json!({"reads": ["src"], "writes": ["out"]}),
    )]));
    environment.write("src", "1");
    environment.write("once", "");
    let output = environment.run(&["run"]).with_code(0).saying("src changed while it ran");
    assert!(output.stdout.contains("warning"), "{}", output.shown());
    assert!(environment.record()["warnings"][0].as_str().unwrap().contains("src"));
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.read("out"), "changed\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn an_input_that_changes_and_changes_back_to_what_an_unusable_result_was_made_from() {
    let environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "cat src > out\nif [ -e once ]; then rm once; echo changed > src; fi",
        json!({"reads": ["src"], "writes": ["out"]}),
    )]));
    environment.write("src", "1\n");
    environment.write("once", "");
    environment.ran(&["run"]);
    environment.write("src", "1\n");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn a_directory_is_an_input_with_all_that_is_in_it() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "mkdir -p out/sub; cp in/* out/; cp in/* out/sub/", json!({"reads": ["in/"], "writes": ["out/"]})),
        stage("b", "ls out > list", json!({"reads": ["out/"], "writes": ["list"]})),
    ]));
    environment.write("in/one", "1");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("in/two", "2");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    environment.write("out/sub/stranger", "?");
    assert_eq!(environment.ran(&["run"])[0], "a");
    environment.remove("out/sub/two");
    assert_eq!(environment.ran(&["run"])[0], "a");
}

#[test]
fn a_failed_stage_runs_again_although_its_outputs_are_there() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", "echo 1 > a; [ -e pass ]", json!({"writes": ["a"]}))]));
    assert_eq!(environment.ran_with_code(&["run"], 1), ["a"]);
    assert_eq!(environment.ran_with_code(&["run"], 1), ["a"]);
    environment.write("pass", "");
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

/// `A` writes `x` from its source, `B` adds a line to it.
fn two_writers() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph(vec![
        stage("a", "cat src > x", json!({"reads": ["src"], "writes": ["x"]})),
        stage("b", "echo b >> x", json!({"reads": ["x"], "writes": ["x"], "after": ["a"]})),
        stage("c", "cat x > c", json!({"reads": ["x"], "writes": ["c"], "after": ["b"]})),
    ]));
    environment.write("src", "1\n");
    environment
}

#[test]
fn two_writers_of_one_artifact() {
    let environment = two_writers();
    assert_eq!(environment.ran(&["run"]), ["a", "b", "c"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("src", "2\n");
    assert_eq!(environment.ran(&["run"]), ["a", "b", "c"]);
    assert_eq!(environment.read("c"), "2\nb\n");
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("x", "tampered");
    assert_eq!(environment.ran(&["run"]), ["a", "b"]);
    assert_eq!(environment.read("x"), "2\nb\n");
    assert_eq!(environment.ran(&["run", "--force"]), ["a", "b", "c"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
}

#[test]
fn what_the_second_writer_needs_is_not_there_any_more() {
    // b changed x in place. To run b again, a's version must come back first; b must not run on its own result.
    let environment = two_writers();
    environment.ran(&["run"]);
    for args in [&["run", "--from", "b"] as &[&str], &["run", "--only", "b", "--force"], &["run-stage", "b", "--force"]]
    {
        let output = environment.run(args);
        let content = environment.read("x");
        assert_eq!(content, "1\nb\n", "after {args:?}\n{}", output.shown());
    }
}
