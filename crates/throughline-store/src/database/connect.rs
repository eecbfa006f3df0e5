//! Makes connections of either kind.

use std::sync::Arc;
use std::time::Duration;

use postgres::NoTls;

use super::classify::postgres_error;
use super::fault::Faults;
use super::file::{file_look, file_open};
use super::handle::{DatabaseOptions, Durability};
use super::session::Session;
use super::url::{DatabaseUrl, Place};
use crate::StoreError;

/// How long a server may take to accept a connection, unless the URL says it.
const CONNECT: Duration = Duration::from_secs(5);

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Writer,
    Reader,
}

/// Knows where the database is, and how to use it.
pub(crate) struct Connector {
    pub(crate) url: DatabaseUrl,
    pub(crate) shown: Arc<str>,
    pub(crate) durability: Durability,
    pub(crate) patience: Duration,
    pub(crate) faults: Option<Arc<Faults>>,
}

impl Connector {
    pub(crate) fn new(url: DatabaseUrl, options: &DatabaseOptions) -> Self {
        let shown = url.to_string().into();
        let (durability, patience) = (options.durability, options.patience);
        Self { url, shown, durability, patience, faults: options.faults.clone() }
    }

    /// A new connection.
    ///
    /// # Errors
    /// When there is none to be had.
    pub(crate) fn connect(&self, role: Role) -> Result<Session, StoreError> {
        match &self.url.0 {
            Place::Sqlite(path) => {
                let mut session = file_open(path, self.durability, self.patience, |_| Ok(()))?;
                if role == Role::Reader {
                    session.script("PRAGMA query_only = ON")?;
                }
                Ok(self.faulty(session, role))
            }
            Place::Postgres(config) => Ok(self.faulty(self.connect_server(config, role)?, role)),
        }
    }

    /// A connection that changes nothing and makes nothing; none where the file is not there.
    ///
    /// # Errors
    /// When there is none to be had.
    pub(crate) fn look(&self) -> Result<Option<Session>, StoreError> {
        match &self.url.0 {
            Place::Sqlite(path) if !path.exists() => Ok(None),
            Place::Sqlite(path) => file_look(path, self.patience).map(Some),
            Place::Postgres(config) => self.connect_server(config, Role::Reader).map(Some),
        }
    }

    fn connect_server(&self, config: &postgres::Config, role: Role) -> Result<Session, StoreError> {
        let mut config = config.clone();
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT);
        }
        config.tcp_user_timeout(self.patience * 3);
        if config.get_application_name().is_none() {
            config.application_name("throughline");
        }
        let client = config.connect(NoTls).map_err(|error| postgres_error(&self.shown, error))?;
        let mut session = Session::postgres(client, &self.shown);
        session.script(&self.settings(role))?;
        Ok(session)
    }

    /// Nobody is waited for without end, and nobody waits for us without end.
    fn settings(&self, role: Role) -> String {
        let patience = self.patience.as_millis();
        let only_reads = if role == Role::Reader { "on" } else { "off" };
        let synchronous = if self.durability == Durability::Full { "on" } else { "off" };
        format!(
            "SET client_min_messages = warning; SET lock_timeout = {patience};
             SET idle_in_transaction_session_timeout = {}; SET default_transaction_read_only = {only_reads};
             SET synchronous_commit = {synchronous}",
            patience * 6
        )
    }

    fn faulty(&self, session: Session, role: Role) -> Session {
        if role == Role::Writer { session.with_faults(self.faults.clone()) } else { session }
    }
}
