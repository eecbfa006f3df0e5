//! Why a stage ran or did not, and which parts of what it depends on had changed.

use std::collections::HashMap;

use serde::Serialize;
use throughline_model::{AttemptId, Change, Digest, Event, EventKind, RunId, StageId, StageStatus};

use crate::freshness::judge::read_parts;
use crate::{JudgeError, Ledger, LedgerError, Parts, RunView, StageRecord, StageView};

/// Why a stage ran or did not.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The stage or instance.
    pub stage_id: StageId,
    /// What became of it.
    pub status: StageStatus,
    /// Whether it runs right now.
    pub running: bool,
    /// Why, in words.
    pub reason: Option<String>,
    /// What its result depends on, as one digest.
    pub fingerprint: Option<Digest>,
    /// The result that was there before, or that stands.
    pub previous: Option<Previous>,
    /// What differs from that result.
    pub changes: Vec<Change>,
    /// What the result depends on, part by part, where there is a result and this was asked for.
    pub parts: Option<Parts>,
}

/// The result that a stage had before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Previous {
    /// The run that made it.
    pub run_id: RunId,
    /// What it depended on.
    pub fingerprint: Digest,
}

/// What the events say of a stage beside its view.
#[derive(Debug, Clone, Default)]
struct Told {
    ran: bool,
    changes: Vec<Change>,
    attempt: Option<AttemptId>,
}

/// What is asked of a run.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExplainQuestion<'a> {
    /// This stage or instance alone.
    pub only: Option<&'a StageId>,
    /// What each result depends on, part by part, changed or not.
    pub parts: bool,
}

/// Explains the stages of a run, in order: all of them, or one.
///
/// # Errors
/// When the ledger cannot be read.
pub fn explain(
    ledger: &dyn Ledger,
    events: &[Event],
    view: &RunView,
    question: ExplainQuestion<'_>,
) -> Result<Vec<Explanation>, JudgeError> {
    let mut told = told(events);
    let wanted = view.all_stages().filter(|stage| question.only.is_none_or(|only| stage.id == *only));
    let wanted: Vec<(&StageView, Told)> =
        wanted.map(|stage| (stage, told.remove(&stage.id).unwrap_or_default())).collect();
    let mut results = Results::of(ledger, view.run, &wanted, question.parts)?;
    wanted.into_iter().map(|(stage, told)| results.explain(view, stage, told)).collect()
}

/// The results that stages have, and those that they had before, asked for together: a run has thousands of stages.
struct Results<'a> {
    ledger: &'a dyn Ledger,
    made: HashMap<AttemptId, StageRecord>,
    before: HashMap<StageId, StageRecord>,
    with_parts: bool,
}

/// Whether the result that a stage had before is compared with.
fn has_before(stage: &StageView, told: &Told) -> bool {
    match stage.status {
        StageStatus::Skipped | StageStatus::Fresh | StageStatus::Blocked => false,
        StageStatus::Waiting => true,
        StageStatus::Pending | StageStatus::Succeeded | StageStatus::Failed => told.ran,
    }
}

impl<'a> Results<'a> {
    fn of(
        ledger: &'a dyn Ledger,
        run: RunId,
        wanted: &[(&StageView, Told)],
        with_parts: bool,
    ) -> Result<Self, LedgerError> {
        let before = wanted.iter().filter(|(stage, told)| has_before(stage, told));
        let before: Vec<StageId> = before.map(|(stage, _)| stage.id.clone()).collect();
        let before = ledger.record_before_each(&before, run)?;
        // A stage that does not say what has changed is compared part by part.
        let is_compared = |stage: &StageView, told: &Told| told.changes.is_empty() && before.contains_key(&stage.id);
        let made = wanted.iter().filter(|(stage, told)| with_parts || is_compared(stage, told));
        let made: Vec<AttemptId> = made.filter_map(|(_, told)| told.attempt).collect();
        Ok(Self { ledger, made: ledger.record_of_attempts(&made)?, before, with_parts })
    }

    fn explain(&mut self, view: &RunView, stage: &StageView, told: Told) -> Result<Explanation, JudgeError> {
        let before = self.before.remove(&stage.id);
        let is_read = self.with_parts || (told.changes.is_empty() && before.is_some());
        let record = match (told.attempt, &stage.fingerprint) {
            (Some(attempt), Some(fingerprint)) if is_read => {
                exactly(self.ledger, self.made.remove(&attempt), &stage.id, fingerprint)?
            }
            _ => None,
        };
        let parts = record.as_ref().map(read_parts).transpose()?;
        let changes = match (&parts, &before) {
            // A stage that is forced, or never fresh, does not say what has changed; the parts do.
            (Some(parts), Some(before)) if told.changes.is_empty() => parts.changes_since(&read_parts(before)?),
            _ => told.changes,
        };
        let previous = match (stage.since, stage.fingerprint) {
            (Some(run_id), Some(fingerprint)) => Some(Previous { run_id, fingerprint }),
            _ => before.map(|record| Previous { run_id: record.run, fingerprint: record.fingerprint }),
        };
        Ok(Explanation {
            stage_id: stage.id.clone(),
            status: stage.status,
            running: stage.running,
            reason: reason(view, stage),
            fingerprint: stage.fingerprint,
            previous,
            changes,
            parts: parts.filter(|_| self.with_parts),
        })
    }
}

/// The record with exactly this fingerprint: an attempt has more than one where its result was found valid again.
pub(super) fn record_with(
    ledger: &dyn Ledger,
    stage: &StageId,
    attempt: AttemptId,
    fingerprint: &Digest,
) -> Result<Option<StageRecord>, LedgerError> {
    exactly(ledger, ledger.record_of_attempt(attempt)?, stage, fingerprint)
}

