//! Section 4 of the contract: what is checked before a stage starts and after it ended.

use serde_json::{Value, json};

use crate::support::{TestEnvironment, assert_shown, graph, graph_with, stage};

const NOTHING: [&str; 0] = [];

/// A schema with several rules.
fn schema() -> String {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["name", "items"],
        "properties": {
            "name": {"type": "string"},
            "items": {"type": "array", "items": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}}
        }
    })
    .to_string()
}

/// A stage that copies `src.json` to `out.json`, which has a schema, and one that reads it.
fn checked() -> TestEnvironment {
    let environment = TestEnvironment::with(&graph_with(
        vec![
            stage("make", "cp src.json out.json", json!({"reads": ["src.json"], "writes": ["out"]})),
            stage("use", "cp out.json copy.json", json!({"reads": ["out"], "writes": ["copy.json"]})),
        ],
        json!({"artifacts": [{"id": "out", "path": "out.json", "format": "json", "schema": "schema.json"}]}),
    ));
    environment.write("schema.json", &schema());
    environment.write("src.json", r#"{"name": "n", "items": [{"id": 1}]}"#);
    environment
}

#[test]
fn an_output_that_its_schema_refuses_fails_with_every_fault() {
    let environment = checked();
    environment.write("src.json", r#"{"items": [{"id": "x"}, {}, 3]}"#);
    let output = environment.run(&["run"]).with_code(1);
    assert_eq!(environment.witnesses(), ["make"]);
    assert_eq!(environment.statuses(), ["make failed", "use pending"]);
    let result = environment.result("make");
    assert_eq!(result["exitCode"], 0);
    let error = result["error"].as_str().unwrap();
    for pointer in ["/items/0/id: ", "/items/1: ", "/items/2: "] {
        assert!(error.lines().any(|line| line.starts_with(pointer)), "{pointer} in {error}");
    }
    assert_eq!(error.lines().count(), 5, "{error}");
    assert_shown!(environment, output.shown());
    // It is not fresh, whatever is there.
    assert_eq!(environment.ran_with_code(&["run"], 1), ["make"]);
}

#[test]
fn json_that_does_not_parse() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("make", "cp src out.json", json!({"reads": ["src"], "writes": ["out"]}))],
        json!({"artifacts": [{"id": "out", "path": "out.json", "format": "json"}]}),
    ));
    for text in ["{\"a\": 1,}", "", "{} {}", "{\"a\": 1", "NaN"] {
        environment.write("src", text);
        environment.run(&["run"]).with_code(1);
        let error = environment.result("make")["error"].as_str().unwrap().to_owned();
        assert!(error.contains("out.json"), "{text}: {error}");
    }
    environment.write("src", "{\n  \"a\": 1,\n}");
    let output = environment.run(&["run"]).with_code(1);
    assert_shown!(environment, output.shown());
    environment.write("src", "[1]");
    assert_eq!(environment.ran(&["run"]), ["make"]);
}

#[test]
fn outputs_that_are_missing_or_of_the_wrong_kind() {
    let environment = TestEnvironment::with(&graph(vec![stage(
        "make",
        "mkdir -p file\ntouch folder",
        json!({"writes": ["gone", "file", "folder/"]}),
    )]));
    let output = environment.run(&["run"]).with_code(1);
    assert_shown!(environment, output.shown());
    assert_eq!(environment.result("make")["error"].as_str().unwrap().lines().count(), 3);
}

