//! Artifacts as work objects over HTTP: what came of a run.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::shape::{Query, Shape};
use throughline_model::work::{Artifact, ArtifactCreate, Scope};
use throughline_model::{IssueId, WorkRunId};
use throughline_store::work::{
    ArtifactFilter, artifact_count_of_issue, artifact_count_of_run, artifact_create, artifact_fetch,
    artifact_list_of_issue, artifact_list_of_run,
};

use super::action::text;
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, example_id, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "artifacts";
const KIND: &str = "Artifact";
const NOUN: &str = "artifact";
const TYPE: Parameter = Parameter::text("type", "Only those of this type.");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/artifacts", "createArtifact", |request| {
        action::create::<ArtifactCreate, _>(request, NOUN, artifact_create)
    })
    .about(TAG, "Says what came of a run.")
    .needs(Scope::Write)
    .body(|book| json_body(ArtifactCreate::schema(book), body()))
    .answers(|book| told::new::<Artifact>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/artifacts/{id}", "getArtifact", |request| {
        action::fetch(request, KIND, artifact_fetch)
    })
    .about(TAG, "One artifact.")
    .answers(|book| told::one::<Artifact>(book, "The artifact.", example())),
    Route::new(Method::GET, "/cwom/runs/{id}/artifacts", "listArtifactsOfRun", list_of_run)
        .about(TAG, "What came of a run, the newest first.")
        .query(&[TYPE, LIMIT, OFFSET, CURSOR, COUNT])
        .answers(|book| told::many::<Artifact>(book, "The artifacts.", &example())),
    Route::new(Method::GET, "/cwom/issues/{id}/artifacts", "listArtifactsOfIssue", list_of_issue)
        .about(TAG, "What came of all runs of an issue, the newest first.")
        .query(&[TYPE, LIMIT, OFFSET, CURSOR, COUNT])
        .answers(|book| told::many::<Artifact>(book, "The artifacts.", &example())),
];

fn body() -> Value {
    json!({
        "produced_by": {"kind": "Run", "id": example_id::<WorkRunId>()},
        "for_issue": {"kind": "Issue", "id": example_id::<IssueId>()},
        "type": "report",
        "title": "A night of rain",
        "uri": "file:///var/log/lamp/rain.md",
        "media_type": "text/markdown",
        "size_bytes": 2048,
    })
}

fn example() -> Value {
    made(&body(), |asked: ArtifactCreate, id, at| asked.into_object(id, None, at))
}

fn filter(query: &Query<'_>) -> ArtifactFilter {
    ArtifactFilter { r#type: text(query, "type") }
}

fn list_of_run(request: &Request) -> Result<Job, Problem> {
    let run: WorkRunId = request.id("Run")?;
    action::list(
        request,
        filter,
        move |session, filter, page| artifact_list_of_run(session, run, filter, page),
        move |session, filter| artifact_count_of_run(session, run, filter),
    )
}

fn list_of_issue(request: &Request) -> Result<Job, Problem> {
    let issue: IssueId = request.id("Issue")?;
    action::list(
        request,
        filter,
        move |session, filter, page| artifact_list_of_issue(session, issue, filter, page),
        move |session, filter| artifact_count_of_issue(session, issue, filter),
    )
}
