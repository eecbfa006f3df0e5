//! The body of a task that asks for what an issue wants: the way back.

use serde_json::{Value, json};

use super::{MOST_BUDGET, Operation};
use crate::work::{ConstraintSnapshot, ContextPacket, Issue, IssueType, Repo, RiskTolerance};

impl From<IssueType> for Operation {
    fn from(kind: IssueType) -> Self {
        match kind {
            IssueType::Feature | IssueType::Bug => Self::CodeChange,
            IssueType::Doc => Self::Docs,
            IssueType::Research => Self::Analysis,
            IssueType::Ops | IssueType::Chore | IssueType::Incident => Self::Ops,
        }
    }
}

/// The body of a task for an issue, with its repository, its newest packet and its snapshot, as far as there are such.
///
/// It has the canonical names. Whether it is valid is for [`TaskCreate`](super::TaskCreate) to say: an issue may want in four
/// characters what a task needs five for.
#[must_use]
pub fn task_body(
    issue: &Issue,
    repo: &Repo,
    packet: Option<&ContextPacket>,
    snapshot: Option<&ConstraintSnapshot>,
) -> Value {
    let requested_by = match issue.assignees.first() {
        Some(actor) => json!({"kind": actor.actor_kind, "id": actor.actor_id, "label": actor.display}),
        None => json!({"kind": "system", "id": "cwom", "label": "CWOM System"}),
    };
    let told = |name: &str| packet.and_then(|packet| packet.get().meta.get(name));
    let or = |value: Option<&Value>, default: Value| value.filter(|value| !value.is_null()).cloned().unwrap_or(default);
    let objective = if issue.description.is_empty() { issue.title.as_str() } else { issue.description.as_str() };
    json!({
        "version": "1.0",
        "idempotency_key": or(issue.meta.get("idempotency_key"), Value::Null),
        "requested_by": requested_by,
        "objective": objective,
        "operation": Operation::from(issue.r#type),
        "target": {
            "repo": repo.slug,
            "ref": or(told("task_ref"), json!(repo.default_branch)),
            "path": or(told("task_path"), json!("")),
        },
        "constraints": limits(snapshot),
        "inputs": or(told("task_inputs"), json!({})),
        "acceptance_criteria": issue.acceptance.criteria,
        "evidence_requirements": or(issue.meta.get("evidence_requirements"), json!([])),
        "metadata": or(issue.meta.get("task_metadata"), json!({})),
    })
}

/// What a task may use: as its snapshot was told, else by minutes and tolerance.
fn limits(snapshot: Option<&ConstraintSnapshot>) -> Value {
    let Some(snapshot) = snapshot.map(ConstraintSnapshot::get) else {
        return json!({});
    };
    let minutes = snapshot.constraints.time.as_ref().and_then(|time| time.available_minutes);
    let seconds = minutes.map_or(900, |minutes| minutes.get().saturating_mul(60).clamp(30, MOST_BUDGET));
    let tolerance = snapshot.constraints.risk.as_ref().map(|risk| risk.tolerance);
    // Medium is what a snapshot has that says nothing, and does not say which of the two it allows.
    let both = tolerance == Some(RiskTolerance::High);
    let or = |name: &str, default: Value| {
        snapshot.meta.get(name).filter(|value| !value.is_null()).cloned().unwrap_or(default)
    };
    json!({
        "time_budget_seconds": or("time_budget_seconds", json!(seconds)),
        "allow_network": or("allow_network", json!(both)),
        "allow_secrets": or("allow_secrets", json!(both)),
    })
}
