//! Snapshots of constraints over HTTP. One that was made is never changed.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::shape::{Query, Shape};
use throughline_model::work::{ConstraintSnapshot, ConstraintSnapshotCreate, Scope};
use throughline_store::work::{
    ConstraintSnapshotFilter, constraint_snapshot_count, constraint_snapshot_create, constraint_snapshot_fetch,
    constraint_snapshot_list,
};

use super::action::text;
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "constraint snapshots";
const KIND: &str = "ConstraintSnapshot";
const NOUN: &str = "constraint_snapshot";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/constraint-snapshots", "createConstraintSnapshot", |request| {
        action::create::<ConstraintSnapshotCreate, _>(request, NOUN, constraint_snapshot_create)
    })
    .about(TAG, "Makes a snapshot of what limits somebody's work now.")
    .needs(Scope::Write)
    .body(|book| json_body(ConstraintSnapshotCreate::schema(book), body()))
    .answers(|book| told::new::<ConstraintSnapshot>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/constraint-snapshots", "listConstraintSnapshots", |request| {
        action::list(request, filter, constraint_snapshot_list, constraint_snapshot_count)
    })
    .about(TAG, "Snapshots, the newest first.")
    .query(&[
        Parameter::text("scope", "Only those about this."),
        Parameter::text("owner_id", "Only those of this owner."),
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<ConstraintSnapshot>(book, "The snapshots.", &example())),
    Route::new(Method::GET, "/cwom/constraint-snapshots/{id}", "getConstraintSnapshot", |request| {
        action::fetch(request, KIND, constraint_snapshot_fetch)
    })
    .about(TAG, "One snapshot.")
    .answers(|book| told::one::<ConstraintSnapshot>(book, "The snapshot.", example())),
    Route::new(Method::PUT, "/cwom/constraint-snapshots/{id}", "replaceConstraintSnapshot", refuse)
        .about(TAG, "Refused: a snapshot is never changed.")
        .needs(Scope::Write)
        .untold(),
    Route::new(Method::PATCH, "/cwom/constraint-snapshots/{id}", "updateConstraintSnapshot", refuse)
        .about(TAG, "Refused: a snapshot is never changed.")
        .needs(Scope::Write)
        .untold(),
];

fn body() -> Value {
    json!({
        "scope": "run",
        "owner": {"actor_kind": "human", "actor_id": "ada"},
        "constraints": {"time": {"available_minutes": 90}, "risk": {"tolerance": "low"}},
    })
}

fn example() -> Value {
    made(&body(), |asked, id, at| ConstraintSnapshot::new(asked, id, None, at))
}

fn filter(query: &Query<'_>) -> ConstraintSnapshotFilter {
    ConstraintSnapshotFilter { scope: text(query, "scope"), owner_id: text(query, "owner_id") }
}

fn refuse(request: &Request) -> Result<Job, Problem> {
    Err(Problem::immutable(request.part("id"), "A ConstraintSnapshot is immutable: make a new snapshot"))
}
