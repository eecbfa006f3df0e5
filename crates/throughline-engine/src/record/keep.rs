//! Keeps what JSON artifacts held and which files were in folders, by digest, so that runs can be compared leaf by leaf
//! and file by file after the files themselves were overwritten.

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::{ObjectError, ObjectStore, StatCache};
use throughline_graph::ArtifactType;
use throughline_model::{ArtifactId, ArtifactRecord, Digest, Event, EventKind};

use crate::{Observer, ObserverError, Project, RunView, chain};

/// A larger artifact is compared by digest only.
const LIMIT_BYTES: u64 = 8 * 1024 * 1024;

/// Keeps the JSON artifacts and the listings of the folders that stages left.
pub struct KeepObjects {
    root: Utf8PathBuf,
    store: ObjectStore,
    cache: Arc<StatCache>,
    documents: BTreeSet<ArtifactId>,
    folders: BTreeSet<ArtifactId>,
}

impl KeepObjects {
    /// Keeps what this project's stages leave. Digests that the cache knows are not computed again.
    #[must_use]
    pub fn new(project: &Project, cache: Arc<StatCache>) -> Self {
        let is_document = |artifact: &&throughline_graph::Artifact| {
            artifact.format.as_deref() == Some("json")
                && artifact.kind == ArtifactType::File
                && artifact.volatile.is_empty()
        };
        let is_folder = |artifact: &&throughline_graph::Artifact| artifact.kind == ArtifactType::Directory;
        let artifacts = || project.graph.artifacts.iter();
        Self {
            root: project.root.clone(),
            store: object_store(project),
            cache,
            documents: artifacts().filter(is_document).map(|artifact| artifact.id.clone()).collect(),
            folders: artifacts().filter(is_folder).map(|artifact| artifact.id.clone()).collect(),
        }
    }

    fn keep(&self, artifact: &ArtifactRecord, digest: Digest) -> Result<(), ObjectError> {
        if self.documents.contains(&artifact.id) {
            self.store.put_file(&self.root.join(&artifact.path), digest, LIMIT_BYTES)?;
        } else if self.folders.contains(&artifact.id)
            && let Some(listing) = self.cache.listing(&self.root, Utf8Path::new(&artifact.path))?
        {
            self.store.put(&listing)?;
        }
        Ok(())
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
        for artifact in artifacts {
            let Some(digest) = artifact.digest else { continue };
            self.keep(artifact, digest).map_err(|error| ObserverError { message: chain(&error), source: None })?;
        }
        Ok(())
    }
}
