//! The schema, step by step. A step that was published is never changed; a change is a new step.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// The steps in order: name and SQL. The version of a file is how many of them it has.
const STEPS: &[(&str, &str)] = &[
    ("ledger", include_str!("migrations/0001_ledger.sql")),
    ("shared events", include_str!("migrations/0002_shared_events.sql")),
    ("long history", include_str!("migrations/0003_long_history.sql")),
    ("tombstones", include_str!("migrations/0004_tombstones.sql")),
];

/// The newest version of the schema that this program knows.
pub const SCHEMA_VERSION: i64 = STEPS.len() as i64;

const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS migration (
    version    INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT";

/// The version of a file's schema; 0 of an empty one.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    let table: Option<String> = connection
        .query_row("SELECT name FROM sqlite_schema WHERE type = 'table' AND name = 'migration'", [], |row| row.get(0))
        .optional()?;
    match table {
        Some(_) => connection.query_row("SELECT COALESCE(MAX(version), 0) FROM migration", [], |row| row.get(0)),
        None => Ok(0),
    }
}

/// Brings the schema up to date: all missing steps in one transaction, under the write lock, so that of two processes
/// that open a new file at once one does it and the other finds it done.
pub(crate) fn migrate(connection: &mut Connection, now: Timestamp) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(VERSIONS)?;
    let done = version(&transaction)?;
    for (index, (name, sql)) in STEPS.iter().enumerate() {
        let step = index as i64 + 1;
        if step > done {
            transaction.execute_batch(sql)?;
            transaction.execute(
                "INSERT INTO migration (version, name, applied_at) VALUES (?1, ?2, ?3)",
                params![step, name, now.as_millisecond()],
            )?;
        }
    }
    transaction.commit()
}

/// The whole schema as SQL, for the golden file and for people.
#[must_use]
pub fn schema_sql() -> String {
    STEPS.iter().map(|(_, sql)| *sql).collect::<Vec<_>>().join("\n")
}
