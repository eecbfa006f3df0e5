//! A run as it stands, folded from its events: what the terminal, the record beside the run and `status` show.

use std::collections::HashMap as StdHashMap;

use hashbrown::HashMap;
use jiff::Timestamp;
use throughline_model::{
    ArtifactRecord, AttemptOutcome, Digest, Event, EventKind, Failure, ResourceUsage, RunId, RunStarted, RunStatus,
    StageId, StageStatus,
};

/// A run as it stands.
#[derive(Debug, Clone)]
pub struct RunView {
    /// The run.
    pub run: RunId,
    /// What was known when it began.
    pub started: RunStarted,
    /// When it began.
    pub started_at: Timestamp,
    /// What became of it.
    pub status: RunStatus,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// The first thing that went wrong.
    pub failure: Option<Failure>,
    /// Things to be known that failed nothing.
    pub warnings: Vec<String>,
    /// Every stage of the pipeline, in order.
    pub stages: Vec<StageView>,
    position: HashMap<StageId, (usize, Option<usize>)>,
    numbers: HashMap<StageId, usize>,
}

/// A stage of a run as it stands.
#[derive(Debug, Clone)]
pub struct StageView {
    /// The stage or instance.
    pub id: StageId,
    /// Its shown name.
    pub name: Option<String>,
    /// What became of it.
    pub status: StageStatus,
    /// Whether it runs right now.
    pub running: bool,
    /// Why it ran or did not.
    pub reason: Option<String>,
    /// What its result depends on.
    pub fingerprint: Option<Digest>,
    /// How many tries there were.
    pub attempts: u32,
    /// The exit code of the last.
    pub exit_code: Option<i32>,
    /// How the last try ended.
    pub outcome: Option<AttemptOutcome>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Where the output of its last try is, relative to the root.
    pub log_path: Option<String>,
    /// Its outputs.
    pub artifacts: Vec<ArtifactRecord>,
    /// What its last try used.
    pub usage: Option<ResourceUsage>,
    /// The run whose result stands, where it is fresh.
    pub since: Option<RunId>,
    /// What went wrong.
    pub error: Option<String>,
    /// Its instances, if it is a `forEach` stage.
    pub instances: Vec<StageView>,
}

impl StageView {
    fn new(id: StageId, name: Option<String>) -> Self {
        Self {
            id,
            name,
            status: StageStatus::Pending,
            running: false,
            reason: None,
            fingerprint: None,
            attempts: 0,
            exit_code: None,
            outcome: None,
            started_at: None,
            duration_ms: None,
            log_path: None,
            artifacts: Vec::new(),
            usage: None,
            since: None,
            error: None,
            instances: Vec::new(),
        }
    }
}

impl RunView {
    /// A run of which only its beginning is known.
    #[must_use]
    pub fn new(run: RunId, started: RunStarted, at: Timestamp) -> Self {
        let stages: Vec<StageView> =
            started.stages.iter().map(|(id, name)| StageView::new(id.clone(), name.clone())).collect();
        let position = stages.iter().enumerate().map(|(place, stage)| (stage.id.clone(), (place, None))).collect();
        let numbers = started.planned_stage_ids.iter().enumerate().map(|(index, id)| (id.clone(), index + 1)).collect();
        Self {
            run,
            started,
            started_at: at,
            status: RunStatus::Running,
            finished_at: None,
            duration_ms: None,
            failure: None,
            warnings: Vec::new(),
            stages,
            position,
            numbers,
        }
    }

    /// The run that these events tell of; none if they do not begin with its beginning.
    #[must_use]
    pub fn from_events(events: &[Event]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let EventKind::RunStarted(started) = &first.kind else { return None };
        let mut view = Self::new(first.run, (**started).clone(), first.at);
        for event in rest {
            view.apply(event);
        }
        Some(view)
    }

    /// The number of a stage among the chosen ones, from 1; an instance has its stage's.
    #[must_use]
    pub fn step_number(&self, stage: &StageId) -> Option<usize> {
        self.numbers.get(stage.declared()).copied()
    }

    /// How many stages were chosen.
    #[must_use]
    pub fn total(&self) -> usize {
        self.started.planned_stage_ids.len()
    }

    /// A stage or instance.
    #[must_use]
    pub fn stage(&self, id: &StageId) -> Option<&StageView> {
        let (place, instance) = *self.position.get(id)?;
        match instance {
            Some(index) => self.stages[place].instances.get(index),
            None => self.stages.get(place),
        }
    }

    fn stage_mut(&mut self, id: &StageId) -> Option<&mut StageView> {
        let (place, instance) = *self.position.get(id)?;
        match instance {
            Some(index) => self.stages[place].instances.get_mut(index),
            None => self.stages.get_mut(place),
        }
    }

