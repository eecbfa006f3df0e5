//! Schemas: drafts, references, faults, and documents and schemas that mean harm.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use serde_json::{Value, json};
use throughline_artifact::{CompiledSchema, MAX_FAULTS, SchemaError, SchemaFault, SchemaStore, check_artifact};
use throughline_model::Digest;

use crate::folder;

fn schema(value: &Value) -> CompiledSchema {
    CompiledSchema::parse("test", value.to_string().as_bytes()).unwrap()
}

fn lines(schema: &CompiledSchema, document: &Value) -> Vec<String> {
    schema.errors(document).iter().map(ToString::to_string).collect()
}

fn put(root: &Utf8Path, path: &str, value: &Value) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn the_draft_goes_by_the_schema() {
    // An array of schemas under `items` is a tuple in draft-07; 2020-12 calls that `prefixItems`.
    let tuple = json!([{"type": "string"}]);
    let seventh = schema(&json!({"$schema": "http://json-schema.org/draft-07/schema#", "items": tuple}));
    assert_eq!(lines(&seventh, &json!([1])), ["/0: 1 is not of type \"string\""]);
    let today = json!({"$schema": "https://json-schema.org/draft/2020-12/schema", "prefixItems": tuple});
    assert_eq!(lines(&schema(&today), &json!([1])), ["/0: 1 is not of type \"string\""]);
    // Without `$schema` it is the newest: there the old form is no schema, and the new one is.
    assert!(CompiledSchema::parse("t", json!({"items": tuple}).to_string().as_bytes()).is_err());
    assert_eq!(lines(&schema(&json!({"prefixItems": tuple})), &json!([1])).len(), 1);
    // `format` asserts in draft-07 and annotates in 2020-12.
    let format = |draft: &str| schema(&json!({"$schema": draft, "format": "date"}));
    assert_eq!(format("http://json-schema.org/draft-07/schema#").errors(&json!("never")).len(), 1);
    assert_eq!(format("https://json-schema.org/draft/2020-12/schema").errors(&json!("never")).len(), 0);
}

#[test]
fn all_faults_are_told_with_their_place() {
    let schema = schema(&json!({
        "required": ["id"],
        "properties": {"a/b": {"type": "string"}, "rows": {"items": {"minimum": 1}}},
    }));
    let mut found = lines(&schema, &json!({"a/b": 1, "rows": [0, 1, -1]}));
    found.sort();
    let expected = [
        "/: \"id\" is a required property",
        "/a~1b: 1 is not of type \"string\"",
        "/rows/0: 0 is less than the minimum of 1",
        "/rows/2: -1 is less than the minimum of 1",
    ];
    assert_eq!(found, expected);
}

#[test]
fn among_alternatives_the_nearest_is_told() {
    let branch = |kind: &str, field: &str| {
        json!({"properties": {"kind": {"const": kind}, "at": {"properties": {field: {"type": "string"}}}},
            "required": ["kind"]})
    };
    let schema = schema(&json!({"properties": {"e": {"oneOf": [branch("a", "x"), branch("b", "y")]}}}));
    let found = lines(&schema, &json!({"e": {"kind": "b", "at": {"y": 1}}}));
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("/e: "), "{found:?}");
    assert!(found[0].ends_with("the nearest says /e/at/y: 1 is not of type \"string\""), "{found:?}");
}

