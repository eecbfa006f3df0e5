//! Rows to values and back. Stored forms are written by hand here, so that a change of a type is a choice.

use std::str::FromStr;

use jiff::Timestamp;
use rusqlite::Row;
use rusqlite::types::Type;
use throughline_engine::{GateDecision, RunRow, StageRecord, StageRun};
use throughline_model::{AttemptId, ResourceUsage};

pub(crate) const RUN_COLUMNS: &str =
    "id, pipeline, name, status, parameters, started_at, finished_at, duration_ms, planned, failure";
pub(crate) const RECORD_COLUMNS: &str = "stage, run_id, attempt, fingerprint, parts, artifacts, after, usable, at";

/// Reads a column that holds the text of something.
pub(crate) fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let text = row.get_ref(column)?.as_str()?;
    text.parse().map_err(|error: T::Err| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
}

/// Reads a column that holds JSON.
fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

pub(crate) fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(row.get(column)?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error)))
}

/// SQLite holds signed numbers; ours are counts and never negative.
pub(crate) fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let number: i64 = row.get(column)?;
    u64::try_from(number)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error)))
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn run_row(row: &Row<'_>) -> rusqlite::Result<RunRow> {
    Ok(RunRow {
        id: parsed(row, 0)?,
        pipeline: row.get_ref(1)?.as_str()?.into(),
        name: row.get(2)?,
        status: parsed(row, 3)?,
        parameters: json(row, 4)?,
        started_at: time(row, 5)?,
        finished_at: row.get_ref(6)?.as_i64_or_null()?.map(|_| time(row, 6)).transpose()?,
        duration_ms: row.get_ref(7)?.as_i64_or_null()?.map(|_| count(row, 7)).transpose()?,
        planned: usize::try_from(count(row, 8)?).unwrap_or(usize::MAX),
        failure: row.get_ref(9)?.as_str_or_null()?.map(|_| json(row, 9)).transpose()?,
    })
}

pub(crate) fn stage_record(row: &Row<'_>) -> rusqlite::Result<StageRecord> {
    Ok(StageRecord {
        stage: row.get_ref(0)?.as_str()?.into(),
        run: parsed(row, 1)?,
        attempt: parsed(row, 2)?,
        fingerprint: parsed(row, 3)?,
        parts: row.get(4)?,
        artifacts: json(row, 5)?,
        after: json(row, 6)?,
        usable: row.get(7)?,
        at: time(row, 8)?,
    })
}

pub(crate) fn attempt(row: &Row<'_>) -> rusqlite::Result<AttemptId> {
    parsed(row, 0)
}

pub(crate) fn stage_run(row: &Row<'_>) -> rusqlite::Result<StageRun> {
    Ok(StageRun {
        run: parsed(row, 0)?,
        stage: row.get_ref(1)?.as_str()?.into(),
        status: parsed(row, 2)?,
        duration_ms: count(row, 3)?,
        at: time(row, 4)?,
        usage: ResourceUsage {
            user_micros: count(row, 5)?,
            system_micros: count(row, 6)?,
            max_rss_bytes: count(row, 7)?,
        },
    })
}

pub(crate) fn gate_decision(row: &Row<'_>) -> rusqlite::Result<GateDecision> {
    Ok(GateDecision {
        stage: row.get_ref(0)?.as_str()?.into(),
        run: parsed(row, 1)?,
        fingerprint: parsed(row, 2)?,
        approved: row.get(3)?,
        by: row.get(4)?,
        comment: row.get(5)?,
        evidence: row.get_ref(6)?.as_str_or_null()?.map(|_| parsed(row, 6)).transpose()?,
        at: time(row, 7)?,
    })
}
