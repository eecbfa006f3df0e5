//! Rules that work follows over HTTP.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::DoctrineRefId;
use throughline_model::shape::{Patch, Query, Shape};
use throughline_model::work::{DoctrineRef, DoctrineRefCreate, Scope};
use throughline_store::work::{
    DoctrineRefFilter, doctrine_ref_count, doctrine_ref_create, doctrine_ref_fetch, doctrine_ref_list,
    doctrine_ref_update,
};

use super::action::text;
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, made, told};
use crate::route::{Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "doctrine";
const KIND: &str = "DoctrineRef";
const NOUN: &str = "doctrine_ref";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/doctrine-refs", "createDoctrineRef", |request| {
        action::create::<DoctrineRefCreate, _>(request, NOUN, doctrine_ref_create)
    })
    .about(TAG, "Makes a rule.")
    .needs(Scope::Write)
    .body(|book| json_body(DoctrineRefCreate::schema(book), body()))
    .answers(|book| told::new::<DoctrineRef>(book, NOUN, example()))
    .faults(&[(409, "There is a rule with this namespace, name and version.")]),
    Route::new(Method::GET, "/cwom/doctrine-refs", "listDoctrineRefs", |request| {
        action::list(request, filter, doctrine_ref_list, doctrine_ref_count)
    })
    .about(TAG, "Rules, the newest first.")
    .query(&[
        Parameter::text("namespace", "Only those of this area."),
        Parameter::text("type", "Only those of this type."),
        Parameter::text("priority", "Only those with this priority."),
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<DoctrineRef>(book, "The rules.", &example())),
    Route::new(Method::GET, "/cwom/doctrine-refs/{id}", "getDoctrineRef", |request| {
        action::fetch(request, KIND, doctrine_ref_fetch)
    })
    .about(TAG, "One rule.")
    .answers(|book| told::one::<DoctrineRef>(book, "The rule.", example())),
    Route::new(Method::PATCH, "/cwom/doctrine-refs/{id}", "updateDoctrineRef", |request| {
        action::update::<DoctrineRefId, DoctrineRef, _>(request, (KIND, NOUN), doctrine_ref_update)
    })
    .about(TAG, "Changes what is said about a rule: a JSON Merge Patch of what may change.")
    .needs(Scope::Write)
    .body(|book| json_body(Patch::<DoctrineRef>::schema(book), json!({"priority": "must"})))
    .answers(|book| told::next::<DoctrineRef>(book, NOUN, example()))
    .conditional(),
];

fn body() -> Value {
    json!({
        "namespace": "harbour",
        "name": "lamp-burns-at-night",
        "version": "1",
        "type": "policy",
        "priority": "must",
        "statement": "From dusk to dawn the lamp burns.",
    })
}

fn example() -> Value {
    made(&body(), |asked: DoctrineRefCreate, id, at| asked.into_object(id, None, at))
}

fn filter(query: &Query<'_>) -> DoctrineRefFilter {
    DoctrineRefFilter {
        namespace: text(query, "namespace"),
        r#type: text(query, "type"),
        priority: text(query, "priority"),
    }
}
