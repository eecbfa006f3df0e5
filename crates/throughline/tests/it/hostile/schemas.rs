//! JSON Schemas that take for ever, reach out, or never end.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::measured::{Measured, measured};
use crate::support::{TestEnvironment, graph_with};

/// A project whose stage copies a document to an artifact that has this schema.
fn project(schema: &str, document: &Value) -> TestEnvironment {
    let stage = json!({
        "id": "a",
        "command": {"executable": "cp", "args": ["in.json", "out.json"]},
        "outputs": [{"artifact": "x"}],
    });
    let artifact = json!({"artifacts": [{"id": "x", "path": "out.json", "schema": "s.json"}]});
    let environment = TestEnvironment::with(&graph_with(vec![stage], artifact));
    environment.write("s.json", schema);
    environment.write("in.json", &document.to_string());
    environment
}

#[track_caller]
fn run(schema: &Value, document: &Value) -> Measured {
    measured(&project(&schema.to_string(), document), &["run"])
}

#[track_caller]
fn fails(schema: &Value, document: &Value, words: &str) {
    let ended = run(schema, document).handled(1);
    assert!(ended.out.contains(words), "{words:?} is not in {}", ended.out);
}

#[test]
fn patterns_that_take_for_ever_on_other_engines() {
    let text = json!("a".repeat(100_000) + "!");
    for pattern in ["^(a+)+$", "(a+)+$", "(a|aa)+$", "^(a*)*b"] {
        fails(&json!({"type": "string", "pattern": pattern}), &text, "does not match");
        let names: Map<String, Value> = [(text.as_str().unwrap().to_owned(), json!(1))].into_iter().collect();
        run(&json!({"patternProperties": {pattern: false}}), &names.into()).handled(0);
    }
}

#[test]
fn patterns_with_look_around_are_given_up_on() {
    let text = json!("a".repeat(10_000_000));
    fails(&json!({"pattern": "(?=(a+)+$)b"}), &text, "the check was given up");
    let names: Map<String, Value> = (0..1000).map(|at| ("a".repeat(5_000) + &at.to_string(), json!(1))).collect();
    fails(&json!({"patternProperties": {"(?=(a+)+$)b": false}}), &names.into(), "the check was given up");
    fails(&json!({"pattern": "^(a*)*\\1$"}), &json!("a".repeat(5_000) + "!"), "backtracking");
    run(&json!({"pattern": "^(?!tmp)[a-z]+$"}), &json!("name")).handled(0);
}

#[test]
fn patterns_that_are_too_large() {
    for (pattern, words) in [
        ("a".repeat(10_000_000), "patterns of more than 16384 bytes"),
        ("a{1000000}".to_owned(), "is not a \"regex\""),
        ("((a{1000}){1000}){1000}".to_owned(), "is not a \"regex\""),
        ("(?=x)((a{1000}){1000}){1000}".to_owned(), "is not a \"regex\""),
        ("(".repeat(10_000) + &")".repeat(10_000 - 4_000), "patterns of more than|is not a \"regex\""),
        ("[".repeat(10_000), "is not a \"regex\""),
    ] {
        let environment = project(&json!({"pattern": pattern}).to_string(), &json!("x"));
        let ended = measured(&environment, &["run"]);
        assert!(words.split('|').any(|words| ended.err.contains(words)), "{}", ended.err);
        ended.refused(1, "/artifacts/0/schema");
    }
    let many: Vec<Value> = (0..100_000).map(|at| json!({"pattern": format!("^[a-z]{at}")})).collect();
    measured(&project(&json!({"allOf": many}).to_string(), &json!("x")), &["run"]).refused(1, "patterns of more than");
}

