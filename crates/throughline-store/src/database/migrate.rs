//! Brings the schema up to date: all missing steps in one transaction and under a lock, so that of two processes that open a
//! new database at once one does it and the other finds it done.

use jiff::Timestamp;

use super::session::Session;
use super::steps::{SCHEMA_VERSION, steps};
use crate::{StoreError, values};

/// Who holds this advisory lock of PostgreSQL changes the schema. The number is a name.
const LOCK: i64 = 0x7468_726f_7567_686c;

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS migration (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";

const VERSIONS_POSTGRES: &str = "CREATE TABLE IF NOT EXISTS migration (
    version    BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at BIGINT NOT NULL
)";

/// The version of the schema; 0 of an empty database.
pub(crate) fn version(session: &mut Session) -> Result<i64, StoreError> {
    let is_there = if session.is_postgres() {
        "SELECT to_regclass('migration') IS NOT NULL"
    } else {
        "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'"
    };
    // Asked without being kept: the schema may change.
    if !session.query_opt(is_there, &[], |row| row.bool(0))?.unwrap_or(false) {
        return Ok(0);
    }
    let sql = "SELECT COALESCE(MAX(version), 0) FROM migration";
    Ok(session.query_opt(sql, &[], |row| row.i64(0))?.unwrap_or(0))
}

/// Refuses a schema that a later version of the program made; whether this one is complete.
pub(crate) fn version_check(session: &mut Session, place: &str) -> Result<bool, StoreError> {
    let found = version(session)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { place: place.to_owned(), found, known: SCHEMA_VERSION });
    }
    Ok(found == SCHEMA_VERSION)
}

/// Takes every step that is missing.
///
/// # Errors
/// When a step fails: none is then taken.
pub(crate) fn migrate(session: &mut Session, now: Timestamp) -> Result<(), StoreError> {
    let is_postgres = session.is_postgres();
    session.begin(if is_postgres { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
    let done = steps_take(session, is_postgres, now);
    if done.is_err() {
        session.rollback();
        return done;
    }
    session.commit()
}

fn steps_take(session: &mut Session, is_postgres: bool, now: Timestamp) -> Result<(), StoreError> {
    if is_postgres {
        session.script(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
    }
    session.script(if is_postgres { VERSIONS_POSTGRES } else { VERSIONS })?;
    let done = version(session)?;
    for step in steps(is_postgres).filter(|step| step.version > done) {
        session.script(&step.sql(is_postgres))?;
        let sql = "INSERT INTO migration (version, name, applied_at) VALUES ($1, $2, $3)";
        session.execute(sql, values![step.version, step.name, now.as_millisecond()])?;
    }
    Ok(())
}
