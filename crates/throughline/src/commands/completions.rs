//! `throughline completions`: a script by which a shell completes commands and flags.

use std::io::Write;

use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs};
use crate::error::CommandError;
use crate::exit::Done;

/// Prints the script for a shell.
///
/// # Errors
/// When standard output takes no more.
pub(crate) fn completions(args: &CompletionsArgs) -> Result<Done, CommandError> {
    let mut command = Cli::command();
    let name = command.get_name().to_owned();
    // Into memory first: the generator knows no error, and panics when a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    let mut out = std::io::stdout().lock();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Done::Success)
}
