//! The port to the durable memory of runs. The engine says what it must remember and ask; an adapter says how.
//!
//! The ledger is append-only: events are the truth, the rest are views folded from them. One [`Commit`] is one
//! transaction: when it returns, the events and what follows from them outlive the process.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::{Map, Value};
use throughline_model::{
    ArtifactRecord, AttemptId, Digest, Event, EventKind, Failure, PipelineId, ResourceUsage, RunId, RunStatus, StageId,
    StageStatus,
};

use crate::{RemovedArtifact, Tombstone};

/// What must become durable together.
#[derive(Debug, Default)]
pub struct Commit {
    /// New events of one run, in order.
    pub events: Vec<Event>,
    /// Results that later runs may stand on.
    pub records: Vec<StageRecord>,
}

/// A stage's good result: what later runs compare with.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRecord {
    /// The stage, or the instance of a `forEach` stage.
    pub stage: StageId,
    /// The run that made it.
    pub run: RunId,
    /// The attempt that made it.
    pub attempt: AttemptId,
    /// What it depends on, as one digest.
    pub fingerprint: Digest,
    /// What it depends on, part by part: the canonical JSON of [`crate::Parts`].
    pub parts: String,
    /// The outputs as they were found.
    pub artifacts: Vec<ArtifactRecord>,
    /// The attempts of those stages that came first without a declared artifact between.
    pub after: BTreeMap<StageId, AttemptId>,
    /// Whether it may stand in for a run; not so when an input changed while it was made.
    pub usable: bool,
    /// When it was made.
    pub at: Timestamp,
}

/// One run as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunRow {
    /// Its id.
    pub id: RunId,
    /// The pipeline.
    pub pipeline: PipelineId,
    /// The base name of its files below `.pipeline-runs/`.
    pub name: String,
    /// What became of it.
    pub status: RunStatus,
    /// The parameters it was given.
    pub parameters: Map<String, Value>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; none while it runs.
    pub finished_at: Option<Timestamp>,
    /// How long it took, in milliseconds; none while it runs.
    pub duration_ms: Option<u64>,
    /// How many stages were chosen.
    pub planned: usize,
    /// The first thing that went wrong.
    pub failure: Option<Failure>,
}

/// One stage that ran, as statistics and `why` need it.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRun {
    /// The run.
    pub run: RunId,
    /// The stage or instance.
    pub stage: StageId,
    /// How it ended: succeeded or failed.
    pub status: StageStatus,
    /// From its first attempt to the end of its checks, in milliseconds.
    pub duration_ms: u64,
    /// When it ended.
    pub at: Timestamp,
    /// What its last attempt used.
    pub usage: ResourceUsage,
}

/// A decision at a gate, bound to the digest of what was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateDecision {
    /// The gate.
    pub stage: StageId,
    /// The run in which it waited.
    pub run: RunId,
    /// The gate's fingerprint: exactly what was decided on.
    pub fingerprint: Digest,
    /// Approved, or denied.
    pub approved: bool,
    /// Who decided.
    pub by: String,
    /// Why, in their words.
    pub comment: Option<String>,
    /// The digest of the decision file, where it came from one.
    pub evidence: Option<Digest>,
    /// When.
    pub at: Timestamp,
}

/// Why the ledger did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct LedgerError {
    /// What was being done, on which file, and what can be done about it.
    pub message: String,
    /// What the database said.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// The durable memory of runs.
pub trait Ledger: Send + Sync {
    /// Makes the commit durable, all of it or nothing.
    ///
    /// # Errors
    /// When it is not durable; nothing of it is then seen by anybody.
    fn commit(&self, commit: &Commit) -> Result<(), LedgerError>;

    /// What the next run will most likely say: a ledger that stores what is the same in run after run once may do so now,
    /// while there is time. Nothing follows from it.
    ///
    /// # Errors
    /// When it cannot be written; nothing is lost by that.
    fn foresee(&self, events: &mut dyn Iterator<Item = EventKind>) -> Result<(), LedgerError> {
        let _ = events;
        Ok(())
    }

    /// The newest record of each of these stages that has one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError>;

    /// The newest usable record of the stage with this fingerprint.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_find(&self, stage: &StageId, fingerprint: &Digest) -> Result<Option<StageRecord>, LedgerError>;

    /// The attempt that the newest record of all is of: another one whenever a record was added.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_newest(&self) -> Result<Option<AttemptId>, LedgerError>;

    /// All records of the stage, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_list(&self, stage: &StageId) -> Result<Vec<StageRecord>, LedgerError>;

