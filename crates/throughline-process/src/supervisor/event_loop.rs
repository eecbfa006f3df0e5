//! The loop: waits for the engine, for ends of children, for output and for time, and deals with each in that order.

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Signal, kill_process};

use super::attempt::Attempt;
use super::channel::{Arrival, Channel};
use super::launch::launch;
use super::output::{self, Log, Output};
use super::reap::{ChildSignals, Reaped, reap};
use super::start::Starter;
use super::strays::ProcessTable;
use crate::environment::Environment;
use crate::message::{Ended, Outcome, Reply, Request, SpawnRequest};
use crate::redact::Redactor;

/// What an event is about: the engine, the ends of children, or, with a larger number, the output of one command.
const ENGINE: u64 = 0;
const CHILDREN: u64 = 1;

/// How long the last descendants have to end after SIGKILL before the supervisor ends all the same.
const LAST_PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug)]
pub(super) struct EventLoop {
    engine: Channel,
    signals: ChildSignals,
    epoll: OwnedFd,
    null: OwnedFd,
    starter: Starter,
    environment: Environment,
    redactor: Redactor,
    attempts: Vec<Attempt>,
    next_token: u64,
    buffer: Vec<u8>,
    /// Whether there are children that run, as far as is known.
    has_children: bool,
    is_shutting_down: bool,
    waits_to_send: bool,
}

