//! `throughline man`: the manual, generated from what `--help` says.

use std::io::Write;

use camino::Utf8Path;
use clap::CommandFactory;
use clap_mangen::Man;

use crate::args::{Cli, ManArgs};
use crate::error::CommandError;
use crate::exit::Done;

/// Prints the manual page, or writes one for each command into a folder, which is made if need be.
///
/// # Errors
/// When the folder cannot be written, or standard output takes no more.
pub(crate) fn man(args: &ManArgs) -> Result<Done, CommandError> {
    match &args.output {
        Some(folder) => write_pages(folder)?,
        None => {
            let mut out = std::io::stdout().lock();
            Man::new(Cli::command()).render(&mut out)?;
            out.flush()?;
        }
    }
    Ok(Done::Success)
}

fn write_pages(folder: &Utf8Path) -> Result<(), CommandError> {
    let written = std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(Cli::command(), folder));
    written.map_err(|error| {
        CommandError::failed(format!("cannot write the manual pages into {folder}: {error}"))
            .with_help("name a folder that you may write to: `throughline man -o DIR`")
    })?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "the manual pages are in {folder}; `man {}/throughline.1` shows the first",
        folder.as_str().trim_end_matches('/')
    )?;
    out.flush()?;
    Ok(())
}
