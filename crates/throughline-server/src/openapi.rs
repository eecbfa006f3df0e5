//! The OpenAPI 3.1 document, made of the table of routes: what is not in the table is neither served nor described.

use axum::http::Method;
use serde_json::{Map, Value, json};
use throughline_model::shape::{Flavour, SchemaBook};

use crate::route::{Access, Content, Parameter, Route};
use crate::table::routes;

/// The document of all routes.
#[must_use]
pub fn openapi(version: &str, public_url: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut book = SchemaBook::new(Flavour::Answered, "#/components/schemas/");
    for route in routes().filter(|route| route.is_told) {
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = operation(route, &mut book);
    }
    let mut schemas = book.into_definitions();
    schemas.insert("Problem".to_owned(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Throughline",
            "version": version,
            "description": "Declared graphs of stages, and why every artifact exists.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {
            "securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    })
}

/// One operation as a document says it.
pub(crate) fn operation(route: &Route, book: &mut SchemaBook) -> Value {
    let mut operation = json!({
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.tag],
        "responses": responses(route, book),
    });
    let parameters: Vec<Value> = parameters(route).collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    if let Some(body) = route.body {
        let asked = book.with_flavour(Flavour::Asked, body.content);
        operation["requestBody"] = json!({"required": body.is_required, "content": content(asked)});
    }
    if matches!(route.access, Access::Key(_)) {
        operation["security"] = json!([{"BearerAuth": []}]);
        operation["description"] = description(route).into();
    }
    operation
}

fn parameters(route: &Route) -> impl Iterator<Item = Value> {
    let in_path = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let in_path = in_path.map(|name| {
        let schema = if name == "id" { json!({"type": "string", "pattern": ULID}) } else { json!({"type": "string"}) };
        json!({"name": name, "in": "path", "required": true, "schema": schema, "description": "An id."})
    });
    let in_query = route.query.iter().map(|parameter: &Parameter| {
        json!({
            "name": parameter.name,
            "in": "query",
            "required": parameter.is_required,
            "description": parameter.description,
            "schema": (parameter.schema)(),
        })
    });
    in_path.chain(in_query)
}

/// How an id is written.
const ULID: &str = "^[0-7][0-9A-HJKMNP-TV-Z]{25}$";

/// What holds for a route because of what it is, in words.
fn description(route: &Route) -> String {
    let mut sentences = Vec::new();
    if let Access::Key(scope) = route.access {
        sentences.push(format!("Where a key is set, this needs one of the scope `{}`.", scope.as_str()));
        if route.method == Method::POST {
            sentences.push("The same request with the same `Idempotency-Key` is done once, within a day.".to_owned());
        }
    }
    if route.is_conditional {
        sentences.push("With `If-Match` it is changed only if that is its `ETag`.".to_owned());
    }
    sentences.join(" ")
}

/// What is answered when it goes well, and every fault that can come.
fn responses(route: &Route, book: &mut SchemaBook) -> Value {
    let answer = (route.answer)(book);
    let mut responses = Map::new();
    let status = answer.status.to_string();
    let links = answer.made.map(|made| links(route, &format!("$response.body#/{made}/{}", id_of(made))));
    let mut good = json!({"description": answer.description, "content": content(answer.content)});
    if let Some(links) = links.filter(|links| !links.is_empty()) {
        good["links"] = links.into();
    }
    responses.insert(status, good);
    if let Some(other) = route.other {
        let other = other(book);
        let told = json!({"description": other.description, "content": content(other.content)});
        responses.insert(other.status.to_string(), told);
    }
    for (status, description) in common(route).into_iter().chain(route.faults.iter().copied()) {
        responses.insert(status.to_string(), fault(description));
    }
    responses.sort_keys();
    responses.into()
}

/// Where the id of what was made leads to: every route below its collection.
fn links(made_by: &Route, id: &str) -> Map<String, Value> {
    let collection = made_by.path.trim_end_matches("/enqueue");
    let below = routes().filter(|route| {
        let rest = route.path.strip_prefix(collection).and_then(|rest| rest.strip_prefix("/{id}"));
        route.is_told && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let link = |route: &Route| json!({"operationId": route.operation, "parameters": {"id": id}});
    below.map(|route| (route.operation.to_owned(), link(route))).collect()
}

/// The member of an object that is its id.
fn id_of(noun: &str) -> &'static str {
    if noun == "task" { "task_id" } else { "id" }
}

/// The faults that a route may have because of what it is.
fn common(route: &Route) -> Vec<(u16, &'static str)> {
    let mut faults =
        vec![(503, "Not now: the server or its database is busy, away or ending; `Retry-After` says when.")];
    if matches!(route.access, Access::Key(_)) {
        faults.push((401, "There is no key, or none that is known."));
        faults.push((403, "The scope of the key does not reach."));
    }
    if !route.query.is_empty() || route.body.is_some() {
        faults.push((422, "The request is not what it should be: `detail` holds every fault with its place."));
    }
    if route.path.contains('{') {
        faults.push((404, "There is no such object."));
    }
    if route.is_conditional {
        faults.push((412, "The object is not at the revision that `If-Match` says: read it again."));
        faults.push((400, "`If-Match` takes one entity tag in its quotes, or `*`."));
    }
    if route.method == Method::POST && matches!(route.access, Access::Key(_)) {
        faults.push((400, "`Idempotency-Key` is not what it should be."));
    }
    if route.body.is_some() {
        faults.push((413, "The body is too large."));
        faults.push((400, "The body ended before it was whole, or a header is not what it should be."));
    }
    faults
}

fn fault(description: &str) -> Value {
    let schema = json!({"$ref": "#/components/schemas/Problem"});
    json!({"description": description, "content": {"application/problem+json": {"schema": schema}}})
}

fn content(content: Content) -> Value {
    let mut media = json!({"schema": content.schema});
    if let Some(example) = content.example {
        media["example"] = example;
    }
    let mut all = Map::new();
    all.insert(content.media_type.to_owned(), media);
    all.into()
}

/// What a fault looks like.
pub(crate) fn problem_schema() -> Value {
    json!({
        "type": "object",
        "description": "A fault, by RFC 9457.",
        "required": ["type", "title", "status", "detail", "request_id"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {
                "description": "A text where a rule was broken; every fault with its place where the shape is wrong; an object where a \
                                machine needs more than a text.",
                "type": ["string", "array", "object"],
            },
            "errors": {"type": "array", "description": "The places of the fault, where `detail` is a text."},
            "request_id": {"type": "string", "description": "Where to look in the server's log."},
        },
    })
}
