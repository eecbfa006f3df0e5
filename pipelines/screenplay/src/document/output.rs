//! The RenderOutput: the files that were made.

use serde::{Deserialize, Serialize};
use throughline_model::Digest;

/// What was rendered. Its paths are relative to the run's folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RenderOutput {
    /// `1.0.0`.
    pub(crate) schema_version: String,
    /// The project.
    pub(crate) project_id: String,
    /// `output-<project id>-<short>`.
    pub(crate) output_id: String,
    /// The render plan's id.
    pub(crate) plan_ref: String,
    /// The sum over the shots, in seconds.
    pub(crate) duration_sec: f64,
    /// The animatic.
    pub(crate) video_path: String,
    /// The subtitles.
    pub(crate) captions_path: String,
    /// The digest of [`ContentHash`]: changes with any byte of any file.
    pub(crate) content_hash: Digest,
}

/// What the content hash is the digest of.
#[derive(Debug, Serialize)]
pub(crate) struct ContentHash {
    files: Vec<FileDigest>,
}

/// A file and the digest of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FileDigest {
    /// Relative to the run's folder, with `/` between names.
    pub(crate) path: String,
    /// SHA-256.
    pub(crate) digest: Digest,
}

impl ContentHash {
    /// Of these files, whatever their order.
    pub(crate) fn of(mut files: Vec<FileDigest>) -> Self {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Self { files }
    }
}
