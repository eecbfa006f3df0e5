//! What can be wrong with the state file, said so that a person knows what to do.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_engine::LedgerError;

/// Why the state file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A later version of the program wrote it.
    #[error(
        "{path} was written by a newer version of throughline (its schema is {found}, this program knows {known}): \
         use that version, or move the file away at the price of freshness and history"
    )]
    Newer {
        /// The file.
        path: Utf8PathBuf,
        /// The version of its schema.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A file or folder cannot be made or moved.
    #[error("cannot use {path}, where the state of the project is kept")]
    File {
        /// The file or folder.
        path: Utf8PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no database, or a broken one.
    #[error("the ledger {path} is damaged: the next `throughline run` sets it aside and begins a new one")]
    Damaged {
        /// The file.
        path: Utf8PathBuf,
        /// What the database said.
        source: rusqlite::Error,
    },
    /// The file system knows no locks.
    #[error(
        "cannot lock the ledger {path}: two processes could write it at once, so it is not used (put the project on a \
         local disk, or mount its file system with locks)"
    )]
    Locks {
        /// The file.
        path: Utf8PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database says no.
    #[error("cannot open the ledger {path}{}", told(path, source))]
    Database {
        /// The file.
        path: Utf8PathBuf,
        /// What it said.
        source: rusqlite::Error,
    },
}

/// What the engine is told when a statement fails.
pub(crate) fn ledger_error(path: &str, doing: &str, source: rusqlite::Error) -> LedgerError {
    LedgerError {
        message: format!("cannot {doing} in the ledger {path}{}", told(Utf8Path::new(path), &source)),
        source: Some(Box::new(source)),
    }
}

/// What the engine is told when a row does not hold what this program writes.
pub(crate) fn row_error(
    path: &str,
    what: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> LedgerError {
    LedgerError { message: format!("{what} in the ledger {path} cannot be read"), source: Some(source.into()) }
}

/// What the system says of the file, where it can be made to say it again, and what can be done.
fn told(path: &Utf8Path, error: &rusqlite::Error) -> String {
    let parts: Vec<String> = cause(path, error).into_iter().chain(advice(error).map(str::to_owned)).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(": ")) }
}

/// SQLite has a handful of words for all that may be wrong with a disk. What it was is asked for once more.
fn cause(path: &Utf8Path, error: &rusqlite::Error) -> Option<String> {
    use rusqlite::ErrorCode;
    let of_disk = [ErrorCode::SystemIoFailure, ErrorCode::CannotOpen, ErrorCode::ReadOnly, ErrorCode::DiskFull];
    error.sqlite_error_code().filter(|code| of_disk.contains(code))?;
    let folder = path.parent()?;
    let probe = || -> io::Result<()> {
        OpenOptions::new().write(true).open(path)?;
        let file = folder.join(format!(".throughline-{}.tmp", std::process::id()));
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&file)
            .and_then(|mut opened| opened.write_all(&[0; 8192]));
        let _ = fs::remove_file(&file);
        written
    };
    // A file that is not there yet is not what is wrong.
    probe().err().filter(|error| error.kind() != io::ErrorKind::NotFound).map(|error| error.to_string())
}

fn advice(error: &rusqlite::Error) -> Option<&'static str> {
    use rusqlite::ErrorCode;
    Some(match error.sqlite_error_code()? {
        ErrorCode::DiskFull => "the disk is full: make room, then run again",
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => {
            "it cannot be written: look at the permissions of its folder"
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => "another process holds it: try again",
        ErrorCode::FileLockingProtocolFailed => "it cannot be locked: look at the file system that it lies on",
        ErrorCode::SystemIoFailure => "the disk does not do what it is asked: look at its state, then run again",
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            "the file is damaged: the next `throughline run` sets it aside"
        }
        _ => return None,
    })
}

/// Whether the file is no database, or a broken one.
pub(crate) fn is_corruption(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Whether it is the place that cannot be written to.
pub(crate) fn is_unwritable(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
}
