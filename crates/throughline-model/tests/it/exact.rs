//! A schema says exactly what its decoder takes: whatever stands in a body, both agree.

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_model::shape::{
    Amount, Count, Flavour, Int, Json, Meta, Shape, Text, Time, decode_value, schema_document,
};
use throughline_model::task::TaskCreate;
use throughline_model::work::{
    ArtifactCreate, ConstraintSnapshotCreate, ContextPacketCreate, DoctrineRefCreate, EvidencePackCreate, IssueCreate,
    RepoCreate, ReviewDecisionCreate, RunCreate, RunPatch,
};

use crate::support::validator;

/// Values that lie near some border.
fn value() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        (-3i64..10).prop_map(|n| json!(n)),
        prop::sample::select(vec![
            29i64,
            30,
            86_400,
            86_401,
            9_007_199_254_740_991,
            9_007_199_254_740_992,
            i64::MAX,
            i64::MIN
        ])
        .prop_map(|n| json!(n)),
        prop::sample::select(vec![0.0, -0.0, 1.0, 2.5, 3.0, 86_400.0, 1e300, -1e300]).prop_map(|n| json!(n)),
        Just(json!(u64::MAX)),
    ];
    let word = prop::sample::select(vec![
        "",
        "x",
        "\0",
        "a\0b",
        "yes",
        "FALSE",
        "tru",
        "0",
        "1",
        "3",
        "+3",
        "-3",
        "-0",
        "-0.0",
        "03",
        "3.0",
        "3.",
        "3.5",
        "1e3",
        "86400",
        "86401",
        "bug",
        "human",
        "Issue",
        "Run",
        "pass",
        "approved",
        "doc",
        "1.0",
        "main",
        ".git",
        " .GIT ",
        "a/b.git",
        "ab cd",
        "   a   ",
        "code_change",
        "2026-11-20T12:12:29Z",
        "2026-02-29T00:00:00Z",
        "2024-02-29 00:00",
        "2024-02-29T00:00:00.123456789+23:59",
        "0000-01-01T00:00Z",
        "9998-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "2026-11-20",
        "2026-11-20T12:12:29+24:00",
        "9007199254740991",
        "9007199254740992",
    ]);
    let text = prop_oneof![
        word.prop_map(|text| json!(text)),
        prop::sample::select(vec![64usize, 65, 128, 129, 256, 257, 300, 301, 512, 513, 2000, 2001, 4000, 4001])
            .prop_map(|n| json!("ü".repeat(n))),
        prop::sample::select(vec![300usize, 301]).prop_map(|n| json!("1".repeat(n))),
        "[0-9]{1,17}(\\.0{0,2})?".prop_map(|text| json!(text)),
        "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9](:[0-6][0-9])?Z?".prop_map(|text| json!(text)),
    ];
    let leaf = prop_oneof![Just(Value::Null), any::<bool>().prop_map(Value::from), number, text];
    let names = prop::sample::select(vec![
        "kind",
        "id",
        "role",
        "actor_kind",
        "actor_id",
        "criteria",
        "repo",
        "repository",
        "ref",
        "x",
        "\0",
        "time",
        "system",
    ]);
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..3)
                .prop_map(|members| members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

fn agree<T: Shape>(cases: u32, bodies: impl Strategy<Value = Value>) {
    let takes = validator(&schema_document::<T>(Flavour::Asked, "https://example.org/x", "x"));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&bodies, |body| {
        let told = decode_value::<T>(&body, "body").map(|_| ());
        prop_assert_eq!(told.is_ok(), takes(&body), "{} {:?}", body, told);
        Ok(())
    });
    outcome.unwrap();
}

/// A valid body in which some members were replaced, and some perhaps taken away.
pub(crate) fn changed(body: Value) -> impl Strategy<Value = Value> {
    let mut places = Vec::new();
    collect(&body, "", &mut places);
    let changes = prop::collection::vec((prop::sample::select(places), prop::option::weighted(0.8, value())), 0..3);
    changes.prop_map(move |changes| {
        let mut body = body.clone();
        for (place, value) in changes {
            let (parent, name) = place.rsplit_once('/').unwrap();
            match (body.pointer_mut(parent), value) {
                (Some(Value::Object(map)), Some(value)) => drop(map.insert(name.to_owned(), value)),
                (Some(Value::Object(map)), None) => drop(map.shift_remove(name)),
                (Some(Value::Array(items)), Some(value)) => items.iter_mut().for_each(|item| item.clone_from(&value)),
                _ => {}
            }
        }
        body
    })
}

fn collect(value: &Value, place: &str, places: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        let place = format!("{place}/{name}");
        collect(value, &place, places);
        places.push(place);
    }
}

#[test]
fn values() {
    agree::<Text<1, 64>>(400, value());
    agree::<Int<30, 86_400>>(800, value());
    agree::<Int<0, 5>>(800, value());
    agree::<Count>(800, value());
    agree::<Amount>(800, value());
    agree::<bool>(400, value());
    agree::<Time>(1500, value());
    agree::<Json>(400, value());
    agree::<Meta>(400, value());
}

