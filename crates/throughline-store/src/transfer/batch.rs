//! Rows on their way into a table: many in one statement, because each statement is a way to the server and back.

use std::cell::OnceCell;

use super::TransferError;
use super::row::Cell;
use super::target::on_conflict;
use crate::StoreError;
use crate::database::{Session, Table, Value, quoted};

/// Rows in one statement. Times the columns this stays far below what either database takes of values (32,766).
const ROWS: usize = 50;

/// Bytes of lines that are held at most, but for one row that has more.
const BYTES: usize = 1 << 20;

/// Rows that wait.
pub(super) struct Batch<'a> {
    table: &'a Table,
    one: String,
    /// Made when it is needed first: most tables have fewer rows.
    many: OnceCell<String>,
    rows: Vec<Vec<Cell>>,
    bytes: usize,
    /// Rows that were written.
    written: u64,
}

impl<'a> Batch<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        let one = insert(table, 1);
        Self { table, one, many: OnceCell::new(), rows: Vec::with_capacity(ROWS), bytes: 0, written: 0 }
    }

    /// Adds a row whose line had so many bytes.
    ///
    /// # Errors
    /// When rows were to be written and the database refuses one or is away.
    pub(super) fn add(&mut self, session: &mut Session, row: Vec<Cell>, bytes: usize) -> Result<(), TransferError> {
        self.rows.push(row);
        self.bytes += bytes;
        if self.rows.len() == ROWS || self.bytes >= BYTES { self.write(session) } else { Ok(()) }
    }

    /// Writes what waits.
    ///
    /// # Errors
    /// When the database refuses a row or is away.
    pub(super) fn write(&mut self, session: &mut Session) -> Result<(), TransferError> {
        let count = self.rows.len() as u64;
        self.insert(session).map_err(|source| TransferError::Rows {
            table: self.table.name.clone(),
            first: self.written + 1,
            last: self.written + count,
            source,
        })?;
        self.written += count;
        self.rows.clear();
        self.bytes = 0;
        Ok(())
    }

    fn insert(&self, session: &mut Session) -> Result<(), StoreError> {
        if self.rows.len() == ROWS {
            let values: Vec<Value<'_>> = self.rows.iter().flatten().map(Value::from).collect();
            let sql = self.many.get_or_init(|| insert(self.table, ROWS));
            return session.execute(sql, &values).map(drop);
        }
        for row in &self.rows {
            let values: Vec<Value<'_>> = row.iter().map(Value::from).collect();
            session.execute(&self.one, &values)?;
        }
        Ok(())
    }
}

/// The statement that writes so many rows.
fn insert(table: &Table, rows: usize) -> String {
    let width = table.columns.len();
    let row = |row: usize| {
        let values: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
        format!("({})", values.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    let rows = rows.join(", ");
    format!("INSERT INTO {} ({}) VALUES {rows}{}", quoted(&table.name), table.listed(), on_conflict(table))
}
