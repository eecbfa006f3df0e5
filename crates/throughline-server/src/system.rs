//! What is asked of the server itself: is it there, can it answer, which version is it, how is it doing.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Job, Route};
use crate::shapes::{answer, object, text_answer};

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/health", "health", |_| Ok(Job::Done(Reply::ok(&json!({"status": "ok"}))?)))
        .about("system", "Whether the server is there.")
        .open()
        .answers(|_| {
            answer(200, "It is there.", object(&[("status", json!({"const": "ok"}))]), json!({"status": "ok"}))
        }),
    Route::new(Method::GET, "/healthz", "healthz", healthz)
        .about("system", "Whether the server is there, and whether its database is; always 200.")
        .open()
        .answers(|_| {
            let boolean = || json!({"type": "boolean"});
            let schema = object(&[("ok", boolean()), ("db", boolean())]);
            answer(200, "It is there.", schema, json!({"ok": true, "db": true}))
        }),
    Route::new(Method::GET, "/readyz", "readyz", |_| Ok(readyz()))
        .about("system", "Whether the server can answer now: 503 while its database is away or while it ends.")
        .open()
        .answers(|_| {
            answer(200, "It can.", object(&[("status", json!({"const": "ready"}))]), json!({"status": "ready"}))
        }),
    Route::new(Method::GET, "/version", "version", |request| {
        Ok(Job::Done(Reply::ok(&json!({"version": request.settings.version}))?))
    })
    .about("system", "The version of the server.")
    .open()
    .answers(|_| {
        let schema = object(&[("version", json!({"type": "string"}))]);
        answer(200, "The version.", schema, json!({"version": "0.1.0"}))
    }),
    Route::new(Method::GET, "/metrics", "metrics", |_| {
        Ok(Job::block(|app| Ok(Reply::text(StatusCode::OK, "text/plain; version=0.0.4", app.metrics.render()))))
    })
    .about("system", "What was measured, in the text format of Prometheus.")
    .answers(|_| text_answer("text/plain; version=0.0.4", "The measurements.")),
];

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
