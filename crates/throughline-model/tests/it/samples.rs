//! One object of each kind, with something in every member, and that each reads back what it writes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use throughline_model::shape::{Time, decode_value};
use throughline_model::work::{
    Artifact, AuditEntry, ConstraintSnapshot, ConstraintSnapshotCreate, ContextPacket, ContextPacketCreate,
    DoctrineRef, EvidencePack, Issue, Repo, ReviewDecision, Run,
};

const ID: &str = "01KAG00000000000000000000A";
const AT: &str = "2026-11-20T12:12:29.189942Z";

/// Reads an object.
pub(crate) fn read<T: DeserializeOwned>(object: &Value) -> T {
    serde_json::from_value(object.clone()).unwrap()
}

fn at() -> Time {
    AT.parse().unwrap()
}

fn with(kind: &str, members: Value) -> Value {
    let mut object = json!({"kind": kind, "id": ID, "trace_id": "0af7651916cd43dd8448eb211c80319c"});
    let tail = json!({"tags": ["t"], "meta": {"k": [1, null]}, "created_at": AT, "updated_at": AT});
    for part in [members, tail] {
        object.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
    }
    object
}

fn to(kind: &str) -> Value {
    json!({"kind": kind, "id": ID, "role": "r"})
}

fn link(kind: &str) -> Value {
    json!({"kind": kind, "id": ID})
}

fn actor() -> Value {
    json!({"actor_kind": "human", "actor_id": "ada", "display": "Ada"})
}

pub(crate) fn repo() -> Value {
    let source = json!({"system": "g", "external_id": "7", "url": "u"});
    let policy = json!({"allowed_tools": ["a"], "secrets_profile": null});
    with(
        "Repo",
        json!({"name": "n", "slug": "a/n", "source": source, "default_branch": "main", "visibility": "public",
        "owners": [actor()], "policy": policy, "links": ["l"]}),
    )
}

pub(crate) fn issue() -> Value {
    let relationships = json!({"parent": null, "blocks": [to("Issue")], "blocked_by": [], "duplicates": []});
    with(
        "Issue",
        json!({"repo": to("Repo"), "title": "t", "description": "d", "type": "bug", "priority": "P1", "status": "done",
        "assignees": [actor()], "watchers": [], "doctrine_refs": [link("DoctrineRef")], "constraints": [link("ConstraintSnapshot")],
        "context_packets": [link("ContextPacket")], "acceptance": {"criteria": [], "tests_expected": ["x"]},
        "relationships": relationships, "runs": [link("Run")]}),
    )
}

pub(crate) fn run() -> Value {
    let executor = json!({"actor": actor(), "runtime": "r", "toolchain": ["t"]});
    let inputs = json!({"context_packets": [to("ContextPacket")], "doctrine_refs": [], "constraint_snapshot": null});
    let telemetry = json!({"started_at": AT, "ended_at": null, "duration_s": 1.0});
    let outputs = json!({"artifacts": [to("Artifact")], "result_summary": "s", "decision_log": []});
    with(
        "Run",
        json!({"for_issue": to("Issue"), "repo": to("Repo"), "status": "running", "mode": "agent", "executor": executor,
        "inputs": inputs, "plan": {"steps": ["s"], "risk_notes": []}, "telemetry": telemetry, "cost": {}, "outputs": outputs,
        "failure": {"category": "test", "message": "m"}, "artifact_root_uri": "file:///x/"}),
    )
}

pub(crate) fn artifact() -> Value {
    let checks = json!([{"name": "n", "status": "failed", "evidence_uri": "u"}]);
    with(
        "Artifact",
        json!({"produced_by": to("Run"), "for_issue": to("Issue"), "type": "doc", "title": "t", "uri": "u",
        "digest": "d", "media_type": "m", "size_bytes": 3, "preview": "", "verification": {"status": "failed", "checks": checks}}),
    )
}

pub(crate) fn doctrine_ref() -> Value {
    let applicability = json!({"repo_refs": [to("Repo")], "issue_types": ["bug"], "tags": []});
    with(
        "DoctrineRef",
        json!({"namespace": "n", "name": "m", "version": "1", "type": "policy", "priority": "must",
        "statement": "s", "rationale": "r", "links": [], "applicability": applicability}),
    )
}

pub(crate) fn evidence_pack() -> Value {
    let results = json!([{"criterion": "c", "index": 0, "status": "skipped", "reason": null, "evidence_refs": ["e"]}]);
    let items = json!([{"requirement": "r", "index": 0, "found": true, "artifact_uri": "u", "artifact_type": null, "notes": ""}]);
    let by = json!({"actor_kind": "system", "actor_id": "w", "display": null, "kind": "system", "id": "w"});
    with(
        "EvidencePack",
        json!({"for_run": to("Run"), "for_issue": to("Issue"), "verdict": "partial", "verdict_reason": "",
        "evaluated_at": AT, "evaluated_by": by, "criteria_results": results, "evidence_collected": items, "evidence_missing": ["x"],
        "checks_passed": 1, "checks_failed": 0, "checks_skipped": 2, "evidence_uri": "file:///x/"}),
    )
}

