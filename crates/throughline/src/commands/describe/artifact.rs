//! What is known of an artifact.

use std::path::Path;

use serde_json::{Value, json};
use throughline_graph::{Artifact, ArtifactType, Stage, within_root};
use throughline_model::iso_millis;

use super::view::{LastResult, View};
use super::words::extra_entries;
use crate::console::{self, Entry, Sheet, bytes};

/// Larger folders are not counted to the end.
const MOST_ENTRIES: u64 = 200_000;

/// What lies at an artifact's path.
enum Presence {
    /// The path depends on the run or on an element, or leads where nothing is looked at.
    Open,
    Absent,
    File {
        size: u64,
    },
    Folder {
        files: u64,
        size: u64,
        is_all: bool,
    },
    /// Something else than was declared.
    Other(&'static str),
    Unreadable(String),
}

/// The word for an artifact's type, as a graph file says it.
pub(super) fn type_word(artifact: &Artifact) -> &'static str {
    match artifact.kind {
        ArtifactType::File => "file",
        ArtifactType::Directory => "directory",
    }
}

/// For people.
pub(super) fn sheet(view: &View<'_>, artifact: &Artifact) -> Sheet {
    let mut sheet = Sheet::default();
    let slash = if artifact.kind == ArtifactType::Directory { "/" } else { "" };
    sheet.fact("path", format!("{}{slash}", artifact.path));
    sheet.fact("type", type_word(artifact));
    sheet.fact("format", artifact.format.clone().unwrap_or_default());
    if let Some(schema) = &artifact.schema {
        let is_there = view.root().join(schema).is_file();
        sheet.fact("schema", format!("{schema}{}", if is_there { "" } else { " (missing)" }));
    }
    let ids = |stages: &[&Stage]| stages.iter().map(|stage| stage.id.as_str()).collect::<Vec<_>>().join(", ");
    let writers = ids(view.writers(&artifact.id));
    sheet.fact("written by", if writers.is_empty() { "no stage: it is a source".to_owned() } else { writers });
    let readers = ids(view.readers(&artifact.id));
    sheet.fact("read by", if readers.is_empty() { "no stage".to_owned() } else { readers });
    let path = view.default_path(artifact).filter(|path| *path != artifact.path);
    let at = path.map_or_else(String::new, |path| format!("{path}: "));
    let now = match presence(view, artifact) {
        Presence::Open => String::new(),
        Presence::Absent => format!("{at}not there"),
        Presence::File { size } => format!("{at}there, {}", bytes(size)),
        Presence::Folder { files, size, is_all } => {
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            format!("{at}there, {}{files}, {}", if is_all { "" } else { "more than " }, bytes(size))
        }
        Presence::Other(what) => format!("{at}there, but {what}"),
        Presence::Unreadable(why) => format!("{at}cannot be looked at: {why}"),
    };
    sheet.fact("now", now);
    if let Some((stage, last)) = last_written(view, artifact) {
        let files: Vec<String> = last
            .artifacts
            .iter()
            .filter(|record| record.id == artifact.id)
            .map(|record| match record.digest {
                Some(digest) => format!("{}  {}  {digest}", record.path, bytes(record.size_bytes)),
                None => format!("{}  left out", record.path),
            })
            .collect();
        let line = format!("by {}, {} (run {})", stage.id, console::when(last.at), last.run);
        sheet.facts("last written", vec![Entry::new(line, Some(files.join("\n")))]);
    }
    sheet.facts("other fields", extra_entries(&artifact.extra));
    sheet
}

/// For programs.
pub(super) fn json(view: &View<'_>, artifact: &Artifact) -> Value {
    let ids = |stages: &[&Stage]| stages.iter().map(|stage| json!(stage.id)).collect::<Vec<_>>();
    let now = match presence(view, artifact) {
        Presence::Open => Value::Null,
        Presence::Absent => json!({ "present": false }),
        Presence::File { size } => json!({ "present": true, "sizeBytes": size }),
        Presence::Folder { files, size, is_all } => {
            json!({ "present": true, "files": files, "sizeBytes": size, "complete": is_all })
        }
        Presence::Other(what) => json!({ "present": true, "error": what }),
        Presence::Unreadable(why) => json!({ "present": null, "error": why }),
    };
    json!({
        "id": artifact.id,
        "description": artifact.description,
        "path": artifact.path,
        "defaultPath": view.default_path(artifact),
        "type": type_word(artifact),
        "format": artifact.format,
        "schema": artifact.schema,
        "writtenBy": ids(view.writers(&artifact.id)),
        "readBy": ids(view.readers(&artifact.id)),
        "now": now,
        "lastWritten": last_written(view, artifact).map(|(stage, last)| json!({
            "stageId": stage.id,
            "runId": last.run,
            "startedAt": iso_millis(last.at),
            "artifacts": last.artifacts.iter().filter(|record| record.id == artifact.id).collect::<Vec<_>>(),
        })),
        "extra": artifact.extra,
    })
}

fn last_written<'w>(view: &View<'w>, artifact: &Artifact) -> Option<(&'w Stage, LastResult)> {
    let results = view.writers(&artifact.id).iter().filter_map(|stage| Some((*stage, view.last_result(&stage.id)?)));
    let wrote = results.filter(|(_, last)| last.artifacts.iter().any(|record| record.id == artifact.id));
    wrote.max_by_key(|(_, last)| last.at)
}

fn presence(view: &View<'_>, artifact: &Artifact) -> Presence {
    let Some(path) = view.default_path(artifact).and_then(|path| within_root(&path).ok()) else {
        return Presence::Open;
    };
    let path = view.root().join(path);
    let metadata = match path.metadata() {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Presence::Absent,
        Err(error) => return Presence::Unreadable(error.to_string()),
    };
    match artifact.kind {
        ArtifactType::File if metadata.is_file() => Presence::File { size: metadata.len() },
        ArtifactType::File => Presence::Other("not a file"),
        ArtifactType::Directory if metadata.is_dir() => folder(path.as_std_path()),
        ArtifactType::Directory => Presence::Other("not a folder"),
    }
}

/// Counts what is in a folder, links not followed.
fn folder(path: &Path) -> Presence {
    let (mut files, mut size, mut seen) = (0, 0, 0_u64);
    let mut open = vec![path.to_owned()];
    while let Some(folder) = open.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) => return Presence::Unreadable(format!("{}: {error}", folder.display())),
        };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST_ENTRIES {
                return Presence::Folder { files, size, is_all: false };
            }
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                open.push(entry.path());
            } else {
                files += 1;
                size += metadata.len();
            }
        }
    }
    Presence::Folder { files, size, is_all: true }
}
