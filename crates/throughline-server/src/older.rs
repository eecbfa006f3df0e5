//! What clients of the implementation before this one still ask for: its orchestrator, which is no more and has no agents and
//! no workflows, and its inbox of events, which is kept.

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};
use throughline_model::InboxEventId;
use throughline_model::inbox::{EventPriority, InboxEvent, InboxEventCreate, InboxStatus};
use throughline_model::shape::{Query, Shape, Text, Time};
use throughline_model::work::Scope;
use throughline_store::work::{
    InboxFilter, inbox_event_count, inbox_event_create, inbox_event_fetch, inbox_event_list,
};

use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::{answer, json_body, object};
use crate::work::{COUNT, CURSOR, fetch, list_of_any_length, made};

const TAG: &str = "older clients";

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::GET, "/status", "orchestratorStatus", |request| {
        let told = json!({
            "orchestrator": {"status": "running", "agents_count": 0, "workflows_count": 0, "running_tasks": 0},
            "agents": {},
            "settings": {"environment": "production", "debug": false, "max_concurrent_agents": 0},
            "version": request.settings.version,
        });
        Ok(Job::Done(Reply::ok(&told)?))
    })
    .about(TAG, "What an orchestrator of agents would say; there is none.")
    .answers(|_| answer(200, "It runs.", json!({"type": "object"}), json!({"orchestrator": {"status": "running"}}))),
    Route::new(Method::GET, "/agents", "listAgents", |_| nothing())
        .about(TAG, "Agents; there are none.")
        .answers(|_| nothing_answer()),
    Route::new(Method::GET, "/agents/{name}", "getAgent", |_| Err(Problem::not_found("Agent")))
        .about(TAG, "One agent; there is none.")
        .untold(),
    Route::new(Method::POST, "/agents/{name}/start", "startAgent", |_| Err(Problem::not_found("Agent")))
        .about(TAG, "Starts an agent; there is none.")
        .needs(Scope::Write)
        .untold(),
    Route::new(Method::POST, "/agents/{name}/stop", "stopAgent", |_| Err(Problem::not_found("Agent")))
        .about(TAG, "Stops an agent; there is none.")
        .needs(Scope::Write)
        .untold(),
    Route::new(Method::GET, "/workflows", "listWorkflows", |_| nothing())
        .about(TAG, "Workflows; there are none.")
        .answers(|_| nothing_answer()),
    Route::new(Method::GET, "/workflows/{name}", "getWorkflow", |_| Err(Problem::not_found("Workflow")))
        .about(TAG, "One workflow; there is none.")
        .untold(),
    Route::new(Method::POST, "/events", "sendEvent", send)
        .about(TAG, "Keeps an event that another system sends.")
        .needs(Scope::Write)
        .query(&[
            Parameter::new("event_type", "What kind of event it is.", text_schema).required(),
            Parameter::new("source", "Who sends it.", text_schema).required(),
            Parameter::new(
                "priority",
                "How soon somebody should look at it.",
                || json!({"enum": EventPriority::ALL, "default": "medium"}),
            ),
        ])
        .body(|book| json_body(InboxEventCreate::schema(book), body()))
        .answers(|_| {
            let text = || json!({"type": "string"});
            let schema = object(&[("status", json!({"const": "success"})), ("event_id", text()), ("message", text())]);
            let example =
                json!({"status": "success", "event_id": crate::work::example_id::<InboxEventId>(), "message": SENT});
            answer(200, "It is kept.", schema, example)
        }),
    Route::new(Method::GET, "/events", "listEvents", |request| {
        let filter = |query: &Query<'_>| {
            let text = |name: &str| query.text(name).map(str::to_owned);
            InboxFilter { status: text("status"), r#type: text("event_type"), priority: text("priority") }
        };
        list_of_any_length(request, filter, inbox_event_list, inbox_event_count)
    })
    .about(TAG, "Events that were sent, the newest first.")
    .query(&[
        Parameter::text("status", "Only those with this status."),
        Parameter::text("event_type", "Only those of this type."),
        Parameter::text("priority", "Only those with this priority."),
        crate::work::ANY_LIMIT,
        crate::work::ANY_OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| {
        answer(200, "The events.", json!({"type": "array", "items": InboxEvent::schema(book)}), json!([example()]))
    }),
    Route::new(Method::GET, "/events/{id}", "getEvent", |request| fetch(request, "Event", inbox_event_fetch))
        .about(TAG, "One event that was sent.")
        .answers(|book| answer(200, "The event.", InboxEvent::schema(book), example())),
];

const SENT: &str = "Event queued successfully";

fn text_schema() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 256, "pattern": throughline_model::shape::NO_NUL})
}

fn body() -> Value {
    json!({"data": {"lamp": 7, "state": "dark"}, "tags": {"site": "harbour"}})
}

fn example() -> Value {
    made(&body(), |asked, id, at| {
        event(asked, (Text::fitted("lamp.dark"), Text::fitted("watch")), EventPriority::High, id, at)
    })
}

fn nothing() -> Result<Job, Problem> {
    Ok(Job::Done(Reply::ok(&json!([]))?))
}

fn nothing_answer() -> crate::route::Answer {
    answer(200, "There are none.", json!({"type": "array", "maxItems": 0}), json!([]))
}

type Name = Text<1, 256>;

fn event(
    asked: InboxEventCreate,
    (r#type, source): (Name, Name),
    priority: EventPriority,
    id: InboxEventId,
    at: Time,
) -> InboxEvent {
    InboxEvent {
        id,
        r#type,
        source,
        data: asked.data,
        priority,
        tags: asked.tags,
        status: InboxStatus::Pending,
        created_at: at,
        processed_at: None,
        processed_by: None,
        result: None,
        error: None,
    }
}

fn send(request: &Request) -> Result<Job, Problem> {
    let mut query = Query::new(&request.query);
    let names = (query.required::<Name>("event_type"), query.required::<Name>("source"));
    let priority = match query.text("priority").map(str::parse) {
        None => EventPriority::Medium,
        Some(Ok(priority)) => priority,
        Some(Err(unknown)) => {
            let unknown: throughline_model::shape::UnknownWord = unknown;
            return Err(Problem::new(StatusCode::BAD_REQUEST, format!("Invalid priority: {unknown}")));
        }
    };
    query.finish()?;
    let asked: InboxEventCreate = request.body()?;
    let (Some(r#type), Some(source)) = names else {
        return Err(Problem::internal("a name without a fault is missing"));
    };
    Ok(Job::write(move |session| {
        let now = Time::new(Timestamp::now());
        let kept = inbox_event_create(session, |id| event(asked, (r#type, source), priority, id, now))?;
        Reply::ok(&json!({"status": "success", "event_id": kept.id, "message": SENT}))
    }))
}
