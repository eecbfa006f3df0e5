//! `throughline key`: who may ask the server.

use std::io::Write;

use jiff::Timestamp;
use serde_json::json;
use throughline_model::Digest;
use throughline_model::shape::Time;
use throughline_model::work::{ApiKey, ApiKeyCreate, Scope};
use throughline_store::keys;

use crate::args::{Format, Global, KeyCommand, KeyCreateArgs, KeyListArgs, KeyRevokeArgs, ScopeArg};
use crate::console::{self, printable, table, when, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::open_database;

/// Makes, lists and revokes keys.
///
/// # Errors
/// When the database cannot be used, or there is no such key.
pub(crate) fn key(global: &Global, command: &KeyCommand) -> Result<Done, CommandError> {
    match command {
        KeyCommand::Create(args) => create(global, args),
        KeyCommand::List(args) => list(global, args),
        KeyCommand::Revoke(args) => revoke(global, args),
    }
}

fn create(global: &Global, args: &KeyCreateArgs) -> Result<Done, CommandError> {
    let name = args.name.as_str().try_into();
    let name = name.map_err(|error| CommandError::usage(format!("the name of the key {error}")))?;
    let scope = match args.scope {
        ScopeArg::Read => Scope::Read,
        ScopeArg::Write => Scope::Write,
        ScopeArg::Admin => Scope::Admin,
    };
    let secret = keys::secret_generate().map_err(|error| CommandError::failed(format!("no randomness: {error}")))?;
    let (asked, digest) = (ApiKeyCreate { name, scope }, Digest::of(secret.as_bytes()));
    let (database, _) = open_database(global, &args.database)?;
    let key = database.write(move |session| keys::key_create(session, &asked, digest, now()))?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &json!({"key": key, "secret": secret}))?,
        Format::Text => {
            writeln!(out, "{secret}")?;
            console::print_note(&format!(
                "key {} `{}` may {}; it is shown this once. From now on the server answers only those who have a key",
                key.id,
                printable(&key.name),
                key.scope
            ));
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

fn list(global: &Global, args: &KeyListArgs) -> Result<Done, CommandError> {
    let (database, _) = open_database(global, &args.database)?;
    let stored = database.read(keys::key_list)?;
    let keys: Vec<ApiKey> = stored.into_iter().map(|stored| stored.key).collect();
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &keys)?,
        Format::Text if keys.is_empty() => writeln!(out, "no key yet; `throughline key create NAME` makes the first")?,
        Format::Text => {
            let rows: Vec<Vec<String>> = keys.iter().map(cells).collect();
            writeln!(out, "{}", table(&["key", "name", "scope", "made", "revoked"], &rows))?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

fn cells(key: &ApiKey) -> Vec<String> {
    vec![
        key.id.to_string(),
        printable(&key.name).to_string(),
        key.scope.to_string(),
        when(key.created_at.timestamp()),
        key.revoked_at.map(|at| when(at.timestamp())).unwrap_or_default(),
    ]
}

fn revoke(global: &Global, args: &KeyRevokeArgs) -> Result<Done, CommandError> {
    let (database, _) = open_database(global, &args.database)?;
    let all = database.read(keys::key_list)?;
    let meant: Vec<ApiKey> = all
        .into_iter()
        .map(|stored| stored.key)
        .filter(|key| key.id.to_string() == args.key || (key.name == args.key.as_str() && key.revoked_at.is_none()))
        .collect();
    let key = match meant.as_slice() {
        [key] => key,
        [] => {
            return Err(CommandError::usage(format!("there is no key `{}`", args.key))
                .with_help("`throughline key list` shows those that there are"));
        }
        _ => {
            return Err(CommandError::usage(format!("{} keys are named `{}`", meant.len(), args.key))
                .with_help("name it by its id; `throughline key list` shows it"));
        }
    };
    let id = key.id;
    database.write(move |session| keys::key_revoke(session, id, now()))?;
    let mut out = console::stdout(global.color);
    writeln!(out, "key {id} `{}` is worthless; every server knows it within a second", printable(&key.name))?;
    out.flush()?;
    Ok(Done::Success)
}

fn now() -> Time {
    Time::new(Timestamp::now())
}
