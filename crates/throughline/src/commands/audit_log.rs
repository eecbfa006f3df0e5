//! `throughline audit-log`: whether the log of who changed what is what it was.

use std::io::Write;

use serde_json::{Value, json};
use throughline_store::SCHEMA_VERSION;
use throughline_store::work::{ChainFault, audit_head, audit_verify};

use crate::args::{AuditLogCommand, AuditLogVerifyArgs, Format, Global};
use crate::console::{self, Paint, one_line, paint, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::database_place;

/// Checks the audit log.
///
/// # Errors
/// When the database cannot be used.
pub(super) fn audit_log(global: &Global, command: &AuditLogCommand) -> Result<Done, CommandError> {
    let AuditLogCommand::Verify(args) = command;
    verify(global, args)
}

/// Looks at every entry of one moment. Nothing of the database is changed, its schema neither.
fn verify(global: &Global, args: &AuditLogVerifyArgs) -> Result<Done, CommandError> {
    let place = database_place(global, &args.database)?;
    let mut view = place.view()?;
    let database = place.url.to_string();
    let version = view.version()?;
    if version < SCHEMA_VERSION {
        let message = format!("the schema of {database} is at step {version}, and this program reads {SCHEMA_VERSION}");
        return Err(CommandError::refused(message).with_help("`throughline db migrate` brings it up to date"));
    }
    if version > SCHEMA_VERSION {
        let message = format!("the schema of {database} is at step {version}, and this program knows {SCHEMA_VERSION}");
        return Err(CommandError::refused(message).with_help("use the version of throughline that made it"));
    }
    let (state, head) = view.read_snapshot(|session| {
        Ok::<_, throughline_store::StoreError>((audit_verify(session)?, audit_head(session)?))
    })?;
    let digest = head.filter(|head| head.seq > 0).map(|head| head.digest);
    let mut out = console::stdout(global.color);
    match (args.format.format, state.fault) {
        (Format::Json, fault) => {
            let value = json!({"ok": fault.is_none(), "database": database, "entries": state.entries, "digest": digest,
                               "fault": fault.map(shown)});
            write_json(&mut out, &value)?;
        }
        (Format::Text, None) => {
            let done = paint(Paint::Good, "✔");
            writeln!(out, "{done} the chain of {} entries is whole", state.entries)?;
            if let Some(digest) = digest {
                writeln!(out, "    digest  {}", one_line(&digest))?;
            }
        }
        (Format::Text, Some(fault)) => {
            let bad = paint(Paint::Bad, "✖");
            writeln!(out, "{bad} the chain of {} entries is broken: {}", state.entries, fault_words(fault))?;
        }
    }
    out.flush()?;
    Ok(if state.fault.is_none() { Done::Success } else { Done::Failure })
}

fn shown(fault: ChainFault) -> Value {
    let (kind, seq) = match fault {
        ChainFault::Changed { seq } => ("changed", seq),
        ChainFault::Gone { seq } => ("gone", seq),
        ChainFault::End { seq } => ("end", seq),
    };
    json!({"kind": kind, "entry": seq, "message": fault_words(fault)})
}

/// What is wrong with a chain, for people.
pub(super) fn fault_words(fault: ChainFault) -> String {
    match fault {
        ChainFault::Changed { seq } => {
            format!("entry {seq} is not what it was, or does not stand behind the one before")
        }
        ChainFault::Gone { seq } => format!("entry {seq} is gone"),
        ChainFault::End { seq } => format!("it does not end with entry {seq} as it should"),
    }
}
