//! Issues over HTTP: what somebody wants done.

use axum::http::Method;
use serde_json::{Value, json};
use throughline_model::shape::{Flavour, Patch, Query, Shape};
use throughline_model::task::{TaskCreate, task_body};
use throughline_model::work::{Issue, IssueCreate, Scope, Status};
use throughline_model::{ConstraintSnapshotId, IssueId};
use throughline_store::Session;
use throughline_store::work::{
    IssueFilter, Page, constraint_snapshot_fetch, context_packet_list_of_issue, issue_count, issue_create, issue_fetch,
    issue_list, issue_set_status, issue_update, repo_fetch,
};

use super::action::{Origin, text};
use super::paging::{COUNT, CURSOR, LIMIT, OFFSET};
use super::{action, changed, example_id, expected_revision, made, told};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{Job, Parameter, Route};
use crate::shapes::{answer, json_body};

const TAG: &str = "issues";
const KIND: &str = "Issue";
pub(super) const NOUN: &str = "issue";

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new(Method::POST, "/cwom/issues", "createIssue", |request| {
        action::create::<IssueCreate, _>(request, NOUN, issue_create)
    })
    .about(TAG, "Makes an issue, with its links.")
    .needs(Scope::Write)
    .body(|book| json_body(IssueCreate::schema(book), body()))
    .answers(|book| told::new::<Issue>(book, NOUN, example())),
    Route::new(Method::GET, "/cwom/issues", "listIssues", |request| {
        action::list(request, filter, issue_list, issue_count)
    })
    .about(TAG, "Issues, the newest first.")
    .query(&[
        Parameter::text("repo_id", "Only those of this repository."),
        Parameter::text("status", "Only those with this status."),
        Parameter::text("type", "Only those of this type."),
        Parameter::text("priority", "Only those with this priority."),
        LIMIT,
        OFFSET,
        CURSOR,
        COUNT,
    ])
    .answers(|book| told::many::<Issue>(book, "The issues.", &example())),
    Route::new(Method::GET, "/cwom/issues/{id}", "getIssue", |request| action::fetch(request, KIND, issue_fetch))
        .about(TAG, "One issue.")
        .answers(|book| told::one::<Issue>(book, "The issue.", example())),
    Route::new(Method::PATCH, "/cwom/issues/{id}", "updateIssue", |request| {
        action::update::<IssueId, Issue, _>(request, (KIND, NOUN), issue_update)
    })
    .about(TAG, "Changes an issue: a JSON Merge Patch of what may change.")
    .needs(Scope::Write)
    .body(|book| json_body(Patch::<Issue>::schema(book), json!({"priority": "P1"})))
    .answers(|book| told::next::<Issue>(book, NOUN, example()))
    .conditional(),
    Route::new(Method::PATCH, "/cwom/issues/{id}/status", "setIssueStatus", set_status)
        .about(TAG, "Moves an issue to a status; every status may follow every other.")
        .needs(Scope::Write)
        .query(&[Parameter::new("status", "The status.", || json!({"enum": Status::ALL})).required()])
        .answers(|book| told::next::<Issue>(book, NOUN, example()))
        .conditional(),
    Route::new(Method::GET, "/cwom/issues/{id}/task", "getIssueTask", task)
        .about(TAG, "The body that asks for this issue as a task.")
        .answers(|book| {
            // What is answered is what may be asked.
            let schema = book.with_flavour(Flavour::Asked, TaskCreate::schema);
            answer(200, "A body for `POST /tasks/enqueue`.", schema, crate::tasks::body())
        }),
];

pub(super) fn body() -> Value {
    json!({
        "repo": {"kind": "Repo", "id": example_id::<throughline_model::RepoId>()},
        "title": "The lamp goes out when it rains",
        "description": "Seen twice this week. The cable comes in without a seal.",
        "type": "bug",
        "priority": "P1",
        "acceptance": {"criteria": ["The lamp burns through a night of rain"]},
    })
}

fn example() -> Value {
    made(&body(), |asked: IssueCreate, id, at| asked.into_object(id, None, at))
}

fn filter(query: &Query<'_>) -> IssueFilter {
    IssueFilter {
        repo_id: text(query, "repo_id"),
        status: text(query, "status"),
        r#type: text(query, "type"),
        priority: text(query, "priority"),
    }
}

fn set_status(request: &Request) -> Result<Job, Problem> {
    let id: IssueId = request.id(KIND)?;
    let mut query = Query::new(&request.query);
    let status = query.required::<Status>("status");
    query.finish()?;
    let status = status.ok_or_else(|| Problem::internal("a status without a fault is missing"))?;
    let (expected, origin) = (expected_revision(request)?, Origin::of(request));
    Ok(Job::write(move |session| changed(NOUN, &issue_set_status(session, &origin.context(), id, status, expected)?)))
}

fn task(request: &Request) -> Result<Job, Problem> {
    let id: IssueId = request.id(KIND)?;
    Ok(Job::read(move |session| {
        let body = task_of(session, id)?;
        Reply::ok(&body)
    }))
}

/// The body of a task for an issue: with its repository, its newest packet, and the snapshot that was linked last.
fn task_of(session: &mut Session, id: IssueId) -> Result<Value, Problem> {
    let issue = issue_fetch(session, id)?.ok_or_else(|| Problem::not_found(KIND))?.object;
    let repo = match issue.repo.target() {
        Ok(repo) => repo_fetch(session, repo)?,
        Err(_) => None,
    };
    let repo = repo.ok_or_else(|| Problem::not_found("Repo"))?.object;
    let newest = Page { limit: 1, ..Page::default() };
    let packet = context_packet_list_of_issue(session, id, newest)?.pop();
    let snapshot: Option<ConstraintSnapshotId> = issue.constraints.last().map(|link| link.id);
    let snapshot = match snapshot {
        Some(snapshot) => constraint_snapshot_fetch(session, snapshot)?,
        None => None,
    };
    Ok(task_body(&issue, &repo, packet.as_ref(), snapshot.as_ref()))
}
