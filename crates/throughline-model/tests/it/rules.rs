//! The rules of bodies, one table for each type of value.

use serde_json::json;
use throughline_model::shape::{Patch, decode_body, parse_body};
use throughline_model::work::{Issue, IssueCreate, Repo, RepoCreate, Run, RunPatch, Status};

use crate::samples;
use crate::support::{faults, shown};

#[test]
fn a_repo_shows_every_member() {
    let create: RepoCreate = decode_body(br#"{"name":"x","slug":"a/x","source":{"system":"g"}}"#).unwrap();
    let at = "2026-11-20T12:12:29.1899427Z".parse().unwrap();
    let id = "01KAG00000000000000000000A".parse().unwrap();
    let repo = create.into_object(id, None, at);
    let shown = json!({
        "kind": "Repo", "id": "01KAG00000000000000000000A", "trace_id": null, "name": "x", "slug": "a/x",
        "source": {"system": "g", "external_id": null, "url": null}, "default_branch": "main",
        "visibility": "private", "owners": [], "policy": null, "links": [], "tags": [], "meta": {},
        "created_at": "2026-11-20T12:12:29.189942Z", "updated_at": "2026-11-20T12:12:29.189942Z",
    });
    assert_eq!(serde_json::to_string(&repo).unwrap(), shown.to_string());
    assert_eq!(serde_json::from_value::<Repo>(shown).unwrap(), repo);
    let patch: Patch<Repo> = decode_body(br#"{"visibility":null,"meta":{"a":{"b":1,"c":null}},"name":"y"}"#).unwrap();
    let changed = patch.apply(repo.clone()).unwrap();
    assert_eq!(
        (changed.name.as_str(), &changed.meta),
        ("y", &[("a".to_owned(), json!({"b": 1}))].into_iter().collect())
    );
    let patch: Patch<Repo> = decode_body(br#"{"name":null,"source":{"system":""}}"#).unwrap();
    assert_eq!(patch.apply(repo).unwrap_err().len(), 2);
}

#[test]
fn every_fault_of_a_body_is_told() {
    let body = json!({
        "repo": {"kind": "Issue", "id": "", "x": 1}, "title": "", "type": "joke", "status": 3, "tags": null,
        "assignees": [{"actor_kind": "human"}, 7], "meta": [], "trace_id": null,
    });
    let expected = [
        "literal_error body.repo.kind",
        "string_too_short body.repo.id",
        "extra_forbidden body.repo.x",
        "string_too_short body.title",
        "enum body.type",
        "enum body.status",
        "missing body.assignees.0.actor_id",
        "model_attributes_type body.assignees.1",
        "list_type body.tags",
        "dict_type body.meta",
        "extra_forbidden body.trace_id",
    ];
    assert_eq!(faults::<IssueCreate>(&body), expected);
}

#[test]
fn a_body_that_is_no_object_is_one_fault() {
    let told =
        |bytes: &[u8]| -> Vec<String> { decode_body::<IssueCreate>(bytes).unwrap_err().iter().map(shown).collect() };
    assert_eq!(told(b""), ["missing body"]);
    assert_eq!(told(b" \n"), ["missing body"]);
    assert_eq!(told(b"[]"), ["model_attributes_type body"]);
    assert_eq!(told(b"null"), ["model_attributes_type body"]);
    assert_eq!(told(b"{\n \"a\": x}"), ["json_invalid body.8"]);
    assert_eq!(told(b"{\"a\": \"\xff\"}"), ["json_invalid body.7"]);
    assert_eq!(told(b"{\"a\": 1e400}").len(), 1);
    assert!(told(b"{\"a\": 1e400}")[0].starts_with("json_invalid body."));
    assert!(told("[".repeat(100_000).as_bytes())[0].starts_with("json_invalid body."));
    let fault = serde_json::to_value(&parse_body(b"{").unwrap_err()[0]).unwrap();
    let form = json!({
        "type": "json_invalid", "loc": ["body", 0], "msg": "JSON decode error", "input": {},
        "ctx": {"error": "EOF while parsing an object"},
    });
    assert_eq!(fault, form);
}

#[test]
fn not_more_than_a_hundred_faults_are_told() {
    let body: serde_json::Map<_, _> = (0..500).map(|n| (format!("m{n}"), json!(n))).collect();
    assert_eq!(decode_body::<RepoCreate>(&serde_json::to_vec(&body).unwrap()).unwrap_err().len(), 100);
}

#[test]
fn a_patch_changes_what_may_change() {
    let issue: Issue = samples::read(&samples::issue());
    let patch = |body: serde_json::Value| decode_body::<Patch<Issue>>(body.to_string().as_bytes());
    let told: Vec<String> =
        patch(json!({"id": "x", "repo": {}, "titel": "x"})).unwrap_err().iter().map(shown).collect();
    assert_eq!(told, ["extra_forbidden body.id", "extra_forbidden body.repo", "extra_forbidden body.titel"]);
    let changed =
        patch(json!({"acceptance": {"criteria": ["c"]}, "description": null, "tags": null, "priority": "P0"}));
    let changed = changed.unwrap().apply(issue.clone()).unwrap();
    assert_eq!(changed.acceptance.criteria.len(), 1);
    assert_eq!(changed.acceptance.tests_expected, issue.acceptance.tests_expected);
    assert!(changed.description.is_empty() && changed.tags.is_empty());
    let faulty =
        patch(json!({"title": null, "assignees": [{}], "relationships": {"parent": {"kind": "Run"}}})).unwrap();
    let told: Vec<String> = faulty.apply(issue).unwrap_err().iter().map(shown).collect();
    let expected = [
        "missing body.title",
        "missing body.assignees.0.actor_kind",
        "missing body.assignees.0.actor_id",
        "literal_error body.relationships.parent.kind",
        "missing body.relationships.parent.id",
    ];
    assert_eq!(told, expected);
}

#[test]
fn a_run_is_told_in_blocks() {
    let run: Run = samples::read(&samples::run());
    let at = run.created_at;
    let told: RunPatch = decode_body(br#"{"status":"done","cost":{"usd":"2"},"telemetry":null}"#).unwrap();
    let done = run.clone().patched(told, at).unwrap();
    assert_eq!(serde_json::to_string(&done.cost).unwrap(), r#"{"usd":2.0,"tokens":null,"compute_s":null}"#);
    assert_eq!(done.telemetry, run.telemetry);
    let again: RunPatch = decode_body(br#"{"status":"running"}"#).unwrap();
    let forbidden = done.patched(again, at).unwrap_err();
    assert_eq!(
        (forbidden.from, forbidden.to, forbidden.allowed),
        (Status::Done, Status::Running, &[Status::UnderReview][..])
    );
}
