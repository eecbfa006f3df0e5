//! Columns as what they mean: ids and words, times, and JSON.

use std::fmt::Display;
use std::str::FromStr;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use throughline_model::shape::Time;

use super::row::{Row, row_error};
use crate::StoreError;

impl Row<'_> {
    /// The column's text as what it says: an id, a word of a vocabulary, a bounded text.
    ///
    /// # Errors
    /// When it is null, or does not say such a thing.
    pub fn parsed<T: FromStr<Err: Display>>(&self, column: usize) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|error: T::Err| row_error(column, error.to_string()))
    }

    /// The same; none where it is null.
    ///
    /// # Errors
    /// When it does not say such a thing.
    pub fn optional_parsed<T: FromStr<Err: Display>>(&self, column: usize) -> Result<Option<T>, StoreError> {
        match self.optional_text(column)? {
            Some(text) => text.parse().map(Some).map_err(|error: T::Err| row_error(column, error.to_string())),
            None => Ok(None),
        }
    }

    /// The column's time: microseconds since 1970.
    ///
    /// # Errors
    /// When it is null, or cannot be told.
    pub fn time(&self, column: usize) -> Result<Time, StoreError> {
        moment(column, self.i64(column)?)
    }

    /// The same; none where it is null.
    ///
    /// # Errors
    /// When it cannot be told.
    pub fn optional_time(&self, column: usize) -> Result<Option<Time>, StoreError> {
        self.optional_i64(column)?.map(|micros| moment(column, micros)).transpose()
    }

    /// The column's JSON.
    ///
    /// # Errors
    /// When it is null, or not of that form.
    pub fn json<T: DeserializeOwned>(&self, column: usize) -> Result<T, StoreError> {
        serde_json::from_str(self.text(column)?).map_err(|error| row_error(column, error))
    }

    /// The same; none where it is null.
    ///
    /// # Errors
    /// When it is not of that form.
    pub fn optional_json<T: DeserializeOwned>(&self, column: usize) -> Result<Option<T>, StoreError> {
        let text = self.optional_text(column)?;
        text.map(|text| serde_json::from_str(text).map_err(|error| row_error(column, error))).transpose()
    }
}

fn moment(column: usize, micros: i64) -> Result<Time, StoreError> {
    Timestamp::from_microsecond(micros).map(Time::new).map_err(|error| row_error(column, error))
}

/// A time as it is kept.
#[must_use]
pub fn micros(time: Time) -> i64 {
    time.timestamp().as_microsecond()
}
