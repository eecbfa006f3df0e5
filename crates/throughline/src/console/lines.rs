//! One JSON event a line on standard output.

use std::io::Write;

use throughline_engine::{Observer, ObserverError, RunView};
use throughline_model::Event;

/// Prints each event as one line of JSON.
pub(crate) struct JsonLines;

impl Observer for JsonLines {
    fn name(&self) -> &'static str {
        "standard output"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        let fault = |source: std::io::Error| ObserverError {
            message: "cannot write to standard output".to_owned(),
            source: Some(source.into()),
        };
        let mut line = event.to_line().map_err(|error| fault(error.into()))?;
        line.push('\n');
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(fault)
    }
}
