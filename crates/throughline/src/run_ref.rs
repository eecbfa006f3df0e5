//! How a person names a run: by id, unique prefix, file name, number from 1 (newest first), or `last`.

use throughline_engine::{Ledger, RunRow};

use crate::error::CommandError;
use crate::tombstone;

/// The run that is meant.
///
/// # Errors
/// When there is none, or more than one.
pub(crate) fn find_run(ledger: &dyn Ledger, text: &str) -> Result<RunRow, CommandError> {
    let none = || CommandError::usage(format!("there is no run `{text}`")).with_help("`throughline runs` lists them");
    let number = if text == "last" { Some(1) } else { text.parse::<usize>().ok().filter(|number| *number > 0) };
    // Ids begin with a digit too: with a 0, which no number does, and they are longer than any number of runs.
    if let Some(number) = number.filter(|_| text.len() < 8 && !text.starts_with('0')) {
        return ledger.run_nth(number)?.ok_or_else(|| {
            if text == "last" {
                CommandError::usage("there is no run yet").with_help("`throughline run` makes the first")
            } else {
                none()
            }
        });
    }
    // What a shell completes is a path.
    let name = text.rsplit('/').next().unwrap_or(text);
    let mut found = ledger.run_find(name)?;
    match found.len() {
        0 => Err(ledger.tombstone_find(name)?.first().map_or_else(none, tombstone::refusal)),
        1 => Ok(found.remove(0)),
        _ => Err(CommandError::usage(format!("`{text}` names more than one run: {} and {}", found[0].id, found[1].id))
            .with_help("give more characters of the id")),
    }
}
