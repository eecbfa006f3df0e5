//! One connection to PostgreSQL: statements are prepared once and kept.

use std::collections::HashMap;

use postgres::fallible_iterator::FallibleIterator as _;
use postgres::{Client, Error, Statement};

use super::value::Value;

/// Statements that a connection keeps; when there are more, all are made anew.
const STATEMENTS: usize = 512;

pub(crate) struct Postgres {
    pub(crate) client: Client,
    statements: HashMap<String, Statement>,
}

/// Why a statement was not made.
pub(crate) enum Refusal {
    /// By us: it takes so many values and was given so many.
    Count { wanted: usize, given: usize },
    /// By the server, or on the way to it.
    Said(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Said(error)
    }
}

impl Postgres {
    pub(crate) fn new(client: Client) -> Self {
        Self { client, statements: HashMap::new() }
    }

    /// The statement, prepared. The server says how many values it takes.
    fn prepared(&mut self, sql: &str, given: usize) -> Result<Statement, Refusal> {
        let statement = self.kept(sql)?;
        let wanted = statement.params().len();
        if wanted == given { Ok(statement) } else { Err(Refusal::Count { wanted, given }) }
    }

    fn kept(&mut self, sql: &str) -> Result<Statement, Error> {
        if let Some(found) = self.statements.get(sql) {
            return Ok(found.clone());
        }
        let statement = self.client.prepare(sql)?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, Refusal> {
        let statement = self.prepared(sql, values.len())?;
        let mut rows = self.client.query_raw(&statement, values.iter().copied())?;
        while rows.next()?.is_some() {}
        Ok(rows.rows_affected().unwrap_or(0))
    }

    /// Shows each row until one is refused; the answer within is what refused it.
    pub(crate) fn visit<E>(
        &mut self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&postgres::Row) -> Result<(), E>,
    ) -> Result<Result<(), E>, Refusal> {
        let statement = self.prepared(sql, values.len())?;
        let mut rows = self.client.query_raw(&statement, values.iter().copied())?;
        while let Some(row) = rows.next()? {
            if let Err(error) = each(&row) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}
