//! One connection of either kind, and what is asked over it.

use std::sync::Arc;

use super::classify::{is_lost, postgres_error, sqlite_error, unavailable};
use super::fault::{Fault, Faults};
use super::postgres::{Postgres, Refusal};
use super::row::{Kind, Row, row_error};
use super::sqlite::Sqlite;
use super::value::Value;
use crate::StoreError;

/// One connection to the database. Within a transaction, a statement that failed spoils it on both databases: what comes
/// after it is refused, and nothing of it is kept. Whoever expects a conflict says `ON CONFLICT … DO NOTHING` and looks at
/// the count.
pub struct Session {
    link: Link,
    /// What is shown of the database's place.
    database: Arc<str>,
    faults: Option<Arc<Faults>>,
    is_within: bool,
    is_spoiled: bool,
    is_lost: bool,
}

enum Link {
    Sqlite(Sqlite),
    Postgres(Box<Postgres>),
}

impl Session {
    pub(crate) fn sqlite(connection: rusqlite::Connection, database: &str) -> Self {
        Self::new(Link::Sqlite(Sqlite::new(connection)), database)
    }

    pub(crate) fn postgres(client: postgres::Client, database: &str) -> Self {
        Self::new(Link::Postgres(Box::new(Postgres::new(client))), database)
    }

    fn new(link: Link, database: &str) -> Self {
        Self { link, database: database.into(), faults: None, is_within: false, is_spoiled: false, is_lost: false }
    }

    /// Lets these faults happen.
    pub(crate) fn with_faults(mut self, faults: Option<Arc<Faults>>) -> Self {
        self.faults = faults;
        self
    }

