//! The dispatcher: owns the state of a run, decides what begins, and puts events into one order.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::iter::Peekable;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use jiff::Timestamp;
use throughline_model::{EventKind, Failure, HookPhase, RunId, RunStarted, RunStatus, StageId, millis};
use throughline_process::{Redactor, SupervisorCommand};

use super::message::{Control, Done, Message, Unit, Work};
use super::progress::{EachProgress, Progress, Underway};
use super::recorder::Recorder;
use super::remote::Inbox;
use super::workers::Workers;
use crate::checkpoint::{Rests, take};
use crate::run::attempt::Assignment;
use crate::{
    Carried, Executor, JudgeError, JudgedStep, Judgement, LedgerError, Observer, Planned, ResolveError, Resolved,
    RunView, Standing, run_name,
};

/// How long the dispatcher waits before it lets observers write what they put off.
const REST: Duration = Duration::from_millis(100);

/// How a plan is to be carried out.
pub struct RunOptions {
    /// How many stages may run side by side.
    pub jobs: NonZeroUsize,
    /// Whether what does not depend on a failed stage still runs.
    pub continue_on_error: bool,
    /// Who approves every gate that is reached, if anybody does beforehand.
    pub approve_as: Option<String>,
    /// How the supervisor of processes is started.
    pub supervisor: SupervisorCommand,
    /// The version of the program, for the record.
    pub tool_version: String,
}

