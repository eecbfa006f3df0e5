//! One command, from its start to the end of what it left behind.
//!
//! ```text
//! Running ──limit, stop──▶ Stopping ──grace over──▶ Killed
//!    │                        │                        │
//!    └──────── the command itself has ended ───────────┘
//!                             ▼
//!            Over: wait a little ▶ SIGTERM ▶ SIGKILL ▶ give up     (only what is left)
//! ```
//!
//! A group's id stays taken while any process is in it, so that signals to it cannot reach strangers: the command is
//! not reaped before it ended, and afterwards the group is signalled only where it still exists.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use throughline_model::ResourceUsage;

use super::output::Output;
use super::reap::{Exit, group_exists};
use super::strays::{ProcessTable, holds};
use crate::message::{Ended, Outcome, Reply, SpawnRequest};

/// How long descendants may go on after their command: a pipeline's last writer may still be at work.
const PATIENCE: Duration = Duration::from_millis(100);
/// How long they then have after SIGTERM.
const LEFTOVER_GRACE: Duration = Duration::from_millis(100);
/// How long the kernel has to carry out SIGKILL. A process that hangs in a device may never end.
const KILL_PATIENCE: Duration = Duration::from_secs(1);
/// The output is not watched before, nor is the engine told of the start: many commands have ended by then, and that
/// spares two wake-ups for each.
const UNWATCHED: Duration = Duration::from_millis(2);

#[derive(Debug)]
pub(super) struct Attempt {
    id: u64,
    token: u64,
    pid: Pid,
    /// False once the group was seen to be gone: from then on its id may be a stranger's.
    has_group: bool,
    started: Instant,
    grace: Duration,
    phase: Phase,
    leftovers: u32,
    /// When the event loop is to begin to watch the output, and to tell the engine of the start; none when it has.
    pub(super) watch_at: Option<Instant>,
    pub(super) output: Output,
}

#[derive(Debug)]
enum Phase {
    Running { limit: Option<(Instant, u64)> },
    Stopping { why: Outcome, kill_at: Instant },
    Killed { why: Outcome },
    Over { outcome: Outcome, duration: Duration, usage: ResourceUsage, cleanup: Cleanup },
}

/// How far the ending of what was left behind has come.
#[derive(Debug, Clone, Copy)]
enum Cleanup {
    /// Nothing was looked at yet, and nothing was asked to end.
    New,
    /// Nothing was looked at yet; the group got SIGTERM before the command ended.
    Stopped { kill_at: Instant },
    /// Nothing was looked at yet; the group got SIGKILL before the command ended.
    Shot,
    /// It may end by itself.
    Waiting { until: Instant },
    /// It got SIGTERM.
    Terminated { until: Instant },
    /// It got SIGKILL.
    Killed { until: Instant },
}

/// What is to be done now about what was left behind.
#[derive(Debug, Clone, Copy)]
enum Step {
    Wait,
    GiveUp,
    End(End),
}

#[derive(Debug, Clone, Copy)]
struct End {
    signal: Signal,
    /// Whether the group has not got this signal yet.
    is_for_group: bool,
    /// Whether who is left counts as having had to be ended.
    counts: bool,
    next: Cleanup,
}

impl Cleanup {
    fn step(&mut self, now: Instant) -> Step {
        let killed = Self::Killed { until: now + KILL_PATIENCE };
        let (signal, is_for_group, counts, next) = match *self {
            Self::New => {
                *self = Self::Waiting { until: now + PATIENCE };
                return Step::Wait;
            }
            Self::Killed { until } if until <= now => return Step::GiveUp,
            Self::Killed { .. } => return Step::Wait,
            Self::Waiting { until } | Self::Terminated { until } if until > now => return Step::Wait,
            // They may still end in time, as they were asked to.
            Self::Stopped { kill_at } => (Signal::TERM, false, false, Self::Terminated { until: kill_at }),
            Self::Waiting { .. } => (Signal::TERM, true, true, Self::Terminated { until: now + LEFTOVER_GRACE }),
            Self::Terminated { .. } => (Signal::KILL, true, true, killed),
            Self::Shot => (Signal::KILL, false, true, killed),
        };
        Step::End(End { signal, is_for_group, counts, next })
    }

