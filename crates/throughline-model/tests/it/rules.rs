//! The rules of bodies, one table for each type of value.

use serde_json::{Value, json};
use throughline_model::shape::{Decoder, Flavour, Patch, Shape, decode_body, decode_value};
use throughline_model::work::{IssueCreate, Repo, RepoCreate};

/// Type and place of every fault.
pub(crate) fn faults<T: Shape>(body: &Value) -> Vec<(String, String)> {
    let told = match decode_value::<T>(body, "body") {
        Ok(_) => return Vec::new(),
        Err(told) => told,
    };
    let shown = serde_json::to_value(&told).unwrap();
    let place = |fault: &Value| {
        let steps = fault["loc"].as_array().unwrap().iter();
        steps.map(|step| step.as_str().map_or_else(|| step.to_string(), str::to_owned)).collect::<Vec<_>>().join(".")
    };
    shown.as_array().unwrap().iter().map(|fault| (fault["type"].as_str().unwrap().to_owned(), place(fault))).collect()
}

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
        ("literal_error", "body.repo.kind"),
        ("string_too_short", "body.repo.id"),
        ("extra_forbidden", "body.repo.x"),
        ("string_too_short", "body.title"),
        ("enum", "body.type"),
        ("enum", "body.status"),
        ("missing", "body.assignees.0.actor_id"),
        ("model_attributes_type", "body.assignees.1"),
        ("list_type", "body.tags"),
        ("dict_type", "body.meta"),
        ("extra_forbidden", "body.trace_id"),
    ];
    let expected: Vec<_> = expected.map(|(kind, place)| (kind.to_owned(), place.to_owned())).into();
    assert_eq!(faults::<IssueCreate>(&body), expected);
    let mut decoder = Decoder::new("body", Flavour::Asked);
    assert!(IssueCreate::decode(&body, &mut decoder).is_none());
    assert_eq!(decoder.faults().len(), expected.len());
}