impl EventLoop {
    pub(super) fn new(engine: UnixStream, null: OwnedFd, signals: ChildSignals) -> io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        let engine = Channel::new(engine);
        epoll::add(&epoll, &engine, EventData::new_u64(ENGINE), EventFlags::IN)?;
        epoll::add(&epoll, &signals, EventData::new_u64(CHILDREN), EventFlags::IN)?;
        Ok(Self {
            engine,
            signals,
            epoll,
            null,
            starter: Starter::new(),
            environment: Environment::of_supervisor(),
            redactor: Redactor::default(),
            attempts: Vec::new(),
            next_token: CHILDREN,
            // The kernel gives the pages when they are first written to: most commands never need more than one.
            buffer: vec![0; output::BUFFER],
            has_children: false,
            is_shutting_down: false,
            waits_to_send: false,
        })
    }

    /// Runs until the engine has gone, or has asked for the end and everything has ended.
    pub(super) fn run(&mut self) -> io::Result<()> {
        let mut events = Vec::with_capacity(64);
        loop {
            self.wait(&mut events)?;
            let now = Instant::now();
            let mut has_request = false;
            for event in &events {
                match event.data.u64() {
                    ENGINE => has_request = true,
                    CHILDREN => self.reap(now),
                    token => self.read_output(token),
                }
            }
            if has_request && self.receive()? == Arrival::Closed {
                return Ok(());
            }
            self.look_after_all(now)?;
            self.engine.flush();
            if self.is_shutting_down && self.attempts.is_empty() && !self.engine.is_full() {
                return Ok(());
            }
        }
    }

    fn wait(&mut self, events: &mut Vec<Event>) -> io::Result<()> {
        if self.engine.is_full() != self.waits_to_send {
            self.waits_to_send = self.engine.is_full();
            let interest = if self.waits_to_send { EventFlags::IN | EventFlags::OUT } else { EventFlags::IN };
            epoll::modify(&self.epoll, &self.engine, EventData::new_u64(ENGINE), interest)?;
        }
        let timeout = self.attempts.iter().filter_map(Attempt::due).min().map(|due| {
            // Waiting is counted in milliseconds: a part of one more, or it would end too early and go round.
            let millis = due.saturating_duration_since(Instant::now()).as_micros().div_ceil(1000);
            let millis = u64::try_from(millis).unwrap_or(u64::MAX).min(24 * 60 * 60 * 1000);
            Timespec { tv_sec: (millis / 1000).cast_signed(), tv_nsec: (millis % 1000 * 1_000_000).cast_signed() }
        });
        events.clear();
        match epoll::wait(&self.epoll, rustix::buffer::spare_capacity(events), timeout.as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn reap(&mut self, now: Instant) {
        self.signals.clear();
        self.has_children = loop {
            match reap() {
                Reaped::Ended(pid, exit, usage) => {
                    // Others are orphans that this process adopted.
                    if let Some(attempt) = self.attempts.iter_mut().find(|it| it.pid() == pid && !it.is_over()) {
                        attempt.over(exit, usage, now);
                        attempt.output.read(&mut self.buffer);
                    }
                }
                Reaped::AllRun => break true,
                Reaped::NoChildren => break false,
            }
        };
    }

    fn read_output(&mut self, token: u64) {
        if let Some(attempt) = self.attempts.iter_mut().find(|it| it.token() == token) {
            attempt.output.read(&mut self.buffer);
        }
    }

    /// Time limits, leftovers, and what has ended for good.
    fn look_after_all(&mut self, now: Instant) -> io::Result<()> {
        let mut place = 0;
        while place < self.attempts.len() {
            if self.look_after(place, now)? {
                let attempt = self.attempts.swap_remove(place);
                if attempt.watch_at.is_some() {
                    self.engine.reply(&attempt.started())?;
                }
                let ended = attempt.into_ended(&mut self.buffer);
                self.engine.reply(&Reply::Ended(ended))?;
            } else {
                place += 1;
            }
        }
        Ok(())
    }

    /// Returns whether the attempt has ended for good.
    fn look_after(&mut self, place: usize, now: Instant) -> io::Result<bool> {
        let attempt = &mut self.attempts[place];
        attempt.tick(now);
        if attempt.is_over() {
            let attempt = &self.attempts[place];
            let others: Vec<_> = if attempt.is_new() {
                Vec::new()
            } else {
                self.attempts.iter().filter(|it| it.token() != attempt.token()).map(Attempt::pid).collect()
            };
            // When no other command is there, whatever still runs was left behind, be it in no group of ours.
            let strays = self.has_children && self.attempts.len() == 1;
            if self.attempts[place].clean(now, &others, strays) {
                return Ok(true);
            }
        }
        let attempt = &mut self.attempts[place];
        if attempt.watch_at.is_some_and(|at| at <= now || attempt.is_over()) {
            attempt.watch_at = None;
            self.engine.reply(&attempt.started())?;
            if let Some(pipe) = attempt.output.pipe() {
                epoll::add(&self.epoll, pipe, EventData::new_u64(attempt.token()), EventFlags::IN)?;
            }
        }
        Ok(false)
    }

    fn receive(&mut self) -> io::Result<Arrival> {
        let arrival = self.engine.receive(&mut self.buffer)?;
        while let Some(request) = self.engine.next()? {
            self.obey(request)?;
        }
        Ok(arrival)
    }

    fn obey(&mut self, request: Request) -> io::Result<()> {
        let now = Instant::now();
        match request {
            Request::Configure { secrets } => self.redactor = Redactor::new(&secrets),
            Request::Spawn(request) => self.start(&request)?,
            Request::Stop { id } => self.each(|it| it.id() == id, |it| it.stop(Outcome::Stopped, now)),
            Request::Kill { id } => self.each(|it| it.id() == id, |it| it.kill(Outcome::Stopped, now)),
            Request::StopAll => self.each(|_| true, |it| it.stop(Outcome::Stopped, now)),
            Request::KillAll => self.each(|_| true, |it| it.kill(Outcome::Stopped, now)),
            Request::Shutdown => {
                self.is_shutting_down = true;
                self.each(|_| true, |it| it.stop(Outcome::Stopped, now));
            }
        }
        Ok(())
    }

    fn each(&mut self, which: impl Fn(&Attempt) -> bool, act: impl Fn(&mut Attempt)) {
        self.attempts.iter_mut().filter(|attempt| which(attempt)).for_each(act);
    }

    fn start(&mut self, request: &SpawnRequest) -> io::Result<()> {
        let started = Instant::now();
        let launched = if self.is_shutting_down {
            Err("the run is ending".to_owned())
        } else {
            launch(request, &self.environment, &mut self.starter, self.null.as_fd())
        };
        match launched {
            Ok((pid, pipe)) => {
                // Opened only now, while the command is already being loaded.
                let log = Log::open(&request.log);
                let output = Output::new(pipe, log, &self.redactor);
                self.next_token += 1;
                self.attempts.push(Attempt::new(request, self.next_token, pid, started, output));
            }
            Err(reason) => {
                // There is a log for every attempt, also for one that printed nothing.
                let log_error = Log::open(&request.log).error;
                self.engine.reply(&Reply::Ended(Ended { log_error, ..Ended::not_started(request.id, reason) }))?;
            }
        }
        Ok(())
    }
}

/// However the loop ends, everything that it started ends with it.
impl Drop for EventLoop {
    fn drop(&mut self) {
        let now = Instant::now();
        self.attempts.iter_mut().for_each(|attempt| attempt.kill_at_once());
        loop {
            match reap() {
                Reaped::Ended(..) => continue,
                Reaped::NoChildren => return,
                Reaped::AllRun if now.elapsed() > LAST_PATIENCE => return,
                Reaped::AllRun => {}
            }
            // Each round ends what it sees; what that leaves without a parent is seen in the next.
            for pid in ProcessTable::read().descendants_outside(&[]) {
                let _ = kill_process(pid, Signal::KILL);
            }
            let mut fds = [PollFd::new(&self.signals, PollFlags::IN)];
            let _ = poll(&mut fds, Some(&Timespec { tv_sec: 0, tv_nsec: 10_000_000 }));
            self.signals.clear();
        }
    }
}
