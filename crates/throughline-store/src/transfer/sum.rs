//! How much there is of a table, and what: of its rows as they come by.

use throughline_model::Hasher;

use super::TransferError;
use super::format::{LONGEST, TableSum};
use super::row::row_encode;
use crate::StoreError;
use crate::database::{Session, Table};

/// Counts rows.
#[derive(Default)]
pub(super) struct Summing {
    rows: u64,
    hasher: Hasher,
}

impl Summing {
    /// Adds the line of a row, its end included.
    pub(super) fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        self.hasher.update(line);
    }

    pub(super) fn finish(self, table: &Table) -> TableSum {
        TableSum { table: table.name.clone(), rows: self.rows, digest: self.hasher.finish() }
    }
}

/// Shows every row of a table as its line, in the order of the key, one at a time.
///
/// # Errors
/// When the database is away, a row does not hold what its columns are for, and what `each` answers.
pub(super) fn rows_visit(
    session: &mut Session,
    table: &Table,
    mut each: impl FnMut(&[u8]) -> Result<(), TransferError>,
) -> Result<TableSum, TransferError> {
    let (mut sum, mut line, mut refused) = (Summing::default(), Vec::new(), None);
    let done = session.visit(&table.select(), &[], |row| {
        line.clear();
        row_encode(row, &table.columns, &mut line)?;
        sum.add(&line);
        let shown =
            if line.len() > LONGEST { Err(TransferError::LongRow { table: table.name.clone() }) } else { each(&line) };
        // The answer that the visit ends with is not this one.
        shown.map_err(|error| {
            refused = Some(error);
            StoreError::Spoiled
        })
    });
    match (refused, done) {
        (Some(error), _) => Err(error),
        (None, Err(source)) => Err(TransferError::Table { table: table.name.clone(), source }),
        (None, Ok(())) => Ok(sum.finish(table)),
    }
}