/// Why a run could not go on. What was committed until then stands.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The ledger does not take what happened.
    #[error("the run cannot go on, because what happens in it cannot be recorded")]
    Ledger(#[from] LedgerError),
    /// The folder of the readable record cannot be made.
    #[error("cannot make {path}")]
    Folder {
        /// The folder.
        path: Utf8PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A placeholder cannot be filled.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// No thread can be started.
    #[error("cannot start a thread")]
    Thread(#[from] std::io::Error),
}

/// What belongs to the whole run rather than to a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    PreHooks,
    Stages,
    PostHooks,
    Over,
}

pub(super) struct Dispatcher<'a, 'o> {
    pub(super) planned: &'a Planned,
    pub(super) log: Recorder<'a, 'o>,
    pub(super) options: &'a RunOptions,
    pub(super) executor: Arc<Executor>,
    /// What is carried over from a checkpoint, by position in the pipeline.
    carried: Peekable<Box<dyn Iterator<Item = (usize, EventKind)> + 'a>>,
    pub(super) standing: Standing,
    pub(super) progress: Vec<Progress>,
    pub(super) each: Vec<Option<EachProgress>>,
    pub(super) ready: BinaryHeap<Reverse<Unit>>,
    pub(super) underway: HashMap<Unit, Underway>,
    /// What the result of each step rests on, once it has passed; where a checkpoint is to be taken.
    pub(super) rests: Vec<Option<Rests>>,
    dependents: Vec<Vec<usize>>,
    /// The later steps that overwrite what a step reads: they wait until it has ended, however it ends.
    yielding: Vec<Vec<usize>>,
    busy: usize,
    hand_out: Vec<Work>,
    /// Whether something is ready that stands on what may not be durable yet.
    needs_durable: bool,
    phase: Phase,
    pub(super) interrupted: bool,
    pub(super) failure: Option<Failure>,
    pub(super) waiting: bool,
    failed_before_stages: bool,
    started: Instant,
}

/// Carries a plan out.
///
/// # Errors
/// When what happens cannot be recorded. A stage that fails is no error of the run: the view says so.
pub fn run_plan(
    planned: &Planned,
    observers: Vec<&mut dyn Observer>,
    options: &RunOptions,
    inbox: &Inbox,
) -> Result<RunView, RunError> {
    let now = Timestamp::now();
    let world = &planned.world;
    // The newest run sorts last, also where the clock was set back since the last one.
    let run = RunId::generate_after(world.ledger.run_list(None, 1)?.first().map(|row| row.id));
    let project = &world.project;
    let state_dir = project.state_dir();
    std::fs::create_dir_all(&state_dir).map_err(|source| RunError::Folder { path: state_dir.clone(), source })?;
    let name = run_name(&project.runs_dir(), &planned.plan.pipeline_id, now)
        .map_err(|source| RunError::Folder { path: project.runs_dir(), source })?;
    let graph = world.graph();
    let of_sequence = || planned.sequence.steps.iter();
    let (stages, chosen): (Vec<_>, Vec<StageId>) = match &planned.carried {
        Some(carried) => (carried.stages().collect(), carried.stages().map(|(id, _)| id).collect()),
        None => (
            of_sequence().map(|step| (step.id.clone(), graph.stages[step.stage].name.clone())).collect(),
            of_sequence()
                .zip(&planned.chosen)
                .filter(|(_, chosen)| **chosen)
                .map(|(step, _)| step.id.clone())
                .collect(),
        ),
    };
    let started = RunStarted {
        pipeline_id: planned.plan.pipeline_id.clone(),
        name,
        graph_path: project.graph_path.clone(),
        graph_digest: project.graph_digest,
        filters: planned.plan.filters.clone(),
        parameters: planned.plan.parameters.clone(),
        stages,
        planned_stage_ids: chosen,
        jobs: options.jobs.get(),
        tool_version: options.tool_version.clone(),
    };
    let secrets = project.secrets();
    let redactor = Redactor::new(&secrets);
    // The view begins with what is stored and shown: without secrets.
    let started = match crate::run::mask::masked(EventKind::RunStarted(Box::new(started.clone())), &redactor) {
        EventKind::RunStarted(masked) => *masked,
        _ => started,
    };
    let mut dispatcher = Dispatcher {
        planned,
        log: Recorder::new(&*world.ledger, observers, redactor, RunView::new(run, started.clone(), now)),
        options,
        executor: Arc::new(Executor::new(
            options.supervisor.clone().holding(&crate::processes_file(&state_dir)),
            secrets,
        )),
        carried: match &planned.carried {
            Some(carried) => (Box::new(carried.events()) as Box<dyn Iterator<Item = _>>).peekable(),
            None => (Box::new(std::iter::empty()) as Box<dyn Iterator<Item = _>>).peekable(),
        },
        standing: Standing::new(graph, &planned.sequence, &world.resolver, &world.latest)?,
        progress: Vec::new(),
        each: planned.sequence.steps.iter().map(|_| None).collect(),
        ready: BinaryHeap::new(),
        underway: HashMap::new(),
        rests: planned.sequence.steps.iter().map(|_| None).collect(),
        dependents: vec![Vec::new(); planned.sequence.steps.len()],
        yielding: vec![Vec::new(); planned.sequence.steps.len()],
        busy: 0,
        hand_out: Vec::new(),
        // The run itself, before anything of it begins.
        needs_durable: true,
        phase: Phase::PreHooks,
        interrupted: false,
        failure: None,
        waiting: false,
        failed_before_stages: false,
        started: Instant::now(),
    };
    dispatcher.log.emit_at(now, EventKind::RunStarted(Box::new(started)));
    dispatcher.line_up();
    let result = dispatcher.work_off(inbox);
    if result.is_err() {
        // A run that was never recorded leaves no folder; one in which something was logged is not empty.
        let _ = std::fs::remove_dir(project.runs_dir().join(&dispatcher.log.view.started.name));
    }
    result?;
    Ok(dispatcher.log.view)
}

impl Dispatcher<'_, '_> {
    /// Counts what every chosen stage has to wait for and tells of those left out.
    fn line_up(&mut self) {
        for (position, step) in self.planned.sequence.steps.iter().enumerate() {
            if !self.planned.chosen[position] {
                self.progress.push(Progress::LeftOut);
                let reason = self.planned.plan.stages[position].reason.clone();
                self.log.emit(EventKind::StageSkipped { stage_id: step.id.clone(), reason });
                continue;
            }
            let needs: Vec<usize> =
                step.after.iter().map(|after| after.position).filter(|before| self.planned.chosen[*before]).collect();
            for before in &needs {
                self.dependents[*before].push(position);
            }
            let yields: Vec<usize> =
                step.yields_to.iter().copied().filter(|before| self.planned.chosen[*before]).collect();
            for before in &yields {
                self.yielding[*before].push(position);
            }
            let count = needs.len() + yields.len();
            self.progress.push(Progress::Needs(count));
            if count == 0 {
                self.ready.push(Reverse(Unit { position, instance: None }));
            }
        }
    }

    fn work_off(&mut self, inbox: &Inbox) -> Result<(), RunError> {
        let mut workers = Workers::new(self.options.jobs.get(), inbox.sender.clone());
        let done = self.take_turns(inbox, &mut workers);
        if done.is_err() {
            // Before the workers are waited for, who wait for what they run.
            self.executor.kill_all();
        }
        done
    }

    fn take_turns(&mut self, inbox: &Inbox, workers: &mut Workers) -> Result<(), RunError> {
        self.begin_pre_hooks();
        loop {
            self.begin_ready();
            if self.busy == 0 && self.phase != Phase::Over {
                // Nothing is under way, so nothing has to be durable before what comes next.
                match self.phase {
                    Phase::PreHooks => self.phase = Phase::Stages,
                    Phase::Stages => {
                        self.end_cut_off();
                        self.begin_post_hooks();
                    }
                    Phase::PostHooks | Phase::Over => self.end(),
                }
                continue;
            }
            let is_due = self.needs_durable || self.busy == 0 || self.log.patience() == Some(Duration::ZERO);
            if is_due {
                self.log.commit()?;
                self.needs_durable = false;
            }
            for work in std::mem::take(&mut self.hand_out) {
                workers.hand_out(work, self.busy)?;
            }
            if self.busy == 0 {
                self.conclude();
                return self.log.flush().map_err(RunError::from);
            }
            if is_due {
                // What was handed out goes on meanwhile.
                self.log.tell_durable();
                self.log.caught_up();
            }
            let mut next = match inbox.receiver.recv_timeout(self.log.patience().unwrap_or(REST)) {
                Ok(message) => Some(message),
                Err(RecvTimeoutError::Timeout) if self.log.patience().is_some() => continue,
                Err(RecvTimeoutError::Timeout) => {
                    self.log.rest();
                    inbox.receiver.recv().ok()
                }
                Err(RecvTimeoutError::Disconnected) => None,
            };
            while let Some(message) = next {
                self.hear(message);
                next = inbox.receiver.try_recv().ok();
            }
        }
    }

    /// Tells of the end while the checkpoint is taken.
    fn conclude(&mut self) {
        let planned = self.planned;
        let rests = std::mem::take(&mut self.rests);
        let is_new = !planned.carried.as_ref().is_some_and(Carried::is_all);
        std::thread::scope(|scope| {
            if let Some(place) = planned.checkpoint.as_ref().filter(|_| is_new) {
                // Where there is no thread to be had, there is no checkpoint: the ledger has gone on, so the old one counts
                // no more.
                let _ = std::thread::Builder::new().spawn_scoped(scope, move || take(planned, place, rests));
            }
            self.log.tell_durable();
            self.log.caught_up();
        });
    }

    fn hear(&mut self, message: Message) {
        match message {
            Message::Happened(kind) => self.log.emit(kind),
            Message::Control(Control::Stop { signal }) => {
                self.interrupted = true;
                self.log.emit(EventKind::InterruptRequested { signal });
                self.executor.stop_all();
            }
            Message::Control(Control::Kill) => {
                self.interrupted = true;
                self.executor.kill_all();
            }
            Message::Done(Done::Hooks(phase, fault)) => {
                self.busy -= 1;
                if let Some(message) = fault
                    && !self.interrupted
                {
                    self.fail_run(message, phase);
                }
                self.phase = match phase {
                    HookPhase::Pre => Phase::Stages,
                    HookPhase::Post => Phase::Over,
                };
                if phase == HookPhase::Post {
                    self.end();
                }
            }
            Message::Done(Done::Stage(unit, end)) => {
                self.busy -= 1;
                self.ended(unit, end);
            }
        }
    }

    /// Whether nothing new may begin.
    pub(super) fn is_stopping(&self) -> bool {
        self.interrupted || (self.failure.is_some() && !self.options.continue_on_error)
    }

    fn begin_ready(&mut self) {
        while self.phase == Phase::Stages && self.busy < self.options.jobs.get() && !self.is_stopping() {
            // What is carried over has its turn where it would have been found fresh.
            let next = self.ready.peek().map(|Reverse(unit)| self.planned.place_in_pipeline(unit.position));
            if let Some((_, fresh)) = self.carried.next_if(|(place, _)| next.is_none_or(|next| *place < next)) {
                self.log.emit(fresh);
                continue;
            }
            let Some(Reverse(unit)) = self.ready.pop() else { return };
            self.begin(unit);
        }
    }

    /// Hands a stage to a worker once its start is durable.
    pub(super) fn assign(&mut self, unit: Unit, resolved: Resolved, judgement: Judgement) {
        self.busy += 1;
        self.hand_out.push(Work::Stage(
            unit,
            Box::new(Assignment {
                world: Arc::clone(&self.planned.world),
                executor: Arc::clone(&self.executor),
                run: self.log.run,
                log_dir: self.log_dir(),
                resolved,
                watched: judgement.watched,
                parts: judgement.parts,
            }),
        ));
    }

    /// Where the logs of attempts go, relative to the root.
    pub(super) fn log_dir(&self) -> Utf8PathBuf {
        Utf8PathBuf::from(crate::RUNS_DIR).join(&self.log.view.started.name)
    }

    /// A stage has passed: what waited for it may begin.
    pub(super) fn release(&mut self, position: usize) {
        self.progress[position] = Progress::Passed;
        for dependent in std::mem::take(&mut self.dependents[position]) {
            self.count_down(dependent);
        }
        self.make_way(position);
    }

    /// A stage has ended otherwise, or will not be reached.
    pub(super) fn drop_out(&mut self, position: usize) {
        self.progress[position] = Progress::Out;
        self.make_way(position);
    }

    fn make_way(&mut self, position: usize) {
        for later in std::mem::take(&mut self.yielding[position]) {
            self.count_down(later);
        }
    }

    fn count_down(&mut self, position: usize) {
        if let Progress::Needs(count) = &mut self.progress[position] {
            *count -= 1;
            if *count == 0 {
                self.needs_durable = true;
                self.ready.push(Reverse(Unit { position, instance: None }));
            }
        }
    }

    /// A stage has failed: what depends on it is blocked.
    pub(super) fn block_dependents(&mut self, position: usize) {
        let failed = self.planned.sequence.steps[position].id.clone();
        let mut open = vec![position];
        while let Some(before) = open.pop() {
            for dependent in std::mem::take(&mut self.dependents[before]) {
                if matches!(self.progress[dependent], Progress::Needs(_)) {
                    self.drop_out(dependent);
                    let stage_id = self.planned.sequence.steps[dependent].id.clone();
                    self.log.emit(EventKind::StageBlocked { stage_id, by: vec![failed.clone()] });
                    open.push(dependent);
                }
            }
        }
    }

    fn begin_pre_hooks(&mut self) {
        let anything_runs = self
            .planned
            .plan
            .stages
            .iter()
            .any(|stage| matches!(stage.action, crate::Action::Run | crate::Action::Wait));
        let (pre, _) = self.hooks();
        if anything_runs && !pre.is_empty() {
            self.hand_out_hooks(HookPhase::Pre, pre);
        } else {
            self.phase = Phase::Stages;
        }
    }

    fn begin_post_hooks(&mut self) {
        self.phase = Phase::PostHooks;
        let (_, post) = self.hooks();
        if self.log.has_attempts() && !post.is_empty() {
            self.executor.allow_again();
            self.hand_out_hooks(HookPhase::Post, post);
        }
    }

    fn hand_out_hooks(&mut self, phase: HookPhase, commands: Vec<throughline_graph::Command>) {
        self.busy += 1;
        self.needs_durable = true;
        self.hand_out.push(Work::Hooks(
            phase,
            Box::new(super::hooks::HookRun {
                world: Arc::clone(&self.planned.world),
                executor: Arc::clone(&self.executor),
                run: self.log.run,
                log: self.log_dir().join("hooks.log"),
                commands,
            }),
        ));
    }

    /// The hooks of the graph around those of the pipeline; none where a single stage runs.
    fn hooks(&self) -> (Vec<throughline_graph::Command>, Vec<throughline_graph::Command>) {
        let graph = self.planned.world.graph();
        if self.planned.plan.single_stage.is_some() {
            return (Vec::new(), Vec::new());
        }
        let pipeline = graph.pipeline(self.planned.plan.pipeline_id.as_str()).map(|pipeline| &pipeline.hooks);
        let pre = graph.hooks.pre.iter().chain(pipeline.into_iter().flat_map(|hooks| &hooks.pre));
        let post = pipeline.into_iter().flat_map(|hooks| &hooks.post).chain(&graph.hooks.post);
        (pre.cloned().collect(), post.cloned().collect())
    }

    fn fail_run(&mut self, message: String, phase: HookPhase) {
        if phase == HookPhase::Pre {
            self.ready.clear();
            self.failed_before_stages = true;
        }
        let total_stages = self.log.view.total();
        self.failure.get_or_insert(Failure {
            message,
            stage_id: None,
            stage_name: None,
            step_number: None,
            total_stages,
            log_path: Some(self.log_dir().join("hooks.log").to_string()),
            hint: None,
        });
    }

    fn end(&mut self) {
        let status = if self.interrupted {
            RunStatus::Interrupted
        } else if self.failure.is_some() {
            // Where a hook before the stages failed, there is no rest that went on.
            let went_on = self.options.continue_on_error && !self.failed_before_stages;
            if went_on { RunStatus::Degraded } else { RunStatus::Failed }
        } else if self.waiting {
            RunStatus::Waiting
        } else {
            RunStatus::Success
        };
        self.phase = Phase::Over;
        let failure = self.failure.clone();
        self.log.emit(EventKind::RunEnded { status, duration_ms: millis(self.started.elapsed()), failure });
    }

    pub(super) fn judge(&mut self, position: usize) -> Result<JudgedStep, JudgeError> {
        let step = &self.planned.sequence.steps[position];
        let wish = crate::Wish { forced: self.planned.forced[position], ignore_policy: false };
        let world = Arc::clone(&self.planned.world);
        let links = self.planned.links(position);
        let mut step = crate::judge_step(&world, &crate::Live(&world), &mut self.standing, step.stage, &links, wish)?;
        // The same rule as in the plan, which could not apply it where the stage had to wait.
        if step.is_lost(self.planned.steps[position + 1..].iter().flatten()) {
            step.bring_back();
        }
        Ok(step)
    }
}
