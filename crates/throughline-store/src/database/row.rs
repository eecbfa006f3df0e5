//! One row of an answer. Columns have numbers, from 0 on, in the order of the statement.

use postgres::types::{FromSql, Type};

use crate::StoreError;

/// A row, borrowed from its answer.
#[derive(Clone, Copy)]
pub struct Row<'a>(pub(crate) Kind<'a>);

#[derive(Clone, Copy)]
pub(crate) enum Kind<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

/// Makes a getter and the getter of what may be absent.
macro_rules! getters {
    ($($name:ident, $optional:ident: $kind:ty, $postgres:ty, $what:literal;)*) => {$(
        #[doc = concat!("The column's ", $what, ".")]
        ///
        /// # Errors
        /// When the column is absent, null, or something else.
        pub fn $name(&self, column: usize) -> Result<$kind, StoreError> {
            self.$optional(column)?.ok_or_else(|| row_error(column, "it is null"))
        }

        #[doc = concat!("The column's ", $what, "; none where it is null.")]
        ///
        /// # Errors
        /// When the column is absent, or something else.
        pub fn $optional(&self, column: usize) -> Result<Option<$kind>, StoreError> {
            match self.0 {
                Kind::Sqlite(row) => sqlite::$name(row, column).map_err(|error| row_error(column, error)),
                Kind::Postgres(row) => {
                    let found = row.try_get::<_, Option<$postgres>>(column);
                    found.map(|found| found.map(Into::into)).map_err(|error| row_error(column, error))
                }
            }
        }
    )*};
}

impl<'a> Row<'a> {
    getters! {
        i64, optional_i64: i64, Whole, "whole number";
        f64, optional_f64: f64, f64, "number";
        bool, optional_bool: bool, Whole, "truth: a number that is not 0";
        text, optional_text: &'a str, &'a str, "text";
        bytes, optional_bytes: &'a [u8], &'a [u8], "bytes";
    }
}

/// A column that does not hold what this program writes.
pub(crate) fn row_error(column: usize, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Row { column, source: source.into().into() }
}

/// A whole number of whatever width: a count has another one than a column.
struct Whole(i64);

impl FromSql<'_> for Whole {
    fn from_sql(kind: &Type, raw: &[u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self(match *kind {
            Type::INT8 => i64::from_sql(kind, raw)?,
            Type::INT4 => i32::from_sql(kind, raw)?.into(),
            _ => bool::from_sql(kind, raw)?.into(),
        }))
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::INT4 | Type::BOOL)
    }
}

impl From<Whole> for i64 {
    fn from(whole: Whole) -> Self {
        whole.0
    }
}

impl From<Whole> for bool {
    fn from(whole: Whole) -> Self {
        whole.0 != 0
    }
}

/// The getters of SQLite.
mod sqlite {
    use rusqlite::{Result, Row};

    pub(super) fn i64(row: &Row<'_>, column: usize) -> Result<Option<i64>> {
        row.get(column)
    }

    pub(super) fn f64(row: &Row<'_>, column: usize) -> Result<Option<f64>> {
        row.get(column)
    }

    pub(super) fn bool(row: &Row<'_>, column: usize) -> Result<Option<bool>> {
        row.get(column)
    }

    pub(super) fn text<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a str>> {
        Ok(row.get_ref(column)?.as_str_or_null()?)
    }

    pub(super) fn bytes<'a>(row: &'a Row<'_>, column: usize) -> Result<Option<&'a [u8]>> {
        Ok(row.get_ref(column)?.as_blob_or_null()?)
    }
}
