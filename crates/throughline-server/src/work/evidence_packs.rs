//! Evidence packs over HTTP: what shows whether a run did what was wanted.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use throughline_model::shape::{Query, Shape};
use throughline_model::work::{EvidencePack, EvidencePackCreate, Scope};
use throughline_model::{IssueId, WorkRunId};
use throughline_store::work::{
    EvidencePackFilter, evidence_pack_count, evidence_pack_create, evidence_pack_fetch, evidence_pack_list,
    evidence_pack_of_run, run_fetch,
};

use super::action::text;
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::shown::shown;
use super::{action, example_id, made, told};
use crate::problem::Problem;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::json_body;

const TAG: &str = "evidence";
const KIND: &str = "EvidencePack";
const NOUN: &str = "evidence_pack";
const VERDICT: Parameter = Parameter::text("verdict", "Only those with this verdict.");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/evidence-packs", "createEvidencePack", |request| {
        action::create::<EvidencePackCreate, _>(request, NOUN, evidence_pack_create)
    })
    .about(TAG, "Says what the evidence of a run shows.")
    .needs(Scope::Write)
    .body(|book| json_body(EvidencePackCreate::schema(book), body()))
    .answers(|book| told::new::<EvidencePack>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/evidence-packs", "listEvidencePacks", |request| {
        action::list(request, filter, evidence_pack_list, evidence_pack_count)
    })
    .about(TAG, "Evidence packs, the newest first.")
    .query(&[
        Parameter::text("run_id", "Only those of this run."),
        Parameter::text("issue_id", "Only those of this issue."),
        VERDICT,
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<EvidencePack>(book, "The packs.", &example())),
    Route::new(Method::GET, "/cwom/evidence-packs/{id}", "getEvidencePack", |request| {
        action::fetch(request, KIND, evidence_pack_fetch)
    })
    .about(TAG, "One evidence pack.")
    .answers(|book| told::one::<EvidencePack>(book, "The pack.", example())),
    Route::new(Method::GET, "/cwom/runs/{id}/evidence-pack", "getEvidencePackOfRun", of_run)
        .about(TAG, "The newest evidence pack of a run.")
        .answers(|book| told::one::<EvidencePack>(book, "The pack.", example())),
    Route::new(Method::GET, "/cwom/issues/{id}/evidence-packs", "listEvidencePacksOfIssue", list_of_issue)
        .about(TAG, "The evidence packs of all runs of an issue, the newest first.")
        .query(&[VERDICT, LIMIT, OFFSET, CURSOR, COUNT])
        .answers(|book| told::many::<EvidencePack>(book, "The packs.", &example())),
];

fn body() -> Value {
    json!({
        "for_run": {"kind": "Run", "id": example_id::<WorkRunId>()},
        "for_issue": {"kind": "Issue", "id": example_id::<IssueId>()},
        "verdict": "pass",
        "verdict_reason": "The lamp burned through a night of rain.",
        "evaluated_by": {"actor_kind": "system", "actor_id": "prover"},
        "checks_passed": 3,
    })
}

fn example() -> Value {
    made(&body(), |asked: EvidencePackCreate, id, at| asked.into_object(id, None, at))
}

fn filter(query: &Query<'_>) -> EvidencePackFilter {
    EvidencePackFilter {
        run_id: text(query, "run_id"),
        issue_id: text(query, "issue_id"),
        verdict: text(query, "verdict"),
    }
}

fn of_run(request: &Request) -> Result<Job, Problem> {
    let run: WorkRunId = request.id("Run")?;
    Ok(Job::read(move |session| {
        if let Some(pack) = evidence_pack_of_run(session, run)? {
            return shown(StatusCode::OK, &pack);
        }
        run_fetch(session, run)?.ok_or_else(|| Problem::not_found("Run"))?;
        let detail = format!("No EvidencePack found for Run '{run}'");
        Err(Problem::new(StatusCode::NOT_FOUND, detail))
    }))
}

fn list_of_issue(request: &Request) -> Result<Job, Problem> {
    let issue: IssueId = request.id("Issue")?;
    let filter =
        |query: &Query<'_>| EvidencePackFilter { issue_id: Some(issue.to_string()), run_id: None, ..filter(query) };
    action::list(request, filter, evidence_pack_list, evidence_pack_count)
}
