//! Bad input, made of the document: whatever a body or a query holds, the answer says where it is wrong, and nothing is kept.

use axum::body::Body;
use axum::http::{Method, Request};
use serde_json::{Map, Value, json};
use throughline_model::task::TaskPolicy;
use throughline_server::openapi;

use crate::support::{Answered, House};

const NOWHERE: &str = "01KBC6E3Q5TBQ2ZP4W1R8XN5YV";

/// What may stand where something else should.
fn strange() -> Vec<Value> {
    let mut deep = json!(1);
    for _ in 0..300 {
        deep = json!([deep]);
    }
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(3.5),
        json!(1e300),
        json!(9_007_199_254_740_993_u64),
        json!(""),
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{1b}[31m"),
        json!("x".repeat(20_000)),
        json!([]),
        json!([[]]),
        json!([null]),
        json!(vec![1; 2000]),
        json!({}),
        json!({"unheard_of": {"of": []}}),
        deep,
    ]
}

/// Every body that differs from a good one in one place.
fn variants(good: &Value) -> Vec<Value> {
    let mut all = strange();
    match good {
        Value::Object(members) => {
            for (name, member) in members {
                let mut without = members.clone();
                without.remove(name);
                all.push(Value::Object(without));
                all.extend(variants(member).into_iter().map(|member| with(members, name, member)));
            }
            all.extend(["unheard_of", "", "\u{0}"].map(|name| with(members, name, json!(1))));
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                for variant in variants(element) {
                    let mut elements = elements.clone();
                    elements[index] = variant;
                    all.push(Value::Array(elements));
                }
            }
        }
        _ => {}
    }
    all
}

fn with(members: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}

/// One operation of the document that takes a body.
struct Operation {
    method: Method,
    path: String,
    example: Value,
    schema: Value,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, said) in methods.as_object().unwrap() {
            let Some(content) = said["requestBody"]["content"].get("application/json") else { continue };
            all.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: format!("{}{}", path.replace("{id}", NOWHERE), query(said)),
                example: content["example"].clone(),
                schema: content["schema"].clone(),
            });
        }
    }
    all
}

/// What has to stand after `?`.
fn query(said: &Value) -> String {
    let parameters = said["parameters"].as_array().into_iter().flatten();
    let required = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
    let pairs = required.map(|parameter| {
        let value = parameter["schema"]["enum"][0].as_str().unwrap_or("x");
        format!("{}={value}", parameter["name"].as_str().unwrap())
    });
    let pairs: Vec<String> = pairs.collect();
    if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
}

async fn ask(house: &House, method: &Method, path: &str, body: Vec<u8>) -> Answered {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    house.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_body_that_its_schema_refuses_is_refused_with_the_place_and_nothing_is_kept() {
    let house = House::with(|settings| settings.task_policy = TaskPolicy::with_prefixes("harbour/"));
    let document = openapi("0.1.0", "http://127.0.0.1:8080");
    let entries = || async { house.get("/audit?count=true&limit=1").await.header("x-total-count").to_owned() };
    let mut asked = 0;
    for Operation { method, path, example, schema } in operations(&document) {
        // A key that is made closes the door to the rest of the test.
        if path == "/keys" {
            continue;
        }
        let mut root = schema;
        root["components"] = document["components"].clone();
        let schema = jsonschema::draft202012::new(&root).unwrap();
        assert!(schema.is_valid(&example), "{method} {path}: the example is not what the schema says: {example}");
        for body in variants(&example) {
            let is_valid = schema.is_valid(&body);
            let before = entries().await;
            let answered = ask(&house, &method, &path, body.to_string().into_bytes()).await;
            asked += 1;
            let status = answered.status.as_u16();
            let shown = || {
                format!("{method} {path} {}: {}", &body.to_string()[..body.to_string().len().min(300)], answered.body)
            };
            assert!(status < 500, "{}", shown());
            if is_valid {
                continue;
            }
            // An id of nothing is told before the body of what it is wanted for, and after it where both can be.
            assert!(status == 422 || status == 404 || status == 400, "{}", shown());
            if status == 422 {
                let detail = answered.json()["detail"].clone();
                let place = detail[0]["loc"][0].as_str().unwrap_or_default();
                assert_eq!(place, "body", "{}", shown());
            }
            assert_eq!(entries().await, before, "{}", shown());
        }
    }
    assert!(asked > 2000, "{asked}");
}

#[tokio::test]
async fn bytes_that_are_no_json_are_refused_with_the_offset() {
    let house = House::new();
    for (body, offset) in [
        (b"{\"name\": \"\xff\"}".to_vec(), 10),
        (b"{\"name\": ".to_vec(), 9),
        (b"{\"name\": NaN}".to_vec(), 9),
        ("[".repeat(100_000).into_bytes(), 127),
    ] {
        let answered = ask(&house, &Method::POST, "/cwom/repos", body).await.with_status(422).json();
        let fault = &answered["detail"][0];
        assert_eq!((&fault["type"], &fault["loc"][0]), (&json!("json_invalid"), &json!("body")));
        assert!(fault["loc"][1].as_u64().unwrap().abs_diff(offset) <= 2, "{fault}");
    }
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(1 << 20));
    ask(&house, &Method::POST, "/cwom/repos", long.into_bytes()).await.with_status(413);
    let empty = ask(&house, &Method::POST, "/cwom/repos", Vec::new()).await.with_status(422).json();
    assert_eq!((&empty["detail"][0]["type"], &empty["detail"][0]["loc"]), (&json!("missing"), &json!(["body"])));
}

#[tokio::test]
async fn whatever_stands_after_the_question_mark_is_answered_or_refused() {
    let house = House::new();
    let document = openapi("0.1.0", "http://127.0.0.1:8080");
    let values =
        ["", "0", "-1", "1e9", "99999999999999999999999", "%00", "%ff", "%F0%9F%98%80", "a%0Ab", "'%3B--", "true"];
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, said) in methods.as_object().unwrap() {
            for parameter in said["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                for value in values {
                    let method: Method = method.to_uppercase().parse().unwrap();
                    let path = if parameter["in"] == "path" {
                        path.replace("{id}", if value.is_empty() { "x" } else { value })
                    } else {
                        path.replace("{id}", NOWHERE)
                    };
                    let path = if parameter["in"] == "query" { format!("{path}?{name}={value}") } else { path };
                    let answered = ask(&house, &method, &path, b"{}".to_vec()).await;
                    assert!(answered.status.as_u16() < 500, "{method} {path}: {}", answered.body);
                }
            }
        }
    }
}
