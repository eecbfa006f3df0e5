//! What differs between two runs: what they were given, what their stages depended on, what came out, how long it took.
//!
//! An artifact differs when both runs recorded it with different digests, or when one did and the other reached its
//! stage in vain. Of a stage that one of the runs left out, or did not have, there is nothing to compare.

use std::collections::HashMap;

use serde::Serialize;
use throughline_model::{ArtifactRecord, AttemptId, Change, Digest, Event, EventKind, RunId, StageId, StageStatus};

use super::artifact_diff::{ArtifactDiff, Former, artifact_diffs};
use super::explain::record_with;
use crate::freshness::judge::read_parts;
use crate::{JudgeError, Ledger, Parts, RunView, StageView};

/// One of the two runs.
#[derive(Debug, Clone, Copy)]
pub struct RunSide<'a> {
    /// Its events.
    pub events: &'a [Event],
    /// What they come to.
    pub view: &'a RunView,
}

/// The same of both runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pair<T> {
    /// In the run before.
    pub old: T,
    /// In the run after.
    pub new: T,
}

impl<T: PartialEq> Pair<T> {
    /// Whether the two are equal.
    pub fn is_same(&self) -> bool {
        self.old == self.new
    }
}

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDiff {
    /// The runs.
    pub run_id: Pair<RunId>,
    /// Their states.
    pub status: Pair<throughline_model::RunStatus>,
    /// The digests of the graph file.
    pub graph_digest: Pair<Digest>,
    /// The parameters that differ.
    pub parameters: Vec<Change>,
    /// How long they took, in milliseconds.
    pub duration_ms: Pair<Option<u64>>,
    /// The new span divided by the old one.
    pub ratio: Option<f64>,
    /// Every stage and instance of either, in the order of the new run.
    pub stages: Vec<StageDiff>,
    /// Whether any artifact differs.
    pub artifacts_differ: bool,
}

/// What differs in one stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageDiff {
    /// The stage or instance.
    pub stage_id: StageId,
    /// What became of it; none where the run does not have it.
    pub status: Pair<Option<StageStatus>>,
    /// What its result depends on, as one digest.
    pub fingerprint: Pair<Option<Digest>>,
    /// The parts that differ, where both runs have a result.
    pub changes: Vec<Change>,
    /// The artifacts that differ.
    pub artifacts: Vec<ArtifactDiff>,
    /// How long it took, in milliseconds; none where it did not run.
    pub duration_ms: Pair<Option<u64>>,
    /// The new span divided by the old one.
    pub ratio: Option<f64>,
}

/// Compares two runs. `former` finds what an artifact held.
///
/// # Errors
/// When the ledger cannot be read.
pub fn diff(
    ledger: &dyn Ledger,
    old: RunSide<'_>,
    new: RunSide<'_>,
    former: &dyn Fn(&ArtifactRecord) -> Former,
) -> Result<RunDiff, JudgeError> {
    let attempts = (attempts(old.events), attempts(new.events));
    let mut stages = Vec::new();
    let gone = old.view.all_stages().filter(|stage| new.view.stage(&stage.id).is_none());
    let ids = new.view.all_stages().chain(gone).map(|stage| &stage.id);
    for id in ids {
        let sides = Pair { old: old.view.stage(id), new: new.view.stage(id) };
        let parts = |stage: Option<&StageView>, attempts: &HashMap<&StageId, AttemptId>| {
            parts_of(ledger, id, stage, attempts.get(id).copied())
        };
        let same_fingerprint = fingerprint(sides.old).is_some() && fingerprint(sides.old) == fingerprint(sides.new);
        let changes = match same_fingerprint {
            true => Vec::new(),
            false => match (parts(sides.old, &attempts.0)?, parts(sides.new, &attempts.1)?) {
                (Some(old), Some(new)) => new.changes_since(&old),
                _ => Vec::new(),
            },
        };
        stages.push(stage_diff(id, sides, changes, former));
    }
    let duration_ms = Pair { old: old.view.duration_ms, new: new.view.duration_ms };
    Ok(RunDiff {
        run_id: Pair { old: old.view.run, new: new.view.run },
        status: Pair { old: old.view.status, new: new.view.status },
        graph_digest: Pair { old: old.view.started.graph_digest, new: new.view.started.graph_digest },
        parameters: parameter_changes(old.view, new.view),
        duration_ms,
        ratio: ratio(duration_ms),
        artifacts_differ: stages.iter().any(|stage| !stage.artifacts.is_empty()),
        stages,
    })
}

