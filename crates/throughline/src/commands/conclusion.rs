//! When a run of a built-in pipeline has ended, the pipeline writes what it promises about it.

use throughline_engine::{Observer, ObserverError, RunView, chain};
use throughline_model::{Event, EventKind};

use crate::workspace::BuiltIn;

/// Gathers the events of a run and hands them over at its end.
pub(super) struct Conclusion<'a> {
    built_in: &'a BuiltIn,
    events: Vec<Event>,
}

impl<'a> Conclusion<'a> {
    pub(super) fn new(built_in: &'a BuiltIn) -> Self {
        Self { built_in, events: Vec::new() }
    }
}

impl Observer for Conclusion<'_> {
    fn name(&self) -> &'static str {
        "the summary of the pipeline"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        self.events.push(event.clone());
        if !matches!(event.kind, EventKind::RunEnded { .. }) {
            return Ok(());
        }
        let BuiltIn { pipeline, preparation, .. } = self.built_in;
        pipeline
            .conclude(preparation, &self.events)
            .map_err(|error| ObserverError { message: chain(&error), source: None })
    }
}
