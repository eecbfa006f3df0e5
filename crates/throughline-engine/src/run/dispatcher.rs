//! The dispatcher: owns the state of a run, decides what begins, and puts events into one order.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::iter::Peekable;
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use throughline_model::{EventKind, Failure, HookPhase, RunStatus, millis};

use super::attempt::Assignment;
use super::message::{Control, Done, Message, Unit, Work};
use super::options::{RunError, RunOptions};
use super::progress::{EachProgress, Progress, Underway};
use super::recorder::Recorder;
use super::remote::Inbox;
use super::workers::Workers;
use crate::checkpoint::{Rests, take};
use crate::{Carried, Executor, Judgement, Planned, Resolved, Standing};

/// How long the dispatcher waits before it lets observers write what they put off.
const REST: Duration = Duration::from_millis(100);

/// What belongs to the whole run rather than to a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    PreHooks,
    Stages,
    PostHooks,
    Over,
}

/// A run under way: everything that decides what begins next.
pub(super) struct Dispatcher<'a, 'o> {
    pub(super) planned: &'a Planned,
    pub(super) log: Recorder<'a, 'o>,
    pub(super) options: &'a RunOptions,
    pub(super) executor: Arc<Executor>,
    /// What is carried over from a checkpoint, by position in the pipeline.
    pub(super) carried: Peekable<Box<dyn Iterator<Item = (usize, EventKind)> + 'a>>,
    pub(super) standing: Standing,
    pub(super) progress: Vec<Progress>,
    pub(super) each: Vec<Option<EachProgress>>,
    pub(super) ready: BinaryHeap<Reverse<Unit>>,
    pub(super) underway: HashMap<Unit, Underway>,
    /// What the result of each step rests on, once it has passed; where a checkpoint is to be taken.
    pub(super) rests: Vec<Option<Rests>>,
    pub(super) dependents: Vec<Vec<usize>>,
    /// The later steps that overwrite what a step reads: they wait until it has ended, however it ends.
    pub(super) yielding: Vec<Vec<usize>>,
    pub(super) busy: usize,
    pub(super) hand_out: Vec<Work>,
    /// Whether something is ready that stands on what may not be durable yet.
    pub(super) needs_durable: bool,
    pub(super) phase: Phase,
    pub(super) interrupted: bool,
    pub(super) failure: Option<Failure>,
    pub(super) waiting: bool,
    pub(super) failed_before_stages: bool,
    pub(super) started: Instant,
}

impl Dispatcher<'_, '_> {
    pub(super) fn work_off(&mut self, inbox: &Inbox) -> Result<(), RunError> {
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
}