#[test]
fn nothing_is_fetched_and_nobody_is_called() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = listener.local_addr().unwrap();
    for (schema, words) in [
        (json!({"$ref": format!("http://{host}/s.json")}), "schemas are never fetched"),
        (json!({"$ref": format!("https://{host}/s.json")}), "schemas are never fetched"),
        (json!({"$ref": format!("//{host}/s.json")}), "schema"),
        (json!({"$dynamicRef": format!("http://{host}/s.json#a")}), "refers to"),
        (json!({"$schema": format!("http://{host}/s.json")}), "no valid JSON Schema"),
        (json!({"$id": format!("http://{host}/s.json"), "$ref": "t.json"}), "schemas are never fetched"),
        (json!({"$ref": "ftp://example.org/s.json"}), "schemas are never fetched"),
        (json!({"$ref": "urn:example:s"}), "schemas are never fetched"),
        (json!({"$ref": "data:application/json,true"}), "schema"),
        (json!({"$ref": "file:///etc/passwd"}), "lies outside the project"),
        (json!({"$ref": "../../../../etc/passwd"}), "lies outside the project"),
        (json!({"$ref": "\u{1b}[2J"}), "Invalid URI reference '\\u{1b}[2J'"),
    ] {
        measured(&project(&schema.to_string(), &json!(1)), &["run"]).refused(1, words);
    }
    assert_eq!(listener.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn references_in_circles_end() {
    let loops = [
        json!({"$ref": "#"}),
        json!({"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}),
        json!({"$dynamicAnchor": "a", "$dynamicRef": "#a"}),
        json!({"allOf": [{"$ref": "#"}, {"$ref": "#"}]}),
        json!({"not": {"$ref": "#"}}),
        json!({"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {"$ref": "#"}}, "$ref": "#"}),
    ];
    for schema in loops {
        let ended = run(&schema, &json!({"a": [1]}));
        assert!(ended.code.is_some_and(|code| code <= 1), "{schema}");
    }
}

#[test]
fn schemas_that_lead_to_a_value_in_billions_of_ways() {
    let mut deep = json!(1);
    for _ in 0..60 {
        deep = json!({"a": deep});
    }
    let node = |required: &str| json!({"properties": {"a": {"$ref": "#/$defs/n"}}, "required": [required]});
    let alternatives = json!({"$defs": {"n": {"anyOf": [node("q"), node("r")]}}, "$ref": "#/$defs/n"});
    let of_seven = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "definitions": {"n": {"anyOf": [
            {"properties": {"a": {"$ref": "#/definitions/n"}}, "required": ["q"]},
            {"properties": {"a": {"$ref": "#/definitions/n"}}, "required": ["r"]},
        ]}},
        "$ref": "#/definitions/n",
    });
    let unknown = json!({"x": {"n": {"anyOf": [
        {"properties": {"a": {"$ref": "#/x/n"}}, "required": ["q"]},
        {"properties": {"a": {"$ref": "#/x/n"}}, "required": ["r"]},
    ]}}, "$ref": "#/x/n"});
    let mut defs = Map::new();
    for at in 0..40 {
        let next = format!("#/$defs/d{}", at + 1);
        defs.insert(format!("d{at}"), json!({"allOf": [{"$ref": next}, {"$ref": next}]}));
    }
    defs.insert("d40".to_owned(), json!({"type": ["object", "string"]}));
    let ladder = json!({"$defs": defs, "$ref": "#/$defs/d0"});
    for schema in [alternatives, of_seven, unknown, ladder] {
        let start = Instant::now();
        let ended = run(&schema, &deep);
        let told = ["the check was given up", "in more ways than can be told"];
        let is_told = told.iter().any(|words| ended.out.contains(words));
        // Where all ways are alike, the answer may be found all the same.
        assert!(ended.code == Some(0) || ended.code == Some(1) && is_told, "{}", ended.out);
        assert!(start.elapsed() < Duration::from_secs(40));
    }
}

#[test]
fn schemas_that_are_deep_or_no_text() {
    let deep = "{\"properties\":{\"a\":".repeat(10_000) + "{}" + &"}}".repeat(10_000);
    measured(&project(&deep, &json!(1)), &["run"])
        .refused(1, "the schema `s.json` is not JSON: recursion limit exceeded");
    for text in ["", "[]", "nonsense", "{\"type\": \"strin\"}", "{\"pattern\": \"(\"}"] {
        measured(&project(text, &json!(1)), &["run"]).refused(1, "/artifacts/0/schema");
    }
}

#[test]
fn faults_without_end_are_told_in_part() {
    let rows: Vec<Value> = (0..300_000).map(Value::from).collect();
    fails(&json!({"items": {"type": "string"}}), &rows.into(), "more");
    fails(&json!({"const": "x".repeat(1_000_000)}), &json!("y".repeat(1_000_000)), "/: ");
}
