//! A small OpenAPI document for assistants that act through a few operations: tasks are asked for, listed and looked at.

use serde_json::{Map, Value, json};
use throughline_model::shape::{Flavour, SchemaBook};

use crate::openapi::{operation, problem_schema};
use crate::tasks;

/// What an assistant is told of: the operation, and in how many words its readers allow.
const TOLD: [(&str, &str); 3] = [
    (
        "enqueueTask",
        "Asks for a task in a repository. It is refused where the policy does not allow it; the answer says why.",
    ),
    ("listTasks", "The tasks, the newest first; filters leave out the others."),
    ("getTask", "One task: where it stands, and what came of it."),
];

/// The document; `server` is where the operations are.
pub(crate) fn openapi_gpt(version: &str, server: &str) -> Value {
    let mut paths: Map<String, Value> = Map::new();
    let mut book = SchemaBook::new(Flavour::Answered, "#/components/schemas/");
    for route in tasks::ROUTES {
        let Some((_, description)) = TOLD.iter().find(|(name, _)| *name == route.operation) else { continue };
        let mut told = operation(route, &mut book);
        told["description"] = json!(description);
        for parameter in told["parameters"].as_array_mut().into_iter().flatten() {
            if parameter["in"] == "path" {
                parameter["name"] = json!("task_id");
            }
        }
        let path = paths.entry(route.path.replace("{id}", "{task_id}")).or_insert_with(|| json!({}));
        path[route.method.as_str().to_ascii_lowercase()] = told;
    }
    let mut schemas = book.into_definitions();
    schemas.insert("Problem".to_owned(), problem_schema());
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Throughline tasks", "version": version, "description": "Asks for work, and looks at what came of it."},
        "servers": [{"url": server}],
        "security": [{"BearerAuth": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"BearerAuth": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    })
}
