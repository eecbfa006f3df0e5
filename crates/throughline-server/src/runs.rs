//! Runs of the engine: which there are, what became of each, and what happens in one as it happens.

use axum::http::{HeaderName, Method};
use serde_json::{Value, json};
use throughline_engine::{RunDocument, RunRow, RunView};
use throughline_model::shape::Query;
use throughline_model::{PipelineId, RunId, iso_millis};

use crate::events::{follow_everything, follow_run};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::{answer, text_answer};

/// The event that a caller of a broken stream saw last.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/runs", "listRuns", run_list)
        .about("runs", "The runs of the engine, newest first.")
        .query(&[
            Parameter::text("pipeline", "Only runs of this pipeline."),
            Parameter::new("limit", "At most so many.", || {
                json!({"type": "integer", "minimum": 1, "maximum": 1000, "default": 100})
            }),
        ])
        .answers(|_| answer(200, "The runs.", json!({"type": "array", "items": row_schema()}), json!([]))),
    Route::new(Method::GET, "/runs/{id}", "getRun", run_fetch)
        .about("runs", "One run: every stage with what became of it.")
        .answers(|_| answer(200, "The run.", json!({"type": "object"}), json!({})))
        .faults(&[(404, "There is no such run.")]),
    Route::new(Method::GET, "/runs/{id}/events", "followRun", run_follow)
        .about("runs", "What happens in a run, from its beginning or from behind `Last-Event-ID` on, until it ends: server-sent events.")
        .answers(|_| text_answer("text/event-stream", "The events, each with its number as id and its kind as name."))
        .faults(&[(404, "There is no such run.")]),
    Route::new(Method::GET, "/events/stream", "followEverything", everything_follow)
        .about(
            "runs",
            "What happens in every run, one run after the other, behind `Last-Event-ID`: server-sent events without an end. \
             Without it, from the runs that are on their way on; `0` is the first run of the ledger.",
        )
        .answers(|_| text_answer("text/event-stream", "The events, each with the position behind it as id and its kind as name."))
        .faults(&[(400, "`Last-Event-ID` is no id of this stream.")]),
];

/// A row of the list of runs.
pub(crate) fn row_schema() -> Value {
    json!({
        "type": "object",
        "required": ["id", "pipelineId", "name", "status", "parameters", "startedAt", "finishedAt", "durationMs", "planned", "failure"],
        "properties": {
            "id": {"type": "string"},
            "pipelineId": {"type": "string"},
            "name": {"type": "string"},
            "status": {"enum": ["running", "success", "failed", "degraded", "interrupted", "waiting"]},
            "parameters": {"type": "object"},
            "startedAt": {"type": "string", "format": "date-time"},
            "finishedAt": {"type": ["string", "null"], "format": "date-time"},
            "durationMs": {"type": ["integer", "null"]},
            "planned": {"type": "integer"},
            "failure": {"type": ["object", "null"]},
        },
    })
}

/// The same as JSON.
pub(crate) fn row_json(row: &RunRow) -> Value {
    json!({
        "id": row.id,
        "pipelineId": row.pipeline,
        "name": row.name,
        "status": row.status,
        "parameters": row.parameters,
        "startedAt": iso_millis(row.started_at),
        "finishedAt": row.finished_at.map(iso_millis),
        "durationMs": row.duration_ms,
        "planned": row.planned,
        "failure": row.failure,
    })
}

fn run_list(request: &Request) -> Result<Job, Problem> {
    let mut query = Query::new(&request.query);
    let pipeline = query.text("pipeline").map(PipelineId::from);
    let limit = query.int::<1, 1000>("limit", 100);
    query.finish()?;
    Ok(Job::block(move |app| {
        let rows = app.ledger.run_list(pipeline.as_ref(), usize::try_from(limit).unwrap_or(usize::MAX))?;
        Reply::ok(&rows.iter().map(row_json).collect::<Vec<_>>())
    }))
}

fn run_fetch(request: &Request) -> Result<Job, Problem> {
    let id: RunId = request.id("Run")?;
    Ok(Job::block(move |app| {
        let events = app.ledger.event_list(id, 0)?;
        let view = RunView::from_events(&events).ok_or_else(|| Problem::not_found("Run"))?;
        Reply::ok(&RunDocument::of(&view))
    }))
}

fn run_follow(request: &Request) -> Result<Job, Problem> {
    let id: RunId = request.id("Run")?;
    let seen = request.header(&LAST_EVENT_ID).and_then(|seen| seen.trim().parse::<u64>().ok());
    let from = seen.map_or(0, |seen| seen.saturating_add(1));
    Ok(Job::block(move |app| follow_run(app, id, from)))
}

fn everything_follow(request: &Request) -> Result<Job, Problem> {
    let seen = request.header(&LAST_EVENT_ID).map(str::trim).filter(|seen| !seen.is_empty()).map(str::to_owned);
    Ok(Job::block(move |app| follow_everything(app, seen.as_deref())))
}
