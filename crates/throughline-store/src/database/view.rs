//! A database as it stands: nothing of it is changed, its schema neither, and none is made.

use super::connect::Connector;
use super::handle::DatabaseOptions;
use super::layout::{Layout, quoted};
use super::migrate::version;
use super::session::Session;
use super::steps::SCHEMA_VERSION;
use super::url::DatabaseUrl;
use crate::StoreError;

/// A connection that only looks.
pub struct DatabaseView {
    session: Session,
}

/// How a database stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseState {
    /// The step of its schema; 0 where no table was made yet. It may be a later one than [`SCHEMA_VERSION`].
    pub version: i64,
    /// Its tables in the order in which they were made. None of a later step: they are not known here.
    pub tables: Vec<TableRows>,
    /// The end of the chain of the audit log, where there is one.
    pub head: Option<AuditHead>,
}

/// How much there is in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableRows {
    /// The table.
    pub name: String,
    /// Its rows.
    pub rows: u64,
}

/// The end of the chain of the audit log, as it is noted beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditHead {
    /// The number of the last entry; 0 of a log without entries.
    pub seq: i64,
    /// The digest of that entry; empty where there is none.
    pub digest: String,
}

impl DatabaseView {
    /// Connects; none where the file is not there.
    ///
    /// # Errors
    /// When the file is no database, or the server cannot be reached.
    pub fn open(url: &DatabaseUrl, options: &DatabaseOptions) -> Result<Option<Self>, StoreError> {
        let session = Connector::new(url.clone(), options).look()?;
        Ok(session.map(|session| Self { session }))
    }

    /// Reads one state of the database, however many statements it takes.
    ///
    /// # Errors
    /// What `read` answers; and when the database is away.
    pub fn read_snapshot<T, E: From<StoreError>>(
        &mut self,
        read: impl FnOnce(&mut Session) -> Result<T, E>,
    ) -> Result<T, E> {
        self.session.begin_snapshot()?;
        let done = read(&mut self.session);
        if !self.session.is_lost() {
            self.session.rollback();
        }
        done
    }

    /// The step of its schema, 0 where no table was made yet.
    ///
    /// # Errors
    /// When the database is away.
    pub fn version(&mut self) -> Result<i64, StoreError> {
        version(&mut self.session)
    }

    /// How it stands.
    ///
    /// # Errors
    /// When the database is away, or does not have the tables of its step.
    pub fn state(&mut self) -> Result<DatabaseState, StoreError> {
        self.read_snapshot(|session| {
            let version = version(session)?;
            if version > SCHEMA_VERSION {
                return Ok(DatabaseState { version, tables: Vec::new(), head: None });
            }
            let mut tables = Vec::new();
            for table in Layout::at(version)?.tables {
                let sql = format!("SELECT COUNT(*) FROM {}", quoted(&table.name));
                let rows = session.query_opt(&sql, &[], |row| row.i64(0))?.unwrap_or(0).unsigned_abs();
                tables.push(TableRows { name: table.name, rows });
            }
            let has_log = tables.iter().any(|table| table.name == "audit_head");
            let head = if has_log { audit_head(session)? } else { None };
            Ok(DatabaseState { version, tables, head })
        })
    }
}

/// The end of the chain of the audit log; none where that row is gone.
///
/// # Errors
/// When the database is away.
pub fn audit_head(session: &mut Session) -> Result<Option<AuditHead>, StoreError> {
    session.query_opt("SELECT seq, digest FROM audit_head", &[], |row| {
        Ok(AuditHead { seq: row.i64(0)?, digest: row.text(1)?.to_owned() })
    })
}
