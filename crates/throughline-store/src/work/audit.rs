//! The audit log: append-only, each entry behind the one before.

use throughline_model::shape::{Json, Text, Time};
use throughline_model::work::AuditEntry;
use throughline_model::{AuditId, Digest};

use super::table::{condition, conditions, limits, optional_json, trace};
use super::{AuditChange, Page, WorkContext};
use crate::database::{Row, Session, Value, micros};
use crate::{StoreError, values};

/// The columns of an entry in the order in which they are read; `seq` is the last.
pub(super) const COLUMNS: &str = "id, ts, actor_kind, actor_id, action, entity_kind, entity_id, before, after, note, trace_id, previous, \
     digest, seq";

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// Of this kind of object.
    pub entity_kind: Option<String>,
    /// Of this object.
    pub entity_id: Option<String>,
    /// Of this action.
    pub action: Option<String>,
    /// Of this actor.
    pub actor_id: Option<String>,
    /// From this moment on.
    pub since: Option<Time>,
}

impl AuditFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("entity_id", self.entity_id.as_deref()),
            ("entity_kind", self.entity_kind.as_deref()),
            ("actor_id", self.actor_id.as_deref()),
            ("action", self.action.as_deref()),
        ]
    }
}

/// Writes an entry behind the last one. Only within [`Database::write`](crate::Database::write), where nobody comes between.
///
/// # Errors
/// When the database refuses it or is away.
pub fn audit_append(
    session: &mut Session,
    context: &WorkContext,
    change: AuditChange,
) -> Result<AuditEntry, StoreError> {
    let sql = "SELECT h.seq, h.digest, l.id FROM audit_head h LEFT JOIN audit_log l ON l.seq = h.seq";
    let head = session.query_opt(sql, &[], |row| Ok((row.i64(0)?, previous(row, 1)?, row.optional_parsed(2)?)))?;
    let (seq, previous, last) = head.unwrap_or((0, None, None));
    let entry = AuditEntry {
        id: AuditId::generate_after(last),
        ts: context.now,
        actor_kind: context.actor.actor_kind,
        actor_id: context.actor.actor_id.clone(),
        action: change.action,
        entity_kind: change.kind,
        entity_id: Text::fitted(change.id),
        before: change.before.map(Json::new),
        after: change.after.map(Json::new),
        note: change.note.map(Text::fitted),
        trace_id: context.trace_id.clone(),
        previous: None,
        digest: Digest::from_bytes([0; 32]),
    };
    let entry = entry.sealed(previous);
    let seq = seq + 1;
    entry_insert(session, seq, &entry)?;
    let digest = entry.digest.to_string();
    session.execute("UPDATE audit_head SET seq = $1, digest = $2 WHERE id = 1", values![seq, digest.as_str()])?;
    Ok(entry)
}

fn entry_insert(session: &mut Session, seq: i64, entry: &AuditEntry) -> Result<(), StoreError> {
    let [id, digest] = [entry.id.to_string(), entry.digest.to_string()];
    let previous = entry.previous.map_or_else(String::new, |digest| digest.to_string());
    let (before, after) = (optional_json(entry.before.as_ref())?, optional_json(entry.after.as_ref())?);
    let sql = format!(
        "INSERT INTO audit_log ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    );
    let values = values![
        &id,
        micros(entry.ts),
        entry.actor_kind.as_str(),
        entry.actor_id.as_str(),
        entry.action.as_str(),
        entry.entity_kind.as_str(),
        entry.entity_id.as_str(),
        before.as_deref(),
        after.as_deref(),
        entry.note.as_ref().map(Text::as_str),
        trace(entry.trace_id.as_ref()),
        &previous,
        &digest,
        seq,
    ];
    session.execute(&sql, values).map(drop)
}

/// Entries, the newest first.
///
/// # Errors
/// When the database is away.
pub fn audit_list(
    session: &mut Session,
    filter: &AuditFilter,
    page: Page<AuditId>,
) -> Result<Vec<AuditEntry>, StoreError> {
    let after = page.after.map(|id| id.to_string());
    let (mut sql, mut values) = (format!("SELECT {COLUMNS} FROM audit_log"), Vec::new());
    filtered(&mut sql, &mut values, filter, &filter.wanted());
    if let Some(after) = &after {
        condition(&mut sql, &mut values, "id <", Value::from(after));
    }
    limits(&mut sql, &mut values, "seq", page.limit, page.offset);
    session.query(&sql, &values, entry)
}

/// How many entries there are.
///
/// # Errors
/// When the database is away.
pub fn audit_count(session: &mut Session, filter: &AuditFilter) -> Result<u64, StoreError> {
    let (mut sql, mut values) = ("SELECT COUNT(*) FROM audit_log".to_owned(), Vec::new());
    filtered(&mut sql, &mut values, filter, &filter.wanted());
    let count = session.query_opt(&sql, &values, |row| row.i64(0))?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

fn filtered<'a>(
    sql: &mut String,
    values: &mut Vec<Value<'a>>,
    filter: &AuditFilter,
    wanted: &[(&'static str, Option<&'a str>)],
) {
    conditions(sql, values, wanted);
    if let Some(since) = filter.since {
        condition(sql, values, "ts >=", Value::Integer(micros(since)));
    }
}

/// Reads an entry.
pub(super) fn entry(row: &Row<'_>) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        id: row.parsed(0)?,
        ts: row.time(1)?,
        actor_kind: row.parsed(2)?,
        actor_id: row.parsed(3)?,
        action: row.parsed(4)?,
        entity_kind: row.parsed(5)?,
        entity_id: row.parsed(6)?,
        before: row.optional_json(7)?,
        after: row.optional_json(8)?,
        note: row.optional_parsed(9)?,
        trace_id: row.optional_parsed(10)?,
        previous: previous(row, 11)?,
        digest: row.parsed(12)?,
    })
}

/// A digest that the first of a chain does not have.
pub(super) fn previous(row: &Row<'_>, column: usize) -> Result<Option<Digest>, StoreError> {
    if row.text(column)?.is_empty() { Ok(None) } else { row.parsed(column).map(Some) }
}
