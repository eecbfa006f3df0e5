//! From lines into an empty database, in one transaction.
//!
//! ```text
//! first line → lock → empty? → rows, table by table → last line: as exported? → read back: as written? → counters
//! ```

use std::io::BufRead;

use super::TransferError;
use super::batch::Batch;
use super::format::{Header, TableHead, TableSum, Transferred, line, step_check};
use super::lines::Lines;
use super::row::row_decode;
use super::sum::{Summing, rows_visit};
use super::target::{counters_set, lock, refuse_occupied, unhurried};
use crate::database::{Layout, Session, Table};

/// Writes everything that was exported into the database. Only within [`Database::write`](crate::Database::write), so that
/// nothing is kept where this fails.
///
/// # Errors
/// When the database is not empty, refuses a row or is away; and when what is read is no exported database, is of another
/// format or step of the schema, was cut or changed.
pub fn database_import(session: &mut Session, input: &mut dyn BufRead) -> Result<Transferred, TransferError> {
    let mut lines = Lines::new(input)?;
    let header: Header = lines.parse().map_err(|_| TransferError::Foreign)?;
    header.check()?;
    step_check(session)?;
    unhurried(session)?;
    let layout = Layout::newest()?;
    lock(session, &layout)?;
    refuse_occupied(session, &layout)?;
    lines.advance()?;
    let mut tables = Vec::new();
    for table in &layout.tables {
        tables.push(table_import(session, table, &mut lines)?);
    }
    let read = Transferred { tables, digest: lines.digest() };
    compare(&lines.parse()?, &read)?;
    lines.end()?;
    for (table, sum) in layout.tables.iter().zip(&read.tables) {
        if rows_visit(session, table, |_| Ok(()))? != *sum {
            return Err(TransferError::Stored { table: table.name.clone() });
        }
    }
    counters_set(session, &layout)?;
    Ok(read)
}

/// Writes the rows of a table; stands behind them then.
fn table_import(session: &mut Session, table: &Table, lines: &mut Lines<'_>) -> Result<TableSum, TransferError> {
    if lines.line() != line(&TableHead::of(table))? {
        let message = format!("is not that of table {} with the columns that it has", table.name);
        return Err(lines.fault(message));
    }
    lines.advance()?;
    let (mut sum, mut batch) = (Summing::default(), Batch::new(table));
    while lines.is_row() {
        let row = row_decode(&table.columns, lines.line()).map_err(|message| lines.fault(message))?;
        sum.add(lines.line());
        batch.add(session, row, lines.line().len())?;
        lines.advance()?;
    }
    batch.write(session)?;
    Ok(sum.finish(table))
}

/// # Errors
/// When what was read is not what the last line says.
fn compare(told: &Transferred, read: &Transferred) -> Result<(), TransferError> {
    let changed = read.tables.iter().enumerate().find(|(index, sum)| told.tables.get(*index) != Some(sum));
    if told != read {
        return Err(TransferError::Changed { table: changed.map(|(_, sum)| sum.table.clone()) });
    }
    Ok(())
}
