//! Columns to values and back. Stored forms are written by hand here, so that a change of a type is a choice.

use std::str::FromStr;

use jiff::Timestamp;

use crate::StoreError;
use crate::database::{Row, row_error};

/// Reads a column that holds the text of something.
pub(crate) fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> Result<T, StoreError>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    row.text(column)?.parse().map_err(|error: T::Err| row_error(column, error))
}

/// Reads a column that may hold the text of something.
pub(crate) fn optional_parsed<T: FromStr>(row: &Row<'_>, column: usize) -> Result<Option<T>, StoreError>
where
    T::Err: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    row.optional_text(column)?.map(|_| parsed(row, column)).transpose()
}

/// Reads a column of text.
pub(crate) fn text(row: &Row<'_>, column: usize) -> Result<String, StoreError> {
    row.text(column).map(str::to_owned)
}

/// Reads a column that holds JSON.
pub(crate) fn json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> Result<T, StoreError> {
    serde_json::from_str(row.text(column)?).map_err(|error| row_error(column, error))
}

pub(crate) fn time(row: &Row<'_>, column: usize) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(row.i64(column)?).map_err(|error| row_error(column, error))
}

pub(crate) fn optional_time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, StoreError> {
    row.optional_i64(column)?.map(|_| time(row, column)).transpose()
}

/// Databases hold signed numbers; ours are counts and never negative.
pub(crate) fn count(row: &Row<'_>, column: usize) -> Result<u64, StoreError> {
    u64::try_from(row.i64(column)?).map_err(|error| row_error(column, error))
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The 32 bytes of a digest.
pub(crate) fn digest(row: &Row<'_>, column: usize) -> Result<throughline_model::Digest, StoreError> {
    let bytes =
        row.bytes(column)?.try_into().map_err(|error: std::array::TryFromSliceError| row_error(column, error))?;
    Ok(throughline_model::Digest::from_bytes(bytes))
}