fn attempts(events: &[Event]) -> HashMap<&StageId, AttemptId> {
    let of_event = |event| match event {
        &EventKind::StageFresh { ref stage_id, attempt_id, .. }
        | &EventKind::StageSucceeded { ref stage_id, attempt_id, .. } => Some((stage_id, attempt_id)),
        _ => None,
    };
    events.iter().filter_map(|event| of_event(&event.kind)).collect()
}

fn fingerprint(stage: Option<&StageView>) -> Option<Digest> {
    stage.and_then(|stage| stage.fingerprint)
}

fn parts_of(
    ledger: &dyn Ledger,
    id: &StageId,
    stage: Option<&StageView>,
    attempt: Option<AttemptId>,
) -> Result<Option<Parts>, JudgeError> {
    let (Some(fingerprint), Some(attempt)) = (fingerprint(stage), attempt) else { return Ok(None) };
    record_with(ledger, id, attempt, &fingerprint)?.as_ref().map(read_parts).transpose()
}

fn parameter_changes(old: &RunView, new: &RunView) -> Vec<Change> {
    let parts = |view: &RunView| {
        let mut parts = Parts::default();
        for (name, value) in &view.started.parameters {
            parts.insert(name, value.clone());
        }
        parts
    };
    parts(new).changes_since(&parts(old))
}

fn stage_diff(
    id: &StageId,
    sides: Pair<Option<&StageView>>,
    changes: Vec<Change>,
    former: &dyn Fn(&ArtifactRecord) -> Former,
) -> StageDiff {
    let duration_ms = Pair { old: sides.old.and_then(|s| s.duration_ms), new: sides.new.and_then(|s| s.duration_ms) };
    let took_part = |stage: Option<&StageView>| stage.is_some_and(|stage| stage.status != StageStatus::Skipped);
    let artifacts = match (sides.old, sides.new) {
        (Some(old), Some(new)) if took_part(sides.old) && took_part(sides.new) => {
            artifact_diffs(settled(old), settled(new), former)
        }
        _ => Vec::new(),
    };
    StageDiff {
        stage_id: id.clone(),
        status: Pair { old: sides.old.map(|stage| stage.status), new: sides.new.map(|stage| stage.status) },
        fingerprint: Pair { old: fingerprint(sides.old), new: fingerprint(sides.new) },
        changes,
        artifacts,
        duration_ms,
        ratio: ratio(duration_ms),
    }
}

/// The artifacts that a stage left. What a gate shows is not its own.
fn settled(stage: &StageView) -> &[ArtifactRecord] {
    match stage.status {
        StageStatus::Succeeded | StageStatus::Fresh => &stage.artifacts,
        _ => &[],
    }
}

#[expect(clippy::cast_precision_loss, reason = "a ratio that is shown")]
fn ratio(span: Pair<Option<u64>>) -> Option<f64> {
    let old = span.old.filter(|old| *old > 0)?;
    Some(span.new? as f64 / old as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_needs_two_spans() {
        assert_eq!(ratio(Pair { old: Some(2), new: Some(5) }), Some(2.5));
        assert_eq!(ratio(Pair { old: Some(0), new: Some(5) }), None);
        assert_eq!(ratio(Pair { old: Some(2), new: None }), None);
    }
}
