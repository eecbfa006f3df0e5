//! The schema, step by step. A step that was published is never changed; a change is a new step.
//!
//! The first four are SQLite's own words. PostgreSQL begins where they end, with the same tables and columns in one step. From
//! the fifth on, a step is written once, in words of PostgreSQL, and translated.

/// One step for one of the databases.
pub(crate) struct Step {
    /// The version that the schema has after it.
    pub(crate) version: i64,
    pub(crate) name: &'static str,
    sql: &'static str,
    is_common: bool,
}

const SQLITE: &[Step] = &[
    own(1, "ledger", include_str!("migrations/0001_ledger.sql")),
    own(2, "shared events", include_str!("migrations/0002_shared_events.sql")),
    own(3, "long history", include_str!("migrations/0003_long_history.sql")),
    own(4, "tombstones", include_str!("migrations/0004_tombstones.sql")),
];

const POSTGRES: &[Step] = &[common(4, "ledger", include_str!("migrations/0004_postgres.sql"))];

const COMMON: &[Step] = &[
    common(5, "work objects", include_str!("migrations/0005_work_objects.sql")),
    common(6, "inbox", include_str!("migrations/0006_inbox.sql")),
];

/// The newest version of the schema that this program knows.
pub const SCHEMA_VERSION: i64 = (SQLITE.len() + COMMON.len()) as i64;

const fn own(version: i64, name: &'static str, sql: &'static str) -> Step {
    Step { version, name, sql, is_common: false }
}

const fn common(version: i64, name: &'static str, sql: &'static str) -> Step {
    Step { version, name, sql, is_common: true }
}

/// The steps of a database in order.
pub(crate) fn steps(is_postgres: bool) -> impl Iterator<Item = &'static Step> {
    let first = if is_postgres { POSTGRES } else { SQLITE };
    first.iter().chain(COMMON)
}

impl Step {
    /// Its statements.
    pub(crate) fn sql(&self, is_postgres: bool) -> String {
        match (self.is_common, is_postgres) {
            (false, _) => self.sql.to_owned(),
            // Ids and paths are compared byte by byte, as SQLite does, whatever language the database was made for.
            (true, true) => self.sql.replace("TEXT", "TEXT COLLATE \"C\""),
            (true, false) => self
                .sql
                .replace("BIGINT", "INTEGER")
                .replace("BYTEA", "BLOB")
                .replace("DOUBLE PRECISION", "REAL")
                .replace("\n);", "\n) STRICT;"),
        }
    }
}

fn whole(is_postgres: bool) -> String {
    steps(is_postgres).map(|step| step.sql(is_postgres)).collect::<Vec<_>>().join("\n")
}

/// The whole schema as SQL of SQLite, for the golden file and for people.
#[must_use]
pub fn schema_sql() -> String {
    whole(false)
}

/// The same for PostgreSQL.
#[must_use]
pub fn schema_sql_postgres() -> String {
    whole(true)
}
