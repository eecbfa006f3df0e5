//! `ledger/records.json`: the results that stand behind the artifacts of a run, each with its fingerprint and the parts
//! that it is made of. Sorted by stage, then by attempt.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use throughline_model::{ArtifactRecord, AttemptId, Digest, RunId, StageId, iso_millis};

use super::told::Told;
use crate::{JudgeError, Ledger, Parts, Secrets, StageRecord};

/// A result of a stage, as it stands in a bundle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RecordDocument {
    /// The stage or instance.
    pub(super) stage_id: StageId,
    /// The attempt that made it.
    pub(super) attempt_id: AttemptId,
    /// The run that made it; an earlier one where the stage was fresh.
    pub(super) run_id: RunId,
    /// When it was made.
    pub(super) at: String,
    /// Whether it may stand in for a run.
    pub(super) usable: bool,
    /// What it depends on, as one digest.
    pub(super) fingerprint: Digest,
    /// What it depends on, part by part.
    pub(super) parts: Parts,
    /// The outputs as they were found.
    pub(super) artifacts: Vec<ArtifactRecord>,
    /// The attempts that came first without a declared artifact between.
    pub(super) after: BTreeMap<StageId, AttemptId>,
}

impl RecordDocument {
    fn of(record: StageRecord, secrets: &Secrets) -> Result<Self, JudgeError> {
        let mut parts: Parts = serde_json::from_str(&record.parts)
            .map_err(|source| JudgeError::Record { stage: record.stage.clone(), source })?;
        parts.mask(secrets);
        Ok(Self {
            stage_id: record.stage,
            attempt_id: record.attempt,
            run_id: record.run,
            at: iso_millis(record.at),
            usable: record.usable,
            fingerprint: record.fingerprint,
            parts,
            artifacts: record.artifacts,
            after: record.after,
        })
    }

    /// The digest of the schema that an output was held against when the result was made.
    pub(super) fn schema_of(&self, artifact: &ArtifactRecord) -> Option<Digest> {
        self.parts.get(&format!("output:{}", artifact.id))?.get("schema")?.as_str()?.parse().ok()
    }
}

/// The records of the results that a run made or stood on.
///
/// # Errors
/// When the ledger cannot be read.
pub(super) fn records(ledger: &dyn Ledger, told: &Told, secrets: &Secrets) -> Result<Vec<RecordDocument>, JudgeError> {
    let attempts: BTreeSet<(&StageId, AttemptId)> =
        told.results.iter().map(|made| (&made.stage, made.attempt)).collect();
    let attempts: Vec<AttemptId> = attempts.into_iter().map(|(_, attempt)| attempt).collect();
    let mut found = ledger.record_of_attempts(&attempts)?;
    let records = attempts.iter().filter_map(|attempt| found.remove(attempt));
    records.map(|record| RecordDocument::of(record, secrets)).collect()
}
