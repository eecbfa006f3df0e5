//! What a command prints: from its pipe through the redactor into its log, and the last lines of it.
//!
//! A log that cannot be written fails nobody: the fault is noted, and the pipe is emptied all the same.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use camino::Utf8Path;
use rustix::io::Errno;

use crate::redact::{RedactStream, Redactor};

/// How much is read at once.
pub(super) const BUFFER: usize = 256 << 10;

/// A read of this much means that the command prints faster than we read: it gets a bigger pipe.
const HEAVY: usize = 64 << 10;
const BIG_PIPE: usize = 1 << 20;

/// How often a pipe is read before others get their turn.
const READS_AT_ONCE: usize = 8;

const TAIL_BYTES: usize = 8 << 10;
const TAIL_LINES: usize = 20;

#[derive(Debug)]
pub(super) struct Output {
    /// None when everybody who could write has closed it.
    pipe: Option<OwnedFd>,
    is_big: bool,
    redact: Option<RedactStream>,
    kept: Kept,
    bytes: u64,
}

/// Where the output goes.
#[derive(Debug)]
struct Kept {
    log: Log,
    tail: Tail,
}

/// The log of one attempt.
#[derive(Debug)]
pub(super) struct Log {
    file: Option<File>,
    /// Why it is not complete.
    pub(super) error: Option<String>,
}

/// What is known about the output in the end.
#[derive(Debug, Default)]
pub(super) struct Printed {
    pub(super) tail: Vec<String>,
    pub(super) bytes: u64,
    pub(super) log_error: Option<String>,
}

impl Output {
    /// Output that comes out of this pipe, whose reading end must not block.
    pub(super) fn new(pipe: OwnedFd, log: Log, redactor: &Redactor) -> Self {
        let kept = Kept { log, tail: Tail::default() };
        Self { pipe: Some(pipe), is_big: false, redact: redactor.stream(), kept, bytes: 0 }
    }

    /// The pipe, while it is open.
    pub(super) fn pipe(&self) -> Option<BorrowedFd<'_>> {
        self.pipe.as_ref().map(AsFd::as_fd)
    }

    /// Takes what is in the pipe, within reason.
    pub(super) fn read(&mut self, buffer: &mut [u8]) {
        for _ in 0..READS_AT_ONCE {
            let Some(pipe) = &self.pipe else { return };
            match rustix::io::read(pipe, &mut *buffer) {
                Ok(0) => self.pipe = None,
                Ok(length) => {
                    if length >= HEAVY && !self.is_big {
                        // Refused where the user's share of pipe memory is used up; then it stays as it is.
                        let _ = rustix::pipe::fcntl_setpipe_size(pipe, BIG_PIPE);
                        self.is_big = true;
                    }
                    self.take(&buffer[..length]);
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return,
                Err(_) => self.pipe = None,
            }
        }
    }

    fn take(&mut self, printed: &[u8]) {
        self.bytes += printed.len() as u64;
        match &mut self.redact {
            Some(redact) => self.kept.push(redact.push(printed)),
            None => self.kept.push(printed),
        }
    }

    /// Ends the log. Whoever still writes into the pipe gets SIGPIPE.
    pub(super) fn finish(mut self) -> Printed {
        if let Some(redact) = &mut self.redact {
            self.kept.push(redact.finish());
        }
        Printed { tail: self.kept.tail.lines(), bytes: self.bytes, log_error: self.kept.log.error }
    }
}

impl Kept {
    fn push(&mut self, piece: &[u8]) {
        self.tail.push(piece);
        self.log.write(piece);
    }
}

impl Log {
    /// Opens the log to append to it.
    pub(super) fn open(path: &Utf8Path) -> Self {
        let open = || OpenOptions::new().append(true).create(true).open(path);
        let opened = match (open(), path.parent()) {
            // Somebody removed the folder of the run, or that of all runs, while the run went on. Not more: a project that
            // was removed does not come back for the sake of a log.
            (Err(error), Some(folder)) if error.kind() == ErrorKind::NotFound => {
                let _ = folder.parent().map(std::fs::create_dir);
                let _ = std::fs::create_dir(folder);
                open()
            }
            (opened, _) => opened,
        };
        match opened {
            Ok(file) => Self { file: Some(file), error: None },
            Err(error) => Self { file: None, error: Some(format!("it cannot be opened: {error}")) },
        }
    }

    fn write(&mut self, piece: &[u8]) {
        if let Some(Err(error)) = self.file.as_mut().map(|file| file.write_all(piece)) {
            // No later piece is tried: a log that ends early is better than one with a hole.
            self.file = None;
            self.error = Some(format!("it ends early: {error}"));
        }
    }
}

/// The last bytes of a stream.
#[derive(Debug, Default)]
struct Tail {
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Tail {
    fn push(&mut self, piece: &[u8]) {
        let kept = &piece[piece.len().saturating_sub(TAIL_BYTES)..];
        if kept.len() + self.bytes.len() > 2 * TAIL_BYTES {
            let dropped = (self.bytes.len() + kept.len() - TAIL_BYTES).min(self.bytes.len());
            self.bytes.drain(..dropped);
            self.is_cut = true;
        }
        self.is_cut |= kept.len() < piece.len();
        self.bytes.extend_from_slice(kept);
    }

    /// The last lines. Of a line that was drawn over and over, as progress bars are, the last state.
    fn lines(&self) -> Vec<String> {
        let from = self.bytes.len().saturating_sub(TAIL_BYTES);
        let mut text = &self.bytes[from..];
        if self.is_cut || from > 0 {
            // The first line lacks its beginning; it is shown only where there is no other.
            let next = text.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            text = if next < text.len() { &text[next..] } else { text };
        }
        let text = text.strip_suffix(b"\n").unwrap_or(text);
        if text.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<_> = text.rsplit(|byte| *byte == b'\n').take(TAIL_LINES).map(shown).collect();
        lines.reverse();
        lines
    }
}

fn shown(line: &[u8]) -> String {
    let last = line.split(|byte| *byte == b'\r').rfind(|state| !state.is_empty()).unwrap_or_default();
    String::from_utf8_lossy(last).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tail(pieces: &[&[u8]]) -> Vec<String> {
        let mut tail = Tail::default();
        pieces.iter().for_each(|piece| tail.push(piece));
        assert!(tail.bytes.len() <= 2 * TAIL_BYTES);
        tail.lines()
    }

    #[test]
    fn the_tail_is_the_last_lines() {
        assert!(tail(&[]).is_empty());
        assert_eq!(tail(&[b"one\ntw", b"o\r\n\nthree"]), ["one", "two", "", "three"]);
        assert_eq!(tail(&[b"10 %\r50 %\r100 %\r\n\xff\n"]), ["100 %", "\u{fffd}"]);
        let many: String = (0..5000).map(|number| format!("line {number}\n")).collect();
        let expected: Vec<_> = (4980..5000).map(|number| format!("line {number}")).collect();
        assert_eq!(tail(&[many.as_bytes()]), expected);
        let pieces: Vec<_> = many.as_bytes().chunks(97).collect();
        assert_eq!(tail(&pieces), expected);
    }

    #[test]
    fn a_line_without_end_is_cut() {
        let long = vec![b'x'; 100_000];
        assert_eq!(tail(&[&long]), ["x".repeat(TAIL_BYTES)]);
        let mut two = vec![b'y'; TAIL_BYTES];
        two.extend_from_slice(b"\nlast");
        assert_eq!(tail(&[&two]), ["last"]);
    }
}
