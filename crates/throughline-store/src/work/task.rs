//! Tasks on the database: made, read and listed.

use throughline_model::TaskId;
use throughline_model::shape::{Exactly, Text};
use throughline_model::task::{Requester, Task, TaskSpec, TaskStatus, TaskTarget};
use throughline_model::work::{Actor, ActorKind, EntityKind, TraceId};

use super::table::{Table, json, newest, optional_json, row_count, row_fetch, row_find, row_insert, row_list};
use super::{AuditChange, Page, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which tasks are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskFilter {
    /// With this status.
    pub status: Option<String>,
    /// That do this.
    pub operation: Option<String>,
    /// Of this kind of requester.
    pub requester_kind: Option<String>,
    /// In this repository.
    pub target_repo: Option<String>,
}

impl TaskFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("status", self.status.as_deref()),
            ("operation", self.operation.as_deref()),
            ("requester_kind", self.requester_kind.as_deref()),
            ("target_repo", self.target_repo.as_deref()),
        ]
    }
}

/// What came of the wish for a task.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskCreated {
    /// A new task, which is queued.
    New(Stored<Task>),
    /// The task that has the idempotency key already. Nothing was written.
    Existing(Stored<Task>),
}

impl Table for Stored<Task> {
    const NAME: &'static str = "task";
    const COLUMNS: &'static str = "id, trace_id, version, idempotency_key, requester_kind, requester_id, requester_label, objective, \
         operation, target_repo, target_ref, target_path, constraints, inputs, acceptance_criteria, \
         evidence_requirements, metadata, status, created_at, updated_at, queued_at, started_at, completed_at, \
         assigned_to, attempts, result, error, trace_path, issue_id, revision";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let requested_by = Requester { kind: row.parsed(4)?, id: row.parsed(5)?, label: row.optional_parsed(6)? };
        let object = Task {
            task_id: row.parsed(0)?,
            trace_id: row.parsed(1)?,
            version: Exactly,
            idempotency_key: row.optional_parsed(3)?,
            requested_by,
            objective: row.parsed(7)?,
            operation: row.parsed(8)?,
            target: TaskTarget { repo: row.parsed(9)?, r#ref: row.parsed(10)?, path: row.parsed(11)? },
            constraints: row.json(12)?,
            inputs: row.json(13)?,
            metadata: row.json(16)?,
            status: row.parsed(17)?,
            created_at: row.time(18)?,
            queued_at: row.optional_time(20)?,
            started_at: row.optional_time(21)?,
            completed_at: row.optional_time(22)?,
            assigned_to: row.optional_parsed(23)?,
            result: row.optional_json(25)?,
            error: row.optional_parsed(26)?,
            trace_path: row.optional_parsed(27)?,
            cwom_issue_id: row.optional_parsed(28)?,
        };
        Ok(Self { object, revision: row.i64(29)? })
    }
}

/// Makes a task and queues it, in the trace of the context or else in a new one. Where another task has the idempotency key,
/// that is the answer.
///
/// # Errors
/// When the database refuses it or is away.
pub fn task_create(session: &mut Session, context: &WorkContext, spec: &TaskSpec) -> Result<TaskCreated, WorkError> {
    let id = TaskId::generate_after(newest::<Stored<Task>, _>(session)?);
    let trace_id = context.trace_id.clone().unwrap_or_else(TraceId::generate);
    let context = WorkContext { trace_id: Some(trace_id.clone()), ..context.clone() };
    let pending = Task::new(spec, id, trace_id, context.now);
    let queued = pending.clone().moved(TaskStatus::Queued, context.now);
    if !task_insert(session, &queued, spec, &context)? {
        let key = spec.idempotency_key.as_ref().map_or("", Text::as_str);
        let existing = row_find(session, "idempotency_key", key)?;
        return existing.map(TaskCreated::Existing).ok_or_else(|| WorkError::not_found(EntityKind::Task, key));
    }
    let created = AuditChange::created(EntityKind::Task, id, &pending).noted("Task created via /tasks/enqueue");
    audit_append(session, &context.by(Actor::from(spec.requested_by.clone())), created)?;
    let moved = AuditChange::status_changed(EntityKind::Task, id, pending.status.as_str(), queued.status.as_str());
    audit_append(session, &context.by(Actor::new(ActorKind::System, "task-enqueue")), moved)?;
    Ok(TaskCreated::New(Stored::first(queued)))
}

fn task_insert(session: &mut Session, task: &Task, spec: &TaskSpec, context: &WorkContext) -> Result<bool, StoreError> {
    let [id, version, constraints] = [task.task_id.to_string(), version(task)?, json(&task.constraints)?];
    let [inputs, metadata] = [json(&task.inputs)?, json(&task.metadata)?];
    let [criteria, evidence] = [json(&spec.acceptance_criteria)?, json(&spec.evidence_requirements)?];
    let result = optional_json(task.result.as_ref())?;
    let values = values![
        &id,
        task.trace_id.as_str(),
        &version,
        task.idempotency_key.as_ref().map(Text::as_str),
        task.requested_by.kind.as_str(),
        task.requested_by.id.as_str(),
        task.requested_by.label.as_ref().map(Text::as_str),
        task.objective.as_str(),
        task.operation.as_str(),
        task.target.repo.as_str(),
        task.target.r#ref.as_str(),
        task.target.path.as_str(),
        &constraints,
        &inputs,
        &criteria,
        &evidence,
        &metadata,
        task.status.as_str(),
        micros(task.created_at),
        micros(context.now),
        task.queued_at.map(micros),
        task.started_at.map(micros),
        task.completed_at.map(micros),
        task.assigned_to.as_ref().map(Text::as_str),
        0,
        result.as_deref(),
        task.error.as_ref().map(Text::as_str),
        task.trace_path.as_ref().map(Text::as_str),
        None::<&str>,
        1,
    ];
    row_insert::<Stored<Task>>(session, values, "ON CONFLICT (idempotency_key) DO NOTHING")
}

/// The version as it is written, without the quotes of JSON.
fn version(task: &Task) -> Result<String, StoreError> {
    Ok(json(&task.version)?.trim_matches('"').to_owned())
}

/// The task with this id.
///
/// # Errors
/// When the database is away.
pub fn task_fetch(session: &mut Session, id: TaskId) -> Result<Option<Stored<Task>>, StoreError> {
    row_fetch(session, id)
}

/// Tasks, the newest first.
///
/// # Errors
/// When the database is away.
pub fn task_list(
    session: &mut Session,
    filter: &TaskFilter,
    page: Page<TaskId>,
) -> Result<Vec<Stored<Task>>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many tasks there are.
///
/// # Errors
/// When the database is away.
pub fn task_count(session: &mut Session, filter: &TaskFilter) -> Result<u64, StoreError> {
    row_count::<Stored<Task>>(session, &filter.wanted())
}
