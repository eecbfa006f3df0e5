//! A connection to either database, one writer, a pool of readers, and the schema's steps.
//!
//! ```text
//! Database ─read──→ Pool ───→ Session ─┬→ SQLite      a file, in WAL mode
//!          └write─→ Writer ─→ Session ─┴→ PostgreSQL  15 or later
//!                     └ what waits, in one transaction: a savepoint each, one commit, then the answers
//! ```
//! A statement is the same text on both: placeholders are `$1`, a truth is the number 0 or 1, a time is a number, JSON is text,
//! `INSERT OR …` is `ON CONFLICT …`, and the type of a parameter that nothing else tells is said with `CAST`. What is
//! written here blocks: an asynchronous caller reads on a thread for blocking work, and writes with [`Database::submit`].
//!
//! There is no TLS to PostgreSQL yet: reach it over a socket, the loopback or a network that is trusted.

mod classify;
mod columns;
mod connect;
mod errors;
mod fault;
mod file;
mod handle;
mod job;
mod layout;
mod migrate;
mod pool;
mod postgres;
mod row;
mod session;
mod sqlite;
mod steps;
mod transaction;
mod url;
mod value;
mod view;
mod writer;

pub use columns::micros;
pub(crate) use connect::{Connector, Role};
pub use errors::Cause;
pub use fault::{Fault, Faults};
pub(crate) use file::file_open;
pub use handle::{Database, DatabaseOptions, Durability};
pub(crate) use layout::{Column, ColumnKind, Layout, Table, quoted};
pub use migrate::{Migrated, database_migrate};
pub(crate) use migrate::{migrate, version, version_check};
pub use row::Row;
pub(crate) use row::row_error;
pub use session::Session;
pub use steps::{SCHEMA_VERSION, schema_sql, schema_sql_postgres};
pub use url::{DatabaseUrl, DatabaseUrlError};
pub use value::Value;
pub use view::{AuditHead, DatabaseState, DatabaseView, TableRows, audit_head};
