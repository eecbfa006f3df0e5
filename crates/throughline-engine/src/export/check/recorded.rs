//! Whether the artifacts of a bundle are those that its ledger recorded, and what their schemas ask for.

use std::fs;

use camino::Utf8Path;
use throughline_artifact::{Links, SchemaStore, StatCache, check_artifact, read_whole};
use throughline_graph::{Artifact, ArtifactType, Format, Graph, GraphIndex, Source, decode};
use throughline_model::Digest;

use super::files::Present;
use super::ledger::Ledger;
use super::report::{BundleFault, FaultKind};
use crate::export::manifest::{BundleFile, EntryKind, Manifest, Role};
use crate::export::paths;
use crate::export::told::Left;
use crate::{chain, recorded_content};

/// A larger JSON document is not read as a whole: as values it takes up to sixteen times as much memory.
const MAX_JSON_BYTES: u64 = 32 * 1024 * 1024;

/// A larger graph or schema is not read.
const MAX_TEXT_BYTES: u64 = 128 * 1024 * 1024;

/// Everything that artifacts are compared by.
pub(super) struct Check<'a> {
    pub(super) bundle: &'a Utf8Path,
    pub(super) manifest: &'a Manifest,
    pub(super) present: &'a Present,
    pub(super) ledger: &'a Ledger,
    pub(super) faults: &'a mut Vec<BundleFault>,
    pub(super) notes: &'a mut Vec<String>,
}

