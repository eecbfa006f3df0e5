//! Which database is meant: the one that is named, else the state file of the project.

use std::sync::Arc;

use jiff::Timestamp;
use throughline_engine::Ledger;
use throughline_store::{Database, DatabaseOptions, DatabaseUrl, ledger_open};

use super::{Asked, Purpose, Surroundings, Workspace};
use crate::args::{DatabaseArgs, Global};
use crate::error::CommandError;

/// The database that is meant, made if there is none, and the ledger in it.
///
/// # Errors
/// When the URL names no database, or the database cannot be reached, made or used.
pub(crate) fn open_database(global: &Global, args: &DatabaseArgs) -> Result<(Database, Arc<dyn Ledger>), CommandError> {
    let now = Timestamp::now();
    let options = DatabaseOptions::default();
    if let Some(url) = &args.database_url {
        let url: DatabaseUrl = url.parse().map_err(|error| CommandError::usage(throughline_engine::chain(&error)))?;
        let ledger = ledger_open(&url, now)?;
        return Ok((Database::open(&url, &options, now)?, Arc::new(ledger)));
    }
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let ledger = workspace.ledger()?;
    let url = DatabaseUrl::sqlite(workspace.project.state_dir().join("state.db"));
    Ok((Database::open(&url, &options, now)?, ledger))
}