    /// At most so many records of the stage, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_recent(&self, stage: &StageId, limit: usize) -> Result<Vec<StageRecord>, LedgerError> {
        let mut records = self.record_list(stage)?;
        records.truncate(limit);
        Ok(records)
    }

    /// The record that an attempt left, if it left one.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_of_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError>;

    /// The records that these attempts left, by attempt: all that were asked for and are there.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_of_attempts(&self, attempts: &[AttemptId]) -> Result<HashMap<AttemptId, StageRecord>, LedgerError> {
        let mut found = HashMap::with_capacity(attempts.len());
        for attempt in attempts {
            found.extend(self.record_of_attempt(*attempt)?.map(|record| (*attempt, record)));
        }
        Ok(found)
    }

    /// The records that wrote an artifact to this path (relative to the root) or below it, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_writers(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError>;

    /// The newest record that wrote an artifact to exactly this path: with this digest, made no later than this, where
    /// these are given.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_writer(
        &self,
        path: &str,
        digest: Option<&Digest>,
        until: Option<Timestamp>,
    ) -> Result<Option<StageRecord>, LedgerError> {
        let wrote = |record: &StageRecord| {
            let mut left = record.artifacts.iter().filter(|artifact| artifact.path == path);
            left.any(|artifact| digest.is_none_or(|digest| artifact.digest.as_ref() == Some(digest)))
        };
        let mut writers = self.record_writers(path)?.into_iter();
        Ok(writers.find(|record| until.is_none_or(|until| record.at <= until) && wrote(record)))
    }

    /// Every path at which an artifact with this id was ever left, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn artifact_paths(&self, id: &str) -> Result<Vec<String>, LedgerError>;

    /// Every path, this one or below it, at which an artifact was ever left, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn artifact_paths_below(&self, folder: &str) -> Result<Vec<String>, LedgerError> {
        let records = self.record_writers(folder)?;
        let left = records.iter().flat_map(|record| &record.artifacts).map(|artifact| artifact.path.as_str());
        let below: BTreeSet<&str> = left.filter(|path| Utf8Path::new(path).starts_with(folder)).collect();
        Ok(below.into_iter().map(str::to_owned).collect())
    }

    /// The newest record of the stage that an earlier run than this one made.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_before(&self, stage: &StageId, run: RunId) -> Result<Option<StageRecord>, LedgerError> {
        Ok(self.record_list(stage)?.into_iter().find(|record| record.run < run))
    }

    /// For each of these stages that has one, the newest record that an earlier run than this one made.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn record_before_each(&self, stages: &[StageId], run: RunId) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        let mut found = HashMap::new();
        for stage in stages {
            found.extend(self.record_before(stage, run)?.map(|record| (stage.clone(), record)));
        }
        Ok(found)
    }

    /// Runs, newest first: all, or those of one pipeline.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<RunRow>, LedgerError>;

    /// The run with this number, counted from 1, the newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_nth(&self, number: usize) -> Result<Option<RunRow>, LedgerError> {
        let newest = self.run_list(None, number)?;
        Ok(number.checked_sub(1).and_then(|newer| newest.into_iter().nth(newer)))
    }

    /// How many runs there are from this one on, and before that one where it is given.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_count(&self, from: RunId, before: Option<RunId>) -> Result<usize, LedgerError> {
        let all = self.run_list(None, usize::MAX)?;
        Ok(all.iter().filter(|row| row.id >= from && before.is_none_or(|before| row.id < before)).count())
    }

    /// Runs that began after this one, or from the first on, oldest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_after(&self, run: Option<RunId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        let mut later = self.run_list(None, usize::MAX)?;
        later.retain(|row| run.is_none_or(|run| row.id > run));
        later.reverse();
        later.truncate(limit);
        Ok(later)
    }

    /// One run.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_fetch(&self, run: RunId) -> Result<Option<RunRow>, LedgerError>;

    /// The run that a person means: a unique prefix of its id, or the name of its files. More than one means that the
    /// text is not unique.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_find(&self, text: &str) -> Result<Vec<RunRow>, LedgerError>;

    /// Runs that began and whose end nobody recorded.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn run_unfinished(&self) -> Result<Vec<RunRow>, LedgerError>;

    /// The events of a run from the given one on, in order.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn event_list(&self, run: RunId, from: u64) -> Result<Vec<Event>, LedgerError>;

    /// The stages that ran in these runs.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn stage_run_list(&self, pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError>;

    /// Writes down a decision at a gate.
    ///
    /// # Errors
    /// When it is not durable.
    fn decision_create(&self, decision: &GateDecision) -> Result<(), LedgerError>;

    /// The decisions at a gate, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn decision_list(&self, stage: &StageId) -> Result<Vec<GateDecision>, LedgerError>;

    /// The removed run that a person means, as [`Ledger::run_find`] does.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn tombstone_find(&self, text: &str) -> Result<Vec<Tombstone>, LedgerError> {
        let _ = text;
        Ok(Vec::new())
    }

    /// Removed runs, newest first: all, or those of one pipeline.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn tombstone_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<Tombstone>, LedgerError> {
        let _ = (pipeline, limit);
        Ok(Vec::new())
    }

    /// How many runs were removed: of all, or of one pipeline.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn tombstone_count(&self, pipeline: Option<&PipelineId>) -> Result<usize, LedgerError> {
        Ok(self.tombstone_list(pipeline, usize::MAX)?.len())
    }

    /// What removed results had left at exactly this path, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn removed_at_path(&self, path: &str) -> Result<Vec<RemovedArtifact>, LedgerError> {
        let _ = path;
        Ok(Vec::new())
    }

    /// The newest removed result that had left this content, wherever.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    fn removed_content(&self, digest: &Digest) -> Result<Option<RemovedArtifact>, LedgerError> {
        let _ = digest;
        Ok(None)
    }
}
