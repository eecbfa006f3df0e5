//! `throughline screenplay check`: what is understood of a Fountain file, and what is not.

use std::io::Write;

use camino::Utf8Path;
use throughline_artifact::{Links, read_whole};
use throughline_fountain::{Screenplay, Statistics};
use throughline_screenplay::{ImportFault, Scene, script_scenes};

use super::json::document;
use super::report::write_report;
use crate::args::{Format, Global, ScreenplayCheckArgs};
use crate::bounds;
use crate::console::{self, write_json};
use crate::error::CommandError;
use crate::exit::Done;

/// A Fountain file that was read.
pub(super) struct Checked<'a> {
    /// As it was named.
    pub(super) path: &'a Utf8Path,
    pub(super) screenplay: Screenplay,
    pub(super) statistics: Statistics,
    /// What it becomes, or why not.
    pub(super) scenes: Result<Vec<Scene>, ImportFault>,
}

/// Shows what a Fountain file is understood as. Fails if it cannot be imported.
///
/// # Errors
/// When the file cannot be read, or standard output takes no more.
pub(crate) fn check(global: &Global, args: &ScreenplayCheckArgs) -> Result<Done, CommandError> {
    let screenplay = throughline_fountain::parse(&read(&args.file)?);
    let statistics = screenplay.statistics();
    let scenes = script_scenes(&screenplay);
    let checked = Checked { path: &args.file, screenplay, statistics, scenes };
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Text => write_report(&mut out, &checked)?,
        Format::Json => write_json(&mut out, &document(&checked))?,
    }
    out.flush()?;
    let Err(fault) = &checked.scenes else { return Ok(Done::Success) };
    if args.format.format == Format::Text {
        let error = CommandError::refused(format!("{} cannot be imported: {fault}", args.file));
        console::print_error(&error, global.color);
    }
    Ok(Done::Failure)
}

fn read(path: &Utf8Path) -> Result<String, CommandError> {
    let unreadable = |why: String| CommandError::usage(format!("cannot read {path}: {why}"));
    let bytes = read_whole(path, Links::Follow, bounds::SCREENPLAY).map_err(|error| unreadable(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        unreadable(format!("line {line} is not UTF-8")).with_help("save it as plain text in UTF-8")
    })
}