#[test]
fn a_schema_that_is_none_is_refused_with_the_place() {
    let (_keep, root) = folder();
    let store = SchemaStore::new(&root);
    let fails = |text: &str| {
        fs::write(root.join("s.json"), text).unwrap();
        store.compile("s.json".into()).unwrap_err()
    };
    assert!(matches!(store.compile("s.json".into()).unwrap_err(), SchemaError::Missing { path } if path == "s.json"));
    assert!(matches!(fails("{\n  nope"), SchemaError::Json { source, .. } if source.line() == 2));
    let SchemaError::Invalid { faults, .. } = fails(r#"{"properties": {"a": {"type": 5}}, "required": "a"}"#) else {
        panic!()
    };
    let mut places: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
    places.sort_unstable();
    assert_eq!(places, ["/properties/a/type", "/required"]);
    for (text, place) in [
        (r#"{"properties": {"a": {"pattern": "("}}}"#, "pattern"),
        (r##"{"$ref": "#/$defs/none"}"##, "none"),
        (r#"{"$schema": "https://example.org/own-draft"}"#, "own-draft"),
        ("[]", "/"),
        (&format!("{}1{}", "[".repeat(200), "]".repeat(200)), "s.json"),
    ] {
        let error = fails(text);
        assert!(error.to_string().contains(place), "{text}: {error}");
        assert!(error.to_string().contains("s.json"), "{text}: {error}");
    }
    fs::create_dir(root.join("folder.json")).unwrap();
    let error = store.compile("folder.json".into()).unwrap_err();
    assert!(matches!(error, SchemaError::Read { .. }), "{error}");
    assert!(store.compile("s.json".into()).is_err(), "a refusal is not forgotten");
    fs::write(root.join("s.json"), "true").unwrap();
    assert!(store.compile("s.json".into()).is_ok());
}

#[test]
fn nothing_is_fetched() {
    let (_keep, root) = folder();
    let store = SchemaStore::new(&root);
    for (reference, named) in [
        ("https://example.org/far.json", "https://example.org/far.json"),
        ("http://127.0.0.1:1/far.json#/a", "http://127.0.0.1:1/far.json"),
        ("file://host/far.json", "file://host/far.json"),
    ] {
        put(&root, "s.json", &json!({"properties": {"a": {"$ref": reference}}}));
        let started = Instant::now();
        let error = store.compile("s.json".into()).unwrap_err();
        assert!(matches!(&error, SchemaError::Remote { uri, .. } if uri == named), "{error:?}");
        assert!(started.elapsed() < Duration::from_secs(2));
    }
    let bytes = json!({"$ref": "beside.json"}).to_string();
    let error = CompiledSchema::parse("built-in", bytes.as_bytes()).unwrap_err();
    assert!(error.to_string().contains("beside.json"), "{error}");
    // The drafts themselves are known without asking anybody.
    let draft = "http://json-schema.org/draft-07/schema#";
    put(&root, "s.json", &json!({"$schema": draft, "properties": {"a": {"$ref": draft}}}));
    assert_eq!(store.compile("s.json".into()).unwrap().errors(&json!({"a": {"type": 5}})).len(), 1);
}

#[test]
fn files_of_the_project_may_be_referred_to_and_count() {
    let (_keep, root) = folder();
    let store = SchemaStore::new(&root);
    put(&root, "schemas/a b.json", &json!({"items": {"$ref": "parts/part.json#/$defs/Id"}}));
    put(&root, "schemas/parts/part.json", &json!({"$defs": {"Id": {"$ref": "../../types.json"}}}));
    put(&root, "types.json", &json!({"type": "string"}));
    let path = Utf8Path::new("schemas/a b.json");
    let first = store.compile(path).unwrap();
    assert_eq!(lines(&first, &json!(["x", 1])), ["/1: 1 is not of type \"string\""]);
    assert!(std::sync::Arc::ptr_eq(&first, &store.compile(path).unwrap()), "compiled once");
    // The schema file did not change; what it means did.
    put(&root, "types.json", &json!({"type": "integer"}));
    let second = store.compile(path).unwrap();
    assert_eq!(lines(&second, &json!(["x", 1])), ["/0: \"x\" is not of type \"integer\""]);
    assert_ne!(first.digest, second.digest);
    // Another store says the same, wherever the project stands.
    let (_other, elsewhere) = folder();
    for file in ["schemas/a b.json", "schemas/parts/part.json", "types.json"] {
        put(&elsewhere, file, &serde_json::from_slice(&fs::read(root.join(file)).unwrap()).unwrap());
    }
    assert_eq!(SchemaStore::new(&elsewhere).compile(path).unwrap().digest, second.digest);
    let alone = store.compile("types.json".into()).unwrap();
    assert_eq!(alone.digest, Digest::of(&fs::read(root.join("types.json")).unwrap()));
}

#[test]
fn an_address_given_by_id_stands_for_the_folder() {
    let (_keep, root) = folder();
    let store = SchemaStore::new(&root);
    let id = "https://example.org/schemas/a.json";
    put(&root, "s/a.json", &json!({"$id": id, "items": {"$ref": "b.json"}}));
    put(&root, "s/b.json", &json!({"$id": "https://example.org/schemas/b.json", "$ref": "c/c.json"}));
    put(&root, "s/c/c.json", &json!({"type": "string"}));
    let path = Utf8Path::new("s/a.json");
    assert_eq!(lines(&store.compile(path).unwrap(), &json!([1])), ["/0: 1 is not of type \"string\""]);
    // A neighbour that says it is somebody else is not the one that was meant.
    put(&root, "s/b.json", &json!({"$id": "https://example.com/schemas/b.json"}));
    let error = store.compile(path).unwrap_err();
    assert!(
        matches!(&error, SchemaError::Remote { uri, .. } if uri == "https://example.org/schemas/b.json"),
        "{error}"
    );
    fs::remove_file(root.join("s/b.json")).unwrap();
    assert!(matches!(store.compile(path), Err(SchemaError::Remote { .. })));
}

#[test]
fn references_do_not_leave_the_project() {
    let (_keep, top) = folder();
    let root = top.join("project");
    put(&top, "outside.json", &json!({}));
    put(&root, "broken.json", &json!({"type": 5}));
    fs::write(root.join("text.json"), "text").unwrap();
    symlink("../outside.json", root.join("link.json")).unwrap();
    let store = SchemaStore::new(&root);
    let absolute = format!("file://{top}/outside.json");
    for (reference, reason) in [
        ("../outside.json", "outside"),
        ("link.json", "outside"),
        (absolute.as_str(), "outside"),
        ("../nowhere.json", "outside"),
        ("%2e%2e/outside.json", "outside"),
        ("missing.json", "no such file"),
        ("broken.json", "/type"),
        ("text.json", "line 1"),
    ] {
        put(&root, "s.json", &json!({"$ref": reference}));
        let error = store.compile("s.json".into()).unwrap_err();
        assert!(matches!(error, SchemaError::Reference { .. }), "{reference}: {error:?}");
        assert!(error.to_string().contains(reason), "{reference}: {error}");
    }
}

#[test]
fn large_documents_are_checked_and_their_faults_bounded() {
    let schema =
        schema(&json!({"items": {"type": "object", "properties": {"id": {"type": "integer"}}}, "uniqueItems": true}));
    let rows: Vec<Value> = (0..100_000).map(|id| json!({"id": id})).collect();
    assert_eq!(schema.errors(&Value::from(rows)), vec![]);
    let rows: Vec<Value> = (0..100_000).map(|id| json!({"id": id.to_string()})).collect();
    let faults = schema.errors(&Value::from(rows));
    assert_eq!(faults.len(), MAX_FAULTS + 1);
    assert_eq!(faults[MAX_FAULTS].to_string(), format!("/: … and {} more", 100_000 - MAX_FAULTS));
    assert_eq!(faults[99].pointer, "/99/id");
}

#[test]
fn a_message_never_quotes_a_whole_document() {
    let document = json!({"text": "€".repeat(1_000_000)});
    for value in
        [json!({"type": "array"}), json!({"anyOf": [{"type": "null"}]}), json!({"const": document.clone(), "not": {}})]
    {
        for fault in schema(&value).errors(&document) {
            assert!(fault.message.len() < 2000, "{} bytes", fault.message.len());
            assert!(!fault.message.is_empty());
        }
    }
}

#[test]
fn patterns_cannot_run_for_ever() {
    let hostile = "a".repeat(50_000) + "!";
    let started = Instant::now();
    // Ordinary patterns take linear time.
    assert_eq!(schema(&json!({"pattern": "^(a+)+$"})).errors(&json!(hostile)).len(), 1);
    // Look-around is allowed.
    let ahead = schema(&json!({"pattern": "^(?!tmp)[a-z]+$"}));
    assert_eq!((ahead.errors(&json!("name")).len(), ahead.errors(&json!("tmpname")).len()), (0, 1));
    // And bounded: too many steps is a fault, not a wait.
    let bomb = schema(&json!({"pattern": "^(?=(a+)+$)(a|aa)+\\1$"}));
    assert_eq!(bomb.errors(&json!("a".repeat(60) + "!")).len(), 1);
    let bomb = schema(&json!({"pattern": "^(a|aa)+(?<!x)$"}));
    let faults = bomb.errors(&json!("a".repeat(5_000) + "!"));
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("backtracking"), "{}", faults[0]);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn a_schema_that_leads_to_a_value_in_billions_of_ways_is_given_up_on() {
    let mut deep = json!(1);
    for _ in 0..60 {
        deep = json!({"a": deep});
    }
    let started = Instant::now();
    let down = json!({"properties": {"a": {"$ref": "#/$defs/n"}}});
    // Every alternative fails, but only at the bottom; and every one is good, as often as it is asked.
    let failing = json!({"anyOf": [{"allOf": [down, {"minProperties": 2}]}, {"allOf": [down, {"minProperties": 3}]}]});
    let good = json!({"allOf": [down, down]});
    for node in [failing, good] {
        let is_good = node.get("allOf").is_some();
        let faults = schema(&json!({"$defs": {"n": node}, "$ref": "#/$defs/n"})).errors(&deep);
        // What is good may be found to be; what is not must not.
        let told = |fault: &SchemaFault| fault.message.contains("given up") || fault.message.contains("can be told");
        assert!(faults.last().is_none_or(told) && faults.len() <= 2, "{faults:?}");
        assert!(is_good || !faults.is_empty());
    }
    // As deep, but with one way: an answer.
    assert_eq!(schema(&json!({"$defs": {"n": down}, "$ref": "#/$defs/n"})).errors(&deep), vec![]);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn searches_that_look_at_a_whole_text_from_every_place_are_given_up_on() {
    let started = Instant::now();
    let long = "a".repeat(10_000_000);
    let in_text = schema(&json!({"pattern": "(?=(a+)+$)b"}));
    assert!(in_text.errors(&json!(long))[0].message.contains("given up"));
    let in_name = schema(&json!({"patternProperties": {"(?=(a+)+$)b": false}}));
    assert!(in_name.errors(&json!({long: 1}))[0].message.contains("given up"));
    let usual = schema(&json!({"patternProperties": {"^(?!x-)": {"pattern": "^(?!tmp)"}}}));
    assert_eq!(lines(&usual, &json!({"x-a": "tmp", "b": "tmp", "c": "d"})).len(), 1);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
}

#[test]
fn patterns_that_would_fill_the_memory_are_refused_before_they_are_compiled() {
    let parse = |value: Value| CompiledSchema::parse("s.json", value.to_string().as_bytes());
    let many: Vec<Value> = (0..100_000).map(|at| json!({"pattern": format!("^[a-z]{at}")})).collect();
    for (value, place) in [
        (json!({"items": {"pattern": "a".repeat(20_000)}}), "/items"),
        (json!({"patternProperties": {"a".repeat(20_000): {}}}), "/"),
        (json!({"allOf": many}), "/allOf/"),
    ] {
        let SchemaError::Invalid { faults, .. } = parse(value).unwrap_err() else { panic!("{place}") };
        assert!(faults[0].to_string().starts_with(place), "{}", faults[0]);
    }
    assert!(parse(json!({"pattern": "((a{1000}){1000}){1000}"})).is_err());
    // Found by fuzzing: a line break in an address went into the message as it was.
    let SchemaError::Invalid { faults, .. } = parse(json!({"$schema": "http://a$r.e\ns", "$ref": "x"})).unwrap_err()
    else {
        panic!("it has no such draft");
    };
    assert!(faults.iter().all(|fault| !fault.message.contains('\n')), "{faults:?}");
}

#[test]
fn recursive_schemas_and_deep_documents_end() {
    let (_keep, root) = folder();
    let tree = schema(&json!({"properties": {"next": {"$ref": "#"}}, "additionalProperties": false}));
    let mut document = json!({"wrong": 1});
    for _ in 0..120 {
        document = json!({"next": document});
    }
    assert_eq!(tree.errors(&document)[0].pointer, "/next".repeat(120));
    for value in
        [json!({"$ref": "#"}), json!({"allOf": [{"$ref": "#"}]}), json!({"anyOf": [{"$ref": "#"}, {"type": "null"}]})]
    {
        let text = value.to_string();
        // Either is an answer; running out of stack is none.
        if let Ok(schema) = CompiledSchema::parse("loop", text.as_bytes()) {
            let _ = schema.errors(&json!({"a": 1}));
        }
    }
    let file = root.join("deep.json");
    fs::write(&file, "[".repeat(100_000)).unwrap();
    let faults = check_artifact(&file, true, Some(&tree)).unwrap();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].message.contains("recursion limit"), "{}", faults[0]);
}

#[test]
fn an_artifact_is_checked_as_far_as_it_is_declared() {
    let (_keep, root) = folder();
    let file = root.join("a.json");
    let schema = schema(&json!({"type": "array"}));
    fs::write(&file, "{\"a\":\n  1,}").unwrap();
    assert_eq!(check_artifact(&file, false, None).unwrap(), vec![]);
    for faults in [check_artifact(&file, true, None), check_artifact(&file, false, Some(&schema))] {
        let faults: Vec<_> = faults.unwrap().iter().map(ToString::to_string).collect();
        assert_eq!(faults, ["/: not valid JSON: trailing comma at line 2 column 5"]);
    }
    fs::write(&file, "{}").unwrap();
    assert_eq!(check_artifact(&file, true, None).unwrap(), vec![]);
    assert_eq!(check_artifact(&file, true, Some(&schema)).unwrap().len(), 1);
    for path in [root.join("missing"), root.clone()] {
        assert_eq!(check_artifact(&path, true, None).unwrap_err().path, path);
    }
}

/// Four TiB, of which the disk has none.
fn endless(path: &Utf8Path) {
    fs::File::create(path).unwrap().set_len(1 << 42).unwrap();
}

#[test]
fn what_is_too_long_is_not_read() {
    let (_folder, root) = folder();
    endless(&root.join("a.json"));
    let faults = check_artifact(&root.join("a.json"), true, None).unwrap();
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert!(fault.to_string().contains("more than 536870912 bytes"), "{fault}");
    let error = SchemaStore::new(&root).compile(Utf8Path::new("a.json")).unwrap_err();
    let SchemaError::Read { source, .. } = &error else { panic!("{error}") };
    let source = std::error::Error::source(source).unwrap().to_string();
    assert!(source.contains("more than 33554432 bytes"), "{source}");
    put(&root, "b.json", &json!({"$ref": "a.json"}));
    let error = SchemaStore::new(&root).compile(Utf8Path::new("b.json")).unwrap_err();
    assert!(matches!(error, SchemaError::Reference { .. }), "{error}");
}

#[test]
fn nobody_waits_for_a_fifo() {
    let (_folder, root) = folder();
    rustix::fs::mkfifoat(rustix::fs::CWD, root.join("a.json").as_std_path(), 0o600.into()).unwrap();
    assert!(check_artifact(&root.join("a.json"), true, None).is_err());
    assert!(matches!(SchemaStore::new(&root).compile(Utf8Path::new("a.json")), Err(SchemaError::Read { .. })));
}
