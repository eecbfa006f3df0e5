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
    let mut served: Vec<String> = routes().map(|route| format!("{} {}", route.method, route.path)).collect();
    told.sort();
    served.sort();
    assert_eq!(told, served);
    let mut names: Vec<&str> = routes().map(|route| route.operation).collect();
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
    for route in routes() {
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
