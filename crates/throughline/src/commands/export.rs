//! `throughline export`: a run in a folder that can be carried elsewhere and checked there.

use std::io::Write;

use serde_json::json;
use throughline_engine::{ExportError, ExportOptions, Exported, PlaceError, Role, chain, export_bundle};

use super::recorded::Recorded;
use crate::args::{ExportArgs, ExportForm, Format, Global};
use crate::console::{self, Paint, bytes, one_line, paint, printable, write_json};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::{Asked, Purpose, Surroundings, Workspace, absolute, find_for_history};

/// Exports a run.
///
/// # Errors
/// When there is no such run, it is not there any more as it was, or the folder cannot be written.
pub(crate) fn export(global: &Global, args: &ExportArgs) -> Result<Done, CommandError> {
    let ExportForm::Bundle = args.form;
    let target = absolute(&args.output)?;
    let (workspace, ledger) = find_for_history(global)?;
    let run = Recorded::find(&*ledger, &args.run)?;
    let followed = Asked::Followed(&run.view.started.graph_path);
    let project = Workspace::find(global, Purpose::Look, &Surroundings::default(), followed)?.project;
    let options = ExportOptions { target: &target, hardlink: args.hardlink, tool_version: env!("CARGO_PKG_VERSION") };
    let cache = workspace.stat_cache();
    let exported =
        export_bundle(&project, &*ledger, &cache, &run.events, &options).map_err(|error| refusal(&run, &error))?;
    let mut out = console::stdout(global.color);
    match args.format.format {
        Format::Text => write_exported(&mut out, args, &exported)?,
        Format::Json => {
            let manifest = &exported.manifest;
            let value = json!({
                "bundle": target,
                "runId": manifest.run_id,
                "pipelineId": manifest.pipeline_id,
                "status": manifest.status,
                "digest": manifest.digest,
                "files": manifest.files.len(),
                "sizeBytes": size(&exported),
                "hardLinks": exported.linked,
                "copies": exported.copied,
            });
            write_json(&mut out, &value)?;
        }
    }
    out.flush()?;
    Ok(Done::Success)
}

/// A number with the word for one or for several.
pub(super) fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { several })
}

fn size(exported: &Exported) -> u64 {
    exported.manifest.files.iter().map(|file| file.size_bytes).sum()
}

fn write_exported(out: &mut dyn Write, args: &ExportArgs, exported: &Exported) -> std::io::Result<()> {
    let manifest = &exported.manifest;
    let of_role = |role| manifest.files.iter().filter(|file| file.role == role).count();
    let pipeline = one_line(manifest.pipeline_id.as_str());
    let folder = one_line(args.output.as_str());
    let done = paint(Paint::Good, "✔");
    writeln!(out, "{done} run {} of {pipeline} ({}) is in {folder}", manifest.run_id, manifest.status)?;
    let artifacts = counted(of_role(Role::Artifact), "file of artifacts", "files of artifacts");
    let schemas = counted(of_role(Role::Schema), "schema", "schemas");
    writeln!(out, "    files     {artifacts}, {schemas}, the ledger and the graph; {}", bytes(size(exported)))?;
    if args.hardlink {
        let links = counted(exported.linked, "hard link", "hard links");
        let copies = counted(exported.copied, "copy", "copies");
        writeln!(out, "    artifacts {links}, {copies}")?;
        if exported.linked > 0 {
            let text =
                "    whoever edits the original of a hard link in place changes the bundle; verifying finds that";
            writeln!(out, "{}", paint(Paint::Notice, text))?;
        }
    }
    writeln!(out, "    digest    {}", manifest.digest)?;
    let next = paint(Paint::Strong, "next:");
    let folder = if folder.contains([' ', '\'', '"', '$']) { format!("'{folder}'") } else { folder };
    writeln!(out, "    {next} throughline verify --bundle {folder} --expect {}", manifest.digest)
}

/// What stood in the way, and what to do next.
fn refusal(run: &Recorded, error: &ExportError) -> CommandError {
    let (id, pipeline) = (run.row.id, printable(run.row.pipeline.as_str()));
    let refused = CommandError::refused(chain(error));
    match error {
        ExportError::Unfinished { .. } => refused.with_help(format!("`throughline status {id}` shows how far it is")),
        ExportError::Empty { .. } => refused.with_help("`throughline runs` lists the others"),
        ExportError::NotAsRecorded { .. } => {
            refused.with_help(format!("`throughline replay {id}` makes it again; then export the run that did"))
        }
        ExportError::GraphChanged { .. } | ExportError::SchemaChanged { .. } => refused.with_help(format!(
            "`throughline run {pipeline}` makes a run by what is there now, in which all that is fresh stays; export that"
        )),
        ExportError::Place(PlaceError::Occupied { .. } | PlaceError::Inside { .. }) => {
            refused.with_help("name a folder that is not there yet: `-o DIR`")
        }
        ExportError::Unsound { .. } => refused.with_help("something changed while it was exported; try again"),
        ExportError::SchemaBound { .. } => refused.with_help("refer to it by a path relative to the schema's folder"),
        ExportError::Unportable { .. } => refused.with_help("have the stage write it in another form"),
        ExportError::Unknown
        | ExportError::TooMany
        | ExportError::Place(PlaceError::Write { .. })
        | ExportError::Copy { .. }
        | ExportError::Write(_)
        | ExportError::Unchecked(_)
        | ExportError::Schema(_)
        | ExportError::Judge(_)
        | ExportError::Canonical(_)
        | ExportError::Json(_) => refused,
    }
}
