//! `throughline db import`: everything of a file into an empty database.

use std::io::{BufRead, BufReader, Write};

use serde_json::json;
use throughline_artifact::{Links, open_file};
use throughline_engine::chain;
use throughline_store::transfer::{Transferred, database_import};
use throughline_store::work::audit_verify;

use crate::args::{DbImportArgs, Format, Global};
use crate::commands::audit_log::fault_words;
use crate::console::{self, Paint, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::open_database;

/// How much is read at a time, in bytes.
const BUFFER: usize = 1 << 17;

/// Imports a database. A chain of the audit log that was broken where it comes from is imported as it was, and told.
///
/// # Errors
/// When the file cannot be read or is not as it was exported, or the database is not empty or cannot be used.
pub(super) fn import(global: &Global, args: &DbImportArgs) -> Result<Done, CommandError> {
    let is_stdin = args.file == "-";
    let mut input: Box<dyn BufRead + Send> = if is_stdin {
        Box::new(BufReader::with_capacity(BUFFER, std::io::stdin()))
    } else {
        let (opened, _) = open_file(&args.file, Links::Follow).map_err(|error| {
            CommandError::usage(format!("cannot read {}: {error}", args.file))
                .with_help("`-` reads from the standard input, such as a pipe")
        })?;
        Box::new(BufReader::with_capacity(BUFFER, opened))
    };
    let (database, _) = open_database(global, &args.database)?;
    let place = database.url().to_string();
    let name = if is_stdin { "standard input" } else { args.file.as_str() };
    let whole = database.write(move |session| database_import(session, &mut *input));
    let whole = whole.map_err(|error| {
        CommandError::refused(format!("nothing of {name} is imported into {place}: {}", chain(&error)))
    })?;
    let log = database.read_snapshot(audit_verify)?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => {
            let rows = whole.rows();
            let Transferred { tables, digest } = &whole;
            let fault = log.fault.map(fault_words);
            write_json(
                &mut out,
                &json!({"file": args.file, "database": place, "rows": rows, "tables": tables, "digest": digest,
                        "auditLog": {"entries": log.entries, "fault": fault}}),
            )?;
        }
        Format::Text => {
            let (done, place) = (paint(Paint::Good, "✔"), one_line(&place));
            writeln!(out, "{done} {} rows of {} tables are in {place}", whole.rows(), whole.tables.len())?;
            writeln!(out, "    digest     {}", whole.digest)?;
            writeln!(out, "    audit log  {} entries", log.entries)?;
        }
    }
    out.flush()?;
    if let Some(fault) = log.fault {
        console::print_note(&format!(
            "the chain of the audit log was broken where this comes from, and still is: {}",
            fault_words(fault)
        ));
    }
    Ok(Done::Success)
}
