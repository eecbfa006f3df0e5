//! Tasks: both forms of the body, the gate, the work objects, and the way back.

use proptest::prelude::*;
use serde_json::{Value, json};
use throughline_model::shape::{Time, decode_value};
use throughline_model::task::{Operation, PolicyCode, Task, TaskCreate, TaskPolicy, TaskSpec, TaskStatus, task_body};
use throughline_model::work::{ActorKind, ConstraintSnapshot, ContextPacket, TraceId};
use throughline_model::{ConstraintSnapshotId, ContextPacketId, IssueId, RepoId, TaskId};

use crate::support::faults;

fn spec(body: &Value) -> TaskSpec {
    decode_value::<TaskCreate>(body, "body").unwrap().into_spec()
}

fn smallest() -> Value {
    json!({"requested_by": {"kind": "human", "id": "ada"}, "objective": "  do it well ", "type": "docs",
        "target": {"repository": " TestOrg/X.git "}})
}

#[test]
fn a_task_is_normalised_and_filled_in() {
    let normal = json!({
        "version": "1.0", "idempotency_key": null, "requested_by": {"kind": "human", "id": "ada", "label": null},
        "objective": "do it well", "operation": "docs", "target": {"repo": "testorg/x", "ref": "main", "path": ""},
        "constraints": {"time_budget_seconds": 900, "allow_network": false, "allow_secrets": false}, "inputs": {},
        "acceptance_criteria": [], "evidence_requirements": [], "metadata": {},
    });
    assert_eq!(serde_json::to_string(&spec(&smallest())).unwrap(), normal.to_string());
    assert_eq!(serde_json::to_value(spec(&normal)).unwrap(), normal);
}

#[test]
fn canonical_names_win() {
    let mut body = smallest();
    body["operation"] = json!("ops");
    body["target"]["repo"] = json!("a/b");
    body["payload"] = json!({"p": 1});
    let both = spec(&body);
    assert_eq!((both.operation, both.target.repo.as_str()), (Operation::Ops, "a/b"));
    assert_eq!(both.inputs.get("p"), Some(&json!(1)));
    body["inputs"] = json!({"i": 1});
    assert_eq!(spec(&body).inputs.get("p"), None);
    body["operation"] = Value::Null;
    assert_eq!(spec(&body).operation, Operation::Docs);
}

#[test]
fn every_fault_of_a_task_is_told() {
    let body = json!({"version": "2", "requested_by": {"kind": "robot"}, "objective": "do", "type": "joke", "more": 1,
        "target": {"repository": ""}, "constraints": {"time_budget_seconds": 29}, "payload": []});
    let expected = [
        "enum body.type",
        "dict_type body.payload",
        "string_too_short body.target.repository",
        "literal_error body.version",
        "enum body.requested_by.kind",
        "missing body.requested_by.id",
        "string_too_short body.objective",
        "greater_than_equal body.constraints.time_budget_seconds",
    ];
    assert_eq!(faults::<TaskCreate>(&body), expected);
    let neither = json!({"requested_by": {"kind": "human", "id": "a"}, "objective": "     ", "target": {}});
    assert_eq!(faults::<TaskCreate>(&neither), ["missing body.operation", "missing body.target.repo"]);
    let mut blank = smallest();
    blank["objective"] = json!("      ");
    blank["target"] = json!({"repo": " .git "});
    assert_eq!(faults::<TaskCreate>(&blank), ["string_too_short body.objective", "string_too_short body.target.repo"]);
}

#[test]
fn the_gate_tells_the_first_rule_that_is_broken() {
    let mut body = smallest();
    body["constraints"] = json!({"allow_network": true, "allow_secrets": true});
    let task = spec(&body);
    let mut policy = TaskPolicy { allowed_operations: Vec::new(), least_budget: 1000, ..TaskPolicy::default() };
    let mut code = |change: fn(&mut TaskPolicy)| {
        let told = policy.check(&task).map_err(|violation| violation.code);
        change(&mut policy);
        told
    };
    assert_eq!(code(|policy| policy.allowed_operations = vec![Operation::Docs]), Err(PolicyCode::InvalidOperation));
    assert_eq!(
        code(|policy| policy.allowed_repo_prefixes = vec!["TestOrg/".to_owned()]),
        Err(PolicyCode::RepoNotAllowed)
    );
    assert_eq!(code(|policy| (policy.least_budget, policy.most_budget) = (1, 60)), Err(PolicyCode::TimeBudgetTooLow));
    assert_eq!(code(|policy| policy.most_budget = 900), Err(PolicyCode::TimeBudgetTooHigh));
    assert_eq!(code(|policy| policy.allow_network = true), Err(PolicyCode::NetworkAccessDenied));
    assert_eq!(code(|policy| policy.allow_secrets = true), Err(PolicyCode::SecretsAccessDenied));
    assert_eq!(code(|_| ()), Ok(()));
    assert_eq!(TaskPolicy::with_prefixes(" A/, ,b ").allowed_repo_prefixes, ["a/", "b"]);
}

