//! The events of runs as they are stored: in rows of lines, and where many stages were fresh, in blocks that runs share.
//!
//! ```text
//! run_event  lines                 what happened once: whole lines
//!            blocks ─→ event_block what is the same in run after run: bodies, without time, run and number
//! ```
//! Where nothing changed, a run of ten thousand stages takes some kilobytes here and not some megabytes. A block ends
//! where the fingerprint of a stage says so, not after a fixed number: one stage that is not fresh this time changes
//! its own block and leaves the others what they were.

use std::borrow::Borrow;
use std::collections::HashMap;

use jiff::Timestamp;
use throughline_engine::LedgerError;
use throughline_model::{Digest, Event, EventKind, RunId};

use super::DatabaseLedger;
use super::commit::WriteError;
use super::convert::{signed, text};
use super::record::lists;
use crate::StoreError;
use crate::database::{Row, Session, Value};
use crate::error::row_error;
use crate::values;

/// Fewer fresh stages than this in a row are not worth a block.
const FEWEST: usize = 16;

/// One of so many fingerprints ends a block.
const BLOCK: u8 = 64;

/// Appends events of one run, which follow each other.
pub(crate) fn event_append(session: &mut Session, events: &[Event]) -> Result<(), WriteError> {
    let mut rest = events;
    while let Some(first) = rest.first() {
        let alike = shared(rest);
        let (now, later) = if alike >= FEWEST {
            rest.split_at(alike)
        } else {
            // Up to the next long row of fresh stages.
            let next = (1..rest.len()).find(|start| {
                is_fresh(&rest[*start]) && !is_fresh(&rest[start - 1]) && shared(&rest[*start..]) >= FEWEST
            });
            rest.split_at(next.unwrap_or(rest.len()))
        };
        if alike >= FEWEST {
            append_blocks(session, first, now)?
        } else {
            append_lines(session, first, now)?
        }
        rest = later;
    }
    Ok(())
}

fn is_fresh(event: &Event) -> bool {
    matches!(event.kind, EventKind::StageFresh { .. })
}

/// How many events at the front say of stages that they are fresh, at one time.
fn shared(events: &[Event]) -> usize {
    let at = events.first().map(|event| event.at.as_millisecond());
    events.iter().take_while(|event| is_fresh(event) && Some(event.at.as_millisecond()) == at).count()
}

fn append_lines(session: &mut Session, first: &Event, events: &[Event]) -> Result<(), WriteError> {
    let mut lines = Vec::new();
    for event in events {
        event.write_line(&mut lines)?;
        lines.push(b'\n');
    }
    let last = events.last().unwrap_or(first);
    session.execute(
        "INSERT INTO run_event (run_id, first_seq, last_seq, lines) VALUES ($1, $2, $3, $4)",
        values![&first.run.to_string(), signed(first.seq), signed(last.seq), &*written(&lines)],
    )?;
    Ok(())
}

fn append_blocks(session: &mut Session, first: &Event, events: &[Event]) -> Result<(), WriteError> {
    let blocks = block_ids(session, events.iter().map(|event| &event.kind))?;
    let last = events.last().unwrap_or(first);
    session.execute(
        "INSERT INTO run_event (run_id, first_seq, last_seq, lines, blocks, at) VALUES ($1, $2, $3, '', $4, $5)",
        values![
            &first.run.to_string(),
            signed(first.seq),
            signed(last.seq),
            &serde_json::to_string(&blocks)?,
            first.at.as_millisecond(),
        ],
    )?;
    Ok(())
}

/// The blocks of stages that are fresh; those that are not there yet are made.
pub(super) fn block_ids<K: Borrow<EventKind>>(
    session: &mut Session,
    fresh: impl Iterator<Item = K>,
) -> Result<Vec<i64>, WriteError> {
    let mut blocks = Vec::new();
    let mut bodies = Vec::new();
    for kind in fresh {
        let kind = kind.borrow();
        kind.write_body(&mut bodies)?;
        bodies.push(b'\n');
        let ends = match kind {
            EventKind::StageFresh { fingerprint, .. } => fingerprint.as_bytes()[0] % BLOCK == 0,
            _ => true,
        };
        if ends {
            blocks.push(block_id(session, &bodies)?);
            bodies.clear();
        }
    }
    if !bodies.is_empty() {
        blocks.push(block_id(session, &bodies)?);
    }
    Ok(blocks)
}

