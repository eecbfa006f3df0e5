//! Opens the state file: makes it, brings it up to date, refuses one from the future, sets a broken one aside.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use throughline_model::stamp;

use crate::error::{is_corruption, is_unwritable};
use crate::migrate::{SCHEMA_VERSION, migrate, version};
use crate::{SqliteLedger, StoreError};

/// The write-ahead log is folded into the file when it has grown to so many pages of 4 KiB: each time costs two syncs, and
/// a stage that runs writes some twenty pages.
const LOG_PAGES: i64 = 16_384;

/// How long a statement waits for another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open ledger.
pub struct Opened {
    /// The ledger.
    pub ledger: SqliteLedger,
    /// Where a broken file was put that stood in its place.
    pub set_aside: Option<Utf8PathBuf>,
}

/// Opens the state file of a state folder and makes it if there is none.
///
/// # Errors
/// When the file is from a newer version, or cannot be made or opened.
pub fn open(state_dir: &Utf8Path, now: Timestamp) -> Result<Opened, StoreError> {
    make_state_dir(state_dir)?;
    let path = state_dir.join("state.db");
    let database = |source| StoreError::Database { path: path.clone(), source };
    match open_file(&path, now) {
        Ok(connection) => Ok(Opened { ledger: SqliteLedger::new(connection, path.to_string()), set_aside: None }),
        Err(StoreError::Database { source, .. }) if is_corruption(&source) => {
            let aside = set_aside(&path, now)?;
            let connection = open_file(&path, now)?;
            Ok(Opened { ledger: SqliteLedger::new(connection, path.to_string()), set_aside: Some(aside) })
        }
        Err(StoreError::Database { source, .. }) => Err(database(source)),
        Err(error) => Err(error),
    }
}

/// Opens the state file of a state folder for looking; none if there is none. A broken file stays where it is. Where
/// nothing can be written, nothing is.
///
/// # Errors
/// When the file is broken, from a newer version, or cannot be opened.
pub fn open_to_read(state_dir: &Utf8Path, now: Timestamp) -> Result<Option<SqliteLedger>, StoreError> {
    let path = state_dir.join("state.db");
    if !path.exists() {
        return Ok(None);
    }
    let opened = match open_file(&path, now) {
        Err(StoreError::Database { source, .. }) if is_unwritable(&source) && !has_log(&path) => {
            open_unchanging(&path, source)
        }
        opened => opened,
    };
    match opened {
        Ok(connection) => Ok(Some(SqliteLedger::new(connection, path.to_string()))),
        Err(StoreError::Database { source, .. }) if is_corruption(&source) => Err(StoreError::Damaged { path, source }),
        Err(error) => Err(error),
    }
}

/// Whether something may be in the write-ahead log that is not in the file.
fn has_log(path: &Utf8Path) -> bool {
    std::fs::metadata(format!("{path}-wal")).is_ok_and(|log| log.len() > 0)
}

/// Opens a file on a disk that cannot be written, which therefore nobody else writes: without locks and without a log,
/// because SQLite would have to make them.
fn open_unchanging(path: &Utf8Path, first: rusqlite::Error) -> Result<Connection, StoreError> {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte);
    let encode = |byte: u8| if is_plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    let uri = format!("file:{}?immutable=1", path.as_str().bytes().map(encode).collect::<String>());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let found = Connection::open_with_flags(uri, flags).and_then(|opened| Ok((version(&opened)?, opened)));
    match found {
        Ok((SCHEMA_VERSION, connection)) => Ok(connection),
        // A schema of another age cannot be brought up to date here: what was wrong first still is.
        _ => Err(StoreError::Database { path: path.to_owned(), source: first }),
    }
}

/// A ledger that remembers nothing when it is dropped: for looking at a workspace that has none.
///
/// # Errors
/// When there is no memory for it.
pub fn open_in_memory(now: Timestamp) -> Result<SqliteLedger, StoreError> {
    let path = Utf8PathBuf::from(":memory:");
    let database = |source| StoreError::Database { path: path.clone(), source };
    let mut connection = Connection::open_in_memory().map_err(database)?;
    migrate(&mut connection, now).map_err(database)?;
    Ok(SqliteLedger::new(connection, path.to_string()))
}

/// Makes the state folder. It ignores itself in git.
fn make_state_dir(state_dir: &Utf8Path) -> Result<(), StoreError> {
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

fn open_file(path: &Utf8Path, now: Timestamp) -> Result<Connection, StoreError> {
    let database = |source| StoreError::Database { path: path.to_owned(), source };
    refuse_without_locks(path)?;
    let mut connection = Connection::open(path).map_err(database)?;
    // The write-ahead log is folded in when it has grown, not at every end of a process: that costs several syncs. Said
    // before anything is read: SQLite folds in when a connection is closed, and after a fault of the shared index it takes
    // a log that it has not read for an empty one and removes it, with every run that is in it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(database)?;
    connection.busy_timeout(PATIENCE).map_err(database)?;
    let found = version(&connection).map_err(database)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: SCHEMA_VERSION });
    }
    use_write_ahead_log(&connection).map_err(database)?;
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(database)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(database)?;
    connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES).map_err(database)?;
    if found < SCHEMA_VERSION {
        migrate(&mut connection, now).map_err(database)?;
    }
    Ok(connection)
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
fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    let started = Instant::now();
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && started.elapsed() < PATIENCE =>
            {
                std::thread::sleep(Duration::from_millis(5));
            }
            done => return done,
        }
    }
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
