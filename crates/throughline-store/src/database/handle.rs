//! The database as everyone else sees it: it reads, it writes, and it is shared.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;
use std::time::Duration;

use jiff::Timestamp;

use super::classify::unavailable;
use super::connect::{Connector, Role};
use super::fault::Faults;
use super::job::{Job, Piece};
use super::migrate::{migrate, version_check};
use super::pool::Pool;
use super::session::Session;
use super::url::DatabaseUrl;
use super::writer::{Queue, Writer};
use crate::StoreError;

/// What a commit outlives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Durability {
    /// The death of the process; after a loss of power the last commits may be missing.
    Normal,
    /// A loss of power too.
    #[default]
    Full,
}

impl Durability {
    /// The value of SQLite's `synchronous`.
    pub(crate) fn pragma(self) -> &'static str {
        match self {
            Self::Normal => "NORMAL",
            Self::Full => "FULL",
        }
    }
}

/// How a database is used.
#[derive(Debug, Clone)]
pub struct DatabaseOptions {
    /// What a commit outlives.
    pub durability: Durability,
    /// How long a lock, or a connection to read with, is waited for.
    pub patience: Duration,
    /// Connections that read at a time.
    pub readers: usize,
    /// Writes in one transaction.
    pub batch: usize,
    /// Writes that wait; more are told that the database is busy.
    pub waiting: usize,
    /// Faults on purpose, for tests.
    pub faults: Option<Arc<Faults>>,
}

impl Default for DatabaseOptions {
    fn default() -> Self {
        Self {
            durability: Durability::Full,
            patience: Duration::from_secs(10),
            readers: 8,
            batch: 64,
            waiting: 4096,
            faults: None,
        }
    }
}

/// A database, shared by its clones. When the last of them is dropped, what waits is still written.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    connector: Arc<Connector>,
    pool: Pool,
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Database {
    /// Opens the database, brings its schema up to date and starts its writer. A file is made if there is none, in a folder
    /// that is there.
    ///
    /// # Errors
    /// When it cannot be reached or made, or is from a newer version.
    pub fn open(url: &DatabaseUrl, options: &DatabaseOptions, now: Timestamp) -> Result<Self, StoreError> {
        let connector = Arc::new(Connector::new(url.clone(), options));
        let mut session = connector.connect(Role::Writer)?;
        if !version_check(&mut session, &connector.shown)? {
            migrate(&mut session, now)?;
        }
        let queue = Arc::new(Queue::new(options.waiting));
        let writer = Writer::new(Arc::clone(&queue), Arc::clone(&connector), session, options.batch);
        let started = std::thread::Builder::new().name("writer".to_owned()).spawn(|| writer.work());
        let thread = started.map_err(|error| unavailable(&connector.shown, error))?;
        let pool = Pool::new(Arc::clone(&connector), options.readers);
        Ok(Self { shared: Arc::new(Shared { connector, pool, queue, thread: Some(thread) }) })
    }

    /// Where it is.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.shared.connector.url
    }

    /// Reads, statement by statement. What reads only is done again on a new connection where the one that it had was lost
    /// since it was last used. Waits for a connection where all are in use.
    ///
    /// # Errors
    /// What `read` answers; and when no connection is to be had.
    pub fn read<T, E: From<StoreError>>(&self, mut read: impl FnMut(&mut Session) -> Result<T, E>) -> Result<T, E> {
        let pool = &self.shared.pool;
        loop {
            let mut reader = pool.reader()?;
            let is_used = reader.is_used;
            let Some(session) = reader.session() else { continue };
            let done = read(session);
            if !session.is_lost() {
                return done;
            }
            drop(reader);
            pool.clear();
            if !is_used {
                return done;
            }
        }
    }

    /// Asks whether the database is there.
    ///
    /// # Errors
    /// When it is not.
    pub fn ping(&self) -> Result<(), StoreError> {
        self.read(|session| session.query_opt("SELECT 1", &[], |row| row.i64(0)).map(drop))
    }

    /// Reads one state of the database, however many statements it takes.
    ///
    /// # Errors
    /// As [`Database::read`].
    pub fn read_snapshot<T, E: From<StoreError>>(
        &self,
        mut read: impl FnMut(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read(|session| {
            session.begin_snapshot()?;
            let done = read(session);
            if !session.is_lost() {
                session.rollback();
            }
            done
        })
    }

    /// Writes: the closure's statements are kept together or not at all, and are durable when this returns. It waits for the
    /// writer, so a closure must not call it. Statements may be made that no one else comes between.
    ///
    /// # Errors
    /// What `write` answers, and then nothing of it is kept; and when the database is away or busy.
    pub fn write<T, E>(&self, write: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = sync_channel(1);
        self.submit(write, move |done| {
            let _ = sender.send(done);
        });
        let gone = || unavailable(&self.shared.connector.shown, "its writer is gone");
        receiver.recv().unwrap_or_else(|_| Err(gone().into()))
    }

    /// As [`Database::write`], without waiting: `answer` is called with the end, on the writer's thread (so it must be
    /// short), or at once where too much waits already.
    pub fn submit<T, E>(
        &self,
        write: impl FnOnce(&mut Session) -> Result<T, E> + Send + 'static,
        answer: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let job: Box<dyn Job> = Box::new(Piece::new(write, answer));
        if let Err(job) = self.shared.queue.push(job) {
            job.answer(Some(unavailable(&self.shared.connector.shown, "too many writes wait already")));
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // It catches what its work throws, so it ends well.
            let _ = thread.join();
        }
    }
}
