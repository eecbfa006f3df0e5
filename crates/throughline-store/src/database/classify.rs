//! What a database says, sorted into what a caller can do about it: the same on both.

use std::sync::Arc;

use postgres::error::SqlState;
use rusqlite::ErrorCode;

use super::value::Unfit;
use crate::StoreError;

/// Sorts an error of SQLite; `database` is what is shown of its place.
pub(crate) fn sqlite_error(database: &str, error: rusqlite::Error) -> StoreError {
    use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};
    let code = error.sqlite_error().map(|error| error.extended_code);
    match code {
        Some(SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY) => {
            let (table, columns) = failed_columns(&error.to_string());
            return StoreError::Unique { table, columns, source: Arc::new(error) };
        }
        Some(SQLITE_CONSTRAINT_FOREIGNKEY) => return StoreError::ForeignKey { source: Arc::new(error) },
        _ => {}
    }
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::DiskFull
            | ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::OperationInterrupted,
        ) => unavailable(database, error),
        _ => StoreError::Statement { database: database.to_owned(), source: Arc::new(error) },
    }
}

/// Sorts an error of PostgreSQL.
pub(crate) fn postgres_error(database: &str, error: postgres::Error) -> StoreError {
    if is_lost(&error) || error.code().is_some_and(is_passing) {
        return unavailable(database, error);
    }
    match error.code() {
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => {
            let told = error.as_db_error();
            let table = told.and_then(|told| told.table()).unwrap_or_default().to_owned();
            // Whatever the language of the server: `… (namespace, name)=(a, b) …`
            let detail = told.and_then(|told| told.detail()).unwrap_or_default();
            let columns = detail.split_once('(').and_then(|(_, rest)| rest.split_once(")=("));
            let columns = columns.map(|(columns, _)| columns.to_owned()).unwrap_or_default();
            StoreError::Unique { table, columns, source: Arc::new(error) }
        }
        Some(code) if *code == SqlState::FOREIGN_KEY_VIOLATION => StoreError::ForeignKey { source: Arc::new(error) },
        _ => StoreError::Statement { database: database.to_owned(), source: Arc::new(error) },
    }
}

/// The database is away.
pub(crate) fn unavailable(database: &str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Unavailable { database: database.to_owned(), source: source.into().into() }
}

/// Whether the connection is of no use any more.
pub(crate) fn is_lost(error: &postgres::Error) -> bool {
    match error.code() {
        Some(code) => {
            code.code().starts_with("08")
                || [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW].contains(code)
                // A plan of before a change of the schema: a new connection makes a new one.
                || *code == SqlState::FEATURE_NOT_SUPPORTED
        }
        // What the server did not say is of the connection, but for values that never went out.
        None => !std::error::Error::source(error).is_some_and(<dyn std::error::Error>::is::<Unfit>),
    }
}

/// What passes without a change of ours: no memory, no disk, no connections left, a lock that somebody holds, a deadlock, a
/// server that only reads for now.
fn is_passing(code: &SqlState) -> bool {
    let class = &code.code()[..2];
    ["53", "58", "40"].contains(&class)
        || [SqlState::LOCK_NOT_AVAILABLE, SqlState::QUERY_CANCELED, SqlState::READ_ONLY_SQL_TRANSACTION].contains(code)
        || code.code() == "57P05"
        || code.code() == "25P03"
}

/// `UNIQUE constraint failed: t.a, t.b` as the table and `a, b`.
fn failed_columns(message: &str) -> (String, String) {
    let places = message.rsplit_once(": ").map_or("", |(_, places)| places);
    let table = places.split_once('.').map_or("", |(table, _)| table);
    let columns: Vec<&str> =
        places.split(", ").filter_map(|place| place.split_once('.')).map(|(_, column)| column).collect();
    (table.to_owned(), columns.join(", "))
}
