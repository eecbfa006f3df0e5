//! Work objects on the database: a file for each kind, functions over a session, and what they share.
//!
//! ```text
//! IssueCreate ─references→ all there? ─issue_create→ row + links + audit entries ─→ Stored<Issue> (object, revision)
//! ```
//! What writes is called within [`Database::write`](crate::Database::write), so that it is kept as a whole or not at all. Nothing here
//! knows HTTP.

mod artifact;
mod audit;
mod audit_change;
mod audit_verify;
mod constraint_snapshot;
mod context;
mod context_packet;
mod doctrine_ref;
mod error;
mod evidence_pack;
mod inbox;
mod issue;
mod issue_change;
mod issue_link;
mod join;
mod page;
mod references;
mod repo;
mod review;
mod run;
mod run_change;
mod table;
mod task;
mod task_change;
mod task_enqueue;

pub use crate::database::{AuditHead, audit_head};
pub use artifact::{
    ArtifactFilter, artifact_count_of_issue, artifact_count_of_run, artifact_create, artifact_fetch,
    artifact_list_of_issue, artifact_list_of_run,
};
pub use audit::{AuditFilter, audit_append, audit_count, audit_list};
pub use audit_change::AuditChange;
pub use audit_verify::{ChainFault, ChainState, audit_verify};
pub use constraint_snapshot::{
    ConstraintSnapshotFilter, constraint_snapshot_count, constraint_snapshot_create, constraint_snapshot_fetch,
    constraint_snapshot_list,
};
pub use context::WorkContext;
pub use context_packet::{
    context_packet_count_of_issue, context_packet_create, context_packet_fetch, context_packet_list_of_issue,
};
pub use doctrine_ref::{
    DoctrineRefFilter, doctrine_ref_count, doctrine_ref_create, doctrine_ref_fetch, doctrine_ref_list,
    doctrine_ref_update,
};
pub use error::{MissingReference, WorkError};
pub use evidence_pack::{
    EvidencePackFilter, evidence_pack_count, evidence_pack_create, evidence_pack_fetch, evidence_pack_list,
    evidence_pack_of_run,
};
pub use inbox::{InboxFilter, inbox_event_count, inbox_event_create, inbox_event_fetch, inbox_event_list};
pub use issue::{IssueFilter, issue_count, issue_create, issue_fetch, issue_list};
pub use issue_change::{issue_set_status, issue_update};
pub use issue_link::{LinkKind, issue_link, issue_unlink};
pub use page::{Page, Stored};
pub use repo::{RepoFilter, repo_count, repo_create, repo_fetch, repo_find_by_slug, repo_list, repo_update};
pub use review::{ReviewFilter, review_count, review_create, review_fetch, review_list, review_of_pack};
pub use run::{RunFilter, run_count, run_create, run_fetch, run_list};
pub use run_change::run_patch;
pub use task::{TaskCreated, TaskFilter, task_count, task_create, task_fetch, task_list};
pub use task_change::{TaskChange, task_set_status};
pub use task_enqueue::{TaskEnqueued, TaskWork, task_enqueue};
