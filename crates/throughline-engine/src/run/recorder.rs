//! Puts what happens into one order, makes it durable, and tells the observers: in that order.

use jiff::Timestamp;
use throughline_model::{ArtifactRecord, AttemptId, Digest, Event, EventKind, RunId, StageId};
use throughline_process::Redactor;

use crate::{Commit, Ledger, LedgerError, Observer, ObserverError, Parts, RunView, StageRecord};

/// The one writer of a run's events.
pub(super) struct Recorder<'a, 'o> {
    ledger: &'a dyn Ledger,
    observers: Vec<&'o mut dyn Observer>,
    redactor: Redactor,
    /// The run.
    pub(super) run: RunId,
    /// The run as its durable events tell it.
    pub(super) view: RunView,
    pending: Commit,
    seq: u64,
}

impl<'a, 'o> Recorder<'a, 'o> {
    /// A recorder of the run that the view begins with.
    pub(super) fn new(
        ledger: &'a dyn Ledger,
        observers: Vec<&'o mut dyn Observer>,
        redactor: Redactor,
        view: RunView,
    ) -> Self {
        Self { ledger, observers, redactor, run: view.run, view, pending: Commit::default(), seq: 0 }
    }

    /// Something happened now.
    pub(super) fn emit(&mut self, kind: EventKind) {
        self.emit_at(Timestamp::now(), kind);
    }

    /// Something happened then. Secrets are masked here, before anything stores or shows it.
    pub(super) fn emit_at(&mut self, at: Timestamp, kind: EventKind) {
        let kind = crate::run::mask::masked(kind, &self.redactor);
        self.pending.events.push(Event { run: self.run, seq: self.seq, at, kind });
        self.seq += 1;
    }

    /// Adds a record to what becomes durable with the events that are pending.
    pub(super) fn remember(&mut self, record: StageRecord) {
        self.pending.records.push(record);
    }

    /// The record of a stage that ended well.
    pub(super) fn record(
        &self,
        stage: StageId,
        judged: (&Parts, Digest),
        attempt: AttemptId,
        artifacts: Vec<ArtifactRecord>,
    ) -> StageRecord {
        StageRecord {
            stage,
            run: self.run,
            attempt,
            fingerprint: judged.1,
            // A value that came from JSON can be written as JSON.
            parts: serde_json::to_string(judged.0).unwrap_or_default(),
            artifacts,
            after: std::collections::BTreeMap::new(),
            usable: true,
            at: Timestamp::now(),
        }
    }

    /// Makes everything that is pending durable, then tells the observers of it.
    pub(super) fn flush(&mut self) -> Result<(), LedgerError> {
        // A warning about an observer is an event like any other; the observer is gone then, so this ends.
        while !self.pending.events.is_empty() {
            let commit = std::mem::take(&mut self.pending);
            self.ledger.commit(&commit)?;
            for event in &commit.events {
                if event.seq > 0 {
                    self.view.apply(event);
                }
                self.tell(|observer, view| observer.observe(event, view));
            }
        }
        Ok(())
    }

    /// Nothing has happened for a moment.
    pub(super) fn rest(&mut self) {
        self.tell(|observer, view| observer.rest(view));
    }

    /// Tells every observer; one that fails is left out from then on, and that is an event.
    fn tell(&mut self, mut word: impl FnMut(&mut dyn Observer, &RunView) -> Result<(), ObserverError>) {
        let view = &self.view;
        let mut faults = Vec::new();
        self.observers.retain_mut(|observer| match word(&mut **observer, view) {
            Ok(()) => true,
            Err(error) => {
                faults.push(format!("{} cannot follow the run any more: {}", observer.name(), crate::chain(&error)));
                false
            }
        });
        for message in faults {
            self.emit(EventKind::Warning { stage_id: None, message });
        }
    }
}
