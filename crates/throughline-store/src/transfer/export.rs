//! From a database to lines.

use std::io::Write;

use throughline_model::Hasher;

use super::TransferError;
use super::format::{Header, TableHead, Transferred, line, step_check};
use super::sum::rows_visit;
use super::target::unhurried;
use crate::database::{Layout, Session};

/// Writes everything of the database, row by row. To be called on one state: with
/// [`DatabaseView::read_snapshot`](crate::DatabaseView::read_snapshot).
///
/// # Errors
/// When the database is not at the newest step of its schema, is away, or what there is cannot be written.
pub fn database_export(session: &mut Session, out: &mut dyn Write) -> Result<Transferred, TransferError> {
    step_check(session)?;
    unhurried(session)?;
    let mut lines = Lines { out, hasher: Hasher::default() };
    lines.write(&line(&Header::ours())?)?;
    let mut tables = Vec::new();
    for table in &Layout::newest()?.tables {
        lines.write(&line(&TableHead::of(table))?)?;
        tables.push(rows_visit(session, table, |row| lines.write(row))?);
    }
    let whole = Transferred { tables, digest: lines.hasher.clone().finish() };
    lines.write(&line(&whole)?)?;
    lines.out.flush().map_err(TransferError::Write)?;
    Ok(whole)
}

/// Lines that are written.
struct Lines<'a> {
    out: &'a mut dyn Write,
    hasher: Hasher,
}

impl Lines<'_> {
    fn write(&mut self, line: &[u8]) -> Result<(), TransferError> {
        self.hasher.update(line);
        self.out.write_all(line).map_err(TransferError::Write)
    }
}
