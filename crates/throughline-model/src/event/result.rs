//! What events say of results: the outputs of a stage, and what differs between two results.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{ArtifactId, Digest};

/// One part of what a result depends on that differs between two results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The part's label, such as `input:commits`.
    pub part: String,
    /// What it was; absent where it was no part.
    pub old: Option<Value>,
    /// What it is; absent where it is no part any more.
    pub new: Option<Value>,
}

/// An output as it was found after its stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactRecord {
    /// The artifact's id in the graph.
    pub id: ArtifactId,
    /// Where it lies, relative to the root.
    pub path: String,
    /// The digest of its content; none where an optional output is absent.
    pub digest: Option<Digest>,
    /// Its size; of a folder, the sum over its files.
    pub size_bytes: u64,
    /// JSON pointers of its members that are no part of its content: the digest is that of the canonical form of the
    /// rest. Where it is empty, the digest is that of the bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub volatile: Vec<String>,
}
