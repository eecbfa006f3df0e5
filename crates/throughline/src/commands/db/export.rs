//! `throughline db export`: everything of a database in a file, which is there as a whole or not at all.

use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};

use camino::Utf8Path;
use serde_json::json;
use throughline_engine::chain;
use throughline_store::DatabaseView;
use throughline_store::transfer::{TransferError, Transferred, database_export};

use crate::args::{DbExportArgs, Format, Global};
use crate::console::{self, Paint, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::database_place;

/// Exports a database.
///
/// # Errors
/// When it is not at the newest step of its schema or cannot be reached, or the file is there already or cannot be written.
pub(super) fn export(global: &Global, args: &DbExportArgs) -> Result<Done, CommandError> {
    let is_stdout = args.file == "-";
    if is_stdout && std::io::stdout().is_terminal() {
        return Err(CommandError::usage("a database is not shown on a terminal")
            .with_help("name a file, or send standard output to one"));
    }
    if !is_stdout && args.file.exists() {
        return Err(taken(&args.file));
    }
    let place = database_place(global, &args.database)?;
    let mut view = place.view()?;
    let whole = if is_stdout {
        let mut out = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
        exported(&mut view, &mut out)?
    } else {
        file_write(&mut view, &args.file)?
    };
    let (database, rows, tables) = (place.url.to_string(), whole.rows(), whole.tables.len());
    let told = format!("{rows} rows of {tables} tables of {database}");
    if is_stdout {
        console::print_note(&format!("{told} are written; their digest is {}", whole.digest));
        return Ok(Done::Success);
    }
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => {
            let Transferred { tables, digest } = &whole;
            let value =
                json!({"file": args.file, "database": database, "rows": rows, "tables": tables, "digest": digest});
            write_json(&mut out, &value)?;
        }
        Format::Text => {
            let (done, file) = (paint(Paint::Good, "✔"), one_line(args.file.as_str()));
            writeln!(out, "{done} {} are in {file}\n    digest  {}", one_line(&told), whole.digest)?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// How much is written at a time, in bytes.
const BUFFER: usize = 1 << 17;

fn taken(path: &Utf8Path) -> CommandError {
    CommandError::usage(format!("{path} is there already")).with_help("name a file that is not there yet")
}

/// Whoever reads a pipe has to have all of it, so one that was closed is no good end.
fn exported(view: &mut DatabaseView, out: &mut dyn Write) -> Result<Transferred, CommandError> {
    view.read_snapshot(|session| database_export(session, out)).map_err(|error| match &error {
        TransferError::Write(_) => CommandError::failed(chain(&error)),
        _ => CommandError::refused(format!("the database is not exported: {}", chain(&error))),
    })
}

/// Under another name until it is whole, for its owner's eyes only.
fn file_write(view: &mut DatabaseView, path: &Utf8Path) -> Result<Transferred, CommandError> {
    let folder = path.parent().filter(|folder| !folder.as_str().is_empty()).unwrap_or(Utf8Path::new("."));
    let failed = |error: std::io::Error| CommandError::failed(format!("cannot write {path}: {error}"));
    let mut file = tempfile::Builder::new().prefix(".throughline-export-").tempfile_in(folder).map_err(failed)?;
    let mut out = BufWriter::with_capacity(BUFFER, file.as_file_mut());
    let whole = exported(view, &mut out)?;
    drop(out);
    file.as_file().sync_all().map_err(failed)?;
    file.persist_noclobber(path).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => taken(path),
        _ => failed(error.error),
    })?;
    // That the file has its name is to outlive a loss of power too; not every file system can say that of a folder.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    Ok(whole)
}
