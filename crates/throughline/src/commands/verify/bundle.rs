//! `throughline verify --bundle DIR`: a bundle checked with nothing but what is in it: no project, graph or ledger.

use std::io::Write;

use camino::Utf8Path;
use serde::Serialize;
use throughline_engine::{BundleError, BundleFault, BundleReport, chain, verify_bundle};

use crate::args::{Format, Global, VerifyArgs};
use crate::commands::export::counted;
use crate::console::{self, Paint, bytes, one_line, paint, printable, write_json};
use crate::error::CommandError;
use crate::exit::Done;

/// What is printed as JSON.
#[derive(Serialize)]
struct Shown<'a> {
    ok: bool,
    bundle: &'a BundleReport,
}

/// Verifies a bundle; a failure if anything is not as it was.
///
/// # Errors
/// When there is no such folder, or it is no bundle.
pub(super) fn verify_exported(global: &Global, args: &VerifyArgs, path: &Utf8Path) -> Result<Done, CommandError> {
    let report = verify_bundle(path, args.expect).map_err(|error| refusal(&error))?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Json => write_json(&mut out, &Shown { ok: report.is_sound(), bundle: &report })?,
        Format::Text => write_report(&mut out, &report)?,
    }
    out.flush()?;
    Ok(if report.is_sound() { Done::Success } else { Done::Failure })
}

fn refusal(error: &BundleError) -> CommandError {
    match error {
        BundleError::Folder { .. } => CommandError::usage(chain(error)).with_help("name the folder of a bundle"),
        BundleError::Manifest { .. } => {
            CommandError::refused(chain(error)).with_help("`throughline export RUN -o DIR` makes bundles")
        }
    }
}

fn write_report(out: &mut dyn Write, report: &BundleReport) -> std::io::Result<()> {
    for fault in &report.faults {
        write_fault(out, fault)?;
    }
    for note in &report.notes {
        writeln!(out, "{} {}", paint(Paint::Notice, "note:"), printable(note))?;
    }
    let sum = match report.faults.len() {
        0 => {
            let files = counted(report.files, "file", "files");
            let artifacts = counted(report.artifacts, "artifact", "artifacts");
            let text = format!("{files} ({}) and {artifacts} as exported and valid", bytes(report.size_bytes));
            paint(Paint::Good, &text)
        }
        faults => paint(Paint::Bad, &format!("not as exported: {}", counted(faults, "fault", "faults"))),
    };
    let pipeline = one_line(report.pipeline_id.as_str());
    writeln!(out, "bundle of run {} of {pipeline} ({}): {sum}", report.run_id, report.status)?;
    writeln!(out, "    digest    {}", report.digest)?;
    if report.is_sound() && report.expected.is_none() {
        let text = "    compare it with the one that `export` told, or give `--expect`";
        writeln!(out, "{}", paint(Paint::Faint, text))?;
    }
    Ok(())
}

fn write_fault(out: &mut dyn Write, fault: &BundleFault) -> std::io::Result<()> {
    let word = paint(Paint::Bad, &format!("✖ {:10}", fault.kind.as_str()));
    let path = if fault.path.is_empty() { "…".to_owned() } else { one_line(&fault.path) };
    writeln!(out, "{word} {path} {}", one_line(&fault.message))?;
    if let Some(expected) = fault.expected {
        writeln!(out, "    expected  {expected}")?;
    }
    if let Some(found) = fault.found {
        writeln!(out, "    found     {found}")?;
    }
    Ok(())
}
