//! What can be wrong with the state file, said so that a person knows what to do.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_engine::LedgerError;

use crate::database::Cause;

/// Why the database cannot be used, or did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A later version of the program wrote it.
    #[error(
        "{place} was written by a newer version of throughline (its schema is {found}, this program knows {known}): \
         use that version, or {} at the price of freshness and history",
        elsewhere(place)
    )]
    Newer {
        /// The file, or what is shown of the server's place.
        place: String,
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
        source: Cause,
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
        source: Cause,
    },
    /// The database is away, or busy beyond patience: nothing is wrong with what was asked, and it may be asked again. Of a
    /// write whose commit was under way it is not known whether it was kept; of every other it is sure that it was not.
    #[error("the database {database} does not answer now")]
    Unavailable {
        /// What is shown of its place.
        database: String,
        /// What it said, or why it was not asked.
        source: Cause,
    },
    /// Another row has the same value where none may.
    #[error("{table} has another row with the same {columns}")]
    Unique {
        /// The table.
        table: String,
        /// The columns, with `, ` between them.
        columns: String,
        /// What the database said.
        source: Cause,
    },
    /// A row names another one that is not there.
    #[error("a row names another one that is not there")]
    ForeignKey {
        /// What the database said.
        source: Cause,
    },
    /// The database refuses a statement.
    #[error("the database {database} refuses a statement")]
    Statement {
        /// What is shown of its place.
        database: String,
        /// What it said.
        source: Cause,
    },
    /// A row does not hold what this program writes.
    #[error("column {column} of a row cannot be read")]
    Row {
        /// The number of the column in the statement's answer, from 0 on.
        column: usize,
        /// What is wrong with it.
        source: Cause,
    },
    /// A statement of the transaction failed before this one, so that nothing of it is kept.
    #[error("a statement of this transaction failed before")]
    Spoiled,
    /// What was to be written panicked.
    #[error("a write panicked: {message}")]
    Panicked {
        /// With these words.
        message: String,
    },
}

impl StoreError {
    /// Whether the same may go well later without a change of ours.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }

    /// Whether another row of the table has the same value in these columns (named with `, ` between them).
    #[must_use]
    pub fn is_unique(&self, of: &str, in_columns: &str) -> bool {
        matches!(self, Self::Unique { table, columns, .. } if table == of && columns == in_columns)
    }

    /// What the database said.
    pub(crate) fn cause(&self) -> Option<&Cause> {
        match self {
            Self::Damaged { source, .. }
            | Self::Database { source, .. }
            | Self::Unavailable { source, .. }
            | Self::Unique { source, .. }
            | Self::ForeignKey { source }
            | Self::Statement { source, .. }
            | Self::Row { source, .. } => Some(source),
            Self::Newer { .. } | Self::File { .. } | Self::Locks { .. } | Self::Spoiled | Self::Panicked { .. } => None,
        }
    }

    /// The same, said of a file that is opened.
    pub(crate) fn of_opening(self, path: &Utf8Path) -> Self {
        match self.cause() {
            Some(source) => Self::Database { path: path.to_owned(), source: source.clone() },
            None => self,
        }
    }
}

/// How to begin anew where a newer version has been.
fn elsewhere(place: &str) -> &'static str {
    if place.starts_with("postgres://") { "another database" } else { "move the file away" }
}

/// What the engine is told when a statement fails.
pub(crate) fn ledger_error(path: &str, doing: &str, error: StoreError) -> LedgerError {
    let (told, source): (_, Box<dyn std::error::Error + Send + Sync>) = match error.cause() {
        Some(cause) => (told(Utf8Path::new(path), cause), Box::new(cause.clone())),
        None => (String::new(), Box::new(error)),
    };
    LedgerError { message: format!("cannot {doing} in the ledger {path}{told}"), source: Some(source) }
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
fn told(path: &Utf8Path, error: &Cause) -> String {
    let Some(error) = error.downcast_ref::<rusqlite::Error>() else { return String::new() };
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
pub(crate) fn is_corruption(error: &StoreError) -> bool {
    use rusqlite::ErrorCode;
    matches!(code(error), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Whether it is the place that cannot be written to.
pub(crate) fn is_unwritable(error: &StoreError) -> bool {
    use rusqlite::ErrorCode;
    matches!(code(error), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
}

fn code(error: &StoreError) -> Option<rusqlite::ErrorCode> {
    error.cause()?.downcast_ref::<rusqlite::Error>()?.sqlite_error_code()
}
