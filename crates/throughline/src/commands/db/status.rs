//! `throughline db status`: which database is meant, its schema, and what is in it.

use std::cmp::Ordering;
use std::io::Write;

use serde_json::{Value, json};
use throughline_store::{DatabaseState, DatabaseUrl, SCHEMA_VERSION};

use crate::args::{DbStatusArgs, Format, Global};
use crate::console::{self, Paint, one_line, paint, table, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::database_place;

/// Shows how a database stands. Nothing of it is changed.
///
/// # Errors
/// When it is no database, or cannot be reached.
pub(super) fn status(global: &Global, args: &DbStatusArgs) -> Result<Done, CommandError> {
    let place = database_place(global, &args.database)?;
    let state = place.look()?.map(|mut view| view.state()).transpose()?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &shown(&place.url, state.as_ref()))?,
        Format::Text => write_status(&mut out, &place.url, state.as_ref())?,
    }
    out.flush()?;
    Ok(Done::Success)
}

/// Which kind of database it is.
fn kind(url: &DatabaseUrl) -> &'static str {
    if url.path().is_some() { "SQLite" } else { "PostgreSQL" }
}

fn shown(url: &DatabaseUrl, state: Option<&DatabaseState>) -> Value {
    let tables = state.map(|state| state.tables.as_slice()).unwrap_or_default();
    let tables: Vec<Value> = tables.iter().map(|table| json!({"table": table.name, "rows": table.rows})).collect();
    let head = state.and_then(|state| state.head.as_ref());
    let head = head.map(|head| json!({"entries": head.seq, "digest": (head.seq > 0).then_some(&head.digest)}));
    json!({
        "database": url.to_string(),
        "kind": kind(url).to_lowercase(),
        "exists": state.is_some(),
        "schema": state.map_or(0, |state| state.version),
        "newestSchema": SCHEMA_VERSION,
        "tables": tables,
        "auditLog": head,
    })
}

fn write_status(out: &mut dyn Write, url: &DatabaseUrl, state: Option<&DatabaseState>) -> Result<(), CommandError> {
    writeln!(out, "database   {} ({})", one_line(&url.to_string()), kind(url))?;
    let Some(state) = state else {
        writeln!(out, "           not there yet: the first `throughline run` or `serve` makes it")?;
        return Ok(());
    };
    let step = format!("step {} of {SCHEMA_VERSION}", state.version);
    let (look, rest) = match state.version.cmp(&SCHEMA_VERSION) {
        Ordering::Equal => (Paint::Good, "up to date"),
        Ordering::Less => (Paint::Notice, "`throughline db migrate` brings it up to date"),
        Ordering::Greater => (Paint::Bad, "a newer version of throughline made it: use that one"),
    };
    writeln!(out, "schema     {step}: {}", paint(look, rest))?;
    match &state.head {
        Some(head) if head.seq > 0 => {
            let digest = one_line(&head.digest);
            writeln!(out, "audit log  {} entries, the last with {digest}", head.seq)?;
        }
        Some(_) => writeln!(out, "audit log  no entry yet")?,
        None => {}
    }
    if !state.tables.is_empty() {
        let rows: Vec<Vec<String>> =
            state.tables.iter().map(|table| vec![table.name.clone(), table.rows.to_string()]).collect();
        writeln!(out, "\n{}", table(&["table", "rows"], &rows))?;
    }
    Ok(())
}
