//! The writer's thread: takes what waits, makes one transaction of it, and tells everyone after the one commit.
//!
//! ```text
//! BEGIN, lock of the chain → (SAVEPOINT → closure → keep or undo) … → COMMIT → answers
//! ```
//! A connection that is lost takes its whole transaction with it, and everyone in it is told so. The next transaction has a
//! new connection; while the server is away it is looked for at growing intervals, and nobody is made to wait for it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::classify::unavailable;
use super::connect::{Connector, Role};
use super::errors::Cause;
use super::job::Job;
use super::session::Session;
use crate::StoreError;

/// The intervals at which a server that is away is looked for.
const SHORTEST: Duration = Duration::from_millis(20);
const LONGEST: Duration = Duration::from_millis(500);

/// What waits for the writer.
pub(crate) struct Queue {
    state: Mutex<Waiting>,
    came: Condvar,
    /// More than this do not wait.
    most: usize,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Box<dyn Job>>,
    is_closed: bool,
}

impl Queue {
    pub(crate) fn new(most: usize) -> Self {
        Self { state: Mutex::default(), came: Condvar::new(), most }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets it wait; gives it back where too much waits already.
    pub(crate) fn push(&self, job: Box<dyn Job>) -> Result<(), Box<dyn Job>> {
        let mut waiting = self.lock();
        if waiting.is_closed || waiting.jobs.len() >= self.most {
            return Err(job);
        }
        waiting.jobs.push_back(job);
        drop(waiting);
        self.came.notify_one();
        Ok(())
    }

    /// Nothing more comes; what waits is still done.
    pub(crate) fn close(&self) {
        self.lock().is_closed = true;
        self.came.notify_all();
    }

    /// What waits, as soon as something does; nothing when nothing more comes.
    fn take(&self, most: usize) -> Vec<Box<dyn Job>> {
        let mut waiting = self.lock();
        while waiting.jobs.is_empty() && !waiting.is_closed {
            waiting = self.came.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        let count = waiting.jobs.len().min(most);
        waiting.jobs.drain(..count).collect()
    }
}

/// What the thread knows.
pub(crate) struct Writer {
    pub(crate) queue: Arc<Queue>,
    connector: Arc<Connector>,
    session: Option<Session>,
    /// When the server may be looked for again, and how long is waited after that.
    next: Option<(Instant, Duration)>,
    /// No more than this in one transaction.
    batch: usize,
}

impl Writer {
    pub(crate) fn new(queue: Arc<Queue>, connector: Arc<Connector>, session: Session, batch: usize) -> Self {
        Self { queue, connector, session: Some(session), next: None, batch: batch.max(1) }
    }

    /// Until nothing more comes.
    pub(crate) fn work(mut self) {
        loop {
            let mut jobs = self.queue.take(self.batch);
            if jobs.is_empty() {
                return;
            }
            let lost = self.write(&mut jobs).err();
            if self.session.as_ref().is_some_and(Session::is_lost) {
                self.session = None;
            }
            for job in jobs {
                let lost = lost.as_ref().map(|cause| self.lost(cause));
                // Who is told may fail; the others are told all the same.
                let _ = catch_unwind(AssertUnwindSafe(|| job.answer(lost)));
            }
        }
    }

    fn lost(&self, cause: &Cause) -> StoreError {
        StoreError::Unavailable { database: self.connector.shown.to_string(), source: Arc::clone(cause) }
    }

    /// All of it in one transaction. An error is one of all of it.
    fn write(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(), Cause> {
        let session = self.begun()?;
        let done = parts(session, jobs).and_then(|is_any| {
            if is_any {
                return session.commit();
            }
            // Each was refused for itself. Whether that could be undone changes nothing.
            session.rollback();
            Ok(())
        });
        done.map_err(|error| {
            session.rollback();
            cause(error)
        })
    }

    /// A connection on which a transaction has begun.
    fn begun(&mut self) -> Result<&mut Session, Cause> {
        // The server may have gone since the last transaction. Nothing was done in this one yet, so it is tried again.
        if let Some(session) = &mut self.session {
            match session.begin_write() {
                Err(error) if !session.is_lost() => return Err(cause(error)),
                Err(_) => self.session = None,
                Ok(()) => {}
            }
        }
        if self.session.is_none() {
            let mut session = self.connected()?;
            session.begin_write().map_err(cause)?;
            self.session = Some(session);
        }
        self.session.as_mut().ok_or_else(|| cause(unavailable(&self.connector.shown, "there is no connection")))
    }

    fn connected(&mut self) -> Result<Session, Cause> {
        let now = Instant::now();
        if self.next.is_some_and(|(next, _)| now < next) {
            return Err(cause(unavailable(&self.connector.shown, "it was away a moment ago")));
        }
        match self.connector.connect(Role::Writer) {
            Ok(session) => {
                self.next = None;
                Ok(session)
            }
            Err(error) => {
                let pause = self.next.map_or(SHORTEST, |(_, pause)| (pause * 2).min(LONGEST));
                self.next = Some((Instant::now() + pause, pause));
                Err(cause(error))
            }
        }
    }
}

/// Each job in a part of the transaction of its own; whether one of them is to be kept.
fn parts(session: &mut Session, jobs: &mut [Box<dyn Job>]) -> Result<bool, StoreError> {
    // What is alone can be undone with its transaction.
    if let [job] = jobs {
        let is_kept = job.run(session);
        return if session.is_lost() { Err(gone(session)) } else { Ok(is_kept) };
    }
    let mut is_any = false;
    for job in jobs {
        session.part_begin()?;
        let is_kept = job.run(session);
        if session.is_lost() {
            return Err(gone(session));
        }
        if is_kept {
            session.part_keep()?;
        } else {
            session.part_undo()?;
        }
        is_any |= is_kept;
    }
    Ok(is_any)
}

/// The error of a transaction that was lost under a job.
fn gone(session: &Session) -> StoreError {
    unavailable(session.database(), "the connection was lost within the transaction")
}

/// What the database said, without what was made of it.
fn cause(error: StoreError) -> Cause {
    error.cause().cloned().unwrap_or_else(|| Arc::new(error))
}
