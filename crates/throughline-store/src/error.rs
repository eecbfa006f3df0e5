//! What can be wrong with the state file, said so that a person knows what to do.

use camino::Utf8PathBuf;
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
    #[error("cannot use {path}")]
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
    /// The database says no.
    #[error("cannot open the ledger {path}")]
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
        message: format!("cannot {doing} in the ledger {path}{}", advice(&source)),
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

fn advice(error: &rusqlite::Error) -> &'static str {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => " (the disk is full: make room, then run again)",
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            " (it cannot be written: look at the permissions of its folder)"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => " (another process holds it: try again)",
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            " (the file is damaged: the next `throughline run` sets it aside)"
        }
        _ => "",
    }
}

/// Whether the file is no database, or a broken one.
pub(crate) fn is_corruption(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode;
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}
