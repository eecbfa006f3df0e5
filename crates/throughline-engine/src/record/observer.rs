//! The port to whatever shows, stores or sends a run. Observers are told of events after they are durable; one that
//! fails is left out from then on and never fails the run.

use throughline_model::Event;

use crate::RunView;

/// Why an observer could not follow.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct ObserverError {
    /// What it could not do.
    pub message: String,
    /// What caused it.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Follows a run. Where many events are told at once, observers may be told side by side.
pub trait Observer: Send {
    /// What it is, for the warning when it fails.
    fn name(&self) -> &'static str;

    /// An event became durable; the view has it in it, and those that became durable with it.
    ///
    /// # Errors
    /// When it cannot follow any more.
    fn observe(&mut self, event: &Event, view: &RunView) -> Result<(), ObserverError>;

    /// These events became durable together, in this order.
    ///
    /// # Errors
    /// When it cannot follow any more.
    fn observe_all(&mut self, events: &[Event], view: &RunView) -> Result<(), ObserverError> {
        events.iter().try_for_each(|event| self.observe(event, view))
    }

    /// Everything that is durable so far was told; what comes next may take long.
    ///
    /// # Errors
    /// When it cannot follow any more.
    fn caught_up(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let _ = view;
        Ok(())
    }

    /// Nothing has happened for a moment: time to write what was put off.
    ///
    /// # Errors
    /// When it cannot follow any more.
    fn rest(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let _ = view;
        Ok(())
    }
}
