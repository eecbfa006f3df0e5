//! Which tables there are, with their columns: what the steps of the schema make, and nothing else.
//!
//! The steps are taken in a database in memory, and its catalogue is read. So a table that a step adds is here without anybody
//! having to think of it. Both kinds of databases have the same tables and columns; a test compares them.

use rusqlite::Connection;

use super::classify::sqlite_error;
use super::session::Session;
use super::steps::{SCHEMA_VERSION, steps};
use crate::{StoreError, values};

/// What is shown of the place of the database in memory.
const PLACE: &str = ":memory:";

/// The tables, in the order in which they were made: none refers to a later one.
pub(crate) struct Layout {
    pub(crate) tables: Vec<Table>,
}

/// One table.
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// The columns of the primary key, in its order.
    pub(crate) key: Vec<String>,
}

/// One column.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Integer,
    Real,
    Text,
    Bytes,
}

impl Layout {
    /// The tables of the newest step.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub(crate) fn newest() -> Result<Self, StoreError> {
        Self::at(SCHEMA_VERSION)
    }

    /// The tables that there are after the step of this version.
    ///
    /// # Errors
    /// When there is no memory for them.
    pub(crate) fn at(version: i64) -> Result<Self, StoreError> {
        let connection = Connection::open_in_memory().map_err(|error| sqlite_error(PLACE, error))?;
        let mut session = Session::sqlite(connection, PLACE);
        for step in steps(false).filter(|step| step.version <= version) {
            session.script(&step.sql(false))?;
        }
        let sql = r"SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY rowid";
        let names = session.query(sql, &[], |row| row.text(0).map(str::to_owned))?;
        let tables = names.into_iter().map(|name| Table::read(&mut session, name)).collect::<Result<_, _>>()?;
        Ok(Self { tables })
    }
}

impl Table {
    fn read(session: &mut Session, name: String) -> Result<Self, StoreError> {
        let sql = "SELECT name, type, pk FROM pragma_table_info($1) ORDER BY cid";
        let found = session.query(sql, values![&name], |row| {
            Ok((row.text(0)?.to_owned(), ColumnKind::of(row.text(1)?), row.i64(2)?))
        })?;
        let mut key: Vec<_> =
            found.iter().filter(|(_, _, place)| *place > 0).map(|(name, _, place)| (*place, name.clone())).collect();
        key.sort();
        Ok(Self {
            name,
            columns: found.into_iter().map(|(name, kind, _)| Column { name, kind }).collect(),
            key: key.into_iter().map(|(_, name)| name).collect(),
        })
    }

    /// Reads every row in the order of the key, which is the same on both databases.
    pub(crate) fn select(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {}", self.listed(), quoted(&self.name), quoted_list(&self.key))
    }

    /// Its columns with commas between them.
    pub(crate) fn listed(&self) -> String {
        quoted_list(self.columns.iter().map(|column| &column.name))
    }

    /// The one column of whole numbers that is its key, if that is so: the databases number its rows themselves, unless the
    /// number is told.
    pub(crate) fn numbered(&self) -> Option<&str> {
        let [key] = self.key.as_slice() else { return None };
        let column = self.columns.iter().find(|column| column.name == *key)?;
        (column.kind == ColumnKind::Integer).then_some(key)
    }
}

impl ColumnKind {
    /// By the word of SQLite.
    fn of(word: &str) -> Self {
        match word {
            "INTEGER" => Self::Integer,
            "REAL" => Self::Real,
            "BLOB" => Self::Bytes,
            _ => Self::Text,
        }
    }

    /// The word for it in an exported file.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Text => "text",
            Self::Bytes => "bytes",
        }
    }
}

/// A name that may be a word of SQL.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn quoted_list<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    names.into_iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are written table by table, and the rows that they refer to have to be there.
    #[test]
    fn no_table_refers_to_a_later_one_and_each_has_a_key() {
        let mut session = Session::sqlite(Connection::open_in_memory().unwrap(), PLACE);
        for step in steps(false) {
            session.script(&step.sql(false)).unwrap();
        }
        let tables = Layout::newest().unwrap().tables;
        assert!(tables.len() > 25);
        for (index, table) in tables.iter().enumerate() {
            assert!(!table.key.is_empty(), "{}: give it a primary key", table.name);
            let sql = "SELECT \"table\" FROM pragma_foreign_key_list($1)";
            for referred in session.query(sql, values![&table.name], |row| row.text(0).map(str::to_owned)).unwrap() {
                let is_before = tables[..index].iter().any(|table| table.name == referred);
                assert!(is_before, "{} refers to {referred}: sort the tables by that", table.name);
            }
        }
    }

    #[test]
    fn every_step_has_its_tables() {
        let count = |version| Layout::at(version).unwrap().tables.len();
        assert_eq!(count(0), 0);
        assert!(count(1) > 5 && count(4) > count(1) && count(5) > count(4));
        let layout = Layout::newest().unwrap();
        let table = |name: &str| layout.tables.iter().find(|table| table.name == name).unwrap();
        assert_eq!(table("stage_record").numbered(), Some("id"));
        assert_eq!((table("run").numbered(), table("stage_run").numbered()), (None, None));
        assert_eq!(table("record_artifact").key, ["path", "record_id"]);
        let digest = table("record_artifact").columns.iter().find(|column| column.name == "digest").unwrap();
        assert_eq!(digest.kind, ColumnKind::Bytes);
    }
}
