//! Ledgers with something in them.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use tempfile::TempDir;
use throughline_engine::{Commit, GateDecision, Ledger, StageRecord};
use throughline_model::{
    ArtifactRecord, AttemptId, AttemptOutcome, Digest, Event, EventKind, Failure, Filters, ResourceUsage, RunId,
    RunStarted, RunStatus, StageId,
};
use throughline_store::{DatabaseLedger, Opened};

/// A state folder.
pub(crate) struct State {
    _folder: TempDir,
    pub(crate) path: Utf8PathBuf,
}

impl State {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("state");
        Self { _folder: folder, path }
    }

    pub(crate) fn opened(&self) -> Opened {
        throughline_store::open(&self.path, time(0)).unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn ledger(&self) -> DatabaseLedger {
        let opened = self.opened();
        assert_eq!(opened.set_aside, None);
        opened.ledger
    }

    pub(crate) fn file(&self) -> Utf8PathBuf {
        self.path.join("state.db")
    }

    /// The file as SQL sees it, past the store.
    pub(crate) fn raw(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.file()).unwrap()
    }
}

/// So many milliseconds after some moment.
pub(crate) fn time(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_795_000_000_000 + ms).unwrap()
}

/// The run that began so many milliseconds after some moment; of the same number always the same.
pub(crate) fn run_id(number: u64) -> RunId {
    format!("01KC{number:022}").parse().unwrap()
}

/// A run as it is told, event by event.
pub(crate) struct Story {
    pub(crate) run: RunId,
    pub(crate) pipeline: &'static str,
    seq: u64,
}

impl Story {
    pub(crate) fn new(number: u64) -> Self {
        Self { run: run_id(number), pipeline: "p", seq: 0 }
    }

    pub(crate) fn of(number: u64, pipeline: &'static str) -> Self {
        Self { pipeline, ..Self::new(number) }
    }

    pub(crate) fn event(&mut self, kind: EventKind) -> Event {
        let event = Event { run: self.run, seq: self.seq, at: time(self.seq.cast_signed()), kind };
        self.seq += 1;
        event
    }

    pub(crate) fn name(&self) -> String {
        format!("2026-11-20T12-20-42-{}_{}", &self.run.to_string()[20..], self.pipeline)
    }

    pub(crate) fn begin(&mut self) -> Event {
        let started = RunStarted {
            pipeline_id: self.pipeline.into(),
            name: self.name(),
            graph_path: "g.json".to_owned(),
            graph_digest: Digest::of(b"g"),
            filters: Filters::default(),
            parameters: [("n".to_owned(), 1.into())].into_iter().collect(),
            stages: vec![("a".into(), None)],
            planned_stage_ids: vec!["a".into()],
            jobs: 1,
            tool_version: "test".to_owned(),
        };
        self.event(EventKind::RunStarted(started.into()))
    }

    pub(crate) fn attempt(&mut self, stage: &str, micros: u64) -> Event {
        self.event(EventKind::AttemptEnded {
            stage_id: stage.into(),
            attempt: 1,
            outcome: AttemptOutcome::Exited { code: 0 },
            duration_ms: 1,
            resource_usage: ResourceUsage { user_micros: micros, system_micros: 2, max_rss_bytes: 3 },
        })
    }

    pub(crate) fn succeed(&mut self, record: &StageRecord) -> Event {
        self.event(EventKind::StageSucceeded {
            stage_id: record.stage.clone(),
            attempt_id: record.attempt,
            fingerprint: record.fingerprint,
            artifacts: record.artifacts.clone(),
            duration_ms: 5,
        })
    }

    pub(crate) fn fail(&mut self, stage: &str) -> Event {
        let (error, tail) = ("it broke".to_owned(), vec!["last words".to_owned()]);
        self.event(EventKind::StageFailed { stage_id: stage.into(), error, tail, duration_ms: 7 })
    }

    pub(crate) fn end(&mut self, status: RunStatus) -> Event {
        let failure = (status == RunStatus::Failed).then(|| Failure {
            message: "a: it broke".to_owned(),
            stage_id: Some("a".into()),
            stage_name: None,
            step_number: Some(1),
            total_stages: 1,
            log_path: None,
            hint: Some("try again".to_owned()),
        });
        self.event(EventKind::RunEnded { status, duration_ms: 9, failure })
    }
}

/// A result of the stage that left these paths, with a fingerprint of these words.
pub(crate) fn record(run: RunId, stage: &str, words: &str, paths: &[&str]) -> StageRecord {
    let artifact = |path: &&str| ArtifactRecord {
        id: format!("id of {path}").as_str().into(),
        path: (*path).to_owned(),
        digest: Some(Digest::of(words.as_bytes())),
        size_bytes: words.len() as u64,
        volatile: Vec::new(),
    };
    StageRecord {
        stage: stage.into(),
        run,
        attempt: AttemptId::generate(),
        fingerprint: Digest::of(words.as_bytes()),
        parts: "{}".to_owned(),
        artifacts: paths.iter().map(artifact).collect(),
        after: BTreeMap::new(),
        usable: true,
        at: time(0),
    }
}

pub(crate) fn commit(events: Vec<Event>, records: Vec<StageRecord>) -> Commit {
    Commit { events, records }
}

/// A run that is over, in one commit.
pub(crate) fn whole(ledger: &dyn Ledger, story: &mut Story, status: RunStatus) {
    ledger.commit(&commit(vec![story.begin(), story.end(status)], Vec::new())).unwrap();
}

pub(crate) fn decision(stage: &str, words: &str, approved: bool) -> GateDecision {
    GateDecision {
        stage: StageId::from(stage),
        run: run_id(1),
        fingerprint: Digest::of(words.as_bytes()),
        approved,
        by: "Ada".to_owned(),
        comment: approved.then(|| "fine\n\"so\"".to_owned()),
        evidence: approved.then(|| Digest::of(b"file")),
        at: time(4),
    }
}
