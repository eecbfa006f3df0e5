//! Changes of tasks.

use throughline_model::TaskId;
use throughline_model::shape::{FreeText, Meta, Text};
use throughline_model::task::{Task, TaskStatus};
use throughline_model::work::EntityKind;

use super::table::optional_json;
use super::{Stored, WorkContext, WorkError, task_fetch};
use crate::database::{Session, micros};
use crate::values;

/// Where a task should stand, and what is told of it. What is absent or empty stays as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskChange {
    /// The status.
    pub status: TaskStatus,
    /// The worker.
    pub assigned_to: Option<FreeText>,
    /// Why it failed.
    pub error: Option<FreeText>,
    /// The folder of its trace.
    pub trace_path: Option<FreeText>,
    /// What came of it.
    pub result: Option<Meta>,
}

impl From<TaskStatus> for TaskChange {
    fn from(status: TaskStatus) -> Self {
        Self { status, assigned_to: None, error: None, trace_path: None, result: None }
    }
}

/// Moves a task to a status, from any other, with the time at which it came there first. The audit log is not told.
///
/// # Errors
/// When there is none, when it has another revision; and when the database refuses it or is away.
pub fn task_set_status(
    session: &mut Session,
    context: &WorkContext,
    id: TaskId,
    change: TaskChange,
    expected: Option<i64>,
) -> Result<Stored<Task>, WorkError> {
    let before = task_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Task, id))?;
    before.check(EntityKind::Task, id, expected)?;
    let told = |new: Option<FreeText>, old: Option<FreeText>| new.filter(|text| !text.is_empty()).or(old);
    let task = before.object.clone().moved(change.status, context.now);
    let after = before.next(Task {
        assigned_to: told(change.assigned_to, task.assigned_to),
        error: told(change.error, task.error),
        trace_path: told(change.trace_path, task.trace_path),
        result: change.result.filter(|result| !result.as_map().is_empty()).or(task.result),
        ..task
    });
    let (task, result) = (&after.object, optional_json(after.object.result.as_ref())?);
    let sql =
        "UPDATE task SET status = $2, queued_at = $3, started_at = $4, completed_at = $5, assigned_to = $6, error = $7,
                   trace_path = $8, result = $9, updated_at = $10, revision = $11
               WHERE id = $1";
    let id = id.to_string();
    let values = values![
        &id,
        task.status.as_str(),
        task.queued_at.map(micros),
        task.started_at.map(micros),
        task.completed_at.map(micros),
        task.assigned_to.as_ref().map(Text::as_str),
        task.error.as_ref().map(Text::as_str),
        task.trace_path.as_ref().map(Text::as_str),
        result.as_deref(),
        micros(context.now),
        after.revision,
    ];
    session.execute(sql, values)?;
    Ok(after)
}
