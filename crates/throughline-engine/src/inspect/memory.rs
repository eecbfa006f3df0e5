//! A ledger in memory, for tests of what is asked of one.

use std::collections::HashMap;

use jiff::Timestamp;
use throughline_model::{ArtifactRecord, AttemptId, Digest, Event, PipelineId, RunId, StageId};

use crate::{Commit, GateDecision, Ledger, LedgerError, Parts, RunRow, StageRecord, StageRun};

/// Records in the order they were made; nothing else is remembered.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) records: Vec<StageRecord>,
}

impl Memory {
    fn newest(&self, wanted: impl Fn(&StageRecord) -> bool) -> Vec<StageRecord> {
        self.records.iter().rev().filter(|record| wanted(record)).cloned().collect()
    }
}

/// A record of a stage that depended on these parts and left these files.
pub(super) fn record(run: RunId, stage: &str, second: i64, parts: &Parts, left: &[(&str, &str)]) -> StageRecord {
    let artifacts = left.iter().map(|(path, content)| ArtifactRecord {
        id: format!("artifact-{path}").into(),
        path: (*path).to_owned(),
        digest: Some(Digest::of(content.as_bytes())),
        size_bytes: content.len() as u64,
        volatile: Vec::new(),
    });
    StageRecord {
        stage: stage.into(),
        run,
        attempt: AttemptId::generate(),
        fingerprint: parts.fingerprint().unwrap(),
        parts: serde_json::to_string(parts).unwrap(),
        artifacts: artifacts.collect(),
        after: std::collections::BTreeMap::new(),
        usable: true,
        at: Timestamp::from_second(second).unwrap(),
    }
}

/// The id of a run that began in this second.
pub(super) fn run_at(second: u64) -> RunId {
    const DIGITS: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut number = u128::from(second * 1000) << 80;
    let mut text = [b'0'; 26];
    for place in text.iter_mut().rev() {
        *place = DIGITS[usize::try_from(number & 31).unwrap()];
        number >>= 5;
    }
    std::str::from_utf8(&text).unwrap().parse().unwrap()
}

impl Ledger for Memory {
    fn commit(&self, _commit: &Commit) -> Result<(), LedgerError> {
        Ok(())
    }

    fn record_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        let found = self.records.iter().filter(|record| stages.contains(&record.stage));
        Ok(found.map(|record| (record.stage.clone(), record.clone())).collect())
    }

    fn record_find(&self, stage: &StageId, fingerprint: &Digest) -> Result<Option<StageRecord>, LedgerError> {
        Ok(self.newest(|record| record.stage == *stage && record.fingerprint == *fingerprint).into_iter().next())
    }

    fn record_newest(&self) -> Result<Option<AttemptId>, LedgerError> {
        Ok(self.newest(|_| true).first().map(|record| record.attempt))
    }

    fn record_list(&self, stage: &StageId) -> Result<Vec<StageRecord>, LedgerError> {
        Ok(self.newest(|record| record.stage == *stage))
    }

    fn record_of_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError> {
        Ok(self.newest(|record| record.attempt == attempt).into_iter().next())
    }

    fn record_writers(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError> {
        let folder = format!("{path}/");
        let wrote = |left: &ArtifactRecord| left.path == path || left.path.starts_with(&folder);
        Ok(self.newest(|record| record.artifacts.iter().any(wrote)))
    }

    fn artifact_paths(&self, _id: &str) -> Result<Vec<String>, LedgerError> {
        Ok(Vec::new())
    }

    fn run_list(&self, _pipeline: Option<&PipelineId>, _limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        Ok(Vec::new())
    }

    fn run_fetch(&self, _run: RunId) -> Result<Option<RunRow>, LedgerError> {
        Ok(None)
    }

    fn run_find(&self, _text: &str) -> Result<Vec<RunRow>, LedgerError> {
        Ok(Vec::new())
    }

    fn run_unfinished(&self) -> Result<Vec<RunRow>, LedgerError> {
        Ok(Vec::new())
    }

    fn event_list(&self, _run: RunId, _from: u64) -> Result<Vec<Event>, LedgerError> {
        Ok(Vec::new())
    }

    fn stage_run_list(&self, _pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError> {
        Ok(Vec::new())
    }

    fn decision_create(&self, _decision: &GateDecision) -> Result<(), LedgerError> {
        Ok(())
    }

    fn decision_list(&self, _stage: &StageId) -> Result<Vec<GateDecision>, LedgerError> {
        Ok(Vec::new())
    }
}
