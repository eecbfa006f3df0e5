//! What other crates rely on, checked against real files and against the standard's own examples.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod canonical;
mod contents;
mod measure;
mod objects;
mod schema;
mod stat_cache;
mod write;

use camino::Utf8PathBuf;

/// A folder that is gone at the end of the test, and its path.
fn folder() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(folder.path().canonicalize().unwrap()).unwrap();
    (folder, path)
}

/// The digest that these bytes of a listing have, as the documentation of the format says.
fn listing(entries: &[u8]) -> throughline_model::Digest {
    let mut bytes = b"throughline-directory-v1\0".to_vec();
    bytes.extend_from_slice(entries);
    throughline_model::Digest::of(&bytes)
}
