//! Tasks over HTTP: somebody asks for work, and a worker takes it up.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use throughline_model::TaskId;
use throughline_model::shape::{FreeText, Meta, NO_NUL, Query, SchemaBook, Shape, parse_body};
use throughline_model::task::{PolicyViolation, Task, TaskCreate, TaskSpec, TaskStatus};
use throughline_model::work::Scope;
use throughline_store::Session;
use throughline_store::work::{
    Stored, TaskChange, TaskCreated, TaskEnqueued, TaskFilter, TaskWork, task_count, task_create, task_enqueue,
    task_fetch, task_list, task_set_status,
};

use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Answer, Job, Parameter, Route};
use crate::shapes::{answer, json_body, object, success};
use crate::work::{
    ANY_LIMIT, ANY_OFFSET, COUNT, CURSOR, Origin, changed, example_id, expected_revision, fetch, list_of_any_length,
    made,
};

const TAG: &str = "tasks";
const KIND: &str = "Task";

const STATUS: Parameter = Parameter::text("status", "Only those with this status.");
const OPERATION: Parameter = Parameter::text("operation", "Only those that do this.");
const REQUESTER: Parameter = Parameter::text("requester_kind", "Only those of this kind of requester.");
const REPO: Parameter = Parameter::text("target_repo", "Only those in this repository.");
const CREATE_CWOM: Parameter = Parameter::new(
    "create_cwom",
    "Whether its work objects are made too.",
    || json!({"type": "boolean", "default": true}),
);

/// The routes.
pub(crate) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/tasks/enqueue", "enqueueTask", enqueue)
        .about(TAG, "Asks for a task. It, its work objects, their links and their entries in the audit log are made as a whole or not at all.")
        .needs(Scope::Write)
        .query(&[CREATE_CWOM])
        .body(|book| json_body(TaskCreate::schema(book), body()))
        .answers(enqueued_answer)
        .or(conflict_answer),
    Route::new(Method::GET, "/tasks", "listTasks", |request| {
        list_of_any_length(request, filter, task_list, task_count)
    })
        .about(TAG, "Tasks, the newest first.")
        .query(&[STATUS, OPERATION, REQUESTER, REPO, ANY_LIMIT, ANY_OFFSET, CURSOR, COUNT])
        .answers(|book| {
            let schema = json!({"type": "array", "items": Task::schema(book)});
            answer(200, "The tasks.", schema, json!([example()]))
        }),
    Route::new(Method::GET, "/tasks/{id}", "getTask", |request| fetch(request, KIND, task_fetch))
        .about(TAG, "One task.")
        .answers(|book| answer(200, "The task.", Task::schema(book), example())),
    Route::new(Method::PATCH, "/tasks/{id}/status", "setTaskStatus", set_status)
        .about(TAG, "Says how a task goes. An object as the body is its result; what is not given stays.")
        .needs(Scope::Write)
        .query(&[
            Parameter::new("status", "The status.", || json!({"enum": TaskStatus::ALL})).required(),
            Parameter::new("assigned_to", "The worker.", free_text),
            Parameter::new("error", "Why it failed.", free_text),
            Parameter::new("trace_path", "The folder of its trace.", free_text),
        ])
        .optional_body(|book| {
            let schema = json!({"anyOf": [Meta::schema(book), {"type": "null"}]});
            json_body(schema, json!({"message": "The inlet is sealed"}))
        })
        .answers(|book| {
            let example = json!({"status": "success", "task": example()});
            answer(200, "It is as it was wanted.", success("task", Task::schema(book)), example)
        })
        .conditional(),
];

/// A text that is kept.
fn free_text() -> Value {
    json!({"type": "string", "pattern": NO_NUL})
}

/// A body that asks for a task.
pub(crate) fn body() -> Value {
    json!({
        "version": "1.0",
        "idempotency_key": "lamp-7",
        "requested_by": {"kind": "human", "id": "ada", "label": "Ada"},
        "objective": "Seal the inlet of the cable, so that the lamp burns when it rains",
        "operation": "code_change",
        "target": {"repo": "harbour/lighthouse", "ref": "main", "path": ""},
        "constraints": {"time_budget_seconds": 900, "allow_network": false, "allow_secrets": false},
        "acceptance_criteria": ["The lamp burns through a night of rain"],
    })
}

fn example() -> Value {
    let trace = || "0af7651916cd43dd8448eb211c80319c".parse().ok();
    made(&body(), |asked: TaskCreate, id, at| Some(Task::new(asked.spec(), id, trace()?, at)))
}

