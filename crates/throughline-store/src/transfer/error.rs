//! Why a database was not exported or imported.

use crate::StoreError;
use crate::database::SCHEMA_VERSION;

use super::format::{FORMAT_VERSION, LONGEST};

/// Why a database was not exported or imported. Of an import that failed nothing is kept.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The database does not answer, or refuses a statement.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database has the schema of an older version.
    #[error(
        "the schema of the database is at step {found} and this program's at step {SCHEMA_VERSION}: bring it up to date \
         with `throughline db migrate` first"
    )]
    Older {
        /// The step of its schema; 0 where no table was made yet.
        found: i64,
    },
    /// The database is from a newer version.
    #[error(
        "the schema of the database is at step {found} and this program knows {SCHEMA_VERSION}: use the version that made it"
    )]
    Newer {
        /// The step of its schema.
        found: i64,
    },
    /// A table cannot be read.
    #[error("table {table} cannot be read")]
    Table {
        /// The table.
        table: String,
        /// What the database said.
        source: StoreError,
    },
    /// A row is longer than what would be read again.
    #[error("a row of table {table} takes more than {LONGEST} bytes, which is more than a line may have")]
    LongRow {
        /// The table.
        table: String,
    },
    /// What is exported cannot be written.
    #[error("what is exported cannot be written")]
    Write(#[source] std::io::Error),
    /// What is imported cannot be read.
    #[error("what is imported cannot be read")]
    Read(#[source] std::io::Error),
    /// It is no exported database.
    #[error("its first line is not that of an exported database: `throughline db export` writes such files")]
    Foreign,
    /// It is of another version of the format.
    #[error(
        "it is in version {found} of its format and this program reads {FORMAT_VERSION}: import it with the version of \
         throughline that exported it"
    )]
    Format {
        /// The version.
        found: u32,
    },
    /// It was exported from a database of another step of the schema.
    #[error(
        "it was exported from a database at step {found} of the schema and this program's is {SCHEMA_VERSION}: import it with \
         the version of throughline that exported it, then bring the new database to another step"
    )]
    Step {
        /// The step.
        found: i64,
    },
    /// There is something in the database that it should go into.
    #[error("the database is not empty: table {table} has rows; name one in which nothing was ever written")]
    Occupied {
        /// The table.
        table: String,
    },
    /// It has no last line.
    #[error("it ends before its last line, so a part of it is missing: copy or export it again")]
    Cut,
    /// A line does not say what it should.
    #[error("line {number} {message}")]
    Line {
        /// Its number, from 1 on.
        number: u64,
        /// What is wrong.
        message: String,
    },
    /// Something in it is not what it was.
    #[error("{} is not as it was exported: copy or export it again", place(.table.as_deref()))]
    Changed {
        /// The table; none where it is another line.
        table: Option<String>,
    },
    /// The database refuses rows.
    #[error("rows {first} to {last} of table {table} cannot be written")]
    Rows {
        /// The table.
        table: String,
        /// The first that may be meant, from 1 on.
        first: u64,
        /// The last.
        last: u64,
        /// What the database said.
        source: StoreError,
    },
    /// What the database gives back is not what it was given.
    #[error("what the database holds of table {table} is not what was written into it")]
    Stored {
        /// The table.
        table: String,
    },
}

fn place(table: Option<&str>) -> String {
    table.map_or_else(|| "the whole".to_owned(), |table| format!("table {table}"))
}
