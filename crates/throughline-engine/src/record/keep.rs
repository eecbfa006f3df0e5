//! Keeps what JSON artifacts held, by digest, so that two runs can be compared leaf by leaf after the files themselves
//! were overwritten.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use throughline_artifact::ObjectStore;
use throughline_graph::ArtifactType;
use throughline_model::{ArtifactId, Event, EventKind};

use crate::{Observer, ObserverError, Project, RunView, chain};

/// A larger artifact is compared by digest only.
const LIMIT_BYTES: u64 = 8 * 1024 * 1024;

/// Keeps the JSON artifacts of the stages that ran.
pub struct KeepObjects {
    root: Utf8PathBuf,
    store: ObjectStore,
    kept: BTreeSet<ArtifactId>,
}

impl KeepObjects {
    /// Keeps the JSON artifacts of this project.
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let is_kept = |artifact: &&throughline_graph::Artifact| {
            artifact.format.as_deref() == Some("json") && artifact.kind == ArtifactType::File
        };
        Self {
            root: project.root.clone(),
            store: object_store(project),
            kept: project.graph.artifacts.iter().filter(is_kept).map(|artifact| artifact.id.clone()).collect(),
        }
    }
}

/// Where the JSON artifacts of a project are kept.
#[must_use]
pub fn object_store(project: &Project) -> ObjectStore {
    ObjectStore::new(&project.state_dir().join("objects"))
}

impl Observer for KeepObjects {
    fn name(&self) -> &'static str {
        "the store of earlier artifacts"
    }

    fn observe(&mut self, event: &Event, _view: &RunView) -> Result<(), ObserverError> {
        let EventKind::StageSucceeded { artifacts, .. } = &event.kind else { return Ok(()) };
        for artifact in artifacts.iter().filter(|artifact| self.kept.contains(&artifact.id)) {
            let Some(digest) = artifact.digest else { continue };
            self.store
                .put_file(&self.root.join(&artifact.path), digest, LIMIT_BYTES)
                .map_err(|error| ObserverError { message: chain(&error), source: None })?;
        }
        Ok(())
    }
}
