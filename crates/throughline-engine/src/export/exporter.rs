//! Makes a bundle of a run: checked before, copied, checked again as anyone will check it, and only then put in its place.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use throughline_artifact::{SchemaStore, StatCache, write_atomic};
use throughline_graph::{ArtifactType, Format, GraphIndex};
use throughline_model::{Digest, Event};
use throughline_process::Redactor;

use super::check::verify_bundle;
use super::copy::{Copied, copy};
use super::failure::ExportError;
use super::manifest::{BUNDLE_VERSION, BundleFile, EntryKind, MANIFEST_NAME, MAX_FILES, Manifest, Role};
use super::paths;
use super::place::{self, Building, Closed};
use super::plan::{Wanted, plan};
use super::records::{RecordDocument, records};
use super::schemas;
use super::told::Told;
use crate::run::mask::masked;
use crate::{Integrity, Ledger, Project, RunDocument, RunView, Secrets, VerifiedArtifact};

/// How a run is exported.
#[derive(Debug, Clone, Copy)]
pub struct ExportOptions<'a> {
    /// Where the bundle comes to lie; absolute. Nothing may be there but an empty folder.
    pub target: &'a Utf8Path,
    /// Whether artifacts become further names of the originals where the file system can do that.
    pub hardlink: bool,
    /// The version of the program.
    pub tool_version: &'a str,
}

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// What is in the bundle.
    pub manifest: Manifest,
    /// How many files share their bytes with the original.
    pub linked: usize,
    /// How many files of artifacts were copied.
    pub copied: usize,
}

/// Exports a run: everything that it left, what the ledger knows of it, its graph and schemas.
///
/// A run that failed, or waits, is exported with what its stages left until then; its status says so. Either way,
/// everything that it is recorded to have left must be there as it was.
///
/// # Errors
/// When the run cannot be exported as it was, or the bundle cannot be written. Nothing is left behind then.
pub fn export_bundle(
    project: &Project,
    ledger: &dyn Ledger,
    cache: &StatCache,
    events: &[Event],
    options: &ExportOptions<'_>,
) -> Result<Exported, ExportError> {
    let redactor = Redactor::new(project.secrets());
    // What was recorded before a variable was known to be secret is masked by now.
    let events: Vec<Event> =
        events.iter().cloned().map(|event| Event { kind: masked(event.kind, &redactor), ..event }).collect();
    let told = Told::of(&events).ok_or(ExportError::Unknown)?;
    let view = RunView::from_events(&events).ok_or(ExportError::Unknown)?;
    if view.finished_at.is_none() {
        return Err(ExportError::Unfinished { run: told.run });
    }
    if told.left.values().all(|left| left.artifact.digest.is_none()) {
        return Err(ExportError::Empty { run: told.run });
    }
    let graph = project.graph_text.as_bytes();
    if Digest::of(graph) != told.started.graph_digest {
        return Err(ExportError::GraphChanged { run: told.run, path: told.started.graph_path.clone() });
    }
    place::check(options.target, &closed(project, &told))?;
    let artifacts = sound_artifacts(project, ledger, cache, &events, &told)?;
    let records = records(ledger, &told, &Secrets::new(project.secrets()))?;
    let store = project.schema_store();
    let named = named_schemas(project, &store, &told, &records)?;
    let texts = schemas::collect(&project.root, &store, &named)?;
    let wanted: Vec<Wanted<'_>> =
        artifacts.iter().map(|found| (found.path.as_str(), &found.artifact_id, &found.stage_id)).collect();
    let entries = plan(&project.root, &wanted)?;

    let building = Building::begin(options.target)?;
    let bundle = &building.folder;
    let Copied { mut files, linked, copied } = copy(bundle, &entries, options.hardlink)?;
    schemas::write(bundle, &store, &named, &texts)?;
    let mut add = |role: Role, name: &str, bytes: &[u8], is_written: bool| -> Result<(), ExportError> {
        let path = format!("{}/{name}", role.folder());
        if !is_written {
            write_atomic(&bundle.join(&path), bytes)?;
        }
        files.push(file(path, role, bytes));
        Ok(())
    };
    for (path, text) in &texts {
        add(Role::Schema, path.as_str(), text, true)?;
    }
    add(Role::Graph, &graph_name(&told.started.graph_path), graph, false)?;
    add(Role::Ledger, "run.json", &pretty(&RunDocument::of(&view))?, false)?;
    add(Role::Ledger, "events.jsonl", &lines(&events)?, false)?;
    add(Role::Ledger, "records.json", &pretty(&records)?, false)?;
    if files.len() > MAX_FILES {
        return Err(ExportError::TooMany);
    }
    files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    let mut manifest = Manifest {
        bundle_version: BUNDLE_VERSION,
        run_id: told.run,
        pipeline_id: told.started.pipeline_id.clone(),
        status: told.status,
        tool_version: options.tool_version.to_owned(),
        files,
        digest: Digest::of(b""),
    };
    manifest.digest = manifest.seal()?;
    write_atomic(&bundle.join(MANIFEST_NAME), &pretty(&manifest)?)?;
    // An original may have changed while it was copied; then the copy is not what the ledger recorded.
    let report = verify_bundle(bundle, None)?;
    if !report.is_sound() {
        return Err(ExportError::Unsound { faults: report.faults });
    }
    building.finish()?;
    Ok(Exported { manifest, linked, copied })
}

