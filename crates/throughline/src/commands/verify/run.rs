//! `throughline verify RUN`: every artifact of a run read and checked again.

use std::io::Write;

use serde_json::json;
use throughline_engine::{Integrity, VerifiedArtifact, chain, verify as verify_run};
use throughline_model::Digest;

use crate::args::{Format, Global, VerifyArgs};
use crate::commands::recorded::{Page, Recorded};
use crate::console::{self, Paint, bytes, one_line, paint, printable, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace, find_for_history};

/// Verifies a run; a failure if anything is not as it was.
///
/// # Errors
/// When there is no such run, or the ledger cannot be read.
pub(super) fn verify_recorded(global: &Global, args: &VerifyArgs) -> Result<Done, CommandError> {
    let (_, ledger) = find_for_history(global)?;
    let run = Recorded::find(&*ledger, &args.run)?;
    let followed = Asked::Followed(&run.view.started.graph_path);
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), followed)?;
    let cache = workspace.stat_cache();
    let artifacts = verify_run(&workspace.project, &*ledger, &cache, &run.events)?;
    if workspace.project.state_dir().is_dir()
        && let Err(error) = cache.save()
    {
        console::print_note(&format!("files will be read again next time: {}", chain(&error)));
    }
    let declared = &workspace.graph().artifacts;
    let unknown = artifacts.iter().filter(|found| declared.iter().all(|known| known.id != found.artifact_id)).count();
    if unknown > 0 {
        console::print_note(&format!(
            "{unknown} not in the graph (any more): compared by digest, not held against schemas"
        ));
    }
    let bad = artifacts.iter().filter(|artifact| artifact.verdict != Integrity::Ok).count();
    let mut out = Page::new(&workspace);
    match args.format.format {
        Format::Json => write_json(&mut out, &json!({ "runId": run.row.id, "ok": bad == 0, "artifacts": artifacts }))?,
        Format::Text => {
            for artifact in &artifacts {
                write_artifact(&mut out, artifact)?;
            }
            let count = artifacts.len();
            let word = if count == 1 { "artifact" } else { "artifacts" };
            let sum = match (count, bad) {
                (0, _) => "no artifact was recorded".to_owned(),
                (_, 0) => paint(Paint::Good, &format!("{count} {word} as recorded and valid")),
                _ => paint(Paint::Bad, &format!("{bad} of {count} {word} not as recorded or not valid")),
            };
            writeln!(out, "run {} of {}: {sum}", run.row.id, one_line(run.row.pipeline.as_str()))?;
            if bad > 0 {
                writeln!(out, "    {} throughline replay {}", paint(Paint::Strong, "next:"), run.row.id)?;
            }
        }
    }
    out.print(global)?;
    Ok(if bad > 0 { Done::Failure } else { Done::Success })
}

fn write_artifact(out: &mut dyn Write, artifact: &VerifiedArtifact) -> std::io::Result<()> {
    let (sign, color, word) = match artifact.verdict {
        Integrity::Ok => ("✔", Paint::Good, "ok"),
        Integrity::Changed => ("✖", Paint::Bad, "changed"),
        Integrity::Missing => ("✖", Paint::Bad, "missing"),
        Integrity::Truncated => ("✖", Paint::Bad, "truncated"),
        Integrity::Invalid => ("✖", Paint::Bad, "invalid"),
        Integrity::Unreadable => ("✖", Paint::Bad, "unreadable"),
    };
    let absent = if artifact.found.is_none() && artifact.verdict == Integrity::Ok { ", absent as it was" } else { "" };
    let word = paint(color, &format!("{sign} {word:10}"));
    writeln!(
        out,
        "{word} {}  (artifact {} of {}{absent})",
        one_line(&artifact.path),
        one_line(artifact.artifact_id.as_str()),
        one_line(artifact.stage_id.as_str())
    )?;
    if matches!(artifact.verdict, Integrity::Changed | Integrity::Truncated | Integrity::Missing) {
        let size = artifact.recorded.map(|_| artifact.recorded_bytes);
        writeln!(out, "    recorded  {}", content(artifact.recorded.as_ref(), size))?;
    }
    if matches!(artifact.verdict, Integrity::Changed | Integrity::Truncated) {
        writeln!(out, "    found     {}", content(artifact.found.as_ref(), artifact.found_bytes))?;
    }
    if let Some(run) = artifact.written_by {
        writeln!(out, "    what is there was written by run {run}")?;
    }
    for fault in &artifact.faults {
        writeln!(out, "    {}", printable(fault))?;
    }
    Ok(())
}

fn content(digest: Option<&Digest>, size: Option<u64>) -> String {
    let digest = digest.map_or_else(|| "absent".to_owned(), ToString::to_string);
    size.map_or_else(|| digest.clone(), |size| format!("{digest}  {}", bytes(size)))
}
