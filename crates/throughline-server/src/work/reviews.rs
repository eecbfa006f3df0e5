//! Decisions of reviews over HTTP.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use throughline_model::shape::{Query, Shape};
use throughline_model::work::{ReviewDecision, ReviewDecisionCreate, Scope};
use throughline_model::{EvidencePackId, IssueId, WorkRunId};
use throughline_store::work::{
    ReviewFilter, WorkError, review_count, review_create, review_fetch, review_list, review_of_pack,
};

use super::action::text;
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::shown::shown;
use super::{action, example_id, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "reviews";
const KIND: &str = "ReviewDecision";
const NOUN: &str = "review";
const DECISION: Parameter = Parameter::text("decision", "Only those of this outcome.");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/reviews", "createReview", |request| {
        action::create_or::<ReviewDecisionCreate, _>(request, NOUN, review_create, refusal)
    })
    .about(
        TAG,
        "Decides about the evidence of a run: the issue, which is under review, and the run are done, or they failed.",
    )
    .needs(Scope::Write)
    .body(|book| json_body(ReviewDecisionCreate::schema(book), body()))
    .answers(|book| told::new::<ReviewDecision>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/reviews", "listReviews", |request| {
        action::list(request, filter, review_list, review_count)
    })
    .about(TAG, "Decisions, the newest first.")
    .query(&[
        Parameter::text("evidence_pack_id", "Only those about this evidence."),
        Parameter::text("issue_id", "Only those about this issue."),
        DECISION,
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<ReviewDecision>(book, "The decisions.", &example())),
    Route::new(Method::GET, "/cwom/reviews/{id}", "getReview", |request| action::fetch(request, KIND, review_fetch))
        .about(TAG, "One decision.")
        .answers(|book| told::one::<ReviewDecision>(book, "The decision.", example())),
    Route::new(Method::GET, "/cwom/evidence-packs/{id}/review", "getReviewOfEvidencePack", of_pack)
        .about(TAG, "The first decision about an evidence pack.")
        .answers(|book| told::one::<ReviewDecision>(book, "The decision.", example())),
    Route::new(Method::GET, "/cwom/issues/{id}/reviews", "listReviewsOfIssue", list_of_issue)
        .about(TAG, "The decisions about an issue, the newest first.")
        .query(&[DECISION, LIMIT, OFFSET, CURSOR, COUNT])
        .answers(|book| told::many::<ReviewDecision>(book, "The decisions.", &example())),
];

fn body() -> Value {
    json!({
        "for_evidence_pack": {"kind": "EvidencePack", "id": example_id::<EvidencePackId>()},
        "for_run": {"kind": "Run", "id": example_id::<WorkRunId>()},
        "for_issue": {"kind": "Issue", "id": example_id::<IssueId>()},
        "reviewer": {"actor_kind": "human", "actor_id": "ada"},
        "decision": "approved",
        "decision_reason": "It burned all night.",
    })
}

fn example() -> Value {
    made(&body(), |asked: ReviewDecisionCreate, id, at| asked.into_object(id, None, at))
}

/// What a review cannot do without is told as existing clients know it: 400 and a sentence.
fn refusal(error: WorkError) -> Problem {
    match error {
        WorkError::NotFound { .. } => Problem::new(StatusCode::BAD_REQUEST, error.to_string()),
        WorkError::Missing(references) => {
            let told = references.first().map(|reference| format!("{} '{}' not found", reference.kind, reference.id));
            Problem::new(StatusCode::BAD_REQUEST, told.unwrap_or_default())
        }
        error => Problem::from(error),
    }
}

fn filter(query: &Query<'_>) -> ReviewFilter {
    ReviewFilter {
        evidence_pack_id: text(query, "evidence_pack_id"),
        issue_id: text(query, "issue_id"),
        decision: text(query, "decision"),
    }
}

fn of_pack(request: &Request) -> Result<Job, Problem> {
    let none = || Problem::new(StatusCode::NOT_FOUND, "No ReviewDecision found for this EvidencePack");
    let pack: EvidencePackId = request.part("id").parse().map_err(|_| none())?;
    Ok(Job::read(move |session| shown(StatusCode::OK, &review_of_pack(session, pack)?.ok_or_else(none)?)))
}

fn list_of_issue(request: &Request) -> Result<Job, Problem> {
    let issue: IssueId = request.id("Issue")?;
    let filter =
        |query: &Query<'_>| ReviewFilter { issue_id: Some(issue.to_string()), evidence_pack_id: None, ..filter(query) };
    action::list(request, filter, review_list, review_count)
}