    /// When there will be a next step even if nothing happens.
    fn due(&self) -> Option<Instant> {
        match self {
            Self::New | Self::Stopped { .. } | Self::Shot => None,
            Self::Waiting { until } | Self::Terminated { until } | Self::Killed { until } => Some(*until),
        }
    }
}

impl Attempt {
    pub(super) fn new(request: &SpawnRequest, token: u64, pid: Pid, started: Instant, output: Output) -> Self {
        let limit = request.time_limit_ms;
        // A limit beyond the clock's end is none.
        let limit = limit.and_then(|ms| Some((started.checked_add(Duration::from_millis(ms))?, ms)));
        Self {
            id: request.id,
            token,
            pid,
            has_group: true,
            started,
            grace: Duration::from_millis(request.grace_ms),
            phase: Phase::Running { limit },
            leftovers: 0,
            watch_at: Some(started + UNWATCHED),
            output,
        }
    }

    pub(super) fn id(&self) -> u64 {
        self.id
    }

    /// Tells it from every other attempt that this supervisor ever had.
    pub(super) fn token(&self) -> u64 {
        self.token
    }

    pub(super) fn pid(&self) -> Pid {
        self.pid
    }

    /// What the engine is told once the command runs.
    pub(super) fn started(&self) -> Reply {
        Reply::Started { id: self.id, pid: self.pid.as_raw_nonzero().get() }
    }

