//! Which database is meant: the one that is named, else the state file of the project.

use std::sync::Arc;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use throughline_engine::Ledger;
use throughline_store::{Database, DatabaseOptions, DatabaseUrl, DatabaseView, ledger_open, state_dir_make};

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
        let url = parsed(url)?;
        let ledger = ledger_open(&url, now)?;
        return Ok((Database::open(&url, &options, now)?, Arc::new(ledger)));
    }
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let ledger = workspace.ledger()?;
    let url = DatabaseUrl::sqlite(workspace.project.state_dir().join("state.db"));
    Ok((Database::open(&url, &options, now)?, ledger))
}

fn parsed(url: &str) -> Result<DatabaseUrl, CommandError> {
    url.parse().map_err(|error| CommandError::usage(throughline_engine::chain(&error)))
}

/// Where the database is that is meant; nothing is made or opened yet.
pub(crate) struct DatabasePlace {
    /// The database.
    pub(crate) url: DatabaseUrl,
    /// The folder of the project's state, where it is the project's own.
    state_dir: Option<Utf8PathBuf>,
}

/// Finds the database that is meant.
///
/// # Errors
/// When the URL names no database, or no project is found.
pub(crate) fn database_place(global: &Global, args: &DatabaseArgs) -> Result<DatabasePlace, CommandError> {
    if let Some(url) = &args.database_url {
        return Ok(DatabasePlace { url: parsed(url)?, state_dir: None });
    }
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let state_dir = workspace.project.state_dir();
    Ok(DatabasePlace { url: DatabaseUrl::sqlite(state_dir.join("state.db")), state_dir: Some(state_dir) })
}

impl DatabasePlace {
    /// The database as it stands; none where it is a file that is not there.
    ///
    /// # Errors
    /// When it is no database, or cannot be reached.
    pub(crate) fn look(&self) -> Result<Option<DatabaseView>, CommandError> {
        Ok(DatabaseView::open(&self.url, &DatabaseOptions::default())?)
    }

    /// The database as it stands.
    ///
    /// # Errors
    /// When it is not there, is no database, or cannot be reached.
    pub(crate) fn view(&self) -> Result<DatabaseView, CommandError> {
        self.look()?.ok_or_else(|| {
            CommandError::refused(format!("there is no database {}", self.url))
                .with_help("the first `throughline run` or `serve` makes it; `--database-url` names another one")
        })
    }

    /// Makes the folder that the project's own database lies in.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn make_room(&self) -> Result<(), CommandError> {
        Ok(self.state_dir.as_deref().map_or(Ok(()), state_dir_make)?)
    }
}
