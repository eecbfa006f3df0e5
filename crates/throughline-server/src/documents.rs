//! What the server says of itself: the OpenAPI document, and the page that shows it to a person.

use std::sync::Arc;

use axum::http::{Method, StatusCode};
use serde_json::json;
use throughline_model::shape::Query;

use crate::openapi::openapi;
use crate::openapi_gpt::openapi_gpt;
use crate::page::page;
use crate::reply::Reply;
use crate::route::{Job, Parameter, Route};
use crate::shapes::{answer, text_answer};

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/openapi.json", "openapi", |request| {
        let settings = Arc::clone(&request.settings);
        Ok(Job::block(move |_| Reply::ok(&openapi(&settings.version, &settings.public_url))))
    })
    .about("documents", "This document.")
    .open()
    .answers(|_| answer(200, "The document.", json!({"type": "object"}), json!({"openapi": "3.1.0"}))),
    Route::new(Method::GET, "/openapi-gpt.json", "openapiGpt", |request| {
        let settings = Arc::clone(&request.settings);
        let server = Query::new(&request.query).text("server").map(str::to_owned);
        Ok(Job::block(move |_| {
            Reply::ok(&openapi_gpt(&settings.version, server.as_deref().unwrap_or(&settings.public_url)))
        }))
    })
    .about("documents", "A smaller document, of tasks alone, for assistants.")
    .open()
    .query(&[Parameter::text("server", "Where the assistant finds the server, if not at its public URL.")])
    .answers(|_| answer(200, "The document.", json!({"type": "object"}), json!({"openapi": "3.1.0"})))
    .untold(),
    Route::new(Method::GET, "/docs", "docs", |request| {
        let settings = Arc::clone(&request.settings);
        Ok(Job::block(move |_| {
            let document = openapi(&settings.version, &settings.public_url);
            Ok(Reply::text(StatusCode::OK, "text/html; charset=utf-8", page(&document)))
        }))
    })
    .about("documents", "The same for people.")
    .open()
    .answers(|_| text_answer("text/html; charset=utf-8", "The page.")),
];