    /// Whether the command itself has ended.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over { .. })
    }

    /// Whether the command has just ended, and nothing was left behind as far as is known.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.phase, Phase::Over { cleanup: Cleanup::New, .. })
    }

    /// When there will be something to do even if nothing happens.
    pub(super) fn due(&self) -> Option<Instant> {
        let due = match &self.phase {
            Phase::Running { limit } => limit.map(|(at, _)| at),
            Phase::Stopping { kill_at, .. } => Some(*kill_at),
            Phase::Killed { .. } => None,
            Phase::Over { cleanup, .. } => cleanup.due(),
        };
        due.into_iter().chain(self.watch_at).min()
    }

    /// Asks the group to end, and remembers why.
    pub(super) fn stop(&mut self, why: Outcome, now: Instant) {
        if !matches!(self.phase, Phase::Running { .. }) {
            return;
        }
        let _ = kill_process_group(self.pid, Signal::TERM);
        // A stopped process does not get to see it otherwise.
        let _ = kill_process_group(self.pid, Signal::CONT);
        self.phase = match now.checked_add(self.grace) {
            Some(kill_at) => Phase::Stopping { why, kill_at },
            None => Phase::Stopping { why, kill_at: now + Duration::from_secs(u64::from(u32::MAX)) },
        };
    }

    /// Ends the group.
    pub(super) fn kill(&mut self, why: Outcome, now: Instant) {
        if let Phase::Over { cleanup, .. } = &mut self.phase {
            if !matches!(cleanup, Cleanup::Killed { .. }) {
                *cleanup = Cleanup::Terminated { until: now };
            }
            return;
        }
        let _ = kill_process_group(self.pid, Signal::KILL);
        let why = match &self.phase {
            Phase::Stopping { why, .. } | Phase::Killed { why } => why.clone(),
            Phase::Running { .. } | Phase::Over { .. } => why,
        };
        self.phase = Phase::Killed { why };
    }

    /// Ends the group, when there is no time for anything else.
    pub(super) fn kill_at_once(&self) {
        if self.has_group {
            let _ = kill_process_group(self.pid, Signal::KILL);
        }
    }

    /// Carries out what the time limit and the grace ask for.
    pub(super) fn tick(&mut self, now: Instant) {
        match &self.phase {
            Phase::Running { limit: Some((at, ms)) } if *at <= now => {
                let why = Outcome::TimedOut { limit_ms: *ms };
                self.stop(why, now);
            }
            Phase::Stopping { why, kill_at } if *kill_at <= now => {
                let why = why.clone();
                self.kill(why, now);
            }
            _ => {}
        }
    }

    /// The command itself has ended.
    pub(super) fn over(&mut self, exit: Exit, usage: ResourceUsage, now: Instant) {
        let of_itself = match exit {
            Exit::Code(code) => Outcome::Exited { code },
            Exit::Signal(signal) => Outcome::Signalled { signal },
        };
        let (outcome, cleanup) = match std::mem::replace(&mut self.phase, Phase::Running { limit: None }) {
            Phase::Running { .. } => (of_itself, Cleanup::New),
            Phase::Stopping { why, kill_at } => (why, Cleanup::Stopped { kill_at }),
            Phase::Killed { why } => (why, Cleanup::Shot),
            over @ Phase::Over { .. } => {
                self.phase = over;
                return;
            }
        };
        let duration = now.saturating_duration_since(self.started);
        self.phase = Phase::Over { outcome, duration, usage, cleanup };
    }

    /// Ends, step by step, what the command left behind. Returns whether there is nothing more to be done.
    ///
    /// `others` are the groups of the other commands; `strays` says whether there may be descendants outside all groups
    /// that can only be this command's.
    pub(super) fn clean(&mut self, now: Instant, others: &[Pid], strays: bool) -> bool {
        let Phase::Over { cleanup, .. } = &mut self.phase else { return false };
        self.has_group = self.has_group && group_exists(self.pid);
        let group = self.has_group;
        if !group && self.output.pipe().is_none() && !strays {
            return true;
        }
        let step = match cleanup.step(now) {
            Step::Wait => return false,
            Step::GiveUp => return true,
            Step::End(step) => step,
        };
        *cleanup = step.next;
        let (in_group, outside) = left(self.pid, others, &self.output, strays);
        signal_all(&outside, step.signal);
        let mut count = outside.len();
        if step.is_for_group {
            count += in_group.len();
            if group {
                let _ = kill_process_group(self.pid, step.signal);
            }
        }
        if step.counts {
            self.leftovers = self.leftovers.max(u32::try_from(count).unwrap_or(u32::MAX));
        }
        // Nobody is left whom we know: whoever holds the pipe got it from a stranger, and is none of ours.
        !group && outside.is_empty()
    }

    /// What the engine is told.
    pub(super) fn into_ended(mut self, buffer: &mut [u8]) -> Ended {
        self.output.read(buffer);
        let printed = self.output.finish();
        let (outcome, duration, usage) = match self.phase {
            Phase::Over { outcome, duration, usage, .. } => (outcome, duration, usage),
            // Not reached: only what is over is taken out of the loop.
            _ => (Outcome::Stopped, self.started.elapsed(), ResourceUsage::default()),
        };
        Ended {
            id: self.id,
            outcome,
            duration_micros: u64::try_from(duration.as_micros()).unwrap_or(u64::MAX),
            usage,
            tail: printed.tail,
            output_bytes: printed.bytes,
            leftovers: self.leftovers,
            log_error: printed.log_error,
        }
    }
}

/// Who is left of a command: in its group, and outside all groups.
fn left(group: Pid, others: &[Pid], output: &Output, strays: bool) -> (Vec<Pid>, Vec<Pid>) {
    let table = ProcessTable::read();
    let groups: Vec<_> = others.iter().copied().chain([group]).collect();
    let is_ours = |pid: &Pid| strays || output.pipe().is_some_and(|pipe| holds(*pid, pipe));
    (table.group(group).collect(), table.descendants_outside(&groups).filter(is_ours).collect())
}

fn signal_all(pids: &[Pid], signal: Signal) {
    for pid in pids {
        // It may have ended since it was seen.
        let _ = kill_process(*pid, signal);
    }
}
