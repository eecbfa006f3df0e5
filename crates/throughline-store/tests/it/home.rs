//! One suite for both databases: what a test does, it does in a SQLite file and on a PostgreSQL server.

use std::fmt;
use std::sync::Arc;

use camino::Utf8Path;
use tempfile::TempDir;
use throughline_store::{Database, DatabaseLedger, DatabaseOptions, DatabaseUrl, Faults};

use crate::server::Server;
use crate::support::time;

/// An empty database of either kind.
pub(crate) struct Home {
    pub(crate) url: DatabaseUrl,
    /// As it is given to another process.
    pub(crate) text: String,
    _kept: Kept,
}

#[expect(dead_code, reason = "kept until the test is over")]
enum Kept {
    Folder(TempDir),
    Server(Arc<Server>),
}

impl fmt::Display for Home {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.is_postgres() { "PostgreSQL" } else { "SQLite" })
    }
}

impl Home {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = Utf8Path::from_path(folder.path()).unwrap().join("state.db").into_string();
        Self { url: text.parse().unwrap(), text, _kept: Kept::Folder(folder) }
    }

    pub(crate) fn postgres() -> Self {
        Self::on(Server::shared())
    }

    pub(crate) fn on(server: Arc<Server>) -> Self {
        let text = server.database();
        Self { url: text.parse().unwrap(), text, _kept: Kept::Server(server) }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.path().is_none()
    }

    pub(crate) fn ledger(&self) -> DatabaseLedger {
        throughline_store::ledger_open(&self.url, time(0)).unwrap_or_else(|error| panic!("{self}: {error} {error:?}"))
    }

    /// Statements past the store.
    pub(crate) fn script(&self, sql: &str) {
        match self.url.path() {
            Some(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            None => postgres::Client::connect(&self.text, postgres::NoTls).unwrap().batch_execute(sql).unwrap(),
        }
    }

    /// A number that SQL tells, past the store.
    pub(crate) fn number(&self, sql: &str) -> i64 {
        match self.url.path() {
            Some(path) => rusqlite::Connection::open(path).unwrap().query_row(sql, [], |row| row.get(0)).unwrap(),
            None => postgres::Client::connect(&self.text, postgres::NoTls).unwrap().query_one(sql, &[]).unwrap().get(0),
        }
    }

    pub(crate) fn open(&self) -> Database {
        self.open_with(&DatabaseOptions::default())
    }

    pub(crate) fn open_with(&self, options: &DatabaseOptions) -> Database {
        Database::open(&self.url, options, time(0)).unwrap_or_else(|error| panic!("{self}: {error} {error:?}"))
    }

    pub(crate) fn open_with_faults(&self) -> (Database, Arc<Faults>) {
        let faults = Arc::new(Faults::default());
        let options = DatabaseOptions { faults: Some(Arc::clone(&faults)), ..DatabaseOptions::default() };
        (self.open_with(&options), faults)
    }
}

/// Does it in both.
#[expect(clippy::print_stderr, reason = "a test that fails says where")]
pub(crate) fn on_each(test: impl Fn(&Home)) {
    for home in [Home::sqlite(), Home::postgres()] {
        eprintln!("on {home}");
        test(&home);
    }
}
