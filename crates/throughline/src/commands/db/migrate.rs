//! `throughline db migrate`: the newest step of the schema, and from which one it came.

use std::io::Write;

use jiff::Timestamp;
use serde_json::json;
use throughline_store::{DatabaseOptions, Migrated, database_migrate};

use crate::args::{DbMigrateArgs, Format, Global};
use crate::console::{self, Paint, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::database_place;

/// Brings the schema up to date; of several who do this at once one does it.
///
/// # Errors
/// When the database cannot be reached or made, is from a newer version, or a step fails.
pub(super) fn migrate(global: &Global, args: &DbMigrateArgs) -> Result<Done, CommandError> {
    let place = database_place(global, &args.database)?;
    place.make_room()?;
    let Migrated { from, to } = database_migrate(&place.url, &DatabaseOptions::default(), Timestamp::now())?;
    let database = place.url.to_string();
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &json!({"database": database, "from": from, "to": to}))?,
        Format::Text => {
            let (done, database) = (paint(Paint::Good, "✔"), one_line(&database));
            if from == to {
                writeln!(out, "{done} the schema of {database} is up to date, at step {to}")?;
            } else {
                writeln!(out, "{done} the schema of {database} went from step {from} to step {to}")?;
            }
        }
    }
    out.flush()?;
    Ok(Done::Success)
}
