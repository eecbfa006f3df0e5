//! One connection to a SQLite file: statements are prepared once and kept.

use rusqlite::{Connection, Statement};

use super::value::Value;

/// Statements that a connection keeps.
const STATEMENTS: usize = 256;

pub(crate) struct Sqlite {
    pub(crate) connection: Connection,
}

impl Sqlite {
    pub(crate) fn new(connection: Connection) -> Self {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Self { connection }
    }

    pub(crate) fn execute(&self, sql: &str, values: &[Value<'_>]) -> rusqlite::Result<u64> {
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        Ok(statement.raw_execute()? as u64)
    }

    /// Shows each row until one is refused; the answer within is what refused it.
    pub(crate) fn visit<E>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&rusqlite::Row<'_>) -> Result<(), E>,
    ) -> rusqlite::Result<Result<(), E>> {
        let mut statement = self.connection.prepare_cached(sql)?;
        bind(&mut statement, values)?;
        let mut rows = statement.raw_query();
        while let Some(row) = rows.next()? {
            if let Err(error) = each(row) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(()))
    }
}

/// SQLite takes `$3` for a name and numbers the names as they come, so each is asked for its number.
fn bind(statement: &mut Statement<'_>, values: &[Value<'_>]) -> rusqlite::Result<()> {
    let mut highest = 0;
    for index in 1..=statement.parameter_count() {
        let named = statement.parameter_name(index).and_then(|name| name.get(1..)?.parse::<usize>().ok());
        let number = named.unwrap_or(index);
        highest = highest.max(number);
        let value = number.checked_sub(1).and_then(|place| values.get(place));
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(values.len(), number))?;
        statement.raw_bind_parameter(index, value)?;
    }
    if highest == values.len() { Ok(()) } else { Err(rusqlite::Error::InvalidParameterCount(values.len(), highest)) }
}
