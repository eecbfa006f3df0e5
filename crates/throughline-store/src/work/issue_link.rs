//! What is linked to an issue: rules, limits, and what one should know.

use throughline_model::shape::Text;
use throughline_model::work::{EntityKind, IdText, Issue};
use throughline_model::{ConstraintSnapshotId, ContextPacketId, DoctrineRefId, IssueId};

use super::issue::issue_fetch;
use super::issue_change::issue_expected;
use super::join::Join;
use super::references::References;
use super::{AuditChange, Stored, WorkContext, WorkError, audit_append};
use crate::database::{Session, micros};
use crate::{StoreError, values};

/// What can be linked to an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkKind {
    /// A rule.
    DoctrineRef,
    /// What limits it.
    ConstraintSnapshot,
    /// What one should know.
    ContextPacket,
}

impl LinkKind {
    /// As the audit log calls it.
    #[must_use]
    pub fn entity(self) -> EntityKind {
        match self {
            Self::DoctrineRef => EntityKind::DoctrineRef,
            Self::ConstraintSnapshot => EntityKind::ConstraintSnapshot,
            Self::ContextPacket => EntityKind::ContextPacket,
        }
    }

    /// The table of the links of issues to it.
    pub(super) fn join(self) -> Join {
        let (table, target) = match self {
            Self::DoctrineRef => ("cwom_issue_doctrine_refs", "doctrine_ref_id"),
            Self::ConstraintSnapshot => ("cwom_issue_constraint_snapshots", "constraint_snapshot_id"),
            Self::ContextPacket => ("cwom_issue_context_packets", "context_packet_id"),
        };
        Join { table, owner: "issue_id", target }
    }

    fn references(self, id: &IdText) -> References {
        match self {
            Self::DoctrineRef => References::default().sent::<DoctrineRefId>(id),
            Self::ConstraintSnapshot => References::default().sent::<ConstraintSnapshotId>(id),
            Self::ContextPacket => References::default().sent::<ContextPacketId>(id),
        }
    }
}

/// Links something to an issue, behind all that is linked already. What is linked stays as it is, and nothing is written.
///
/// # Errors
/// When there is no such issue, when it has another revision, when what is to be linked is not there; and when the database
/// refuses it or is away.
pub fn issue_link(
    session: &mut Session,
    context: &WorkContext,
    id: IssueId,
    (kind, target, role): (LinkKind, &IdText, Option<&Text<1, 64>>),
    expected: Option<i64>,
) -> Result<Stored<Issue>, WorkError> {
    let before = issue_expected(session, id, expected)?;
    kind.references(target).check(session)?;
    if !kind.join().add(session, &id.to_string(), target, role.map(Text::as_str))? {
        return Ok(before);
    }
    touch(session, context, id)?;
    link_written(session, context, id, kind, target)?;
    issue_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Issue, id))
}

/// Takes a link of an issue away.
///
/// # Errors
/// When there is no such issue, when it has another revision, when there is no such link (then what was linked is what was
/// not found); and when the database refuses it or is away.
pub fn issue_unlink(
    session: &mut Session,
    context: &WorkContext,
    id: IssueId,
    (kind, target): (LinkKind, &IdText),
    expected: Option<i64>,
) -> Result<Stored<Issue>, WorkError> {
    issue_expected(session, id, expected)?;
    if !kind.join().remove(session, &id.to_string(), target)? {
        return Err(WorkError::not_found(kind.entity(), target));
    }
    touch(session, context, id)?;
    audit_append(session, context, AuditChange::unlinked(EntityKind::Issue, id, kind.entity(), target))?;
    issue_fetch(session, id)?.ok_or_else(|| WorkError::not_found(EntityKind::Issue, id))
}

/// Tells the audit log of a new link.
pub(super) fn link_written(
    session: &mut Session,
    context: &WorkContext,
    id: IssueId,
    kind: LinkKind,
    target: &str,
) -> Result<(), StoreError> {
    let change = AuditChange::linked(EntityKind::Issue, id, kind.entity(), target);
    audit_append(session, context, change).map(drop)
}

/// An issue whose links changed is shown otherwise, and so has another revision.
pub(super) fn touch(session: &mut Session, context: &WorkContext, id: IssueId) -> Result<(), StoreError> {
    let sql = "UPDATE cwom_issues SET updated_at = $2, revision = revision + 1 WHERE id = $1";
    session.execute(sql, values![&id.to_string(), micros(context.now)]).map(drop)
}
