//! What an entry of the audit log tells.

use std::fmt::Display;

use serde::Serialize;
use serde_json::{Value, json};
use throughline_model::work::{AuditAction, EntityKind};

/// One change, as it is told to the audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditChange {
    /// What was done.
    pub action: AuditAction,
    /// What it was done to.
    pub kind: EntityKind,
    /// The id of that.
    pub id: String,
    /// What was there before.
    pub before: Option<Value>,
    /// What was there after.
    pub after: Option<Value>,
    /// More about it.
    pub note: Option<String>,
}

impl AuditChange {
    /// It was made.
    #[must_use]
    pub fn created(kind: impl Into<EntityKind>, id: impl Display + Copy, object: &impl Serialize) -> Self {
        let mut change = Self::new(AuditAction::Created, kind, id);
        change.after = Some(shown(object));
        change
    }

    /// It was changed from one state to another.
    #[must_use]
    pub fn updated<T: Serialize>(kind: impl Into<EntityKind>, id: impl Display + Copy, before: &T, after: &T) -> Self {
        let mut change = Self::new(AuditAction::Updated, kind, id);
        (change.before, change.after) = (Some(shown(before)), Some(shown(after)));
        change
    }

    /// It went from one status to another.
    #[must_use]
    pub fn status_changed(kind: impl Into<EntityKind>, id: impl Display + Copy, from: &str, to: &str) -> Self {
        let mut change = Self::new(AuditAction::StatusChanged, kind, id);
        (change.before, change.after) = (Some(json!({"status": from})), Some(json!({"status": to})));
        change.noted(format!("Status changed: {from} -> {to}"))
    }

    /// Something was linked to it.
    #[must_use]
    pub fn linked(kind: impl Into<EntityKind>, id: impl Display + Copy, to: EntityKind, to_id: &str) -> Self {
        let mut change = Self::new(AuditAction::Linked, kind, id);
        change.after = Some(json!({"linked_kind": to.as_str(), "linked_id": to_id}));
        change.noted(format!("Linked to {to}:{to_id}"))
    }

    /// A link was taken away.
    #[must_use]
    pub fn unlinked(kind: impl Into<EntityKind>, id: impl Display + Copy, from: EntityKind, from_id: &str) -> Self {
        let mut change = Self::new(AuditAction::Unlinked, kind, id);
        change.before = Some(json!({"linked_kind": from.as_str(), "linked_id": from_id}));
        change.noted(format!("Unlinked from {from}:{from_id}"))
    }

    /// The same with more about it.
    #[must_use]
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    fn new(action: AuditAction, kind: impl Into<EntityKind>, id: impl Display + Copy) -> Self {
        Self { action, kind: kind.into(), id: id.to_string(), before: None, after: None, note: None }
    }
}

fn shown(object: &impl Serialize) -> Value {
    serde_json::to_value(object).unwrap_or_default()
}