impl Check<'_> {
    fn fault(&mut self, kind: FaultKind, path: impl Into<String>, message: impl Into<String>) {
        self.faults.push(BundleFault::new(kind, path, message));
    }

    /// Compares everything. Returns how many artifacts were recorded and are there.
    pub(super) fn all(&mut self) -> usize {
        self.manifest_says();
        let graph = self.graph();
        let index = graph.as_ref().map(GraphIndex::new);
        let schemas = self.schemas();
        // No file is its memory: every byte is read.
        let cache = StatCache::open(Utf8Path::new(""));
        let ledger = self.ledger;
        let mut count = 0;
        for left in ledger.told.left.values() {
            if !self.content(&cache, left) {
                continue;
            }
            count += 1;
            let Some(index) = &index else { continue };
            match index.artifact(left.artifact.id.as_str()) {
                Some(declared) => self.validity(schemas.as_ref(), declared, left),
                None => {
                    let message = format!("artifact `{}` is not in the graph of the bundle", left.artifact.id);
                    self.fault(FaultKind::Unrecorded, name(left), message);
                }
            }
        }
        count
    }

    /// What the manifest says of the run and of whose files are whose.
    fn manifest_says(&mut self) {
        let (manifest, told) = (self.manifest, &self.ledger.told);
        for (what, agrees) in [
            ("run", manifest.run_id == told.run),
            ("pipeline", manifest.pipeline_id == told.started.pipeline_id),
            ("status", manifest.status == told.status),
        ] {
            if !agrees {
                self.fault(FaultKind::Unrecorded, "bundle.json", format!("names another {what} than the events"));
            }
        }
        for file in &manifest.files {
            let Some(path) = below(file) else { continue };
            let message = match told.owner(path).filter(|left| left.artifact.digest.is_some()) {
                None => "no stage of the run left it".to_owned(),
                Some(left) => {
                    if file.artifact_id.as_ref() == Some(&left.artifact.id)
                        && file.stage_id.as_ref() == Some(&left.stage)
                    {
                        continue;
                    }
                    format!(
                        "is part of artifact `{}` of stage `{}`, which the manifest does not say",
                        left.artifact.id, left.stage
                    )
                }
            };
            self.fault(FaultKind::Unrecorded, &file.path, message);
        }
    }

    /// The graph of the bundle, if it is the one that the run followed.
    fn graph(&mut self) -> Option<Graph> {
        let mut graphs = self.manifest.files.iter().filter(|file| file.role == Role::Graph);
        let (Some(file), None) = (graphs.next(), graphs.next()) else {
            self.fault(FaultKind::Missing, "graph", "a bundle has one graph, and this has none or several");
            return None;
        };
        if !self.present.is_file(self.manifest, &file.path) {
            return None;
        }
        let bytes = match self.text(file) {
            Ok(bytes) => bytes,
            Err(message) => {
                self.fault(FaultKind::Unreadable, &file.path, message);
                return None;
            }
        };
        let (expected, found) = (self.ledger.told.started.graph_digest, Digest::of(&bytes));
        if found != expected {
            let message = "is not the graph that the run followed, so no artifact is held against the schema it names";
            let fault = BundleFault::new(FaultKind::Unrecorded, &file.path, message);
            self.faults.push(fault.with(Some(expected), Some(found)));
            return None;
        }
        let text = String::from_utf8(bytes).ok();
        let source = text.map(|text| Source { name: file.path.clone(), format: Format::of_path(&file.path), text });
        let graph = source.and_then(|source| decode(&source).graph);
        if graph.is_none() {
            self.fault(FaultKind::Invalid, &file.path, "is no graph");
        }
        graph
    }

    fn text(&self, file: &BundleFile) -> Result<Vec<u8>, String> {
        read_whole(self.bundle.join(&file.path), Links::Refuse, MAX_TEXT_BYTES)
            .map_err(|error| format!("cannot be read: {error}"))
    }

    /// The schemas of the bundle, unless anything is wrong with one of them: then what they refer to is not read either.
    fn schemas(&mut self) -> Option<SchemaStore> {
        let folder = Role::Schema.folder();
        let large: Vec<String> = self
            .manifest
            .files
            .iter()
            .filter(|file| file.role == Role::Schema && file.size_bytes > MAX_JSON_BYTES)
            .map(|file| file.path.clone())
            .collect();
        large.iter().for_each(|path| self.fault(FaultKind::Invalid, path, "is too large for a schema"));
        let is_wrong = |fault: &BundleFault| Utf8Path::new(&fault.path).starts_with(folder);
        if self.faults.iter().any(is_wrong) {
            self.notes
                .push("artifacts were not held against their schemas, which are not what they should be".to_owned());
            return None;
        }
        Some(SchemaStore::new(&self.bundle.join(folder)))
    }

    /// Compares an artifact with what was recorded of it. Whether it is there, and not a link.
    fn content(&mut self, cache: &StatCache, left: &Left) -> bool {
        let record = &left.artifact;
        let path = name(left);
        if let Err(refusal) = paths::check(&record.path) {
            self.fault(
                FaultKind::Invalid,
                super::ledger::EVENTS,
                format!("names the path {:?}, which {refusal}", record.path),
            );
            return false;
        }
        let entry = self.manifest.position(&path).map(|place| &self.manifest.files[place]);
        let is_named = entry.is_some() || self.manifest.has_below(&path);
        if record.digest.is_none() {
            // What is there all the same was told of: no stage left it.
            return false;
        }
        if !is_named {
            let message =
                format!("artifact `{}` of stage `{}` is neither there nor in the manifest", record.id, left.stage);
            self.faults.push(BundleFault::new(FaultKind::Missing, path, message).with(record.digest, None));
            return false;
        }
        if entry.is_some_and(|entry| entry.kind == EntryKind::Link) {
            self.fault(FaultKind::Unrecorded, path, "is a link, where the ledger recorded a file");
            return false;
        }
        // What the manifest finds fault with has been told; and nothing else is worth comparing then.
        if !self.present.is_sound_below(self.manifest, &path) {
            return false;
        }
        if !record.volatile.is_empty() && entry.is_some_and(|entry| entry.size_bytes > MAX_JSON_BYTES) {
            self.notes.push(format!(
                "{path} is too large to be compared with the ledger, which leaves out some of its members"
            ));
            return true;
        }
        let root = self.bundle.join(Role::Artifact.folder());
        match recorded_content(&root, cache, record) {
            Ok(found) if found.map(|found| found.digest) == record.digest => true,
            Ok(found) => {
                let message =
                    format!("is not what the ledger recorded of artifact `{}` of stage `{}`", record.id, left.stage);
                let fault = BundleFault::new(FaultKind::Unrecorded, path, message);
                self.faults.push(fault.with(record.digest, found.map(|found| found.digest)));
                false
            }
            Err(error) => {
                self.fault(FaultKind::Unreadable, path, chain(&error));
                false
            }
        }
    }

    /// Holds an artifact against its schema, which must be the one that it was held against in the run.
    fn validity(&mut self, schemas: Option<&SchemaStore>, declared: &Artifact, left: &Left) {
        let path = name(left);
        let is_json = declared.format.as_deref() == Some("json") && declared.kind == ArtifactType::File;
        if declared.kind == ArtifactType::Directory || (!is_json && declared.schema.is_none()) {
            return;
        }
        let schema = match &declared.schema {
            None => None,
            Some(schema) => {
                let file = format!("{}/{schema}", Role::Schema.folder());
                if paths::check(schema.as_str()).is_err() || !self.present.is_file(self.manifest, &file) {
                    // Where the manifest names it, it was told that it is not there.
                    if self.manifest.position(&file).is_none() {
                        self.fault(
                            FaultKind::Missing,
                            file,
                            format!("the schema of artifact `{}` is not there", declared.id),
                        );
                    }
                    return;
                }
                let Some(schemas) = schemas else { return };
                match schemas.compile(schema) {
                    Ok(compiled) => {
                        let record = self.ledger.records.get(&left.attempt);
                        let then = record.and_then(|record| record.schema_of(&left.artifact));
                        if then.is_some_and(|then| then != compiled.digest) {
                            let message = format!(
                                "is not the schema that artifact `{}` was held against in the run",
                                declared.id
                            );
                            let fault = BundleFault::new(FaultKind::Unrecorded, file, message);
                            self.faults.push(fault.with(then, Some(compiled.digest)));
                        }
                        Some(compiled)
                    }
                    Err(error) => {
                        self.fault(FaultKind::Invalid, file, chain(&error));
                        return;
                    }
                }
            }
        };
        let full = self.bundle.join(&path);
        if fs::symlink_metadata(&full).map_or(u64::MAX, |found| found.len()) > MAX_JSON_BYTES {
            self.notes.push(format!("{path} is too large to be held against its schema"));
            return;
        }
        match check_artifact(&full, is_json, schema.as_deref()) {
            Ok(found) => {
                for fault in found {
                    self.fault(FaultKind::Invalid, &path, fault.to_string());
                }
            }
            Err(error) => self.fault(FaultKind::Unreadable, path, chain(&error)),
        }
    }
}

/// The path of an artifact in the bundle.
fn name(left: &Left) -> String {
    format!("{}/{}", Role::Artifact.folder(), left.artifact.path)
}

/// Where a file of an artifact was, relative to the root.
fn below(file: &BundleFile) -> Option<&str> {
    if file.role != Role::Artifact {
        return None;
    }
    file.path.strip_prefix(Role::Artifact.folder())?.strip_prefix('/')
}