fn enqueued_answer(book: &mut SchemaBook) -> Answer {
    let (mut schema, mut example) = told_schema("success", ENQUEUED, book);
    let ids = ["repo_id", "issue_id", "context_packet_id", "constraint_snapshot_id"];
    schema["properties"]["cwom"] = object(&ids.map(|name| (name, json!({"type": "string"}))));
    example["cwom"] = ids.into_iter().map(|name| (name.to_owned(), json!(example_id::<TaskId>()))).collect();
    Answer { made: Some("task"), ..answer(201, "It is queued.", schema, example) }
}

fn conflict_answer(book: &mut SchemaBook) -> Answer {
    let (schema, example) = told_schema("conflict", EXISTS, book);
    answer(
        409,
        "There is a task with this `idempotency_key`: it is in the answer, and no other was made.",
        schema,
        example,
    )
}

fn told_schema(status: &str, message: &str, book: &mut SchemaBook) -> (Value, Value) {
    let text = || json!({"type": "string"});
    let schema = object(&[
        ("status", json!({"const": status})),
        ("task_id", text()),
        ("trace_id", text()),
        ("message", text()),
        ("task", Task::schema(book)),
    ]);
    let task = example();
    let example = json!({
        "status": status, "task_id": task["task_id"], "trace_id": task["trace_id"], "message": message, "task": task,
    });
    (schema, example)
}

const ENQUEUED: &str = "Task enqueued successfully";
const EXISTS: &str = "Task with this idempotency_key already exists";

fn enqueue(request: &Request) -> Result<Job, Problem> {
    let mut query = Query::new(&request.query);
    let with_work = query.flag("create_cwom", true);
    query.finish()?;
    let spec = request.body::<TaskCreate>()?.into_spec();
    request.settings.task_policy.check(&spec).map_err(|violation| forbidden(&violation))?;
    let origin = Origin::of(request);
    Ok(Job::write(move |session| enqueued(session, &origin, &spec, with_work)))
}

fn forbidden(violation: &PolicyViolation) -> Problem {
    let detail = json!({"error": "policy_violation", "code": violation.code, "message": violation.message});
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
}

fn enqueued(session: &mut Session, origin: &Origin, spec: &TaskSpec, with_work: bool) -> Result<Reply, Problem> {
    let context = origin.context();
    let (task, work) = if with_work {
        match task_enqueue(session, &context, spec)? {
            TaskEnqueued::New(task, work) => (task, Some(work)),
            TaskEnqueued::Existing(task) => return conflict(&task),
        }
    } else {
        match task_create(session, &context, spec)? {
            TaskCreated::New(task) => (task, None),
            TaskCreated::Existing(task) => return conflict(&task),
        }
    };
    let mut told = told("success", ENQUEUED, &task);
    if let Some(work) = work {
        told["cwom"] = work_ids(&work);
    }
    Reply::json(StatusCode::CREATED, &told)
}

fn conflict(task: &Stored<Task>) -> Result<Reply, Problem> {
    Reply::json(StatusCode::CONFLICT, &told("conflict", EXISTS, task))
}

fn told(status: &str, message: &str, Stored { object: task, .. }: &Stored<Task>) -> Value {
    json!({"status": status, "task_id": task.task_id, "trace_id": task.trace_id, "message": message, "task": task})
}

fn work_ids(work: &TaskWork) -> Value {
    json!({
        "repo_id": work.repo.object.id,
        "issue_id": work.issue.object.id,
        "context_packet_id": work.context_packet.id(),
        "constraint_snapshot_id": work.constraint_snapshot.id(),
    })
}

fn filter(query: &Query<'_>) -> TaskFilter {
    let text = |name: &str| query.text(name).map(str::to_owned);
    TaskFilter {
        status: text("status"),
        operation: text("operation"),
        requester_kind: text("requester_kind"),
        target_repo: text("target_repo"),
    }
}

fn set_status(request: &Request) -> Result<Job, Problem> {
    let id: TaskId = request.id(KIND)?;
    let mut query = Query::new(&request.query);
    let status = query.required::<TaskStatus>("status");
    let mut text = |name| query.word::<FreeText>(name);
    let (assigned_to, error, trace_path) = (text("assigned_to"), text("error"), text("trace_path"));
    query.finish()?;
    let status = status.ok_or_else(|| Problem::internal("a status without a fault is missing"))?;
    let result = if request.body.iter().all(u8::is_ascii_whitespace) || is_null(&request.body)? {
        None
    } else {
        Some(request.body::<Meta>()?)
    };
    let change = TaskChange { status, assigned_to, error, trace_path, result };
    let (expected, origin) = (expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| changed("task", &task_set_status(session, &origin.context(), id, change, expected)?)))
}

/// `null` says as little as nothing does.
fn is_null(body: &[u8]) -> Result<bool, Problem> {
    Ok(parse_body(body)?.is_null())
}
