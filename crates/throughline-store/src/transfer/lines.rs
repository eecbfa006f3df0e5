//! Lines that are read, one at a time.

use std::io::{BufRead, Read as _};

use serde::de::DeserializeOwned;
use throughline_model::{Digest, Hasher};

use super::TransferError;
use super::format::LONGEST;

/// Stands at one line.
pub(super) struct Lines<'a> {
    input: &'a mut dyn BufRead,
    line: Vec<u8>,
    number: u64,
    /// Of all lines before this one.
    hasher: Hasher,
}

impl<'a> Lines<'a> {
    /// Stands at the first line.
    ///
    /// # Errors
    /// As [`Lines::advance`].
    pub(super) fn new(input: &'a mut dyn BufRead) -> Result<Self, TransferError> {
        let mut lines = Self { input, line: Vec::new(), number: 0, hasher: Hasher::default() };
        lines.advance()?;
        Ok(lines)
    }

    /// Goes to the next line.
    ///
    /// # Errors
    /// When there is none that is whole, or it is too long.
    pub(super) fn advance(&mut self) -> Result<(), TransferError> {
        self.hasher.update(&self.line);
        self.line.clear();
        self.number += 1;
        let mut input = (&mut *self.input).take(LONGEST as u64 + 1);
        input.read_until(b'\n', &mut self.line).map_err(TransferError::Read)?;
        if self.line.len() > LONGEST {
            return Err(self.fault(format!("has more than {LONGEST} bytes")));
        }
        if self.line.last() == Some(&b'\n') { Ok(()) } else { Err(TransferError::Cut) }
    }

    /// The line with its end.
    pub(super) fn line(&self) -> &[u8] {
        &self.line
    }

    /// Whether it is a row.
    pub(super) fn is_row(&self) -> bool {
        self.line.first() == Some(&b'[')
    }

    /// What it says.
    ///
    /// # Errors
    /// When it says something else.
    pub(super) fn parse<T: DeserializeOwned>(&self) -> Result<T, TransferError> {
        serde_json::from_slice(&self.line).map_err(|error| self.fault(format!("cannot be understood: {error}")))
    }

    /// The digest of all lines before this one.
    pub(super) fn digest(&self) -> Digest {
        self.hasher.clone().finish()
    }

    /// # Errors
    /// When this line is not the last.
    pub(super) fn end(&mut self) -> Result<(), TransferError> {
        let mut more = Vec::new();
        (&mut *self.input).take(1).read_until(b'\n', &mut more).map_err(TransferError::Read)?;
        self.number += 1;
        if more.is_empty() { Ok(()) } else { Err(self.fault("stands behind the last line".to_owned())) }
    }

    /// What is wrong with this line.
    pub(super) fn fault(&self, message: String) -> TransferError {
        TransferError::Line { number: self.number, message }
    }
}
