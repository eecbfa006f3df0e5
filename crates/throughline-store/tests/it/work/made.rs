//! Work objects to test with, and what the audit log tells of them.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use throughline_model::IssueId;
use throughline_model::shape::{Patch, Time, decode_value};
use throughline_model::work::{Actor, ActorKind, AuditEntry, ConstraintSnapshot, DoctrineRef, Issue, Repo, Run};
use throughline_store::work::{
    AuditFilter, Page, Stored, WorkContext, WorkError, audit_list, audit_verify, constraint_snapshot_create,
    doctrine_ref_create, issue_create, repo_create, run_create,
};
use throughline_store::{Database, Session, StoreError};

use crate::support::time;

/// Somebody who writes at some moment.
pub(crate) fn context() -> WorkContext {
    let actor = Actor::new(ActorKind::System, "cwom-service");
    WorkContext { actor, trace_id: Some("trace-1".parse().unwrap()), now: Time::new(time(7)) }
}

/// The same, later.
pub(crate) fn later(ms: i64) -> WorkContext {
    WorkContext { now: Time::new(time(ms)), ..context() }
}

/// Writes.
pub(crate) fn tried<T: Send + 'static>(
    database: &Database,
    write: impl FnOnce(&mut Session) -> Result<T, WorkError> + Send + 'static,
) -> Result<T, WorkError> {
    database.write(write)
}

/// Writes what must go well.
pub(crate) fn written<T: Send + 'static>(
    database: &Database,
    write: impl FnOnce(&mut Session) -> Result<T, WorkError> + Send + 'static,
) -> T {
    tried(database, write).unwrap_or_else(|error| panic!("{error} {error:?}"))
}

/// Reads.
pub(crate) fn seen<T>(database: &Database, read: impl Fn(&mut Session) -> Result<T, StoreError>) -> T {
    database.read(|session| read(session)).unwrap_or_else(|error: StoreError| panic!("{error} {error:?}"))
}

/// What a body says.
pub(crate) fn body<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn patch<T: throughline_model::shape::Changeable>(value: &Value) -> Patch<T> {
    decode_value(value, "body").unwrap_or_else(|faults| panic!("{faults:?}"))
}

pub(crate) fn repo_body(slug: &str) -> Value {
    json!({"name": "Repo", "slug": slug, "source": {"system": "git"}, "owners": [{"actor_kind": "human", "actor_id": "ada"}],
           "policy": {"allowed_tools": ["x"]}, "links": ["l"], "tags": ["t"], "meta": {"n": 0.1, "ü": "\"'"}})
}

pub(crate) fn repo(database: &Database, slug: &str) -> Repo {
    let asked = body(repo_body(slug));
    written(database, |session| repo_create(session, &context(), asked)).object
}

pub(crate) fn reference(kind: &str, id: impl std::fmt::Display + Copy) -> Value {
    json!({"kind": kind, "id": id.to_string(), "role": "some"})
}

pub(crate) fn issue_body(repo: &Repo) -> Value {
    json!({"repo": reference("Repo", repo.id), "title": "It breaks", "description": "At length", "type": "bug",
           "acceptance": {"criteria": ["it works"]}, "assignees": [{"actor_kind": "agent", "actor_id": "bot", "display": "Bot"}]})
}

pub(crate) fn issue(database: &Database, repo: &Repo) -> Stored<Issue> {
    let asked = body(issue_body(repo));
    written(database, |session| issue_create(session, &context(), asked))
}

/// The audit log, the oldest first.
pub(crate) fn log(database: &Database) -> Vec<AuditEntry> {
    let page = Page { limit: 10_000, ..Page::default() };
    let mut entries = seen(database, |session| audit_list(session, &AuditFilter::default(), page));
    entries.reverse();
    entries
}

/// What the audit log tells, the oldest first: what was done to what, and the note.
pub(crate) fn told(database: &Database) -> Vec<String> {
    let word = |entry: &AuditEntry| {
        let note = entry.note.as_ref().map_or("", |note| note.as_str());
        format!("{} {} {}", entry.entity_kind, entry.action, note).trim_end().to_owned()
    };
    log(database).iter().map(word).collect()
}

/// The chain is whole.
pub(crate) fn chain_is_whole(database: &Database) {
    let state = seen(database, audit_verify);
    assert_eq!(state.fault, None);
    assert_eq!(state.entries, log(database).len() as u64);
}

pub(crate) fn snapshot_body() -> Value {
    json!({"scope": "run", "owner": {"actor_kind": "human", "actor_id": "ada", "display": "Ada"},
           "constraints": {"time": {"available_minutes": 5}}, "meta": {"n": 0.1}})
}

pub(crate) fn snapshot(database: &Database) -> ConstraintSnapshot {
    let asked = body(snapshot_body());
    written(database, |session| constraint_snapshot_create(session, &context(), asked))
}

pub(crate) fn rule_body(name: &str) -> Value {
    json!({"namespace": "house", "name": name, "version": "1", "type": "policy", "statement": "Be kind"})
}

pub(crate) fn rule(database: &Database, name: &str) -> DoctrineRef {
    let asked = body(rule_body(name));
    written(database, |session| doctrine_ref_create(session, &context(), asked)).object
}

pub(crate) fn run_body(repo: &Repo, issue: IssueId) -> Value {
    json!({"for_issue": reference("Issue", issue), "repo": reference("Repo", repo.id), "mode": "agent",
           "executor": {"actor": {"actor_kind": "agent", "actor_id": "bot"}, "runtime": "shell"}})
}

pub(crate) fn run(database: &Database, repo: &Repo, issue: IssueId) -> Stored<Run> {
    let asked = body(run_body(repo, issue));
    written(database, |session| run_create(session, &context(), asked))
}