    /// Every stage followed by its instances, in order.
    pub fn all_stages(&self) -> impl Iterator<Item = &StageView> {
        self.stages.iter().flat_map(|stage| std::iter::once(stage).chain(&stage.instances))
    }

    /// What the run is after one more event.
    pub fn apply(&mut self, event: &Event) {
        if let Some(status) = event.kind.stage_status()
            && let Some(stage) = event.kind.stage_id()
            && let Some(stage) = self.stage_mut(stage)
        {
            stage.status = status;
            stage.running = false;
        }
        match &event.kind {
            EventKind::StageExpanded { stage_id, instances } => self.expand(stage_id, instances),
            EventKind::Warning { stage_id, message } => {
                let about = stage_id.as_ref().map_or(String::new(), |stage| format!("{stage}: "));
                self.warnings.push(format!("{about}{message}"));
            }
            EventKind::RunEnded { status, duration_ms, failure } => {
                self.status = *status;
                self.finished_at = Some(event.at);
                self.duration_ms = Some(*duration_ms);
                self.failure.clone_from(failure);
                for stage in self.stages.iter_mut().flat_map(|stage| {
                    let StageView { running, instances, .. } = stage;
                    std::iter::once(running).chain(instances.iter_mut().map(|one| &mut one.running))
                }) {
                    *stage = false;
                }
            }
            EventKind::RunStarted(_) | EventKind::InterruptRequested { .. } => {}
            kind => {
                if let Some(stage) = kind.stage_id().cloned().and_then(|id| self.stage_mut(&id)) {
                    stage.apply(kind, event.at);
                }
            }
        }
    }

    fn expand(&mut self, stage: &StageId, instances: &[StageId]) {
        let Some((place, None)) = self.position.get(stage).copied() else { return };
        let name = self.stages[place].name.clone();
        self.stages[place].instances = instances.iter().map(|id| StageView::new(id.clone(), name.clone())).collect();
        for (index, id) in instances.iter().enumerate() {
            self.position.insert(id.clone(), (place, Some(index)));
        }
    }
}

impl StageView {
    fn apply(&mut self, kind: &EventKind, at: Timestamp) {
        match kind {
            EventKind::StageSkipped { reason, .. } => self.reason = Some(reason.clone()),
            EventKind::StageFresh { since, fingerprint, artifacts, .. } => {
                self.reason = Some(format!("fresh since {since}"));
                self.since = Some(*since);
                self.fingerprint = Some(*fingerprint);
                self.artifacts.clone_from(artifacts);
            }
            EventKind::StageStarted { reason, fingerprint, .. } => {
                self.running = true;
                self.started_at = Some(at);
                self.reason = Some(reason.clone());
                self.fingerprint = *fingerprint;
            }
            EventKind::AttemptStarted { attempt, log_path, .. } => {
                self.attempts = *attempt;
                self.log_path = Some(log_path.clone());
            }
            EventKind::AttemptEnded { outcome, resource_usage, .. } => {
                self.exit_code = outcome.exit_code();
                self.outcome = Some(outcome.clone());
                self.usage = Some(*resource_usage);
            }
            EventKind::StageSucceeded { fingerprint, artifacts, duration_ms, .. } => {
                self.fingerprint = Some(*fingerprint);
                self.artifacts.clone_from(artifacts);
                self.duration_ms = Some(*duration_ms);
            }
            EventKind::StageFailed { error, duration_ms, .. } => {
                self.error = Some(error.clone());
                self.duration_ms = Some(*duration_ms);
            }
            EventKind::StageWaiting { prompt, fingerprint, artifacts, .. } => {
                self.reason = Some(prompt.clone());
                self.fingerprint = Some(*fingerprint);
                self.artifacts.clone_from(artifacts);
            }
            EventKind::StageBlocked { by, .. } => {
                let by = by.iter().map(StageId::as_str).collect::<Vec<_>>().join(", ");
                self.reason = Some(format!("blocked by {by}"));
            }
            EventKind::RunStarted(_)
            | EventKind::StageExpanded { .. }
            | EventKind::RetryScheduled { .. }
            | EventKind::HookStarted { .. }
            | EventKind::HookEnded { .. }
            | EventKind::Warning { .. }
            | EventKind::InterruptRequested { .. }
            | EventKind::RunEnded { .. } => {}
        }
    }
}

/// The last fingerprint that each stage had in a run.
#[must_use]
pub fn fingerprints(events: &[Event]) -> StdHashMap<StageId, Digest> {
    let mut found = StdHashMap::new();
    for event in events {
        let (EventKind::StageFresh { stage_id, fingerprint, .. }
        | EventKind::StageSucceeded { stage_id, fingerprint, .. }) = &event.kind
        else {
            continue;
        };
        found.insert(stage_id.clone(), *fingerprint);
    }
    found
}