/// The block with these bodies, made if there is none.
fn block_id(session: &mut Session, bodies: &[u8]) -> Result<i64, StoreError> {
    let digest = Digest::of(bodies);
    let find = |session: &mut Session| {
        let sql = "SELECT id FROM event_block WHERE digest = $1";
        session.query_opt(sql, values![digest.as_bytes()], |row| row.i64(0))
    };
    if let Some(id) = find(session)? {
        return Ok(id);
    }
    // On a server, another may make the same at the same time.
    let sql = "INSERT INTO event_block (digest, bodies) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id";
    match session.query_opt(sql, values![digest.as_bytes(), &*written(bodies)], |row| row.i64(0))? {
        Some(id) => Ok(id),
        None => Ok(find(session)?.unwrap_or_default()),
    }
}

/// JSON that was just written is text.
fn written(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The rows of a run from an event on, in order.
const EVENTS: &str = "SELECT lines, first_seq, at, blocks FROM run_event
     WHERE run_id = $1 AND last_seq >= $2 ORDER BY first_seq";

/// One row of [`EVENTS`].
struct StoredEvents {
    lines: String,
    first_seq: u64,
    at: Option<i64>,
    /// The ids of its blocks, in order.
    blocks: Vec<i64>,
}

impl StoredEvents {
    fn read(row: &Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            lines: text(row, 0)?,
            first_seq: super::convert::count(row, 1)?,
            at: row.optional_i64(2)?,
            blocks: row.optional_text(3)?.map(|_| super::convert::json(row, 3)).transpose()?.unwrap_or_default(),
        })
    }
}

impl DatabaseLedger {
    pub(super) fn events(&self, run: RunId, from: u64) -> Result<Vec<Event>, LedgerError> {
        let rows = self.list(EVENTS, values![&run.to_string(), signed(from)], StoredEvents::read)?;
        let mut wanted: Vec<i64> = rows.iter().flat_map(|row| &row.blocks).copied().collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut bodies: HashMap<i64, String> = HashMap::with_capacity(wanted.len());
        let wanted: Vec<Value<'_>> = wanted.into_iter().map(Value::from).collect();
        for (places, values) in lists(&wanted) {
            let sql = format!("SELECT id, bodies FROM event_block WHERE id IN ({places})");
            bodies.extend(self.list(&sql, &values, |row| Ok((row.i64(0)?, text(row, 1)?)))?);
        }
        events_of(self.path(), run, &rows, &bodies, from)
    }
}

/// The events that these rows of one run hold, from the given one on.
fn events_of(
    path: &str,
    run: RunId,
    rows: &[StoredEvents],
    bodies: &HashMap<i64, String>,
    from: u64,
) -> Result<Vec<Event>, LedgerError> {
    let damaged = |error: Box<dyn std::error::Error + Send + Sync>| row_error(path, "an event", error);
    let mut events = Vec::new();
    for row in rows {
        for line in row.lines.lines() {
            events.push(Event::from_json(line).map_err(|error| damaged(error.into()))?);
        }
        let Some(at) = row.at else { continue };
        let at = Timestamp::from_millisecond(at).map_err(|error| damaged(error.into()))?;
        let mut seq = row.first_seq;
        for block in &row.blocks {
            let bodies = bodies.get(block).ok_or_else(|| damaged("it names a block that is not there".into()))?;
            for body in bodies.lines() {
                let line = Event::line_of(run, seq, at, body);
                events.push(Event::from_json(&line).map_err(|error| damaged(error.into()))?);
                seq += 1;
            }
        }
    }
    events.retain(|event| event.seq >= from);
    Ok(events)
}
