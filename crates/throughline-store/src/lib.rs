//! The ledger and the work objects, in SQLite or PostgreSQL. The only crate that knows SQL.
//!
//! ```text
//! database   a connection of either kind, one writer, a pool of readers, the schema's steps
//! ledger     the engine's port on it: `.throughline/state.db`, or a server
//! keys       who may ask the server
//! replies    answers that are kept for whoever asks the same again
//! work       work objects, tasks and the audit log
//! transfer   everything of a database as one file, and back
//! ```
//! A file is in WAL mode. The ledger's commits outlive the death of the process at any moment (`synchronous = NORMAL`); what
//! a loss of power can take are the last of them, never the consistency of the file, and the stages concerned then run
//! again (see `docs/decisions/0003-durability.md`). Work objects outlive a loss of power too (`FULL`), and share its price
//! among those who wait (see `docs/decisions/0008-work-objects.md`).

mod database;
mod error;
pub mod keys;
mod ledger;
pub mod replies;
pub mod transfer;
pub mod work;

pub use database::{
    Cause, Database, DatabaseOptions, DatabaseState, DatabaseUrl, DatabaseUrlError, DatabaseView, Durability, Fault,
    Faults, Migrated, Row, SCHEMA_VERSION, Session, TableRows, Value, database_migrate, micros, schema_sql,
    schema_sql_postgres,
};
pub use error::StoreError;
pub use ledger::{DatabaseLedger, Opened, ledger_open, open, open_in_memory, open_to_read, state_dir_make};
