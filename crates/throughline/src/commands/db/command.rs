//! Which of the commands is meant.

use super::export::export;
use super::import::import;
use super::migrate::migrate;
use super::status::status;
use crate::args::{DbCommand, Global};
use crate::error::CommandError;
use crate::exit::Done;

/// Looks at a database, brings it up to date, or carries it elsewhere.
///
/// # Errors
/// When the database cannot be used, or the file cannot.
pub(crate) fn db(global: &Global, command: &DbCommand) -> Result<Done, CommandError> {
    match command {
        DbCommand::Status(args) => status(global, args),
        DbCommand::Migrate(args) => migrate(global, args),
        DbCommand::Export(args) => export(global, args),
        DbCommand::Import(args) => import(global, args),
    }
}
