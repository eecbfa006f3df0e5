//! What stands beside each artifact: where it came from.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use throughline_model::Digest;

/// Where an artifact came from; all but `created_at` is the same whenever and wherever it is made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Meta {
    /// `Script`, `ShotList`, …
    pub(crate) artifact_type: String,
    /// The artifact's own id.
    pub(crate) artifact_id: String,
    /// The artifact's.
    pub(crate) schema_version: String,
    /// The digest of the artifact's canonical JSON.
    pub(crate) hash: Digest,
    /// The ids of the artifacts that were read.
    pub(crate) parent_refs: Vec<String>,
    /// `project_id`, `run_id`, `stage`, and what else the artifact depends on.
    pub(crate) creation_params: Map<String, Value>,
    /// Where it was made: `local`.
    pub(crate) compute_origin: String,
    /// When the attempt began that made it: RFC 3339 in UTC with milliseconds.
    pub(crate) created_at: String,
}