pub(crate) fn review_decision() -> Value {
    let overrides =
        json!([{"criterion_index": 0, "original_status": "unverified", "override_status": "satisfied", "reason": ""}]);
    with(
        "ReviewDecision",
        json!({"for_evidence_pack": to("EvidencePack"), "for_run": to("Run"), "for_issue": to("Issue"),
        "reviewer": actor(), "decision": "approved", "decision_reason": "", "criteria_overrides": overrides, "tags": [], "meta": {},
        "reviewed_at": AT}),
    )
}

pub(crate) fn context_packet() -> ContextPacket {
    let documents = json!([{"title": "t", "uri": "u", "digest": null, "excerpt": "e"}]);
    let blobs = json!([{"name": "n", "media_type": "m", "uri": null, "inline": {"any": [1]}, "digest": null}]);
    let asked = json!({"for_issue": to("Issue"), "version": "1", "summary": "s", "assumptions": ["a"], "instructions": "i",
        "inputs": {"documents": documents, "data_blobs": blobs}, "doctrine_refs": [to("DoctrineRef"), link("DoctrineRef")],
        "constraint_snapshot": to("ConstraintSnapshot"), "meta": {"large": u64::MAX}});
    let asked: ContextPacketCreate = decode_value(&asked, "body").unwrap();
    ContextPacket::new(asked, ID.parse().unwrap(), None, at())
}

pub(crate) fn constraint_snapshot() -> ConstraintSnapshot {
    let constraints = json!({"time": {"deadline": "2026-11-20T12:00:00+02:00"}, "energy": {"score_0_5": 3}, "health": {},
        "budget": {"usd_available": 1}, "tools": {"allowed": ["a"]}, "environment": {}, "risk": {"notes": "n"}});
    let asked = json!({"scope": "run", "owner": actor(), "constraints": constraints});
    let asked: ConstraintSnapshotCreate = decode_value(&asked, "body").unwrap();
    ConstraintSnapshot::new(asked, ID.parse().unwrap(), None, at())
}

/// An object of each kind.
pub(crate) fn all() -> Vec<Value> {
    let immutable =
        [serde_json::to_value(context_packet()).unwrap(), serde_json::to_value(constraint_snapshot()).unwrap()];
    let mut all = vec![repo(), issue(), run(), artifact(), doctrine_ref(), evidence_pack(), review_decision()];
    all.extend(immutable);
    all
}

#[track_caller]
fn reads_back<T: DeserializeOwned + Serialize>(object: &Value) {
    let text = serde_json::to_string(&read::<T>(object)).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *object);
    let again: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
}

#[test]
fn every_kind_reads_back_what_it_writes() {
    reads_back::<Repo>(&repo());
    reads_back::<Issue>(&issue());
    reads_back::<Run>(&run());
    reads_back::<Artifact>(&artifact());
    reads_back::<DoctrineRef>(&doctrine_ref());
    reads_back::<EvidencePack>(&evidence_pack());
    reads_back::<ReviewDecision>(&review_decision());
    reads_back::<ContextPacket>(&serde_json::to_value(context_packet()).unwrap());
    reads_back::<ConstraintSnapshot>(&serde_json::to_value(constraint_snapshot()).unwrap());
}

#[test]
fn the_digest_of_a_packet_is_that_of_its_content() {
    let packet = context_packet();
    let shown = packet.get();
    assert_eq!(shown.doctrine_refs.len(), 1);
    let other = ContextPacket::new(
        decode_value(&json!({"for_issue": to("Issue"), "version": "2", "summary": "s"}), "body").unwrap(),
        ID.parse().unwrap(),
        None,
        at(),
    );
    assert_ne!(packet.digest(), other.digest());
    let mut forged = shown.clone();
    forged.summary = other.get().summary.clone();
    assert!(ContextPacket::stored(forged.clone()).is_some());
    forged.version = other.get().version.clone();
    assert!(ContextPacket::stored(forged.clone()).is_none());
    let text = serde_json::to_string(&forged).unwrap();
    let error = serde_json::from_str::<ContextPacket>(&text).unwrap_err().to_string();
    assert!(error.contains("value.digest"), "{error}");
}

#[test]
fn a_large_number_and_its_neighbour_have_two_digests() {
    let digest = |number: u64| {
        let asked = json!({"scope": "run", "owner": actor(), "meta": {"n": number}});
        let asked: ConstraintSnapshotCreate = decode_value(&asked, "body").unwrap();
        ConstraintSnapshot::new(asked, ID.parse().unwrap(), None, at()).digest()
    };
    assert_ne!(digest(u64::MAX), digest(u64::MAX - 1));
}

#[test]
fn an_entry_of_the_audit_log_holds_the_one_before() {
    let entry: AuditEntry =
        read(&json!({"id": ID, "ts": AT, "actor_kind": "human", "actor_id": "ada", "action": "created",
        "entity_kind": "Repo", "entity_id": ID, "before": null, "after": {"a": 1}, "note": null, "trace_id": null,
        "previous": null, "digest": format!("sha256:{}", "0".repeat(64))}));
    let first = entry.clone().sealed(None);
    let second = entry.sealed(Some(first.digest));
    assert!(first.follows(None) && second.follows(Some(first.digest)));
    assert!(!second.follows(None));
    let forged = AuditEntry { actor_id: second.entity_id.clone(), ..second };
    assert!(!forged.follows(Some(first.digest)));
}
