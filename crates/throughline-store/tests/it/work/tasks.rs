//! Tasks: queued once for each key, with their work objects in one trace.

use serde_json::{Value, json};
use throughline_model::TaskId;
use throughline_model::shape::{Text, Time};
use throughline_model::task::{TaskCreate, TaskSpec, TaskStatus};
use throughline_store::Database;
use throughline_store::work::{
    Page, TaskChange, TaskCreated, TaskEnqueued, TaskFilter, WorkContext, WorkError, constraint_snapshot_fetch,
    context_packet_fetch, issue_fetch, repo_fetch, task_count, task_create, task_enqueue, task_fetch, task_list,
    task_set_status,
};

use super::made::{chain_is_whole, context, later, log, seen, told, tried, written};
use crate::home::on_each;
use crate::support::time;

pub(crate) fn spec(key: Option<&str>) -> TaskSpec {
    let value: Value = json!({"requested_by": {"kind": "human", "id": "ada", "label": "Ada"}, "objective": "Make it work\nsoon",
        "operation": "code_change", "target": {"repo": "Org/X.git"}, "inputs": {"n": 0.1}, "idempotency_key": key,
        "acceptance_criteria": ["it works"]});
    let asked: TaskCreate = throughline_model::shape::decode_value(&value, "body").unwrap();
    asked.into_spec()
}

fn enqueue(database: &Database, key: Option<&'static str>) -> TaskEnqueued {
    written(database, move |session| task_enqueue(session, &context(), &spec(key)))
}

#[test]
fn a_task_is_enqueued_with_all_of_its_work() {
    on_each(|home| {
        let database = home.open();
        let TaskEnqueued::New(task, work) = enqueue(&database, Some("k")) else { panic!("{home}") };
        let id = task.object.task_id;
        assert_eq!(seen(&database, |session| task_fetch(session, id)), Some(task.clone()), "{home}");
        assert_eq!((task.object.status, task.object.queued_at), (TaskStatus::Queued, Some(Time::new(time(7)))));
        let issue = seen(&database, |session| issue_fetch(session, task.object.cwom_issue_id.unwrap())).unwrap();
        assert_eq!(issue, work.issue, "{home}");
        assert_eq!(issue.object.constraints[0].id, work.constraint_snapshot.id());
        assert_eq!(issue.object.context_packets[0].id, work.context_packet.id());
        assert!(seen(&database, |session| repo_fetch(session, work.repo.object.id)).is_some());
        assert!(seen(&database, |s| constraint_snapshot_fetch(s, work.constraint_snapshot.id())).is_some());
        assert!(seen(&database, |s| context_packet_fetch(s, work.context_packet.id())).is_some());
        let expected = [
            "Task created Task created via /tasks/enqueue".to_owned(),
            "Task status_changed Status changed: pending -> queued".to_owned(),
            "Repo created".to_owned(),
            "ConstraintSnapshot created Immutable object created".to_owned(),
            "Issue created".to_owned(),
            format!("Issue linked Linked to ConstraintSnapshot:{}", work.constraint_snapshot.id()),
            "ContextPacket created Immutable object created".to_owned(),
            format!("Issue linked Linked to ContextPacket:{}", work.context_packet.id()),
        ];
        assert_eq!(told(&database), expected, "{home}");
        let entries = log(&database);
        let actors: Vec<_> = entries.iter().map(|entry| entry.actor_id.as_str()).collect();
        assert_eq!((actors[0], actors[1]), ("ada", "task-enqueue"), "{home}");
        assert!(actors[2..].iter().all(|actor| *actor == "cwom-service"));
        assert!(entries.iter().all(|entry| entry.trace_id.as_ref() == Some(&task.object.trace_id)));

        assert_eq!(enqueue(&database, Some("k")), TaskEnqueued::Existing(task), "{home}");
        assert_eq!(told(&database).len(), 8);
        let TaskEnqueued::New(_, again) = enqueue(&database, None) else { panic!("{home}") };
        assert_eq!(again.repo, work.repo, "{home}");
        assert_eq!(told(&database).len(), 15);
        chain_is_whole(&database);
    });
}

#[test]
fn a_task_without_work_is_moved_and_keeps_when_it_came_there_first() {
    on_each(|home| {
        let database = home.open();
        let no_trace = WorkContext { trace_id: None, ..context() };
        let made = written(&database, move |session| task_create(session, &no_trace, &spec(None)));
        let TaskCreated::New(made) = made else { panic!("{home}") };
        let id = made.object.task_id;
        assert_eq!(made.object.cwom_issue_id, None);
        let entries = log(&database).len();
        let set = |ms, change: TaskChange, expected| {
            tried(&database, move |session| task_set_status(session, &later(ms), id, change, expected))
        };
        let running = TaskChange { assigned_to: Some(Text::fitted("w")), ..TaskStatus::Running.into() };
        set(10, running.clone(), Some(1)).unwrap();
        set(20, TaskChange { assigned_to: Some(Text::fitted("")), ..running }, None).unwrap();
        let result = [("x".to_owned(), json!(1))].into_iter().collect();
        let over = TaskChange { result: Some(result), ..TaskStatus::Completed.into() };
        let stored = set(30, over, Some(3)).unwrap();
        assert_eq!(seen(&database, |session| task_fetch(session, id)), Some(stored.clone()), "{home}");
        let task = &stored.object;
        let at = |ms| Some(Time::new(time(ms)));
        assert_eq!((task.queued_at, task.started_at, task.completed_at), (at(7), at(10), at(30)), "{home}");
        assert_eq!(task.assigned_to.as_deref(), Some("w"));
        assert!(matches!(set(40, TaskStatus::Failed.into(), Some(1)), Err(WorkError::Revision { found: 4, .. })));
        assert_eq!(log(&database).len(), entries, "{home}: moves of tasks are not told");
        let none = TaskId::generate();
        let error = tried(&database, move |s| task_set_status(s, &context(), none, TaskStatus::Failed.into(), None));
        assert!(matches!(error, Err(WorkError::NotFound { .. })));
        let filter = TaskFilter { target_repo: Some("org/x".to_owned()), ..TaskFilter::default() };
        assert_eq!(seen(&database, |session| task_list(session, &filter, Page::default())), [stored], "{home}");
        let queued = TaskFilter { status: Some("queued".to_owned()), ..filter };
        assert_eq!(seen(&database, |session| task_count(session, &queued)), 0);
    });
}
