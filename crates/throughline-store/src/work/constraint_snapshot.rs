//! Snapshots of constraints on the database. Nothing changes them.

use throughline_model::ConstraintSnapshotId;
use throughline_model::shape::Text;
use throughline_model::work::{
    Actor, ConstraintSnapshot, ConstraintSnapshotCreate, ConstraintSnapshotShown, EntityKind, KindOf,
};

use super::table::{Table, json, newest, row_count, row_fetch, row_insert, row_list, trace};
use super::{AuditChange, Page, WorkContext, WorkError, audit_append};
use crate::database::{Row, Session, micros, row_error};
use crate::{StoreError, values};

/// What the audit log says of what never changes.
pub(super) const IMMUTABLE: &str = "Immutable object created";

/// Which snapshots are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConstraintSnapshotFilter {
    /// About this.
    pub scope: Option<String>,
    /// Of this owner.
    pub owner_id: Option<String>,
}

impl ConstraintSnapshotFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 2] {
        [("scope", self.scope.as_deref()), ("owner_id", self.owner_id.as_deref())]
    }
}

/// The actor in three columns from this one on: kind, id, and the name for people.
pub(super) fn actor(row: &Row<'_>, column: usize) -> Result<Actor, StoreError> {
    Ok(Actor {
        actor_kind: row.parsed(column)?,
        actor_id: row.parsed(column + 1)?,
        display: row.optional_parsed(column + 2)?,
    })
}

impl Table for ConstraintSnapshot {
    const NAME: &'static str = "cwom_constraint_snapshots";
    const COLUMNS: &'static str =
        "id, trace_id, scope, captured_at, owner_kind, owner_id, owner_display, constraints, tags, meta, digest";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        let shown = ConstraintSnapshotShown {
            kind: KindOf::new(),
            id: row.parsed(0)?,
            trace_id: row.optional_parsed(1)?,
            scope: row.parsed(2)?,
            captured_at: row.time(3)?,
            owner: actor(row, 4)?,
            constraints: row.json(7)?,
            tags: row.json(8)?,
            meta: row.json(9)?,
            digest: row.parsed(10)?,
        };
        Self::stored(shown).ok_or_else(|| row_error(10, "the digest is not that of the content"))
    }
}

/// Makes a snapshot.
///
/// # Errors
/// When the database refuses it or is away.
pub fn constraint_snapshot_create(
    session: &mut Session,
    context: &WorkContext,
    asked: ConstraintSnapshotCreate,
) -> Result<ConstraintSnapshot, WorkError> {
    let id = ConstraintSnapshotId::generate_after(newest::<ConstraintSnapshot, _>(session)?);
    let snapshot = ConstraintSnapshot::new(asked, id, context.trace_id.clone(), context.now);
    snapshot_insert(session, snapshot.get())?;
    let change = AuditChange::created(EntityKind::ConstraintSnapshot, id, &snapshot).noted(IMMUTABLE);
    audit_append(session, context, change)?;
    Ok(snapshot)
}

fn snapshot_insert(session: &mut Session, shown: &ConstraintSnapshotShown) -> Result<(), StoreError> {
    let [id, digest] = [shown.id.to_string(), shown.digest.to_string()];
    let [constraints, tags, meta] = [json(&shown.constraints)?, json(&shown.tags)?, json(&shown.meta)?];
    let values = values![
        &id,
        trace(shown.trace_id.as_ref()),
        shown.scope.as_str(),
        micros(shown.captured_at),
        shown.owner.actor_kind.as_str(),
        shown.owner.actor_id.as_str(),
        shown.owner.display.as_ref().map(Text::as_str),
        &constraints,
        &tags,
        &meta,
        &digest,
    ];
    row_insert::<ConstraintSnapshot>(session, values, "").map(drop)
}

/// The snapshot with this id.
///
/// # Errors
/// When the database is away, and when the snapshot is not what it was.
pub fn constraint_snapshot_fetch(
    session: &mut Session,
    id: ConstraintSnapshotId,
) -> Result<Option<ConstraintSnapshot>, StoreError> {
    row_fetch(session, id)
}

/// Snapshots, the newest first.
///
/// # Errors
/// As [`constraint_snapshot_fetch`].
pub fn constraint_snapshot_list(
    session: &mut Session,
    filter: &ConstraintSnapshotFilter,
    page: Page<ConstraintSnapshotId>,
) -> Result<Vec<ConstraintSnapshot>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many snapshots there are.
///
/// # Errors
/// When the database is away.
pub fn constraint_snapshot_count(session: &mut Session, filter: &ConstraintSnapshotFilter) -> Result<u64, StoreError> {
    row_count::<ConstraintSnapshot>(session, &filter.wanted())
}
