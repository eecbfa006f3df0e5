//! Puts what happens into one order, makes it durable, and tells the observers: in that order.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use throughline_model::{ArtifactRecord, AttemptId, Digest, Event, EventKind, RunId, StageId};
use throughline_process::Redactor;

use crate::{Commit, Ledger, LedgerError, Observer, ObserverError, Parts, RunView, StageRecord};

/// So many events are worth a thread.
const MANY: usize = 1000;

/// What nobody waits for becomes durable together with what happens within this time: where stages are short, a commit
/// for each of them would be a good part of what they take.
const TOGETHER: Duration = Duration::from_millis(5);

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
    /// What is durable and was not told yet.
    untold: Vec<Event>,
    seq: u64,
    /// The time that fresh stages in a row were all found at.
    found_at: Option<Timestamp>,
    /// When the first of what is pending happened.
    pending_since: Option<Instant>,
    /// The log of the last attempt of each stage that has not ended well, durable yet or not.
    logs: HashMap<StageId, String>,
    has_attempts: bool,
}

impl<'a, 'o> Recorder<'a, 'o> {
    /// A recorder of the run that the view begins with.
    pub(super) fn new(
        ledger: &'a dyn Ledger,
        observers: Vec<&'o mut dyn Observer>,
        redactor: Redactor,
        view: RunView,
    ) -> Self {
        Self {
            ledger,
            observers,
            redactor,
            run: view.run,
            view,
            pending: Commit::default(),
            untold: Vec::new(),
            seq: 0,
            found_at: None,
            pending_since: None,
            logs: HashMap::new(),
            has_attempts: false,
        }
    }

    /// Something happened now.
    pub(super) fn emit(&mut self, kind: EventKind) {
        // Stages that are fresh are found so together: a ledger may store equal rows of them once.
        let at = match kind {
            EventKind::StageFresh { .. } => *self.found_at.get_or_insert_with(Timestamp::now),
            _ => {
                self.found_at = None;
                Timestamp::now()
            }
        };
        self.emit_at(at, kind);
    }

    /// Something happened then. Secrets are masked here, before anything stores or shows it.
    pub(super) fn emit_at(&mut self, at: Timestamp, kind: EventKind) {
        let kind = crate::run::mask::masked(kind, &self.redactor);
        self.pending_since.get_or_insert_with(Instant::now);
        match &kind {
            EventKind::AttemptStarted { stage_id, log_path, .. } => {
                self.has_attempts = true;
                self.logs.insert(stage_id.clone(), log_path.clone());
            }
            EventKind::StageSucceeded { stage_id, .. } => drop(self.logs.remove(stage_id)),
            _ => {}
        }
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

    /// Whether anything was tried in this run.
    pub(super) fn has_attempts(&self) -> bool {
        self.has_attempts
    }

    /// The log of the last attempt of a stage that has not ended well.
    pub(super) fn last_log(&self, stage: &StageId) -> Option<String> {
        self.logs.get(stage).cloned()
    }

    /// How long what is pending may still wait for more, to become durable together; none where nothing is pending.
    pub(super) fn patience(&self) -> Option<Duration> {
        self.pending_since.map(|since| TOGETHER.saturating_sub(since.elapsed()))
    }

    /// Makes everything that is pending durable.
    pub(super) fn commit(&mut self) -> Result<(), LedgerError> {
        self.pending_since = None;
        self.found_at = None;
        if self.pending.events.is_empty() {
            return Ok(());
        }
        let commit = std::mem::take(&mut self.pending);
        self.ledger.commit(&commit)?;
        self.untold.extend(commit.events);
        Ok(())
    }

    /// Tells the observers what has become durable.
    pub(super) fn tell_durable(&mut self) {
        let events = std::mem::take(&mut self.untold);
        if events.is_empty() {
            return;
        }
        for event in events.iter().filter(|event| event.seq > 0) {
            self.view.apply(event);
        }
        self.tell_all(&events);
    }

    /// Makes everything durable and tells it, until nothing is left.
    pub(super) fn flush(&mut self) -> Result<(), LedgerError> {
        // A warning about an observer is an event like any other; the observer is gone then, so this ends.
        while !(self.pending.events.is_empty() && self.untold.is_empty()) {
            self.commit()?;
            self.tell_durable();
        }
        Ok(())
    }

    /// Everything was told, and what follows from it is under way.
    pub(super) fn caught_up(&mut self) {
        self.tell(|observer, view| observer.caught_up(view));
    }

    /// Nothing has happened for a moment.
    pub(super) fn rest(&mut self) {
        self.tell(|observer, view| observer.rest(view));
    }

    /// Tells every observer of these events: where they are many, the first beside the others.
    fn tell_all(&mut self, events: &[Event]) {
        if events.len() < MANY {
            return self.tell(|observer, view| observer.observe_all(events, view));
        }
        let view = &self.view;
        let Some((first, rest)) = self.observers.split_first_mut() else { return };
        let outcomes = std::thread::scope(|scope| {
            let lost = |why: &str| Err(ObserverError { message: why.to_owned(), source: None });
            let beside = std::thread::Builder::new().spawn_scoped(scope, || first.observe_all(events, view));
            let mut outcomes: Vec<_> = rest.iter_mut().map(|observer| observer.observe_all(events, view)).collect();
            let of_first = match beside {
                Ok(thread) => thread.join().unwrap_or_else(|_| lost("its thread panicked")),
                Err(error) => lost(&format!("there is no thread for it: {error}")),
            };
            outcomes.insert(0, of_first);
            outcomes
        });
        let mut outcomes = outcomes.into_iter();
        self.tell(|_, _| outcomes.next().unwrap_or(Ok(())));
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
