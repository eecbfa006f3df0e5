//! Brings the schema up to date: all missing steps in one transaction and under a lock, so that of two processes that open a
//! new database at once one does it and the other finds it done.

use jiff::Timestamp;

use super::connect::{Connector, Role};
use super::handle::DatabaseOptions;
use super::session::Session;
use super::steps::{SCHEMA_VERSION, steps};
use super::url::DatabaseUrl;
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

/// Which step a database had, and which it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migrated {
    /// 0 where no table was made yet.
    pub from: i64,
    /// The newest that this program knows.
    pub to: i64,
}

/// Brings the schema of a database up to date. A file is made if there is none, in a folder that is there.
///
/// # Errors
/// When it cannot be reached or made, is from a newer version, or a step fails: none is then taken.
pub fn database_migrate(url: &DatabaseUrl, options: &DatabaseOptions, now: Timestamp) -> Result<Migrated, StoreError> {
    let connector = Connector::new(url.clone(), options);
    let mut session = connector.connect(Role::Writer)?;
    let is_newest = version_check(&mut session, &connector.shown)?;
    let from = if is_newest { SCHEMA_VERSION } else { migrate(&mut session, now)? };
    Ok(Migrated { from, to: SCHEMA_VERSION })
}

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

/// Takes every step that is missing; the version that there was before.
///
/// # Errors
/// When a step fails: none is then taken.
pub(crate) fn migrate(session: &mut Session, now: Timestamp) -> Result<i64, StoreError> {
    let is_postgres = session.is_postgres();
    session.begin(if is_postgres { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
    match steps_take(session, is_postgres, now) {
        Ok(from) => session.commit().map(|()| from),
        Err(error) => {
            session.rollback();
            Err(error)
        }
    }
}

fn steps_take(session: &mut Session, is_postgres: bool, now: Timestamp) -> Result<i64, StoreError> {
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
    Ok(done)
}
