//! The ledger in SQLite. The only crate that knows SQL.
//!
//! One file, `.throughline/state.db`, in WAL mode. A commit is one transaction: its events, and the rows that are
//! folded from them. `synchronous = NORMAL` means that a commit outlives the death of the process at any moment; what
//! a loss of power can take are the last commits, never the consistency of the file, and the stages concerned then run
//! again (see `docs/decisions/0003-durability.md`).

mod database;
mod error;
mod ledger;

pub use database::{
    Cause, Database, DatabaseOptions, DatabaseUrl, DatabaseUrlError, Durability, Fault, Faults, Row, SCHEMA_VERSION,
    Session, Value, schema_sql, schema_sql_postgres,
};
pub use error::StoreError;
pub use ledger::{DatabaseLedger, Opened, ledger_open, open, open_in_memory, open_to_read};
