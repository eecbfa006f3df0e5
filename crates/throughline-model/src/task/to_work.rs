//! The work objects of a task, made from its normal form.
//!
//! The snapshot comes first, then the issue, which points at it, then the packet, which points at both.

use serde_json::json;

use super::{Operation, TaskSpec};
use crate::shape::{Count, Meta, Text};
use crate::work::{
    Acceptance, Actor, ConstraintScope, ConstraintSnapshotCreate, Constraints, ContextInputs, ContextPacketCreate,
    IssueCreate, IssueRelationships, IssueType, Priority, RefTo, RepoCreate, RiskConstraint, RiskTolerance, Source,
    Status, TimeConstraint, Visibility,
};
use crate::{ConstraintSnapshotId, IssueId, RepoId};

/// Where the work objects of tasks say that they come from; the name that readers of the first implementation know.
const SOURCE: &str = "jct_task";
/// A title has as many characters.
const TITLE: usize = 200;

impl Operation {
    /// The type of the issue of a task.
    #[must_use]
    pub fn issue_type(self) -> IssueType {
        match self {
            Self::CodeChange => IssueType::Feature,
            Self::Docs => IssueType::Doc,
            Self::Analysis => IssueType::Research,
            Self::Ops => IssueType::Ops,
        }
    }
}

impl TaskSpec {
    /// The repository, for when there is none with its slug.
    #[must_use]
    pub fn repo(&self) -> RepoCreate {
        let slug = self.target.repo.as_str();
        let name = slug.rsplit('/').find(|part| !part.is_empty()).unwrap_or(slug);
        RepoCreate {
            name: Text::fitted(name),
            slug: self.target.repo.clone(),
            source: Source { system: Text::fitted("jct"), external_id: Some(Text::fitted(slug)), url: None },
            // One that is too long for a branch is no branch.
            default_branch: Text::try_from(self.target.r#ref.as_str()).unwrap_or_else(|_| Text::fitted("main")),
            visibility: Visibility::Private,
            owners: Vec::new(),
            policy: None,
            links: Vec::new(),
            tags: Vec::new(),
            meta: Meta::default(),
        }
    }

    /// What limits the task.
    #[must_use]
    pub fn constraint_snapshot(&self) -> ConstraintSnapshotCreate {
        let limits = &self.constraints;
        let seconds = limits.time_budget_seconds.get();
        let tolerance = match (limits.allow_network, limits.allow_secrets) {
            (false, false) => RiskTolerance::Low,
            (true, true) => RiskTolerance::High,
            _ => RiskTolerance::Medium,
        };
        let word = |allowed: bool| if allowed { "True" } else { "False" };
        let (network, secrets) = (word(limits.allow_network), word(limits.allow_secrets));
        let notes = format!("allow_network={network}, allow_secrets={secrets}");
        ConstraintSnapshotCreate {
            scope: ConstraintScope::Run,
            owner: Actor::from(self.requested_by.clone()),
            constraints: Constraints {
                time: Some(TimeConstraint { available_minutes: Some(Count::clamped(seconds / 60)), deadline: None }),
                risk: Some(RiskConstraint { tolerance, notes: Some(Text::fitted(notes)) }),
                ..Constraints::default()
            },
            tags: Vec::new(),
            meta: meta([
                ("source", json!(SOURCE)),
                ("idempotency_key", json!(self.idempotency_key)),
                ("time_budget_seconds", json!(seconds)),
                ("allow_network", json!(limits.allow_network)),
                ("allow_secrets", json!(limits.allow_secrets)),
            ]),
        }
    }

    /// What the task wants.
    #[must_use]
    pub fn issue(&self, repo: RepoId, snapshot: ConstraintSnapshotId) -> IssueCreate {
        let line = self.objective.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or(&self.objective);
        IssueCreate {
            repo: RefTo::new(repo),
            title: Text::fitted(line.chars().take(TITLE).collect::<String>()),
            description: Text::fitted(&self.objective),
            r#type: self.operation.issue_type(),
            priority: Priority::P2,
            status: Status::Planned,
            assignees: vec![Actor::from(self.requested_by.clone())],
            watchers: Vec::new(),
            doctrine_refs: Vec::new(),
            constraints: vec![RefTo::new(snapshot)],
            context_packets: Vec::new(),
            acceptance: Acceptance { criteria: self.criteria(), tests_expected: None },
            relationships: IssueRelationships::default(),
            tags: Vec::new(),
            meta: meta([
                ("source", json!(SOURCE)),
                ("idempotency_key", json!(self.idempotency_key)),
                ("task_metadata", json!(self.metadata)),
                ("evidence_requirements", json!(self.evidence_requirements)),
            ]),
        }
    }

    /// What whoever works on the task should know.
    #[must_use]
    pub fn context_packet(&self, issue: IssueId, snapshot: ConstraintSnapshotId) -> ContextPacketCreate {
        let path = if self.target.path.is_empty() { "(root)" } else { self.target.path.as_str() };
        ContextPacketCreate {
            for_issue: RefTo::new(issue),
            version: Text::fitted("1.0"),
            summary: Text::fitted("Initial context from JCT task"),
            inputs: ContextInputs::default(),
            assumptions: vec![
                Text::fitted(format!("Target branch: {}", self.target.r#ref)),
                Text::fitted(format!("Working path: {path}")),
            ],
            open_questions: Vec::new(),
            instructions: Text::fitted(&self.objective),
            doctrine_refs: Vec::new(),
            constraint_snapshot: Some(RefTo::new(snapshot)),
            tags: Vec::new(),
            meta: meta([
                ("source", json!(SOURCE)),
                ("idempotency_key", json!(self.idempotency_key)),
                ("acceptance_criteria", json!(self.criteria())),
                ("evidence_requirements", json!(self.evidence_requirements)),
                ("task_ref", json!(self.target.r#ref)),
                ("task_path", json!(self.target.path)),
                ("task_inputs", json!(self.inputs)),
            ]),
        }
    }
}

fn meta<const N: usize>(members: [(&str, serde_json::Value); N]) -> Meta {
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
