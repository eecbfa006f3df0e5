//! The lines of an exported file that are no rows.

use serde::{Deserialize, Serialize};
use throughline_model::Digest;

use super::TransferError;
use crate::database::{SCHEMA_VERSION, Session, Table, version};

/// The name of the format.
pub(super) const FORMAT: &str = "throughline-database";

/// Its version.
pub(super) const FORMAT_VERSION: u32 = 1;

/// No line has more bytes than this: a row has to be held in memory.
pub(super) const LONGEST: usize = 256 << 20;

/// The first line. A later version may have more members.
#[derive(Serialize, Deserialize)]
pub(super) struct Header {
    format: String,
    version: u32,
    /// The step of the schema.
    schema: i64,
}

/// The line before the rows of a table.
#[derive(Serialize)]
pub(super) struct TableHead<'a> {
    table: &'a str,
    /// Names and kinds.
    columns: Vec<(&'a str, &'static str)>,
}

/// How much there is of a table, and what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSum {
    /// The table.
    pub table: String,
    /// Its rows.
    pub rows: u64,
    /// The digest of the lines of its rows.
    pub digest: Digest,
}

/// The whole of what was exported or imported; also the last line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transferred {
    /// Every table, in the order of the file.
    pub tables: Vec<TableSum>,
    /// The digest of all lines before the last.
    pub digest: Digest,
}

impl Transferred {
    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

impl Header {
    /// Of what this program writes.
    pub(super) fn ours() -> Self {
        Self { format: FORMAT.to_owned(), version: FORMAT_VERSION, schema: SCHEMA_VERSION }
    }

    /// # Errors
    /// When it is not of what this program reads.
    pub(super) fn check(&self) -> Result<(), TransferError> {
        if self.format != FORMAT {
            return Err(TransferError::Foreign);
        }
        if self.version != FORMAT_VERSION {
            return Err(TransferError::Format { found: self.version });
        }
        if self.schema != SCHEMA_VERSION {
            return Err(TransferError::Step { found: self.schema });
        }
        Ok(())
    }
}

impl<'a> TableHead<'a> {
    pub(super) fn of(table: &'a Table) -> Self {
        let columns = table.columns.iter().map(|column| (column.name.as_str(), column.kind.as_str()));
        Self { table: &table.name, columns: columns.collect() }
    }
}

/// The value as a line.
///
/// # Errors
/// When it cannot be JSON, which these can.
pub(super) fn line(value: &impl Serialize) -> Result<Vec<u8>, TransferError> {
    let mut line = serde_json::to_vec(value).map_err(|error| TransferError::Write(error.into()))?;
    line.push(b'\n');
    Ok(line)
}

/// # Errors
/// When the database does not have the tables that this program knows.
pub(super) fn step_check(session: &mut Session) -> Result<(), TransferError> {
    match version(session)? {
        SCHEMA_VERSION => Ok(()),
        found if found > SCHEMA_VERSION => Err(TransferError::Newer { found }),
        found => Err(TransferError::Older { found }),
    }
}
