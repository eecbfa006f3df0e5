//! The events of runs as they are stored: in rows of lines, and where many stages were fresh, in blocks that runs share.
//!
//! ```text
//! run_event  lines                 what happened once: whole lines
//!            blocks ─→ event_block what is the same in run after run: bodies, without time, run and number
//! ```
//! Where nothing changed, a run of ten thousand stages takes some kilobytes here and not some megabytes. A block ends
//! where the fingerprint of a stage says so, not after a fixed number: one stage that is not fresh this time changes
//! its own block and leaves the others what they were.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use throughline_engine::LedgerError;
use throughline_model::{Digest, Event, EventKind, RunId};

use crate::convert::signed;
use crate::error::row_error;
use crate::ledger::WriteError;

/// Fewer fresh stages than this in a row are not worth a block.
const FEWEST: usize = 16;

/// One of so many fingerprints ends a block.
const BLOCK: u8 = 64;

/// Appends events of one run, which follow each other.
pub(crate) fn event_append(transaction: &Transaction<'_>, events: &[Event]) -> Result<(), WriteError> {
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
            append_blocks(transaction, first, now)?
        } else {
            append_lines(transaction, first, now)?
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

fn append_lines(transaction: &Transaction<'_>, first: &Event, events: &[Event]) -> Result<(), WriteError> {
    let mut lines = Vec::new();
    for event in events {
        event.write_line(&mut lines)?;
        lines.push(b'\n');
    }
    let mut statement = transaction
        .prepare_cached("INSERT INTO run_event (run_id, first_seq, last_seq, lines) VALUES (?1, ?2, ?3, ?4)")?;
    let last = events.last().unwrap_or(first);
    statement.execute(params![first.run.to_string(), signed(first.seq), signed(last.seq), text(&lines)])?;
    Ok(())
}

fn append_blocks(transaction: &Transaction<'_>, first: &Event, events: &[Event]) -> Result<(), WriteError> {
    let blocks = block_ids(transaction, events.iter().map(|event| &event.kind))?;
    let mut statement = transaction.prepare_cached(
        "INSERT INTO run_event (run_id, first_seq, last_seq, lines, blocks, at) VALUES (?1, ?2, ?3, '', ?4, ?5)",
    )?;
    let last = events.last().unwrap_or(first);
    statement.execute(params![
        first.run.to_string(),
        signed(first.seq),
        signed(last.seq),
        serde_json::to_string(&blocks)?,
        first.at.as_millisecond(),
    ])?;
    Ok(())
}

/// The blocks of stages that are fresh; those that are not there yet are made.
pub(crate) fn block_ids<K: std::borrow::Borrow<EventKind>>(
    transaction: &Transaction<'_>,
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
            blocks.push(block_id(transaction, &bodies)?);
            bodies.clear();
        }
    }
    if !bodies.is_empty() {
        blocks.push(block_id(transaction, &bodies)?);
    }
    Ok(blocks)
}

/// The block with these bodies, made if there is none.
fn block_id(transaction: &Transaction<'_>, bodies: &[u8]) -> rusqlite::Result<i64> {
    let digest = Digest::of(bodies);
    let mut statement = transaction.prepare_cached("SELECT id FROM event_block WHERE digest = ?1")?;
    if let Some(id) = statement.query_row(params![digest.as_bytes()], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let mut statement = transaction.prepare_cached("INSERT INTO event_block (digest, bodies) VALUES (?1, ?2)")?;
    statement.insert(params![digest.as_bytes(), text(bodies)])
}

/// JSON that was just written is text.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// The rows of a run from an event on, in order; those with blocks once for each block.
pub(crate) const EVENTS: &str = "SELECT e.lines, e.first_seq, e.at, b.bodies
     FROM run_event e LEFT JOIN json_each(e.blocks) w LEFT JOIN event_block b ON b.id = w.value
     WHERE e.run_id = ?1 AND e.last_seq >= ?2 ORDER BY e.first_seq, w.key";

/// One row of [`EVENTS`].
pub(crate) struct StoredEvents {
    lines: String,
    first_seq: i64,
    at: Option<i64>,
    bodies: Option<String>,
}

impl StoredEvents {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { lines: row.get(0)?, first_seq: row.get(1)?, at: row.get(2)?, bodies: row.get(3)? })
    }
}

/// The events that these rows of one run hold, from the given one on.
pub(crate) fn events_of(path: &str, run: RunId, rows: &[StoredEvents], from: u64) -> Result<Vec<Event>, LedgerError> {
    let damaged = |error: Box<dyn std::error::Error + Send + Sync>| row_error(path, "an event", error);
    let mut events = Vec::new();
    let mut next = None;
    for row in rows {
        for line in row.lines.lines() {
            events.push(Event::from_json(line).map_err(|error| damaged(error.into()))?);
        }
        let Some(at) = row.at else { continue };
        let bodies = row.bodies.as_ref().ok_or_else(|| damaged("it names a block that is not there".into()))?;
        let at = Timestamp::from_millisecond(at).map_err(|error| damaged(error.into()))?;
        let (row_seq, mut seq) = next.filter(|(first, _)| *first == row.first_seq).unwrap_or((row.first_seq, 0));
        for body in bodies.lines() {
            let place = u64::try_from(row_seq).unwrap_or_default() + seq;
            let line = Event::line_of(run, place, at, body);
            events.push(Event::from_json(&line).map_err(|error| damaged(error.into()))?);
            seq += 1;
        }
        next = Some((row_seq, seq));
    }
    events.retain(|event| event.seq >= from);
    Ok(events)
}
