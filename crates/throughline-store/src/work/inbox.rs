//! Events that other systems send, on the database.

use throughline_model::InboxEventId;
use throughline_model::inbox::InboxEvent;

use super::Page;
use super::table::{Table, json, newest, optional_json, row_count, row_fetch, row_insert, row_list};
use crate::database::{Row, Session, micros};
use crate::{StoreError, values};

/// Which events are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// With this status.
    pub status: Option<String>,
    /// Of this type.
    pub r#type: Option<String>,
    /// With this priority.
    pub priority: Option<String>,
}

impl InboxFilter {
    fn wanted(&self) -> [(&'static str, Option<&str>); 3] {
        [("status", self.status.as_deref()), ("type", self.r#type.as_deref()), ("priority", self.priority.as_deref())]
    }
}

impl Table for InboxEvent {
    const NAME: &'static str = "inbox_event";
    const COLUMNS: &'static str =
        "id, type, source, data, priority, tags, status, created_at, processed_at, processed_by, result, error";

    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.parsed(0)?,
            r#type: row.parsed(1)?,
            source: row.parsed(2)?,
            data: row.json(3)?,
            priority: row.parsed(4)?,
            tags: row.json(5)?,
            status: row.parsed(6)?,
            created_at: row.time(7)?,
            processed_at: row.optional_time(8)?,
            processed_by: row.optional_parsed(9)?,
            result: row.optional_json(10)?,
            error: row.optional_parsed(11)?,
        })
    }
}

/// Keeps an event; `make` is told its id.
///
/// # Errors
/// When the database refuses it or is away.
pub fn inbox_event_create(
    session: &mut Session,
    make: impl FnOnce(InboxEventId) -> InboxEvent,
) -> Result<InboxEvent, StoreError> {
    let event = make(InboxEventId::generate_after(newest::<InboxEvent, _>(session)?));
    let [id, data, tags] = [event.id.to_string(), json(&event.data)?, json(&event.tags)?];
    let result = optional_json(event.result.as_ref())?;
    let values = values![
        &id,
        event.r#type.as_str(),
        event.source.as_str(),
        &data,
        event.priority.as_str(),
        &tags,
        event.status.as_str(),
        micros(event.created_at),
        event.processed_at.map(micros),
        event.processed_by.as_ref().map(|who| who.as_str()),
        result.as_deref(),
        event.error.as_ref().map(|error| error.as_str()),
    ];
    row_insert::<InboxEvent>(session, values, "")?;
    Ok(event)
}

/// The event with this id.
///
/// # Errors
/// When the database is away.
pub fn inbox_event_fetch(session: &mut Session, id: InboxEventId) -> Result<Option<InboxEvent>, StoreError> {
    row_fetch(session, id)
}

/// Events, the newest first.
///
/// # Errors
/// When the database is away.
pub fn inbox_event_list(
    session: &mut Session,
    filter: &InboxFilter,
    page: Page<InboxEventId>,
) -> Result<Vec<InboxEvent>, StoreError> {
    row_list(session, &filter.wanted(), page)
}

/// How many events there are.
///
/// # Errors
/// When the database is away.
pub fn inbox_event_count(session: &mut Session, filter: &InboxFilter) -> Result<u64, StoreError> {
    row_count::<InboxEvent>(session, &filter.wanted())
}
