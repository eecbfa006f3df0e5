//! Opens a SQLite file: in WAL mode, with foreign keys, and only where there are locks.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::Utf8Path;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::handle::Durability;
use super::session::Session;
use crate::StoreError;

/// The write-ahead log is folded into the file when it has grown to so many pages of 4 KiB: each time costs two syncs, and
/// a stage that runs writes some twenty pages.
const LOG_PAGES: i64 = 16_384;

/// Opens the file, and makes it if there is none; `check` looks at it before anything is changed.
///
/// # Errors
/// When it cannot be opened, or `check` refuses it.
pub(crate) fn file_open(
    path: &Utf8Path,
    durability: Durability,
    patience: Duration,
    check: impl FnOnce(&mut Session) -> Result<(), StoreError>,
) -> Result<Session, StoreError> {
    let database = |source| StoreError::Database { path: path.to_owned(), source: Arc::new(source) };
    refuse_without_locks(path)?;
    let connection = Connection::open(path).map_err(database)?;
    // The write-ahead log is folded in when it has grown, not at every end of a process: that costs several syncs. Said
    // before anything is read: SQLite folds in when a connection is closed, and after a fault of the shared index it takes
    // a log that it has not read for an empty one and removes it, with every run that is in it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(database)?;
    connection.busy_timeout(patience).map_err(database)?;
    let mut session = Session::sqlite(connection, path.as_str());
    check(&mut session)?;
    if let Some(connection) = session.connection() {
        use_write_ahead_log(connection, patience).map_err(database)?;
        connection.pragma_update(None, "synchronous", durability.pragma()).map_err(database)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(database)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES).map_err(database)?;
    }
    Ok(session)
}

/// Opens a file that is there, to read only: nothing of it is changed, and the mode of its journal neither.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn file_look(path: &Utf8Path, patience: Duration) -> Result<Session, StoreError> {
    let database = |source| StoreError::Database { path: path.to_owned(), source: Arc::new(source) };
    refuse_without_locks(path)?;
    // Not opened as one that cannot be written: its log could then not be read where nobody else has it open.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(database)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(database)?;
    connection.busy_timeout(patience).map_err(database)?;
    connection.pragma_update(None, "query_only", true).map_err(database)?;
    Ok(Session::sqlite(connection, path.as_str()))
}

/// SQLite takes a file system without locks for one where somebody else has the lock, and waits.
fn refuse_without_locks(path: &Utf8Path) -> Result<(), StoreError> {
    // An empty file is a new database. Who may not read or make it is told so when it is opened.
    let made = || File::options().read(true).write(true).create(true).truncate(false).open(path);
    let Ok(file) = File::open(path).or_else(|_| made()) else { return Ok(()) };
    match file.try_lock_shared() {
        Err(TryLockError::Error(source)) if source.kind() != ErrorKind::Interrupted => {
            Err(StoreError::Locks { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Of two that change the journal of a new file at once SQLite refuses one without letting it wait, lest they wait for
/// each other.
fn use_write_ahead_log(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && started.elapsed() < patience =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}
