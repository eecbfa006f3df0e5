//! The JSON Schema for editors accepts what is accepted and refuses what it can refuse.

use serde_json::{Value, json};
use throughline_graph::{Known, SCHEMA, Source, load};

fn schema() -> Value {
    serde_json::from_str(SCHEMA).unwrap()
}

#[test]
fn is_itself_valid_and_explains_every_property() {
    fn walk(value: &Value, here: &str) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object)
            && value.get("title").is_some()
        {
            for (name, property) in properties {
                for word in ["title", "description"] {
                    assert!(property[word].is_string(), "{here}/{name} has no {word}");
                }
            }
        }
        if let Some(fields) = value.as_object() {
            fields.iter().for_each(|(name, field)| walk(field, &format!("{here}/{name}")));
        }
    }
    let schema = schema();
    assert!(jsonschema::meta::is_valid(&schema));
    assert_eq!(schema["$id"], "https://throughline.dev/schemas/stage-graph.v1.json");
    walk(&schema, "");
}

#[test]
fn accepts_the_public_graphs() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    // The broken one is broken in its references, which no schema can see.
    for text in [
        include_str!("graphs/six-stage-2025-10.json"),
        include_str!("graphs/broken-2026-03.json"),
        include_str!("graphs/four-stage-2026-04.json"),
    ] {
        let graph: Value = serde_json::from_str(text).unwrap();
        assert_eq!(validator.iter_errors(&graph).map(|error| error.to_string()).collect::<Vec<_>>(), [""; 0]);
    }
}

#[test]
fn agrees_with_the_decoder() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let stage = json!({"id": "a", "command": {"executable": "x"}});
    let graph = |stage: &Value| json!({"pipelines": [{"id": "p", "stages": ["a"]}], "artifacts": [{"id": "f", "path": "f"}], "stages": [stage]});
    let known = Known { builtins: &["b"], values: &[] };
    let mut agreed = (0, 0);
    for (pointer, value) in [
        ("", json!(3)),
        ("/id", json!("a/b")),
        ("/id", json!(7)),
        ("/name", Value::Null),
        ("/command", Value::Null),
        ("/command", json!({"executable": ""})),
        ("/command", json!({"executable": "x", "args": [1]})),
        ("/command", json!({"builtin": "b", "with": {"x": [1]}})),
        ("/command", json!({"builtin": "b", "executable": "x"})),
        ("/gate", json!({"kind": "approval"})),
        ("/timeoutSeconds", json!(0.5)),
        ("/timeoutSeconds", json!(0)),
        ("/retry", json!({"maxAttempts": 0})),
        ("/retry", json!({"maxAttempts": 2.0, "factor": 1})),
        ("/retry", json!({"factor": 0.9})),
        ("/retry", json!({"on": [1, "x"]})),
        ("/inputs", json!([{"type": "external", "uri": "x"}])),
        ("/inputs", json!([{"artifact": "f", "mode": "write"}])),
        ("/inputs", json!([{"artifact": "f", "mode": "read", "more": 1}])),
        ("/inputs", json!([{"mode": "read"}])),
        ("/outputs", json!([{"artifact": "f", "optional": "yes"}])),
        ("/outputs", json!(["f"])),
        ("/forEach", json!({"artifact": "f", "pointer": "/a~1b"})),
        ("/forEach", json!({"artifact": "f", "pointer": "/a~2"})),
        ("/tools", json!([{"name": "x", "version": []}])),
        ("/doctrine", json!(["x", {"id": "y", "anything": 1}])),
        ("/doctrine", json!([{"text": "y"}])),
        ("/cache", json!("sometimes")),
        ("/somethingElse", json!({})),
    ] {
        let mut stage = stage.clone();
        match pointer.strip_prefix('/') {
            Some(name) => stage[name] = value.clone(),
            None => stage = value.clone(),
        }
        let graph = graph(&stage);
        let decoded = load(&Source::new("g.json", graph.to_string()), &known);
        let (accepted, valid) = (!decoded.is_refused(), validator.is_valid(&graph));
        assert_eq!(valid, accepted, "{pointer} = {value}: {:?}", decoded.problems);
        if accepted { agreed.0 += 1 } else { agreed.1 += 1 }
    }
    assert!(agreed.0 > 5 && agreed.1 > 10, "{agreed:?}");
}
