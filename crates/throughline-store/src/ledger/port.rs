//! The engine's port, question by question.

use std::collections::HashMap;

use jiff::Timestamp;
use throughline_engine::{
    Commit, GateDecision, Ledger, LedgerError, RemovedArtifact, RunRow, StageRecord, StageRun, Tombstone,
};
use throughline_model::{AttemptId, Digest, Event, EventKind, PipelineId, RunId, StageId};

use super::DatabaseLedger;

impl Ledger for DatabaseLedger {
    fn commit(&self, commit: &Commit) -> Result<(), LedgerError> {
        self.commit_make(commit)
    }

    fn foresee(&self, events: &mut dyn Iterator<Item = EventKind>) -> Result<(), LedgerError> {
        self.blocks_make(events)
    }

    fn record_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        self.records_latest(stages)
    }

    fn record_find(&self, stage: &StageId, fingerprint: &Digest) -> Result<Option<StageRecord>, LedgerError> {
        self.record_usable(stage, fingerprint)
    }

    fn record_newest(&self) -> Result<Option<AttemptId>, LedgerError> {
        self.attempt_newest()
    }

    fn record_list(&self, stage: &StageId) -> Result<Vec<StageRecord>, LedgerError> {
        self.records(stage, usize::MAX)
    }

    fn record_recent(&self, stage: &StageId, limit: usize) -> Result<Vec<StageRecord>, LedgerError> {
        self.records(stage, limit)
    }

    fn record_of_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError> {
        self.record_by_attempt(attempt)
    }

    fn record_of_attempts(&self, attempts: &[AttemptId]) -> Result<HashMap<AttemptId, StageRecord>, LedgerError> {
        self.records_by_attempt(attempts)
    }

    fn record_writers(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError> {
        self.records_below(path)
    }

    fn record_writer(
        &self,
        path: &str,
        digest: Option<&Digest>,
        until: Option<Timestamp>,
    ) -> Result<Option<StageRecord>, LedgerError> {
        self.record_of_path(path, digest, until)
    }

    fn artifact_paths(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        self.paths_of(id)
    }

    fn artifact_paths_below(&self, folder: &str) -> Result<Vec<String>, LedgerError> {
        self.paths_below(folder)
    }

    fn record_before(&self, stage: &StageId, run: RunId) -> Result<Option<StageRecord>, LedgerError> {
        self.record_earlier(stage, run)
    }

    fn record_before_each(&self, stages: &[StageId], run: RunId) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        self.records_earlier(stages, run)
    }

    fn run_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        self.runs(pipeline, limit)
    }

    fn run_nth(&self, number: usize) -> Result<Option<RunRow>, LedgerError> {
        self.run_of_number(number)
    }

    fn run_count(&self, from: RunId, before: Option<RunId>) -> Result<usize, LedgerError> {
        self.runs_between(from, before)
    }

    fn run_after(&self, run: Option<RunId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        self.runs_after(run, limit)
    }

    fn run_fetch(&self, run: RunId) -> Result<Option<RunRow>, LedgerError> {
        self.run(run)
    }

    fn run_find(&self, text: &str) -> Result<Vec<RunRow>, LedgerError> {
        self.runs_named(text)
    }

    fn run_unfinished(&self) -> Result<Vec<RunRow>, LedgerError> {
        self.runs_unfinished()
    }

    fn event_list(&self, run: RunId, from: u64) -> Result<Vec<Event>, LedgerError> {
        self.events(run, from)
    }

    fn stage_run_list(&self, pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError> {
        self.stage_runs(pipeline)
    }

    fn decision_create(&self, decision: &GateDecision) -> Result<(), LedgerError> {
        self.decision_write(decision)
    }

    fn decision_list(&self, stage: &StageId) -> Result<Vec<GateDecision>, LedgerError> {
        self.decisions(stage)
    }

    fn tombstone_find(&self, text: &str) -> Result<Vec<Tombstone>, LedgerError> {
        self.tombstones_named(text)
    }

    fn tombstone_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<Tombstone>, LedgerError> {
        self.tombstones(pipeline, limit)
    }

    fn tombstone_count(&self, pipeline: Option<&PipelineId>) -> Result<usize, LedgerError> {
        self.tombstones_counted(pipeline)
    }

    fn removed_at_path(&self, path: &str) -> Result<Vec<RemovedArtifact>, LedgerError> {
        self.removed_of_path(path)
    }

    fn removed_content(&self, digest: &Digest) -> Result<Option<RemovedArtifact>, LedgerError> {
        self.removed_of_content(digest)
    }
}
