//! The page at `/docs`: the OpenAPI document for people. One file without scripts, so it can be read anywhere.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

const STYLE: &str = include_str!("page.css");

/// The page of a document.
pub(crate) fn page(document: &Value) -> String {
    let title = text(&document["info"]["title"]);
    let operations = operations(document);
    let mut tags: Vec<&str> = operations.iter().map(|operation| operation.tag).collect();
    tags.dedup();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) " " small { (text(&document["info"]["version"])) } }
                    p { (text(&document["info"]["description"])) }
                    p { "For programs: " a href="openapi.json" { "openapi.json" } }
                }
                nav {
                    @for tag in &tags {
                        section {
                            h2 { (tag) }
                            ul {
                                @for operation in operations.iter().filter(|operation| operation.tag == *tag) {
                                    li { a href={ "#" (operation.id) } { code { (operation.method) " " (operation.path) } } }
                                }
                            }
                        }
                    }
                }
                main { @for operation in &operations { (article(operation)) } }
            }
        }
    };
    page.into_string()
}

/// One method on one path, as the document says it.
struct Operation<'a> {
    id: &'a str,
    method: String,
    path: &'a str,
    tag: &'a str,
    said: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let methods =
        paths.flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |one| (path, one)));
    let mut operations: Vec<Operation<'_>> = methods
        .map(|(path, (method, said))| Operation {
            id: text(&said["operationId"]),
            method: method.to_ascii_uppercase(),
            path,
            tag: text(&said["tags"][0]),
            said,
        })
        .collect();
    // The groups stay together; within them, paths are in order.
    operations.sort_by_key(|operation| operation.tag);
    operations
}

fn article(operation: &Operation<'_>) -> Markup {
    let said = operation.said;
    let parameters: Vec<&Value> = said["parameters"].as_array().into_iter().flatten().collect();
    html! {
        article id=(operation.id) {
            h3 { span class={ "method " (operation.method) } { (operation.method) } " " code { (operation.path) } }
            p { (text(&said["summary"])) }
            @if let Some(description) = said["description"].as_str() { p class="note" { (description) } }
            @if !parameters.is_empty() {
                table {
                    thead { tr { th { "parameter" } th { "where" } th { "what" } th { "meaning" } } }
                    tbody {
                        @for parameter in parameters {
                            tr {
                                td { code { (text(&parameter["name"])) } }
                                td { (text(&parameter["in"])) }
                                td { code { (parameter["schema"].to_string()) } }
                                td { (text(&parameter["description"])) }
                            }
                        }
                    }
                }
            }
            @if let Some(body) = said["requestBody"]["content"].as_object() {
                @for (media_type, media) in body { (schema("Body", media_type, media)) }
            }
            @for (status, response) in said["responses"].as_object().into_iter().flatten() {
                @if status.starts_with('2') {
                    p { strong { (status) } " " (text(&response["description"])) }
                    @for (media_type, media) in response["content"].as_object().into_iter().flatten() {
                        (schema("Answer", media_type, media))
                    }
                } @else {
                    p class="fault" { strong { (status) } " " (text(&response["description"])) }
                }
            }
        }
    }
}

fn schema(what: &str, media_type: &str, media: &Value) -> Markup {
    html! {
        details {
            summary { (what) ": " code { (media_type) } }
            @if let Some(example) = media.get("example") { pre { (pretty(example)) } }
            pre { (pretty(&media["schema"])) }
        }
    }
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