fn exactly(
    ledger: &dyn Ledger,
    record: Option<StageRecord>,
    stage: &StageId,
    fingerprint: &Digest,
) -> Result<Option<StageRecord>, LedgerError> {
    match record {
        Some(record) if record.stage == *stage && record.fingerprint == *fingerprint => Ok(Some(record)),
        _ => ledger.record_find(stage, fingerprint),
    }
}

fn reason(view: &RunView, stage: &StageView) -> Option<String> {
    let unreached = || {
        if view.finished_at.is_none() { "not reached yet" } else { "the run ended before it was reached" }.to_owned()
    };
    match stage.status {
        StageStatus::Pending if stage.reason.is_none() => Some(unreached()),
        _ => stage.reason.clone(),
    }
}

fn told(events: &[Event]) -> HashMap<StageId, Told> {
    let mut found: HashMap<StageId, Told> = HashMap::new();
    for event in events {
        match &event.kind {
            EventKind::StageStarted { stage_id, changes, .. } => {
                let told = found.entry(stage_id.clone()).or_default();
                told.ran = true;
                told.changes.clone_from(changes);
            }
            EventKind::StageFresh { stage_id, attempt_id, .. }
            | EventKind::StageSucceeded { stage_id, attempt_id, .. } => {
                found.entry(stage_id.clone()).or_default().attempt = Some(*attempt_id);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;
    use throughline_model::{Filters, RunStarted};

    use super::super::memory::{Memory, record, run_at};
    use super::*;

    fn parts(input: &str) -> Parts {
        let mut parts = Parts::default();
        parts.insert("input:a", json!(input));
        parts
    }

    fn events(run: RunId, kinds: Vec<EventKind>) -> Vec<Event> {
        let started = EventKind::RunStarted(Box::new(RunStarted {
            pipeline_id: "full".into(),
            name: String::new(),
            graph_path: String::new(),
            graph_digest: Digest::of(b""),
            filters: Filters::default(),
            parameters: serde_json::Map::new(),
            stages: ["a", "b", "c"].map(|stage| (stage.into(), None)).to_vec(),
            planned_stage_ids: Vec::new(),
            jobs: 1,
            tool_version: String::new(),
        }));
        let kinds = std::iter::once(started).chain(kinds).enumerate();
        kinds.map(|(seq, kind)| Event { run, seq: seq as u64, at: Timestamp::UNIX_EPOCH, kind }).collect()
    }

    #[test]
    fn a_forced_stage_is_compared_by_its_parts_and_a_fresh_one_points_to_its_run() {
        let (before, now) = (run_at(1), run_at(2));
        let old = record(before, "a", 1, &parts("one"), &[]);
        let made = record(now, "a", 2, &parts("two"), &[]);
        let stands = record(before, "b", 1, &parts("same"), &[]);
        let events = events(
            now,
            vec![
                EventKind::StageStarted {
                    stage_id: "a".into(),
                    reason: "forced".to_owned(),
                    fingerprint: Some(made.fingerprint),
                    changes: Vec::new(),
                },
                EventKind::StageSucceeded {
                    stage_id: "a".into(),
                    attempt_id: made.attempt,
                    fingerprint: made.fingerprint,
                    artifacts: Vec::new(),
                    duration_ms: 1,
                },
                EventKind::StageFresh {
                    stage_id: "b".into(),
                    since: before,
                    attempt_id: stands.attempt,
                    fingerprint: stands.fingerprint,
                    artifacts: Vec::new(),
                },
            ],
        );
        let ledger = Memory { records: vec![old.clone(), stands.clone(), made] };
        let view = RunView::from_events(&events).unwrap();
        let all = ExplainQuestion { only: None, parts: true };
        let found = explain(&ledger, &events, &view, all).unwrap();
        let [a, b, c] = &found[..] else { panic!("{found:?}") };
        assert_eq!(a.previous, Some(Previous { run_id: before, fingerprint: old.fingerprint }));
        let change = Change { part: "input:a".to_owned(), old: Some(json!("one")), new: Some(json!("two")) };
        assert_eq!(a.changes, [change]);
        assert_eq!(b.previous, Some(Previous { run_id: before, fingerprint: stands.fingerprint }));
        assert_eq!((b.changes.len(), b.parts.as_ref()), (0, Some(&parts("same"))));
        assert_eq!(c.reason.as_deref(), Some("not reached yet"));
        let only = ExplainQuestion { only: Some(&"b".into()), parts: true };
        assert_eq!(explain(&ledger, &events, &view, only).unwrap(), std::slice::from_ref(b));
        // Without the parts, all else is the same.
        let mut without = found.clone();
        without.iter_mut().for_each(|explanation| explanation.parts = None);
        assert_eq!(explain(&ledger, &events, &view, ExplainQuestion::default()).unwrap(), without);
    }

    #[test]
    fn an_attempt_whose_result_was_found_valid_again_is_told_by_its_fingerprint() {
        let run = run_at(1);
        let first = record(run, "a", 1, &parts("one"), &[]);
        let again = StageRecord {
            attempt: first.attempt,
            fingerprint: parts("two").fingerprint().unwrap(),
            parts: serde_json::to_string(&parts("two")).unwrap(),
            ..first.clone()
        };
        let ledger = Memory { records: vec![first.clone(), again] };
        let found = record_with(&ledger, &"a".into(), first.attempt, &first.fingerprint).unwrap();
        assert_eq!(found, Some(first));
    }
}
