//! What a stage printed, on standard output as it is.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};

use super::printable;
use crate::error::CommandError;

/// Standard output: bytes as they are for a pipe, and nothing that a terminal would obey for a terminal.
pub(crate) struct Output {
    is_terminal: bool,
    held: Vec<u8>,
}

impl Output {
    /// Standard output as it is.
    pub(crate) fn new() -> Self {
        Self { is_terminal: std::io::stdout().is_terminal(), held: Vec::new() }
    }

    /// Copies what there is to read.
    ///
    /// # Errors
    /// When the file cannot be read, or standard output takes no more.
    pub(crate) fn copy(&mut self, file: &mut File) -> Result<(), CommandError> {
        let mut out = std::io::stdout().lock();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match file.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(CommandError::failed(format!("cannot read the log: {error}"))),
            };
            if self.is_terminal {
                self.held.extend_from_slice(&buffer[..count]);
                out.write_all(self.certain(false).as_bytes())?;
            } else {
                out.write_all(&buffer[..count])?;
            }
        }
        Ok(out.flush()?)
    }

    /// What is held and certain: the beginning of a character may be followed by its end.
    fn certain(&mut self, is_all: bool) -> String {
        let cut = match std::str::from_utf8(&self.held) {
            Err(error) if error.error_len().is_none() && !is_all => error.valid_up_to(),
            _ => self.held.len(),
        };
        // A carriage return may be the first half of a line end.
        let cut = if !is_all && self.held[..cut].ends_with(b"\r") { cut - 1 } else { cut };
        let rest = self.held.split_off(cut);
        let text = String::from_utf8_lossy(&std::mem::replace(&mut self.held, rest)).replace("\r\n", "\n");
        printable(&text).into_owned()
    }

    /// Writes what is still held.
    ///
    /// # Errors
    /// When standard output takes no more.
    pub(crate) fn finish(mut self) -> Result<(), CommandError> {
        let mut out = std::io::stdout().lock();
        out.write_all(self.certain(true).as_bytes())?;
        Ok(out.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_in_two_pieces_is_shown_whole_and_a_terminal_obeys_nothing() {
        let mut output = Output { is_terminal: true, held: Vec::new() };
        let mut shown = String::new();
        for piece in ["gr\u{fc}\x1b[2J".as_bytes(), b"a\r", b"\n\xe2\x82", b"\xac\xff", b"\r"] {
            output.held.extend_from_slice(piece);
            shown.push_str(&output.certain(false));
        }
        shown.push_str(&output.certain(true));
        assert_eq!(shown, "gr\u{fc}\\u{1b}[2Ja\n\u{20ac}\u{fffd}\\r");
    }
}