    /// Whether this is a connection to PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        matches!(self.link, Link::Postgres(_))
    }

    /// What is shown of the database's place.
    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    /// The connection to a SQLite file.
    pub(crate) fn connection(&mut self) -> Option<&mut rusqlite::Connection> {
        match &mut self.link {
            Link::Sqlite(sqlite) => Some(&mut sqlite.connection),
            Link::Postgres(_) => None,
        }
    }

    /// Whether the connection, or the transaction that was begun, is gone.
    pub(crate) fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Whether the connection can be used from here on.
    pub(crate) fn set_lost(&mut self, is_lost: bool) {
        self.is_lost = is_lost;
    }

    /// Whether a transaction is open.
    pub(crate) fn is_within(&self) -> bool {
        self.is_within
    }

    /// Whether a statement of the transaction failed.
    pub(crate) fn is_spoiled(&self) -> bool {
        self.is_spoiled
    }

    /// Makes a change; how many rows it changed.
    ///
    /// # Errors
    /// When the database refuses it or is away.
    pub fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        self.before()?;
        let done = match &mut self.link {
            Link::Sqlite(sqlite) => sqlite.execute(sql, values).map_err(|error| sqlite_error(&self.database, error)),
            Link::Postgres(postgres) => postgres.execute(sql, values).map_err(|refusal| {
                self.is_lost |= is_refusal_lost(&refusal);
                refusal_error(&self.database, refusal)
            }),
        };
        self.after(done)
    }

    /// Shows each row of an answer, one at a time.
    ///
    /// # Errors
    /// When the database refuses it or is away, and what a row was refused with.
    pub fn visit(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        self.before()?;
        let done = match &mut self.link {
            Link::Sqlite(sqlite) => sqlite
                .visit(sql, values, &mut |row| each(&Row(Kind::Sqlite(row))))
                .unwrap_or_else(|error| Err(sqlite_error(&self.database, error))),
            Link::Postgres(postgres) => {
                let done = postgres.visit(sql, values, &mut |row| each(&Row(Kind::Postgres(row))));
                done.unwrap_or_else(|refusal| {
                    self.is_lost |= is_refusal_lost(&refusal);
                    Err(refusal_error(&self.database, refusal))
                })
            }
        };
        self.after(done)
    }

    /// Reads every row of an answer.
    ///
    /// # Errors
    /// As [`Session::visit`].
    pub fn query<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.visit(sql, values, |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// Reads the first row of an answer, if there is one.
    ///
    /// # Errors
    /// As [`Session::visit`].
    pub fn query_opt<T>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        mut read: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.visit(sql, values, |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Makes a row of a table that numbers its rows in the column `id`, by an `INSERT` without `RETURNING`: its number.
    ///
    /// # Errors
    /// As [`Session::execute`], and when no row was made.
    pub fn insert(&mut self, sql: &str, values: &[Value<'_>]) -> Result<i64, StoreError> {
        if self.is_postgres() {
            let made = self.query_opt(&format!("{sql} RETURNING id"), values, |row| row.i64(0))?;
            return made.ok_or_else(|| row_error(0, "no row was made"));
        }
        // SQLite would look for rows that point to this one.
        self.execute(sql, values)?;
        let made = self.connection().map(|connection| connection.last_insert_rowid());
        made.ok_or_else(|| row_error(0, "no row was made"))
    }

    /// Several statements without values, each ended by `;`.
    pub(crate) fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        self.before()?;
        let done = self.script_now(sql);
        self.after(done)
    }

    fn script_now(&mut self, sql: &str) -> Result<(), StoreError> {
        match &mut self.link {
            Link::Sqlite(sqlite) => {
                sqlite.connection.execute_batch(sql).map_err(|error| sqlite_error(&self.database, error))
            }
            Link::Postgres(postgres) => postgres.client.batch_execute(sql).map_err(|error| {
                self.is_lost |= is_lost(&error);
                postgres_error(&self.database, error)
            }),
        }
    }

    /// A statement that begins or ends a transaction or a part of it: also a spoiled one.
    pub(crate) fn control(&mut self, sql: &str) -> Result<(), StoreError> {
        self.strike()?;
        match &mut self.link {
            // Prepared once, as it comes with every transaction.
            Link::Sqlite(sqlite) => {
                sqlite.execute(sql, &[]).map(drop).map_err(|error| sqlite_error(&self.database, error))
            }
            Link::Postgres(_) => self.script_now(sql),
        }
    }

    /// The transaction has begun, or a part of it was undone: nothing in it has failed.
    pub(crate) fn set_within(&mut self, is_within: bool) {
        self.is_within = is_within;
        self.is_spoiled = false;
    }

    fn before(&mut self) -> Result<(), StoreError> {
        if self.is_spoiled {
            return Err(StoreError::Spoiled);
        }
        let struck = self.strike();
        self.is_spoiled |= self.is_within && struck.is_err();
        struck
    }

    fn strike(&mut self) -> Result<(), StoreError> {
        if self.is_lost {
            return Err(unavailable(&self.database, "the connection was lost"));
        }
        match self.faults.as_ref().and_then(|faults| faults.strike()) {
            Some(Fault::Refuse) => {
                let source: Box<dyn std::error::Error + Send + Sync> = "a fault on purpose".into();
                Err(StoreError::Statement { database: self.database.to_string(), source: source.into() })
            }
            Some(_) => {
                self.is_lost = true;
                Err(unavailable(&self.database, "a loss on purpose"))
            }
            None => Ok(()),
        }
    }

    fn after<T>(&mut self, done: Result<T, StoreError>) -> Result<T, StoreError> {
        if done.is_err() && self.is_within {
            self.is_spoiled = true;
            // After some faults SQLite has rolled back all of it.
            self.is_lost |= self.connection().is_some_and(|connection| connection.is_autocommit());
        }
        done
    }
}

fn is_refusal_lost(refusal: &Refusal) -> bool {
    matches!(refusal, Refusal::Said(error) if is_lost(error))
}

fn refusal_error(database: &str, refusal: Refusal) -> StoreError {
    match refusal {
        Refusal::Said(error) => postgres_error(database, error),
        Refusal::Count { wanted, given } => {
            let source: Box<dyn std::error::Error + Send + Sync> =
                format!("the statement takes {wanted} values and was given {given}").into();
            StoreError::Statement { database: database.to_owned(), source: source.into() }
        }
    }
}
