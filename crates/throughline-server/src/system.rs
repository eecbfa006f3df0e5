//! What is asked of the server itself: is it there, can it answer, which version is it, how is it doing.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use throughline_model::work::Scope;

use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Access, Job, Route};
use crate::shapes::{answer, text_answer};

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: "/health",
        operation: "health",
        summary: "Whether the server is there.",
        tag: "system",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| answer(200, "It is there.", object(&[("status", json!({"const": "ok"}))]), json!({"status": "ok"})),
        faults: &[],
        handler: |_| Ok(Job::Done(Reply::ok(&json!({"status": "ok"}))?)),
    },
    Route {
        method: Method::GET,
        path: "/healthz",
        operation: "healthz",
        summary: "Whether the server is there, and whether its database is; always 200.",
        tag: "system",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| {
            let boolean = || json!({"type": "boolean"});
            let schema = object(&[("ok", boolean()), ("db", boolean())]);
            answer(200, "It is there.", schema, json!({"ok": true, "db": true}))
        },
        faults: &[],
        handler: healthz,
    },
    Route {
        method: Method::GET,
        path: "/readyz",
        operation: "readyz",
        summary: "Whether the server can answer now: 503 while its database is away or while it ends.",
        tag: "system",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| {
            answer(200, "It can.", object(&[("status", json!({"const": "ready"}))]), json!({"status": "ready"}))
        },
        faults: &[],
        handler: |_| Ok(readyz()),
    },
    Route {
        method: Method::GET,
        path: "/version",
        operation: "version",
        summary: "The version of the server.",
        tag: "system",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| {
            let schema = object(&[("version", json!({"type": "string"}))]);
            answer(200, "The version.", schema, json!({"version": "0.1.0"}))
        },
        faults: &[],
        handler: |_| Ok(Job::block(|app| Reply::ok(&json!({"version": app.settings.version})))),
    },
    Route {
        method: Method::GET,
        path: "/metrics",
        operation: "metrics",
        summary: "What was measured, in the text format of Prometheus.",
        tag: "system",
        access: Access::Key(Scope::Read),
        query: &[],
        body: None,
        answer: |_| text_answer("text/plain; version=0.0.4", "The measurements."),
        faults: &[],
        handler: |_| {
            Ok(Job::block(|app| Ok(Reply::text(StatusCode::OK, "text/plain; version=0.0.4", app.metrics.render()))))
        },
    },
];

fn object(members: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<String, Value> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

fn healthz(_: &Request) -> Result<Job, Problem> {
    Ok(Job::block(|app| Reply::ok(&json!({"ok": true, "db": app.database.ping().is_ok()}))))
}

fn readyz() -> Job {
    Job::block(|app| {
        if *app.ending.borrow() {
            return Err(Problem::unavailable("The server is ending"));
        }
        app.database.ping()?;
        Reply::ok(&json!({"status": "ready"}))
    })
}
