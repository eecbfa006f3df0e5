//! The process that is killed: it runs the project and dies where it was told to.

use std::collections::HashMap;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use camino::Utf8Path;
use throughline_engine::{
    Commit, GateDecision, Ledger, LedgerError, Observer, ObserverError, RunRow, RunView, StageRecord, StageRun,
};
use throughline_model::{AttemptId, Digest, Event, PipelineId, RunId, RunStatus, StageId};

use crate::project::Workspace;

const ASKED: &str = "THROUGHLINE_TEST_VICTIM";

/// Where the victim dies.
pub(crate) enum Death {
    /// Nowhere, unless somebody kills it.
    Natural,
    /// When observers are told of the event with this number: it is durable, nothing else has happened.
    AfterEvent(u64),
    /// When this commit, from 0, is asked for: nothing of it is durable.
    BeforeCommit(u64),
}

/// Starts a victim in this workspace.
pub(crate) fn spawn(workspace: &Workspace, jobs: usize, death: &Death) -> Child {
    let death = match death {
        Death::Natural => "natural".to_owned(),
        Death::AfterEvent(count) => format!("event {count}"),
        Death::BeforeCommit(count) => format!("commit {count}"),
    };
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim_process", "--nocapture"])
        .env(ASKED, format!("{}\n{jobs}\n{death}", workspace.project.root))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Lives and dies, if this process was started to.
pub(crate) fn live_if_asked() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let words: Vec<&str> = asked.lines().collect();
    let workspace = Workspace::at(Utf8Path::new(words[0]));
    let jobs = words[1].parse().unwrap();
    let count = |kind: &str| words[2].strip_prefix(kind).map(|count| count.trim().parse().unwrap());
    let ledger: Arc<dyn Ledger> = Arc::new(DyingLedger {
        inner: workspace.ledger(),
        commits: AtomicU64::new(0),
        last: count("commit").unwrap_or(u64::MAX),
    });
    let mut observer = DyingObserver { last: count("event").unwrap_or(u64::MAX) };
    let view = workspace.run_with(jobs, &ledger, Some(&mut observer));
    assert_eq!(view.status, RunStatus::Success);
}

fn die() -> ! {
    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL).unwrap();
    unreachable!("SIGKILL cannot be survived")
}

struct DyingObserver {
    last: u64,
}

impl Observer for DyingObserver {
    fn name(&self) -> &'static str {
        "death"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        if event.seq == self.last { die() } else { Ok(()) }
    }
}

struct DyingLedger {
    inner: Arc<dyn Ledger>,
    commits: AtomicU64,
    last: u64,
}

impl Ledger for DyingLedger {
    fn commit(&self, commit: &Commit) -> Result<(), LedgerError> {
        if self.commits.fetch_add(1, Ordering::SeqCst) == self.last {
            die()
        }
        self.inner.commit(commit)
    }

    fn record_latest(&self, stages: &[StageId]) -> Result<HashMap<StageId, StageRecord>, LedgerError> {
        self.inner.record_latest(stages)
    }

    fn record_find(&self, stage: &StageId, fingerprint: &Digest) -> Result<Option<StageRecord>, LedgerError> {
        self.inner.record_find(stage, fingerprint)
    }

    fn record_newest(&self) -> Result<Option<AttemptId>, LedgerError> {
        self.inner.record_newest()
    }

    fn record_list(&self, stage: &StageId) -> Result<Vec<StageRecord>, LedgerError> {
        self.inner.record_list(stage)
    }

    fn record_of_attempt(&self, attempt: AttemptId) -> Result<Option<StageRecord>, LedgerError> {
        self.inner.record_of_attempt(attempt)
    }

    fn record_writers(&self, path: &str) -> Result<Vec<StageRecord>, LedgerError> {
        self.inner.record_writers(path)
    }

    fn artifact_paths(&self, id: &str) -> Result<Vec<String>, LedgerError> {
        self.inner.artifact_paths(id)
    }

    fn run_list(&self, pipeline: Option<&PipelineId>, limit: usize) -> Result<Vec<RunRow>, LedgerError> {
        self.inner.run_list(pipeline, limit)
    }

    fn run_fetch(&self, run: RunId) -> Result<Option<RunRow>, LedgerError> {
        self.inner.run_fetch(run)
    }

    fn run_find(&self, text: &str) -> Result<Vec<RunRow>, LedgerError> {
        self.inner.run_find(text)
    }

    fn run_unfinished(&self) -> Result<Vec<RunRow>, LedgerError> {
        self.inner.run_unfinished()
    }

    fn event_list(&self, run: RunId, from: u64) -> Result<Vec<Event>, LedgerError> {
        self.inner.event_list(run, from)
    }

    fn stage_run_list(&self, pipeline: Option<&PipelineId>) -> Result<Vec<StageRun>, LedgerError> {
        self.inner.stage_run_list(pipeline)
    }

    fn decision_create(&self, decision: &GateDecision) -> Result<(), LedgerError> {
        self.inner.decision_create(decision)
    }

    fn decision_list(&self, stage: &StageId) -> Result<Vec<GateDecision>, LedgerError> {
        self.inner.decision_list(stage)
    }
}
