//! A part of a list, and an object with its revision.

use std::fmt::Display;

use throughline_model::work::EntityKind;

use super::WorkError;

/// A part of a list that shows the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page<K> {
    /// At most as many; of what has links, no more than a few thousand, as their ids stand in one statement.
    pub limit: u32,
    /// So many are left out.
    pub offset: u32,
    /// Those behind this one in the list: what arrives later moves nothing.
    pub after: Option<K>,
}

impl<K> Default for Page<K> {
    fn default() -> Self {
        Self { limit: 100, offset: 0, after: None }
    }
}

/// An object that may change, with the number of its state.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<T> {
    /// The object.
    pub object: T,
    /// Counts its changes, from 1.
    pub revision: i64,
}

impl<T> Stored<T> {
    /// The object as it was made.
    pub(super) fn first(object: T) -> Self {
        Self { object, revision: 1 }
    }

    /// The object as it is after a change.
    pub(super) fn next(&self, object: T) -> Self {
        Self { object, revision: self.revision + 1 }
    }

    /// Whether it is what the caller thinks it is.
    pub(super) fn check(
        &self,
        kind: EntityKind,
        id: impl Display + Copy,
        expected: Option<i64>,
    ) -> Result<(), WorkError> {
        match expected {
            Some(expected) if expected != self.revision => {
                Err(WorkError::Revision { kind, id: id.to_string(), expected, found: self.revision })
            }
            _ => Ok(()),
        }
    }
}
