//! Transactions and their parts. Writers of work objects begin with the lock of the audit chain, so that they stand in one
//! order on both databases, and what was read stays true until it is committed.

use super::session::Session;
use crate::StoreError;

impl Session {
    /// Begins a transaction that writes and that waits its turn.
    pub(crate) fn begin_write(&mut self) -> Result<(), StoreError> {
        let sql = if self.is_postgres() { "BEGIN; SELECT seq FROM audit_head FOR UPDATE" } else { "BEGIN IMMEDIATE" };
        self.begin(sql)
    }

    /// Begins a transaction that reads one state of the database.
    pub(crate) fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        let sql = if self.is_postgres() { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
        self.begin(sql)
    }

    /// Begins a transaction by this statement.
    pub(crate) fn begin(&mut self, sql: &str) -> Result<(), StoreError> {
        self.control(sql).inspect_err(|_| self.rollback())?;
        self.set_within(true);
        Ok(())
    }

    /// Makes the transaction durable. When this fails, nothing of it is kept, unless the connection was lost between the
    /// commit and its answer.
    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        if self.is_spoiled() {
            self.rollback();
            return Err(StoreError::Spoiled);
        }
        let done = self.control("COMMIT");
        match &done {
            Ok(()) => self.set_within(false),
            Err(_) => self.rollback(),
        }
        done
    }

    /// Undoes the transaction, if there is one. A connection that cannot do that is lost, and the database does it.
    pub(crate) fn rollback(&mut self) {
        let undone = match self.connection() {
            Some(connection) => connection.is_autocommit() || connection.execute_batch("ROLLBACK").is_ok(),
            None => self.control("ROLLBACK").is_ok(),
        };
        self.set_lost(!undone);
        self.set_within(false);
    }

    /// Begins a part of a transaction that can be undone alone.
    pub(crate) fn part_begin(&mut self) -> Result<(), StoreError> {
        self.control("SAVEPOINT part")
    }

    /// Keeps the part.
    pub(crate) fn part_keep(&mut self) -> Result<(), StoreError> {
        self.control("RELEASE SAVEPOINT part")
    }

    /// Undoes the part.
    pub(crate) fn part_undo(&mut self) -> Result<(), StoreError> {
        self.control("ROLLBACK TO SAVEPOINT part")?;
        self.set_within(true);
        self.control("RELEASE SAVEPOINT part")
    }
}
