//! Runs as work objects over HTTP: somebody's work on an issue.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::shape::{Query, Shape};
use throughline_model::work::{Run, RunCreate, RunPatch, Scope};
use throughline_model::{IssueId, RepoId, WorkRunId};
use throughline_store::work::{RunFilter, run_count, run_create, run_fetch, run_list, run_patch};

use super::action::{Origin, text};
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, changed, example_id, expected_revision, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "work runs";
const KIND: &str = "Run";
const NOUN: &str = "run";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/runs", "createWorkRun", |request| {
        action::create::<RunCreate, _>(request, NOUN, run_create)
    })
    .about(TAG, "Makes a run of an issue; it is planned.")
    .needs(Scope::Write)
    .body(|book| json_body(RunCreate::schema(book), body()))
    .answers(|book| told::new::<Run>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/runs", "listWorkRuns", |request| action::list(request, filter, run_list, run_count))
        .about(TAG, "Runs, the newest first.")
        .query(&[
            Parameter::text("issue_id", "Only those of this issue."),
            Parameter::text("repo_id", "Only those in this repository."),
            Parameter::text("status", "Only those with this status."),
            Parameter::text("mode", "Only those of this mode."),
            LIMIT,
            OFFSET,
            CURSOR,
            COUNT,
        ])
        .answers(|book| told::many::<Run>(book, "The runs.", &example())),
    Route::new(Method::GET, "/cwom/runs/{id}", "getWorkRun", |request| action::fetch(request, KIND, run_fetch))
        .about(TAG, "One run.")
        .answers(|book| told::one::<Run>(book, "The run.", example())),
    Route::new(Method::PATCH, "/cwom/runs/{id}", "updateWorkRun", update)
        .about(TAG, "Says how a run goes: each part that is given replaces the one before; `null` changes nothing.")
        .needs(Scope::Write)
        .body(|book| json_body(RunPatch::schema(book), json!({"status": "running"})))
        .answers(|book| told::next::<Run>(book, NOUN, example()))
        .faults(&[(409, "A run that has ended opens again only to `under_review`.")])
        .conditional(),
];

fn body() -> Value {
    json!({
        "for_issue": {"kind": "Issue", "id": example_id::<IssueId>()},
        "repo": {"kind": "Repo", "id": example_id::<RepoId>()},
        "mode": "agent",
        "executor": {"actor": {"actor_kind": "agent", "actor_id": "keeper"}, "runtime": "throughline"},
        "plan": {"steps": ["Open the inlet", "Seal it", "Let it rain"]},
    })
}

fn example() -> Value {
    made(&body(), |asked: RunCreate, id, at| asked.into_object(id, None, at))
}

fn filter(query: &Query<'_>) -> RunFilter {
    RunFilter {
        issue_id: text(query, "issue_id"),
        repo_id: text(query, "repo_id"),
        status: text(query, "status"),
        mode: text(query, "mode"),
    }
}

fn update(request: &Request) -> Result<Job, Problem> {
    let (id, patch) = (request.id::<WorkRunId>(KIND)?, request.body::<RunPatch>()?);
    let (expected, origin) = (expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| changed(NOUN, &run_patch(session, &origin.context(), id, patch, expected)?)))
}
