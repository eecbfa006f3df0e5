//! What a built-in writes, masked on its way to the log.

use std::io::Write;

use throughline_process::RedactStream;

/// What a built-in writes goes through here on its way to the log, in whatever pieces it comes.
pub(super) struct Redacting {
    pub(super) file: std::fs::File,
    /// None where there is nothing to mask.
    pub(super) stream: Option<RedactStream>,
}

impl Redacting {
    /// Writes what might have become a secret and has not.
    pub(super) fn finish(&mut self) -> std::io::Result<()> {
        match &mut self.stream {
            Some(stream) => self.file.write_all(stream.finish()),
            None => Ok(()),
        }
    }
}

impl Write for Redacting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write_all(self.stream.as_mut().map_or(bytes, |stream| stream.push(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
