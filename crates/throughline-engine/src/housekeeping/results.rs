//! Which results still count: those that the next plan may find fresh, and those that made what is there.
//!
//! The newest result of a stage counts always, because the next plan compares with it. An older one counts while what
//! it left is there: put the sources back to what they were, or give the parameters of then, and it is found again.
//! When in doubt (a file that cannot be read) it counts.

use std::collections::HashMap;

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::Value;
use throughline_model::{ArtifactRecord, AttemptId, Digest, RunId, StageId};

use super::port::{Housekeeping, RecordSet};
use crate::{Contents, LedgerError, StageRecord};

/// A result that still counts, as far as its line of cause needs it.
pub(super) struct Counted {
    pub(super) stage: StageId,
    pub(super) run: RunId,
    pub(super) attempt: AttemptId,
    pub(super) at: Timestamp,
    /// What it left.
    pub(super) left: Vec<(String, Digest)>,
    /// What it was made of.
    pub(super) made_of: MadeOf,
}

/// What a result was made of, by the parts of its fingerprint.
#[derive(Default)]
pub(super) struct MadeOf {
    /// Files and folders with what they held; none where nothing was there.
    pub(super) files: Vec<(String, Option<Digest>)>,
    /// The instances that it sums up.
    pub(super) instances: Vec<(StageId, Digest)>,
    /// The attempts that came first without a declared artifact between.
    pub(super) after: Vec<AttemptId>,
}

impl MadeOf {
    /// Reads the parts of a record. Of parts that are no JSON nothing is known.
    pub(super) fn of(record: &StageRecord) -> Self {
        let parts: serde_json::Map<String, Value> = serde_json::from_str(&record.parts).unwrap_or_default();
        let mut made_of = Self { after: record.after.values().copied().collect(), ..Self::default() };
        let digest = |value: &Value| value.as_str().and_then(|text| text.parse::<Digest>().ok());
        for (label, value) in &parts {
            match label.split_once(':').unwrap_or((label, "")) {
                ("input" | "shown", _) => {
                    let all = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                    let file = |value: &Value| Some((value["path"].as_str()?.to_owned(), digest(&value["digest"])));
                    made_of.files.extend(all.iter().filter_map(file));
                }
                ("file", path) => made_of.files.push((path.to_owned(), digest(value))),
                ("instances", _) => {
                    let all = value.as_object().into_iter().flatten();
                    let one = |(id, value): (&String, &Value)| Some((StageId::from(id.as_str()), digest(value)?));
                    made_of.instances.extend(all.filter_map(one));
                }
                _ => {}
            }
        }
        made_of
    }
}

impl Counted {
    fn of(record: &StageRecord) -> Self {
        let left = record.artifacts.iter().filter_map(|left| Some((left.path.clone(), left.digest?)));
        Self {
            stage: record.stage.clone(),
            run: record.run,
            attempt: record.attempt,
            at: record.at,
            left: left.collect(),
            made_of: MadeOf::of(record),
        }
    }
}

/// All results that still count. `has_volatile` says that some artifacts have members that are no part of their
/// content: what a stage read can then not be told from the file alone.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn results_that_count(
    ledger: &dyn Housekeeping,
    contents: &dyn Contents,
    has_volatile: bool,
) -> Result<Vec<Counted>, LedgerError> {
    let mut results = Vec::new();
    let mut left: HashMap<String, Vec<(StageId, Option<Digest>)>> = HashMap::new();
    ledger.record_visit(RecordSet::Heads, &mut |record| {
        for artifact in &record.artifacts {
            left.entry(artifact.path.clone()).or_default().push((record.stage.clone(), artifact.digest));
        }
        if head_counts(&record, contents) {
            results.push(Counted::of(&record));
        }
    })?;
    let world = World { contents, left, has_volatile };
    ledger.record_visit(RecordSet::Superseded, &mut |record| {
        if world.may_be_found(&record) {
            results.push(Counted::of(&record));
        }
    })?;
    Ok(results)
}

/// The newest result of a declared stage counts. An instance may be one of an element that is gone for good: its result
/// counts as long as anything that it left is there.
fn head_counts(record: &StageRecord, contents: &dyn Contents) -> bool {
    let is_instance = record.stage.declared() != record.stage.as_str();
    let is_there = |left: &ArtifactRecord| !matches!(contents.content(Utf8Path::new(&left.path)), Ok(None));
    !is_instance || record.artifacts.is_empty() || record.artifacts.iter().any(is_there)
}

/// What there is to compare older results with.
struct World<'a> {
    contents: &'a dyn Contents,
    /// What the newest result of each stage left at each path.
    left: HashMap<String, Vec<(StageId, Option<Digest>)>>,
    has_volatile: bool,
}

impl World<'_> {
    fn may_be_found(&self, record: &StageRecord) -> bool {
        if record.artifacts.is_empty() {
            // It left nothing, so only what it was made of can tell that it belongs to another time.
            return MadeOf::of(record).files.iter().all(|(path, digest)| self.may_hold(path, *digest));
        }
        record.artifacts.iter().all(|left| self.is_or_was_overwritten(&record.stage, left))
    }

    /// Whether it is there as it was left, or another stage wrote once more what is there.
    fn is_or_was_overwritten(&self, stage: &StageId, artifact: &ArtifactRecord) -> bool {
        let Ok(found) = self.contents.artifact(Utf8Path::new(&artifact.path), &artifact.volatile) else { return true };
        let found = found.map(|content| content.digest);
        let others = self.left.get(&artifact.path).into_iter().flatten().filter(|(other, _)| other != stage);
        found == artifact.digest || others.into_iter().any(|(_, left)| *left == found)
    }

    fn may_hold(&self, path: &str, digest: Option<Digest>) -> bool {
        let Ok(found) = self.contents.content(Utf8Path::new(path)) else { return true };
        let found = found.map(|content| content.digest);
        found == digest
            || self.left.get(path).into_iter().flatten().any(|(_, left)| *left == digest)
            || (self.has_volatile && found.is_some())
    }
}
