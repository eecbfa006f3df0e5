//! Runs of the engine that are started, ended and let through a gate over HTTP. How that is done is the binary's: it has the
//! workspace, and there is one way of running things.

use std::sync::Arc;

use axum::http::{HeaderValue, Method, StatusCode, header};
use serde_json::{Value, json};
use throughline_engine::RunView;
use throughline_model::shape::{FreeText, Int, Meta, SchemaBook, Shape, Text};
use throughline_model::work::Scope;
use throughline_model::{RunId, StageId, shape, vocabulary};

use crate::app::App;
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Answer, Job, Route};
use crate::runs::{row_json, row_schema};
use crate::shapes::{answer, json_body, success};

shape! {
    /// A run, as it is asked for.
    pub struct RunAsked {
        /// The pipeline; the only one, or the default of the project's settings, unless said.
        pub pipeline: Option<Text<1, 256>>,
        /// Its parameters by name: texts, numbers and booleans.
        pub parameters: Meta = Meta::default(),
        /// How many stages may run side by side.
        pub jobs: Option<Int<1, 1024>>,
        /// Only these stages: ids or globs.
        pub only: Vec<FreeText>,
        /// All but these stages.
        pub skip: Vec<FreeText>,
        /// Starts at this stage; what comes before must be fresh.
        pub from: Option<Text<1, 256>>,
        /// This stage and all that it needs.
        pub to: Option<Text<1, 256>>,
        /// Runs every chosen stage, fresh or not.
        pub force: bool = false,
    }

    /// A decision at a gate, as it is sent.
    pub struct GateDecisionAsked {
        /// What was decided.
        pub decision: GateWord,
        /// Who decided.
        pub by: Text<1, 256>,
        /// Why.
        pub comment: Option<FreeText>,
    }
}

vocabulary! {
    /// What can be decided at a gate.
    pub enum GateWord {
        /// What it shows is good.
        Approved = "approved",
        /// It is not.
        Denied = "denied",
    }
}

/// Starts, ends and lets through the runs of one workspace. Every method may block.
pub trait RunControl: Send + Sync {
    /// Starts a run; answers as soon as the ledger knows it.
    ///
    /// # Errors
    /// When it is refused.
    fn start(&self, asked: &RunAsked) -> Result<RunId, RunRefusal>;

    /// Asks a run to end, as an interrupt at the terminal does.
    ///
    /// # Errors
    /// When it does not run, or not here.
    fn cancel(&self, run: RunId) -> Result<(), RunRefusal>;

    /// Decides at a gate of a run, for exactly what the gate shows.
    ///
    /// # Errors
    /// When there is no such gate, or it does not wait.
    fn decide(&self, run: RunId, stage: &StageId, asked: &GateDecisionAsked) -> Result<(), RunRefusal>;
}

/// Why a run was not started, ended or let through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunRefusal {
    /// What was asked for cannot be: an unknown pipeline, a wrong parameter.
    #[error("{0}")]
    Wrong(String),
    /// It could be, but not as things are: the workspace is in use, the run has ended, the gate does not wait.
    #[error("{0}")]
    Conflict(String),
    /// Too many run already.
    #[error("{0}")]
    Busy(String),
    /// It should have been, and failed.
    #[error("{0}")]
    Failed(String),
}

impl From<RunRefusal> for Problem {
    fn from(refusal: RunRefusal) -> Self {
        match refusal {
            RunRefusal::Wrong(why) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, why),
            RunRefusal::Conflict(why) => Self::new(StatusCode::CONFLICT, why),
            RunRefusal::Busy(why) => Self::unavailable(why),
            RunRefusal::Failed(why) => Self::internal(why),
        }
    }
}

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/runs", "startRun", start)
        .about("runs", "Starts a run of a pipeline of the project, and answers as soon as it is on its way.")
        .needs(Scope::Write)
        .body(|book| json_body(RunAsked::schema(book), json!({"pipeline": "full", "parameters": {"top": "10"}})))
        .answers(accepted)
        .faults(&[(409, "The workspace is in use, or this server does not start runs.")]),
    Route::new(Method::POST, "/runs/{id}/cancel", "cancelRun", cancel)
        .about("runs", "Asks a run to end, as an interrupt at the terminal does; asked again, it ends at once. What was done stays done.")
        .needs(Scope::Write)
        .answers(accepted)
        .faults(&[(404, "There is no such run."), (409, "It has ended, or runs on another machine.")]),
    Route::new(Method::POST, "/runs/{id}/gates/{stage}", "decideGate", decide)
        .about("runs", "Decides at a gate, for exactly what it shows. The next run of the pipeline goes on.")
        .needs(Scope::Write)
        .body(|book| json_body(GateDecisionAsked::schema(book), json!({"decision": "approved", "by": "ada"})))
        .answers(|_| {
            let schema = success("run", row_schema());
            answer(200, "It is written down.", schema, json!({"status": "success", "run": example()}))
        })
        .faults(&[
            (404, "There is no such run, or it has no such stage."),
            (409, "The gate does not wait, or is decided by a file."),
        ]),
];

fn accepted(_: &mut SchemaBook) -> Answer {
    let example = json!({"status": "success", "run": example()});
    answer(202, "It is on its way; `/runs/{id}` tells the rest.", success("run", row_schema()), example)
}

fn example() -> Value {
    json!({
        "id": crate::work::example_id::<RunId>(), "pipelineId": "full", "name": "2026-12-01-093000-full", "status": "running",
        "parameters": {"top": "10"}, "startedAt": "2026-12-01T09:30:00.000Z", "finishedAt": null, "durationMs": null,
        "planned": 7, "failure": null,
    })
}

fn control(app: &App) -> Result<&Arc<dyn RunControl>, Problem> {
    let none = "This server does not start runs: its database is not that of the project";
    app.run_control.get().ok_or_else(|| Problem::new(StatusCode::CONFLICT, none))
}

fn told(app: &App, id: RunId, status: StatusCode) -> Result<Reply, Problem> {
    let row = app.ledger.run_fetch(id)?.ok_or_else(|| Problem::not_found("Run"))?;
    let reply = Reply::json(status, &json!({"status": "success", "run": row_json(&row)}))?;
    let place = HeaderValue::from_str(&format!("/runs/{id}")).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(reply.with_header(header::LOCATION, place))
}

fn start(request: &Request) -> Result<Job, Problem> {
    let asked: RunAsked = request.body()?;
    Ok(Job::block(move |app| {
        let id = control(app)?.start(&asked)?;
        told(app, id, StatusCode::ACCEPTED)
    }))
}

/// The run is one that the ledger knows.
fn known(app: &App, id: RunId) -> Result<(), Problem> {
    app.ledger.run_fetch(id)?.map(drop).ok_or_else(|| Problem::not_found("Run"))
}

fn cancel(request: &Request) -> Result<Job, Problem> {
    let id: RunId = request.id("Run")?;
    Ok(Job::block(move |app| {
        known(app, id)?;
        control(app)?.cancel(id)?;
        told(app, id, StatusCode::ACCEPTED)
    }))
}

fn decide(request: &Request) -> Result<Job, Problem> {
    let (id, stage) = (request.id::<RunId>("Run")?, StageId::from(request.part("stage")));
    let asked: GateDecisionAsked = request.body()?;
    Ok(Job::block(move |app| {
        let view = RunView::from_events(&app.ledger.event_list(id, 0)?).ok_or_else(|| Problem::not_found("Run"))?;
        view.stage(&stage).ok_or_else(|| Problem::not_found("Stage"))?;
        control(app)?.decide(id, &stage, &asked)?;
        told(app, id, StatusCode::OK)
    }))
}