/// The name of the graph file in a bundle. A graph that is part of the program has no file, and is JSON.
fn graph_name(path: &str) -> String {
    let name = path.rsplit(['/', ':']).next().unwrap_or_default();
    let is_file = ["json", "yaml", "yml"].iter().any(|end| Utf8Path::new(name).extension() == Some(end));
    match paths::check(name) {
        Ok(()) if is_file => name.to_owned(),
        Ok(()) if Utf8Path::new(name).extension().is_none() => format!("{name}.json"),
        _ => format!("stage-graph.{}", if Format::of_path(path) == Format::Yaml { "yaml" } else { "json" }),
    }
}

/// Where no bundle may lie: in a folder that is an artifact, where it would change what a stage is taken to have left, and
/// where the program keeps its own.
fn closed(project: &Project, told: &Told) -> Vec<Closed> {
    let declared = project.graph.artifacts.iter().filter(|artifact| artifact.kind == ArtifactType::Directory);
    let declared = declared.map(|artifact| artifact.path.as_str()).filter(|path| !path.contains("${{"));
    let left = told.left.keys().map(String::as_str).filter(|path| project.root.join(path).is_dir());
    let artifacts =
        declared.chain(left).map(|path| Closed { folder: project.root.join(path), what: "which is an artifact" });
    let own = [project.state_dir(), project.runs_dir()];
    let own = own.into_iter().map(|folder| Closed { folder, what: "which is the program's own" });
    artifacts.chain(own).collect()
}

/// What the run left, every byte read again and held against its schema.
fn sound_artifacts(
    project: &Project,
    ledger: &dyn Ledger,
    cache: &StatCache,
    events: &[Event],
    told: &Told,
) -> Result<Vec<VerifiedArtifact>, ExportError> {
    let artifacts = crate::verify(project, ledger, cache, events)?;
    let (sound, bad): (Vec<_>, Vec<_>) = artifacts.into_iter().partition(|artifact| artifact.verdict == Integrity::Ok);
    if !bad.is_empty() {
        return Err(ExportError::NotAsRecorded { run: told.run, artifacts: bad });
    }
    Ok(sound.into_iter().filter(|artifact| artifact.recorded.is_some()).collect())
}

/// The schemas that the run's artifacts name, each the one that they were held against.
fn named_schemas(
    project: &Project,
    store: &SchemaStore,
    told: &Told,
    records: &[RecordDocument],
) -> Result<BTreeSet<Utf8PathBuf>, ExportError> {
    let index = GraphIndex::new(&project.graph);
    let mut named = BTreeSet::new();
    let records: std::collections::BTreeMap<_, _> = records.iter().map(|record| (record.attempt_id, record)).collect();
    for left in told.left.values().filter(|left| left.artifact.digest.is_some()) {
        let declared = index.artifact(left.artifact.id.as_str());
        let Some(path) = declared.and_then(|declared| declared.schema.as_ref()) else { continue };
        let today = store.compile(path)?.digest;
        let then = records.get(&left.attempt).and_then(|record| record.schema_of(&left.artifact));
        if then.is_some_and(|then| then != today) {
            let (stage, artifact) = (left.stage.clone(), left.artifact.id.clone());
            return Err(ExportError::SchemaChanged { path: path.clone(), stage, artifact });
        }
        named.insert(path.clone());
    }
    Ok(named)
}

fn file(path: String, role: Role, bytes: &[u8]) -> BundleFile {
    BundleFile {
        path,
        role,
        kind: EntryKind::File,
        digest: Digest::of(bytes),
        size_bytes: bytes.len() as u64,
        executable: false,
        artifact_id: None,
        stage_id: None,
    }
}

fn pretty(value: &impl Serialize) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

fn lines(events: &[Event]) -> Result<Vec<u8>, serde_json::Error> {
    let mut text = Vec::new();
    for event in events {
        text.extend_from_slice(event.to_line()?.as_bytes());
        text.push(b'\n');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_has_a_name_of_its_own_in_a_bundle() {
        for (path, name) in [
            ("pipeline/stage-graph.yaml", "stage-graph.yaml"),
            ("/elsewhere/g.json", "g.json"),
            ("", "stage-graph.json"),
            ("a/..", "stage-graph.json"),
            ("a\\b", "stage-graph.json"),
            ("a\\b.YML", "stage-graph.yaml"),
            ("builtin:screenplay", "screenplay.json"),
            ("graphs/old.txt", "stage-graph.json"),
        ] {
            assert_eq!(graph_name(path), name, "{path}");
        }
    }
}
