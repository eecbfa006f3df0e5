//! What the server says of itself is what it does.

use serde_json::{Value, json};
use throughline_server::{openapi, routes};

use crate::support::House;

#[tokio::test]
async fn the_document_has_every_route_and_no_other() {
    let document = House::new().get("/openapi.json").await.with_status(200).json();
    assert_eq!(document, openapi("0.1.0", "http://127.0.0.1:8080"));
    let mut told: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        told.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    let mut served: Vec<String> =
        routes().filter(|route| route.is_told).map(|route| format!("{} {}", route.method, route.path)).collect();
    told.sort();
    served.sort();
    assert_eq!(told, served);
    let mut names: Vec<&str> = routes().filter(|route| route.is_told).map(|route| route.operation).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), served.len(), "an operation has a name of its own");
}

#[tokio::test]
async fn whatever_is_referred_to_is_defined_and_every_schema_is_one() {
    let document = openapi("0.1.0", "http://127.0.0.1:8080");
    let mut references = Vec::new();
    gather(&document, &mut references);
    for reference in &references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        jsonschema::draft202012::new(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

fn gather(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str).map(str::to_owned));
            members.values().for_each(|member| gather(member, references));
        }
        Value::Array(elements) => elements.iter().for_each(|element| gather(element, references)),
        _ => {}
    }
}

#[tokio::test]
async fn the_page_names_every_route_and_loads_nothing() {
    let page = House::new().get("/docs").await.with_status(200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for route in routes().filter(|route| route.is_told) {
        assert!(page.body.contains(&format!("id=\"{}\"", route.operation)), "{}", route.operation);
    }
    assert!(!page.body.contains("<script") && !page.body.contains("src="), "it is whole by itself");
}

#[tokio::test]
async fn health_is_told_in_the_words_that_clients_know() {
    let house = House::new();
    assert_eq!(house.get("/health").await.json(), json!({"status": "ok"}));
    assert_eq!(house.get("/healthz").await.json(), json!({"ok": true, "db": true}));
    assert_eq!(house.get("/readyz").await.with_status(200).json(), json!({"status": "ready"}));
    assert_eq!(house.get("/version").await.json(), json!({"version": "0.1.0"}));
}

/// `UPDATE_GOLDEN=1 cargo test -p throughline-server golden` writes it anew.
#[test]
fn the_golden_document_is_what_the_code_says() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let document = openapi("0.1.0", "http://127.0.0.1:8080");
    let text = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let found = std::fs::read_to_string(&golden).unwrap_or_default();
    assert!(found == text, "docs/openapi.json is not what the code says; UPDATE_GOLDEN=1 writes it anew");
}

#[test]
fn every_example_is_what_its_schema_says() {
    let document = openapi("0.1.0", "http://127.0.0.1:8080");
    let mut media = Vec::new();
    contents(&document, &mut media);
    assert!(media.len() > 60, "{}", media.len());
    for content in media {
        let mut schema = content["schema"].clone();
        schema["components"] = document["components"].clone();
        let schema = jsonschema::draft202012::new(&schema).unwrap();
        let example = &content["example"];
        let faults: Vec<String> = schema.iter_errors(example).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{example}: {faults:?}");
    }
}

/// Everything that has a schema and an example.
fn contents<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            if members.contains_key("schema") && members.contains_key("example") {
                found.push(value);
            }
            members.values().for_each(|member| contents(member, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| contents(element, found)),
        _ => {}
    }
}

#[tokio::test]
async fn assistants_are_told_of_tasks_and_nothing_else() {
    let house = House::new();
    let document = house.get("/openapi-gpt.json?server=https://example.org/t").await.with_status(200).json();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/tasks/enqueue", "/tasks", "/tasks/{task_id}"]);
    let mut names = Vec::new();
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        names.push(operation["operationId"].as_str().unwrap());
        assert!(operation["description"].as_str().unwrap().len() <= 300);
    }
    assert_eq!(names, ["enqueueTask", "listTasks", "getTask"]);
    assert_eq!(document["servers"][0]["url"], "https://example.org/t");
    assert_eq!(document["security"], json!([{"BearerAuth": []}]));
    assert_eq!(house.get("/openapi-gpt.json").await.json()["servers"][0]["url"], "http://127.0.0.1:8080");
    let schema = &house.get("/openapi.json").await.json()["components"]["schemas"]["TaskCreateLegacyV1"];
    for name in [
        "version",
        "idempotency_key",
        "requested_by",
        "objective",
        "operation",
        "target",
        "constraints",
        "inputs",
        "metadata",
    ] {
        assert!(schema["properties"].get(name).is_some(), "{name}");
    }
}
