//! What the statements of all kinds have in common.

use std::fmt::{Display, Write as _};
use std::str::FromStr;

use serde::Serialize;
use throughline_model::shape::Text;
use throughline_model::work::{IdText, RefTo, TraceId, WorkId};

use super::Page;
use crate::StoreError;
use crate::database::{Row, Session, Value, row_error};

/// What a row of a table is.
pub(super) trait Table: Sized {
    /// The table's name.
    const NAME: &'static str;
    /// Its columns, in the order in which they are written and read; the first is the id.
    const COLUMNS: &'static str;

    /// Reads a row.
    fn read(row: &Row<'_>) -> Result<Self, StoreError>;
}

/// What rows should have: all of it.
pub(super) type Wanted<'a> = &'a [Pair<'a>];

/// A column and the value that it should have, if that is said. An empty value is none.
pub(super) type Pair<'a> = (&'static str, Option<&'a str>);

/// Writes a row; whether it was written, where `conflict` lets it be left out.
pub(super) fn row_insert<T: Table>(
    session: &mut Session,
    values: &[Value<'_>],
    conflict: &str,
) -> Result<bool, StoreError> {
    let (name, columns, places) = (T::NAME, T::COLUMNS, places(1, values.len()));
    let sql = format!("INSERT INTO {name} ({columns}) VALUES ({places}) {conflict}");
    Ok(session.execute(&sql, values)? > 0)
}

/// The row with this id.
pub(super) fn row_fetch<T: Table>(session: &mut Session, id: impl Display) -> Result<Option<T>, StoreError> {
    row_find(session, "id", &id.to_string())
}

/// The newest row with this value in a column.
pub(super) fn row_find<T: Table>(session: &mut Session, column: &str, value: &str) -> Result<Option<T>, StoreError> {
    let sql = format!("SELECT {} FROM {} WHERE {column} = $1 ORDER BY id DESC LIMIT 1", T::COLUMNS, T::NAME);
    session.query_opt(&sql, &[Value::from(value)], T::read)
}

/// The rows of a page, the newest first.
pub(super) fn row_list<T: Table>(
    session: &mut Session,
    wanted: Wanted<'_>,
    page: Page<impl Display>,
) -> Result<Vec<T>, StoreError> {
    let after = page.after.map(|id| id.to_string());
    let (mut sql, mut values) = (format!("SELECT {} FROM {}", T::COLUMNS, T::NAME), Vec::new());
    conditions(&mut sql, &mut values, wanted);
    if let Some(after) = &after {
        condition(&mut sql, &mut values, "id <", Value::from(after));
    }
    limits(&mut sql, &mut values, "id", page.limit, page.offset);
    session.query(&sql, &values, T::read)
}

/// How many rows there are.
pub(super) fn row_count<T: Table>(session: &mut Session, wanted: Wanted<'_>) -> Result<u64, StoreError> {
    let (mut sql, mut values) = (format!("SELECT COUNT(*) FROM {}", T::NAME), Vec::new());
    conditions(&mut sql, &mut values, wanted);
    let count = session.query_opt(&sql, &values, |row| row.i64(0))?;
    Ok(count.unwrap_or(0).unsigned_abs())
}

/// The newest id of a table, which the next one stands behind.
pub(super) fn newest<T: Table, K: FromStr<Err: Display>>(session: &mut Session) -> Result<Option<K>, StoreError> {
    let sql = format!("SELECT MAX(id) FROM {}", T::NAME);
    Ok(session.query_opt(&sql, &[], |row| row.optional_parsed(0))?.flatten())
}

/// Adds a condition for each value that is wanted.
pub(super) fn conditions<'a>(sql: &mut String, values: &mut Vec<Value<'a>>, wanted: &[Pair<'a>]) {
    for (column, value) in wanted {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            condition(sql, values, &format!("{column} ="), Value::from(value));
        }
    }
}

/// Adds one condition: what is compared how, and with what.
pub(super) fn condition<'a>(sql: &mut String, values: &mut Vec<Value<'a>>, compared: &str, value: Value<'a>) {
    let word = if values.is_empty() { "WHERE" } else { "AND" };
    values.push(value);
    let _ = write!(sql, " {word} {compared} ${}", values.len());
}

/// Adds the order, the newest first, and how much of it is wanted.
pub(super) fn limits(sql: &mut String, values: &mut Vec<Value<'_>>, column: &str, limit: u32, offset: u32) {
    let place = values.len();
    values.extend([Value::Integer(limit.into()), Value::Integer(offset.into())]);
    let _ = write!(sql, " ORDER BY {column} DESC LIMIT ${} OFFSET ${}", place + 1, place + 2);
}

/// So many placeholders, from a number on.
pub(super) fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ")
}

/// A part of an object as JSON.
pub(super) fn json(part: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(part).map_err(|error| row_error(0, error))
}

/// The same; none where there is none.
pub(super) fn optional_json(part: Option<&impl Serialize>) -> Result<Option<String>, StoreError> {
    part.map(json).transpose()
}

/// A trace as it is kept.
pub(super) fn trace(trace_id: Option<&TraceId>) -> Option<&str> {
    trace_id.map(TraceId::as_str)
}

/// A reference of which the id stands in one column and the role in the next.
pub(super) fn reference<K: WorkId>(row: &Row<'_>, column: usize) -> Result<RefTo<K>, StoreError> {
    Ok(RefTo::new(row.parsed::<K>(column)?).with_role(row.optional_parsed(column + 1)?))
}

/// The role of a reference as it is kept.
pub(super) fn role<K>(reference: &RefTo<K>) -> Option<&str> {
    reference.role.as_ref().map(Text::as_str)
}

/// The id of a reference as it is kept.
pub(super) fn id<K>(reference: &RefTo<K>) -> &str {
    IdText::as_str(&reference.id)
}
