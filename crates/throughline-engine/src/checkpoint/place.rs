//! Where the checkpoint of a run lies: a run that is asked in another way has another one.

use camino::{Utf8Path, Utf8PathBuf};
use throughline_model::Digest;

use crate::state_dir;

/// So many checkpoints are kept for a project; of each the graph lies beside it.
const KEPT: usize = 8;

/// Where the checkpoint of a run lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointPlace {
    folder: Utf8PathBuf,
    name: String,
}

impl CheckpointPlace {
    /// The place for runs of this project that are asked in this way: everything that a run is asked by, in words.
    #[must_use]
    pub fn of(root: &Utf8Path, asked: &[&str]) -> Self {
        let mut words = Vec::new();
        for word in asked {
            words.extend_from_slice(&(word.len() as u64).to_le_bytes());
            words.extend_from_slice(word.as_bytes());
        }
        Self { folder: state_dir(root).join("cache/checkpoints"), name: Digest::of(&words).short() }
    }

    pub(super) fn checkpoint(&self) -> Utf8PathBuf {
        self.folder.join(&self.name)
    }

    pub(super) fn pieces(&self) -> Utf8PathBuf {
        self.folder.join(format!("{}.graph", self.name))
    }

    /// Removes the oldest checkpoints of those that nobody came back to.
    pub(super) fn tidy(&self) {
        let Ok(entries) = self.folder.read_dir_utf8() else { return };
        let written = |entry: camino::Utf8DirEntry| Some((entry.metadata().ok()?.modified().ok()?, entry.into_path()));
        let mut found: Vec<_> = entries.flatten().filter_map(written).collect();
        if found.len() <= 2 * KEPT {
            return;
        }
        found.sort_unstable();
        for (_, path) in &found[..found.len() - 2 * KEPT] {
            // Another process may have been faster.
            let _ = std::fs::remove_file(path);
        }
    }
}
