//! Opens the state file: makes it, brings it up to date, refuses one from the future, sets a broken one aside.

use std::sync::Arc;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};
use throughline_model::stamp;

use super::DatabaseLedger;
use crate::StoreError;
use crate::database::{
    Connector, DatabaseOptions, DatabaseUrl, Durability, Role, SCHEMA_VERSION, Session, file_open, migrate, version,
    version_check,
};
use crate::error::{is_corruption, is_unwritable};

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open ledger.
pub struct Opened {
    /// The ledger.
    pub ledger: DatabaseLedger,
    /// Where a broken file was put that stood in its place.
    pub set_aside: Option<Utf8PathBuf>,
}

/// Opens the state file of a state folder and makes it if there is none.
///
/// # Errors
/// When the file is from a newer version, or cannot be made or opened.
pub fn open(state_dir: &Utf8Path, now: Timestamp) -> Result<Opened, StoreError> {
    state_dir_make(state_dir)?;
    let path = state_dir.join("state.db");
    match open_file(&path, now) {
        Ok(session) => Ok(Opened { ledger: DatabaseLedger::new(session, path.to_string()), set_aside: None }),
        Err(error) if is_corruption(&error) => {
            let aside = set_aside(&path, now)?;
            let session = open_file(&path, now)?;
            Ok(Opened { ledger: DatabaseLedger::new(session, path.to_string()), set_aside: Some(aside) })
        }
        Err(error) => Err(error),
    }
}

/// Opens the ledger in a database, and makes its tables if there are none. A broken file stays where it is.
///
/// # Errors
/// When the database cannot be reached or made, or is from a newer version.
pub fn ledger_open(url: &DatabaseUrl, now: Timestamp) -> Result<DatabaseLedger, StoreError> {
    if let Some(path) = url.path() {
        return Ok(DatabaseLedger::new(open_file(path, now)?, path.to_string()));
    }
    let connector = Connector::new(url.clone(), &DatabaseOptions::default());
    let mut session = connector.connect(Role::Writer)?;
    if !version_check(&mut session, &connector.shown)? {
        migrate(&mut session, now)?;
    }
    Ok(DatabaseLedger::new(session, connector.shown.to_string()).with_connector(connector))
}

/// Opens the state file of a state folder for looking; none if there is none. A broken file stays where it is. Where
/// nothing can be written, nothing is.
///
/// # Errors
/// When the file is broken, from a newer version, or cannot be opened.
pub fn open_to_read(state_dir: &Utf8Path, now: Timestamp) -> Result<Option<DatabaseLedger>, StoreError> {
    let path = state_dir.join("state.db");
    if !path.exists() {
        return Ok(None);
    }
    let opened = match open_file(&path, now) {
        Err(error) if is_unwritable(&error) && !has_log(&path) => open_unchanging(&path, error),
        opened => opened,
    };
    match opened {
        Ok(session) => Ok(Some(DatabaseLedger::new(session, path.to_string()))),
        Err(error) if is_corruption(&error) => match error.cause() {
            Some(source) => Err(StoreError::Damaged { path, source: source.clone() }),
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// Whether something may be in the write-ahead log that is not in the file.
fn has_log(path: &Utf8Path) -> bool {
    std::fs::metadata(format!("{path}-wal")).is_ok_and(|log| log.len() > 0)
}

/// Opens a file on a disk that cannot be written, which therefore nobody else writes: without locks and without a log,
/// because SQLite would have to make them.
fn open_unchanging(path: &Utf8Path, first: StoreError) -> Result<Session, StoreError> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte);
    let encode = |byte: u8| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let uri = format!("file:{}?immutable=1", path.as_str().bytes().map(encode).collect::<String>());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // A schema of another age cannot be brought up to date here: what was wrong first still is.
    let Ok(connection) = Connection::open_with_flags(uri, flags) else { return Err(first) };
    let mut session = Session::sqlite(connection, path.as_str());
    if version(&mut session).is_ok_and(|found| found == SCHEMA_VERSION) { Ok(session) } else { Err(first) }
}

/// A ledger that remembers nothing when it is dropped: for looking at a workspace that has none.
///
/// # Errors
/// When there is no memory for it.
pub fn open_in_memory(now: Timestamp) -> Result<DatabaseLedger, StoreError> {
    let path = Utf8PathBuf::from(":memory:");
    let opened = Connection::open_in_memory();
    let connection = opened.map_err(|source| StoreError::Database { path: path.clone(), source: Arc::new(source) })?;
    let mut session = Session::sqlite(connection, path.as_str());
    migrate(&mut session, now).map_err(|error| error.of_opening(&path))?;
    Ok(DatabaseLedger::new(session, path.to_string()))
}

/// Makes the state folder if there is none. It ignores itself in git.
///
/// # Errors
/// When it cannot be made.
pub fn state_dir_make(state_dir: &Utf8Path) -> Result<(), StoreError> {
    let file = |path: &Utf8Path| {
        let path = path.to_owned();
        move |source| StoreError::File { path, source }
    };
    if !state_dir.is_dir() {
        std::fs::create_dir_all(state_dir).map_err(file(state_dir))?;
    }
    let ignore = state_dir.join(".gitignore");
    // A disk that was full has left it empty.
    if !std::fs::metadata(&ignore).is_ok_and(|found| found.len() > 0) {
        std::fs::write(&ignore, "*\n").map_err(file(&ignore))?;
    }
    Ok(())
}

fn open_file(path: &Utf8Path, now: Timestamp) -> Result<Session, StoreError> {
    let mut is_current = false;
    let mut session = file_open(path, Durability::Normal, PATIENCE, |session| {
        is_current = version_check(session, path.as_str()).map_err(|error| error.of_opening(path))?;
        Ok(())
    })?;
    if !is_current {
        migrate(&mut session, now).map_err(|error| error.of_opening(path))?;
    }
    Ok(session)
}

/// Moves a broken state file and its journals out of the way; nothing of it is deleted.
fn set_aside(path: &Utf8Path, now: Timestamp) -> Result<Utf8PathBuf, StoreError> {
    let aside = Utf8PathBuf::from(format!("{path}.corrupt-{}", stamp(now)));
    for suffix in ["", "-wal", "-shm"] {
        let from = Utf8PathBuf::from(format!("{path}{suffix}"));
        if from.exists() {
            let to = Utf8PathBuf::from(format!("{aside}{suffix}"));
            std::fs::rename(&from, &to).map_err(|source| StoreError::File { path: from.clone(), source })?;
        }
    }
    Ok(aside)
}
