//! The ledger's connection, and what all that is asked of the ledger has in common.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use throughline_engine::LedgerError;
use throughline_model::{PipelineId, ResourceUsage, RunId, StageId};

use super::place::Place;
use crate::StoreError;
use crate::database::{Connector, Role, Row, SCHEMA_VERSION, Session, Value};
use crate::error::ledger_error;

/// The ledger in one database.
pub struct DatabaseLedger {
    inner: Mutex<Inner>,
    /// What is shown of the database's place; the path of a file.
    path: String,
    place: Place,
    /// Makes a new connection to a server where one was lost. A file is not lost.
    connector: Option<Connector>,
}

pub(crate) struct Inner {
    pub(crate) session: Session,
    /// What the last attempt of a stage used: its end may be committed after the attempt's.
    pub(crate) usage: HashMap<(RunId, StageId), ResourceUsage>,
    /// The pipelines of the runs that this process carries.
    pub(crate) pipelines: HashMap<RunId, PipelineId>,
}

/// A longer write-ahead log is folded into the file when the ledger is closed: the next to open it would have to read it.
const LONG_LOG_BYTES: u64 = 4 << 20;

impl Drop for DatabaseLedger {
    fn drop(&mut self) {
        let log = std::fs::metadata(format!("{}-wal", self.path)).map_or(0, |log| log.len());
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = inner.session.connection().filter(|_| log > LONG_LOG_BYTES) {
            // Whoever opens the file next can do it too.
            let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            // The first to write to an empty log waits for the disk: better now than when somebody waits for a run.
            let _ = connection.pragma_update(None, "user_version", SCHEMA_VERSION);
        }
    }
}

impl DatabaseLedger {
    pub(crate) fn new(session: Session, path: String) -> Self {
        let inner = Inner { session, usage: HashMap::new(), pipelines: HashMap::new() };
        Self { inner: Mutex::new(inner), place: Place::of(&path), path, connector: None }
    }

    /// With this a lost connection is replaced.
    pub(crate) fn with_connector(mut self, connector: Connector) -> Self {
        self.connector = Some(connector);
        self
    }

    /// What a thread that panicked while it held the lock had begun is undone.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(|poisoned| {
            let mut inner = poisoned.into_inner();
            inner.session.rollback();
            self.inner.clear_poison();
            inner
        })
    }

    /// The connection, for tests that watch it.
    #[cfg(test)]
    pub(crate) fn connection(&mut self) -> &mut rusqlite::Connection {
        self.inner.get_mut().unwrap_or_else(PoisonError::into_inner).session.connection().unwrap()
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// What the file and its log take up, in bytes.
    pub(crate) fn file_bytes(&self) -> u64 {
        let size = |path: &str| std::fs::metadata(path).map_or(0, |stat| stat.len());
        size(&self.path) + size(&format!("{}-wal", self.path))
    }

    /// Begins a transaction by this statement; on a new connection where the old one was lost meanwhile.
    pub(crate) fn begin(&self, session: &mut Session, sql: &str) -> Result<(), StoreError> {
        let begun = session.begin(sql);
        if !session.is_lost() {
            return begun;
        }
        self.connect_again(session, begun.err().unwrap_or(StoreError::Spoiled))?;
        session.begin(sql)
    }

    /// Replaces a lost connection.
    fn connect_again(&self, session: &mut Session, lost: StoreError) -> Result<(), StoreError> {
        let Some(connector) = &self.connector else { return Err(lost) };
        *session = connector.connect(Role::Writer)?;
        Ok(())
    }

    /// Does something with the connection that no other thread may come between.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Session) -> Result<T, StoreError>) -> Result<T, LedgerError> {
        work(&mut self.lock().session).map_err(|error| ledger_error(&self.path, "write", error))
    }

    /// Reads with the connection; once more where it was lost since it was last used.
    pub(crate) fn read<T>(
        &self,
        mut work: impl FnMut(&mut Session) -> Result<T, StoreError>,
    ) -> Result<T, LedgerError> {
        let mut inner = self.lock();
        let done = match work(&mut inner.session) {
            Err(error) if inner.session.is_lost() => {
                self.connect_again(&mut inner.session, error).and_then(|()| work(&mut inner.session))
            }
            done => done,
        };
        done.map_err(|error| ledger_error(&self.path, "read", error))
    }

    /// Shows each row of an answer, one at a time. Not done again where the connection is lost: some rows were shown.
    pub(crate) fn visit(
        &self,
        sql: &str,
        visit: &mut dyn FnMut(&Row<'_>) -> Result<(), StoreError>,
    ) -> Result<(), LedgerError> {
        let visited = self.lock().session.visit(sql, &[], visit);
        visited.map_err(|error| ledger_error(&self.path, "read", error))
    }

    pub(crate) fn list<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, LedgerError> {
        self.read(|session| session.query(sql, values, &read))
    }

    pub(crate) fn one<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, LedgerError> {
        self.read(|session| session.query_opt(sql, values, &read))
    }
}
