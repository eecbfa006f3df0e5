//! Connections that read: made on demand, kept, bounded, and thrown away when one breaks.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::classify::unavailable;
use super::connect::{Connector, Role};
use super::session::Session;
use crate::StoreError;

pub(crate) struct Pool {
    connector: Arc<Connector>,
    /// No more connections than this at a time.
    most: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Session>,
    /// Connections that there are, those in use among them.
    made: usize,
}

/// A connection in use; goes back when it is dropped.
pub(crate) struct Reader<'a> {
    pool: &'a Pool,
    session: Option<Session>,
    /// Whether it was used before: the server may have gone since.
    pub(crate) is_used: bool,
}

impl Pool {
    pub(crate) fn new(connector: Arc<Connector>, most: usize) -> Self {
        Self { connector, most: most.max(1), state: Mutex::default(), returned: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, when there is one to be had.
    ///
    /// # Errors
    /// When all are in use for longer than patience, or a new one cannot be made.
    pub(crate) fn reader(&self) -> Result<Reader<'_>, StoreError> {
        let until = Instant::now() + self.connector.patience;
        let mut state = self.lock();
        loop {
            if let Some(session) = state.idle.pop() {
                return Ok(Reader { pool: self, session: Some(session), is_used: true });
            }
            if state.made < self.most {
                state.made += 1;
                drop(state);
                let mut reader = Reader { pool: self, session: None, is_used: false };
                reader.session = Some(self.connector.connect(Role::Reader)?);
                return Ok(reader);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(unavailable(&self.connector.shown, "all connections are in use"));
            }
            state = self.returned.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Throws away what is idle: when one connection broke, the others did too.
    pub(crate) fn clear(&self) {
        let mut state = self.lock();
        let idle = std::mem::take(&mut state.idle);
        state.made -= idle.len();
        drop(state);
        self.returned.notify_all();
    }
}

impl Reader<'_> {
    /// The connection; there is none only while it is made.
    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        let mut state = self.pool.lock();
        // Who panicked within a transaction left it open.
        match self.session.take().filter(|session| !session.is_lost() && !session.is_within()) {
            Some(session) => state.idle.push(session),
            None => state.made -= 1,
        }
        drop(state);
        self.pool.returned.notify_one();
    }
}
