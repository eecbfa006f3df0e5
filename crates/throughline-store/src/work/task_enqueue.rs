//! A task with its work objects, all in one transaction.

use throughline_model::task::{Task, TaskSpec};
use throughline_model::work::{ConstraintSnapshot, ContextPacket, EntityKind, Issue, Repo};

use super::{
    Stored, TaskCreated, WorkContext, WorkError, constraint_snapshot_create, context_packet_create, issue_create,
    issue_fetch, repo_create, repo_find_by_slug, task_create,
};
use crate::database::Session;
use crate::values;

/// The work objects of a task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskWork {
    /// The repository, which may have been there before.
    pub repo: Stored<Repo>,
    /// What limits the task.
    pub constraint_snapshot: ConstraintSnapshot,
    /// What it wants.
    pub issue: Stored<Issue>,
    /// What one should know.
    pub context_packet: ContextPacket,
}

/// What came of the wish for a task with its work objects.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskEnqueued {
    /// A new task and its work objects.
    New(Stored<Task>, Box<TaskWork>),
    /// The task that has the idempotency key already. Nothing was written.
    Existing(Stored<Task>),
}

/// Makes a task as [`task_create`] does, and its work objects in the same trace. The repository is the one with the slug; where
/// there is none it is made.
///
/// # Errors
/// When the database refuses it or is away.
pub fn task_enqueue(session: &mut Session, context: &WorkContext, spec: &TaskSpec) -> Result<TaskEnqueued, WorkError> {
    let mut task = match task_create(session, context, spec)? {
        TaskCreated::New(task) => task,
        TaskCreated::Existing(task) => return Ok(TaskEnqueued::Existing(task)),
    };
    let context = &WorkContext { trace_id: Some(task.object.trace_id.clone()), ..context.clone() };
    let repo = match repo_find_by_slug(session, &spec.target.repo)? {
        Some(repo) => repo,
        None => repo_create(session, context, spec.repo())?,
    };
    let snapshot = constraint_snapshot_create(session, context, spec.constraint_snapshot())?;
    let issue = issue_create(session, context, spec.issue(repo.object.id, snapshot.id()))?.object.id;
    let packet = context_packet_create(session, context, spec.context_packet(issue, snapshot.id()))?;
    let (id, issue_id) = (task.object.task_id.to_string(), issue.to_string());
    session.execute("UPDATE task SET issue_id = $2 WHERE id = $1", values![&id, &issue_id])?;
    task.object.cwom_issue_id = Some(issue);
    // The packet was linked to it after it was made.
    let issue = issue_fetch(session, issue)?.ok_or_else(|| WorkError::not_found(EntityKind::Issue, issue))?;
    let work = TaskWork { repo, constraint_snapshot: snapshot, issue, context_packet: packet };
    Ok(TaskEnqueued::New(task, Box::new(work)))
}