fn to(kind: &str) -> Value {
    json!({"kind": kind, "id": "x", "role": "r"})
}

#[test]
fn bodies() {
    let actor = json!({"actor_kind": "human", "actor_id": "ada", "display": "Ada"});
    let source = json!({"system": "g", "external_id": "7", "url": "u"});
    let policy = json!({"allowed_tools": ["a"], "secrets_profile": "p"});
    agree::<RepoCreate>(
        400,
        changed(json!({"name": "n", "slug": "s", "source": source, "visibility": "public",
        "default_branch": "b", "owners": [actor], "policy": policy, "links": ["l"], "tags": ["t"], "meta": {"a": 1}, "more": 0})),
    );
    agree::<RepoCreate>(
        300,
        changed(json!({"name": "n", "slug": "s", "source": source, "owners": [actor], "policy": policy})),
    );
    agree::<IssueCreate>(
        600,
        changed(json!({"repo": to("Repo"), "title": "t", "description": "d", "type": "bug", "priority": "P1",
        "status": "done", "assignees": [actor], "watchers": [], "doctrine_refs": [to("DoctrineRef")], "constraints": [],
        "context_packets": [], "acceptance": {"criteria": ["c"], "tests_expected": ["x"]},
        "relationships": {"parent": to("Issue"), "blocks": []}, "tags": [], "meta": {}})),
    );
    agree::<ContextPacketCreate>(
        400,
        changed(json!({"for_issue": to("Issue"), "version": "1", "summary": "s",
        "inputs": {"documents": [{"title": "t", "uri": "u", "excerpt": "e"}], "data_blobs": [{"name": "n", "media_type": "m", "inline": 1}]},
        "constraint_snapshot": to("ConstraintSnapshot")})),
    );
    agree::<ConstraintSnapshotCreate>(
        800,
        changed(json!({"scope": "run", "owner": actor, "constraints": {
        "time": {"available_minutes": 1, "deadline": 0}, "energy": {"score_0_5": 3, "notes": ""}, "health": {"flags": []},
        "budget": {"usd_available": 1, "burn_limit_usd": 2}, "environment": {"connectivity": "ok"}, "risk": {"tolerance": "low"}}})),
    );
    agree::<DoctrineRefCreate>(
        300,
        changed(json!({"namespace": "n", "name": "m", "version": "1", "type": "policy", "statement": "s",
        "applicability": {"repo_refs": [to("Repo")]}})),
    );
    agree::<RunCreate>(
        300,
        changed(json!({"for_issue": to("Issue"), "repo": to("Repo"), "mode": "agent",
        "executor": {"actor": actor, "runtime": "r", "toolchain": []}, "inputs": {"constraint_snapshot": null}, "plan": {"steps": []}})),
    );
    agree::<RunPatch>(
        600,
        changed(json!({"status": "done", "telemetry": {"started_at": 0, "duration_s": 1},
        "cost": {"usd": 1, "tokens": 1, "compute_s": 1}, "outputs": {"artifacts": [to("Artifact")]}, "failure": {"category": "test", "message": "m"}})),
    );
    agree::<ArtifactCreate>(
        300,
        changed(json!({"produced_by": to("Run"), "for_issue": to("Issue"), "type": "doc", "title": "t",
        "uri": "u", "size_bytes": 3, "verification": {"checks": [{"name": "n", "status": "passed"}]}})),
    );
    agree::<EvidencePackCreate>(
        300,
        changed(json!({"for_run": to("Run"), "for_issue": to("Issue"), "verdict": "pass",
        "evaluated_by": actor, "checks_passed": 1, "evidence_collected": [{"requirement": "r", "index": 0, "found": true}]})),
    );
    agree::<ReviewDecisionCreate>(
        300,
        changed(json!({"for_evidence_pack": to("EvidencePack"), "for_run": to("Run"),
        "for_issue": to("Issue"), "reviewer": actor, "decision": "approved", "decision_reason": ""})),
    );
}

#[test]
fn tasks() {
    let body = json!({"version": "1.0", "idempotency_key": "k", "requested_by": {"kind": "human", "id": "a", "label": "A"},
        "objective": "do it well", "operation": "docs", "type": "ops", "inputs": {}, "payload": {"a": 1}, "more": 1,
        "target": {"repo": "a/b", "repository": "c/d", "ref": "r", "path": "p", "more": 1}, "metadata": {"a": 1},
        "constraints": {"time_budget_seconds": 30, "allow_network": false}, "acceptance_criteria": ["c"]});
    agree::<TaskCreate>(3000, changed(body));
    let objective = "[ \\t\u{85}\u{feff}x]{0,9}".prop_map(|objective| {
        json!({"requested_by": {"kind": "human", "id": "a"}, "objective": objective, "type": "ops", "target": {"repository": "r"}})
    });
    agree::<TaskCreate>(500, objective);
}
