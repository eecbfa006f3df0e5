//! What the server says of itself: the OpenAPI document, and the page that shows it to a person.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::openapi::openapi;
use crate::page::page;
use crate::reply::Reply;
use crate::route::{Access, Job, Route};
use crate::shapes::{answer, text_answer};

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: Method::GET,
        path: "/openapi.json",
        operation: "openapi",
        summary: "This document.",
        tag: "documents",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| answer(200, "The document.", json!({"type": "object"}), json!({"openapi": "3.1.0"})),
        faults: &[],
        handler: |_| Ok(Job::block(|app| Reply::ok(&openapi(&app.settings.version, &app.settings.public_url)))),
    },
    Route {
        method: Method::GET,
        path: "/docs",
        operation: "docs",
        summary: "The same for people.",
        tag: "documents",
        access: Access::Open,
        query: &[],
        body: None,
        answer: |_| text_answer("text/html; charset=utf-8", "The page."),
        faults: &[],
        handler: |_| {
            Ok(Job::block(|app| {
                let document = openapi(&app.settings.version, &app.settings.public_url);
                Ok(Reply::text(StatusCode::OK, "text/html; charset=utf-8", page(&document)))
            }))
        },
    },
];
