//! What is stored reads back as what it was; and a merge patch does what its schema says.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use throughline_model::shape::{Flavour, Patch, Shape, Time, decode_value, merge, schema_document};
use throughline_model::work::{
    Artifact, ArtifactCreate, ConstraintSnapshot, ConstraintSnapshotCreate, ContextPacket, ContextPacketCreate, Issue,
    IssueCreate, TraceId,
};
use throughline_model::{ConstraintSnapshotId, ContextPacketId, IssueId, WorkArtifactId};

use crate::exact::changed;
use crate::samples;
use crate::support::validator;

fn at() -> Time {
    "2026-11-20T12:12:29.5Z".parse().unwrap()
}

/// Whatever body is valid, the object that comes of it is the same after a way through JSON.
fn is_same_again<A: Shape, T>(body: Value, make: impl Fn(A) -> T)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let outcome = TestRunner::new(config).run(&changed(body), |body| {
        let Ok(asked) = decode_value::<A>(&body, "body") else { return Ok(()) };
        let made = make(asked);
        let text = serde_json::to_string(&made).unwrap();
        let again: T = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), text);
        prop_assert_eq!(again, made);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn what_is_stored_reads_back() {
    let trace = TraceId::generate();
    let to = |kind: &str| json!({"kind": kind, "id": "x"});
    let actor = json!({"actor_kind": "human", "actor_id": "ada"});
    is_same_again(
        json!({"repo": to("Repo"), "title": "t", "type": "bug", "assignees": [actor], "acceptance": {"criteria": ["c"]},
            "relationships": {"parent": to("Issue")}, "tags": ["t"], "meta": {"a": 1}}),
        |asked: IssueCreate| -> Issue { asked.into_object(IssueId::generate(), Some(trace.clone()), at()) },
    );
    is_same_again(
        json!({"produced_by": to("Run"), "for_issue": to("Issue"), "type": "doc", "title": "t", "uri": "u", "size_bytes": 3,
            "verification": {"checks": [{"name": "n", "status": "passed"}]}}),
        |asked: ArtifactCreate| -> Artifact { asked.into_object(WorkArtifactId::generate(), None, at()) },
    );
    is_same_again(
        json!({"scope": "run", "owner": actor, "meta": {"a": {"b": 1}}, "constraints": {"time": {"available_minutes": 1, "deadline": 0.25},
            "budget": {"usd_available": 1}, "environment": {}}}),
        |asked: ConstraintSnapshotCreate| ConstraintSnapshot::new(asked, ConstraintSnapshotId::generate(), None, at()),
    );
    is_same_again(
        json!({"for_issue": to("Issue"), "version": "1", "summary": "s", "meta": {"a": 0.1},
            "inputs": {"data_blobs": [{"name": "n", "media_type": "m", "inline": [1]}]}}),
        |asked: ContextPacketCreate| ContextPacket::new(asked, ContextPacketId::generate(), None, at()),
    );
}

#[test]
fn a_patch_does_what_its_schema_says() {
    let takes = validator(&schema_document::<Patch<Issue>>(Flavour::Asked, "https://example.org/x", "x"));
    let issue: Issue = samples::read(&samples::issue());
    // The sample without blocks that are `null`: what a patch puts there must be whole, which no schema of a patch can say.
    let body = json!({"title": "t", "description": null, "type": "bug", "priority": null, "status": "done", "assignees": [],
        "acceptance": {"criteria": ["c"], "tests_expected": null}, "relationships": {"blocks": null}, "tags": null, "meta": {"a": null}});
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() });
    let outcome = runner.run(&changed(body), |body| {
        let told = decode_value::<Patch<Issue>>(&body, "body").and_then(|patch| patch.apply(issue.clone()));
        prop_assert!(told.is_ok() || !takes(&body), "{} {:?}", body, told);
        // `null` where nothing was is no fault of a patch, and a schema does not list what is not there.
        let mut told_apart = json!({});
        merge(&mut told_apart, &body);
        prop_assert!(told.is_err() || takes(&told_apart), "{}", body);
        Ok(())
    });
    outcome.unwrap();
}
