//! One JSON event a line on standard output.

use std::io::{BufWriter, Stdout, Write};

use throughline_engine::{Observer, ObserverError, RunView};
use throughline_model::Event;

use super::json::escaped;

/// Prints each event as one line of JSON.
pub(crate) struct JsonLines {
    out: BufWriter<Stdout>,
    line: Vec<u8>,
}

impl JsonLines {
    /// Prints on standard output.
    pub(crate) fn new() -> Self {
        Self { out: BufWriter::with_capacity(BUFFER_BYTES, std::io::stdout()), line: Vec::new() }
    }
}

/// So much is gathered where many things happen at once.
const BUFFER_BYTES: usize = 1 << 16;

fn fault(source: std::io::Error) -> ObserverError {
    ObserverError { message: "cannot write to standard output".to_owned(), source: Some(source.into()) }
}

impl Observer for JsonLines {
    fn name(&self) -> &'static str {
        "standard output"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        self.line.clear();
        event.write_line(&mut self.line).map_err(|error| fault(error.into()))?;
        self.line.push(b'\n');
        // Nearly every event is ASCII, in which JSON has escaped what a terminal would obey; save one character.
        if self.line.iter().all(|byte| byte.is_ascii() && *byte != 0x7f) {
            return self.out.write_all(&self.line).map_err(fault);
        }
        let escaped = escaped(&String::from_utf8_lossy(&self.line));
        self.out.write_all(escaped.as_bytes()).map_err(fault)
    }

    fn caught_up(&mut self, _view: &RunView) -> Result<(), ObserverError> {
        self.out.flush().map_err(fault)
    }
}