#[test]
fn a_task_keeps_the_first_time_of_each_status() {
    let at = |second: &str| -> Time { format!("2026-11-20T12:00:{second}Z").parse().unwrap() };
    let task = Task::new(&spec(&smallest()), TaskId::generate(), TraceId::generate(), at("00"));
    let task = task.moved(TaskStatus::Queued, at("01")).moved(TaskStatus::Running, at("02"));
    let task = task
        .moved(TaskStatus::Failed, at("03"))
        .moved(TaskStatus::Queued, at("04"))
        .moved(TaskStatus::Completed, at("05"));
    let times = [task.queued_at, task.started_at, task.completed_at];
    assert_eq!(times, [Some(at("01")), Some(at("02")), Some(at("03"))]);
    let text = serde_json::to_string(&task).unwrap();
    assert!(text.starts_with("{\"task_id\":\"") && text.contains("\"status\":\"completed\",\"created_at\""), "{text}");
    assert_eq!(serde_json::from_str::<Task>(&text).unwrap(), task);
}

/// The work objects of a task as they would be stored, and the body that they give back.
fn around(spec: &TaskSpec) -> Value {
    let at: Time = "2026-11-20T12:12:29Z".parse().unwrap();
    let (repo, issue) = (RepoId::generate(), IssueId::generate());
    let snapshot = ConstraintSnapshotId::generate();
    let packet = ContextPacket::new(spec.context_packet(issue, snapshot), ContextPacketId::generate(), None, at);
    let stored = ConstraintSnapshot::new(spec.constraint_snapshot(), snapshot, None, at);
    let issue = spec.issue(repo, snapshot).into_object(issue, None, at);
    task_body(&issue, &spec.repo().into_object(repo, None, at), Some(&packet), Some(&stored))
}

#[test]
fn the_work_objects_of_a_task() {
    let mut body = smallest();
    body["objective"] = json!("\n\n  first line  \nsecond");
    body["constraints"] = json!({"allow_network": true, "time_budget_seconds": 119});
    let spec = spec(&body);
    assert_eq!(spec.repo().name, "x");
    let snapshot = serde_json::to_value(spec.constraint_snapshot()).unwrap();
    assert_eq!(snapshot["constraints"]["time"]["available_minutes"], json!(1));
    let risk = json!({"tolerance": "medium", "notes": "allow_network=True, allow_secrets=False"});
    assert_eq!(snapshot["constraints"]["risk"], risk);
    let issue = spec.issue(RepoId::generate(), ConstraintSnapshotId::generate());
    assert_eq!((issue.title.as_str(), issue.acceptance.criteria.len()), ("first line", 1));
    assert_eq!(issue.assignees[0].actor_id, "ada");
    let packet = spec.context_packet(IssueId::generate(), ConstraintSnapshotId::generate());
    assert_eq!(packet.assumptions[1], "Working path: (root)");
}

proptest! {
    #[test]
    fn a_task_comes_back_from_its_work_objects(
        key in prop::option::of("[a-z]{1,9}"), kind in 0usize..3, label in prop::option::of("[A-Z]{1,9}"), objective in "[a-z \n]{5,300}",
        operation in 0usize..4, repo in "[a-z]{1,9}(/[a-z]{1,9})?", branch in "[a-z]{1,200}", path in "[a-z/]{0,20}", seconds in 30u64..=86_400,
        network: bool, secrets: bool, criteria in prop::collection::vec("[a-z]{0,9}", 1..4), number: i64,
    ) {
        prop_assume!(objective.trim().len() >= 5);
        let body = json!({"idempotency_key": key, "objective": objective, "operation": Operation::ALL[operation],
            "requested_by": {"kind": ActorKind::ALL[kind], "id": "who", "label": label},
            "target": {"repo": repo, "ref": branch, "path": path}, "inputs": {"n": number}, "metadata": {"m": [number]},
            "constraints": {"time_budget_seconds": seconds, "allow_network": network, "allow_secrets": secrets},
            "acceptance_criteria": criteria, "evidence_requirements": criteria});
        let asked = spec(&body);
        let back = around(&asked);
        prop_assert_eq!(&back, &serde_json::to_value(&asked).unwrap());
        prop_assert_eq!(spec(&back), asked);
    }
}