#[test]
fn an_input_that_its_schema_refuses_keeps_the_stage_from_starting() {
    let environment = TestEnvironment::with(&graph_with(
        vec![stage("use", "cp in.json out", json!({"reads": ["in"], "writes": ["out"]}))],
        json!({"artifacts": [{"id": "in", "path": "in.json", "format": "json", "schema": "schema.json"}]}),
    ));
    environment.write("schema.json", &schema());
    environment.write("in.json", r#"{"name": 1, "items": []}"#);
    assert_eq!(environment.ran_with_code(&["run"], 1), NOTHING);
    let result = environment.result("use");
    assert_eq!(result["status"], "failed");
    assert!(result["error"].as_str().unwrap().contains("/name: "), "{result}");
    environment.write("in.json", r#"{"name": "1", "items": []}"#);
    assert_eq!(environment.ran(&["run"]), ["use"]);
    environment.remove("in.json");
    assert_eq!(environment.ran_with_code(&["run"], 1), NOTHING);
    assert!(environment.result("use")["error"].as_str().unwrap().contains("in.json does not exist"));
}

#[test]
fn an_output_that_a_link_leads_out_of_the_root() {
    let environment = TestEnvironment::with(&graph(vec![
        stage("folder", "echo 1 > out/x", json!({"writes": ["out/x"]})),
        stage("file", "ln -s ../elsewhere/y y", json!({"writes": ["y"]})),
    ]));
    std::fs::create_dir(environment.outside("elsewhere")).unwrap();
    std::fs::write(environment.outside("elsewhere/y"), "y").unwrap();
    std::os::unix::fs::symlink(environment.outside("elsewhere"), environment.root.join("out")).unwrap();
    let output = environment.run(&["run", "--continue-on-error"]).with_code(4);
    assert_eq!(environment.statuses(), ["folder failed", "file failed"]);
    assert_shown!(environment, output.shown());
}

#[test]
fn a_link_inside_the_root_is_fine() {
    let environment = TestEnvironment::with(&graph(vec![stage(
        "a",
        "echo $RANDOM > real; ln -sf real out",
        json!({"writes": ["out"]}),
    )]));
    assert_eq!(environment.ran(&["run"]), ["a"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    environment.write("real", "tampered");
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

#[test]
fn an_edited_schema_validates_what_is_stored_before_anything_is_made_again() {
    let environment = checked();
    assert_eq!(environment.ran(&["run"]), ["make", "use"]);
    // Wider: what is there still satisfies it.
    environment.write("schema.json", r#"{"type": "object"}"#);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    assert_eq!(environment.statuses(), ["make fresh", "use fresh"]);
    assert_eq!(environment.ran(&["run"]), NOTHING);
    // Narrower: what is there does not, so the producer gets its chance, and fails.
    environment.write("schema.json", r#"{"type": "object", "required": ["more"]}"#);
    assert_eq!(environment.ran_with_code(&["run"], 1), ["make"]);
    environment.write("src.json", r#"{"more": 1}"#);
    assert_eq!(environment.ran(&["run"]), ["make", "use"]);
}

#[test]
fn an_edited_schema_and_an_edited_input_together() {
    let environment = checked();
    environment.ran(&["run"]);
    environment.write("schema.json", r#"{"type": "object"}"#);
    environment.write("src.json", r#"{"name": "other", "items": []}"#);
    assert_eq!(environment.ran(&["run"]), ["make", "use"]);
}

#[test]
fn a_schema_that_refers_to_another_file_changes_with_it() {
    let environment = checked();
    environment.write("schema.json", r#"{"$ref": "parts.json"}"#);
    environment.write("parts.json", r#"{"type": "object"}"#);
    assert_eq!(environment.ran(&["run"]), ["make", "use"]);
    environment.write("parts.json", r#"{"type": "array"}"#);
    assert_eq!(environment.ran_with_code(&["run"], 1), ["make"]);
}

#[test]
fn schemas_of_both_drafts() {
    for (draft, tuple) in [
        ("http://json-schema.org/draft-07/schema#", json!({"items": [{"type": "integer"}]})),
        ("https://json-schema.org/draft/2020-12/schema", json!({"prefixItems": [{"type": "integer"}]})),
    ] {
        let environment = checked();
        let mut schema: Value = tuple;
        schema["$schema"] = draft.into();
        environment.write("schema.json", &schema.to_string());
        environment.write("src.json", "[1]");
        environment.run(&["run"]).with_code(0);
        environment.write("src.json", "[\"1\"]");
        environment.run(&["run"]).with_code(1);
        let error = environment.result("make")["error"].as_str().unwrap().to_owned();
        assert!(error.contains("/0: "), "{draft}: {error}");
    }
}

#[test]
fn the_folder_of_an_output_is_made() {
    let environment =
        TestEnvironment::with(&graph(vec![stage("a", "echo 1 > deep/er/x", json!({"writes": ["deep/er/x"]}))]));
    assert_eq!(environment.ran(&["run"]), ["a"]);
}

#[test]
fn artifacts_are_recorded_with_digest_and_size() {
    let environment = TestEnvironment::with(&graph(vec![stage("a", "printf abc > x", json!({"writes": ["x"]}))]));
    environment.ran(&["run"]);
    let expected = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(
        environment.result("a")["artifacts"],
        json!([{"id": "x", "path": "x", "digest": expected, "sizeBytes": 3}])
    );
}
