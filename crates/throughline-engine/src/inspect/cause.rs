//! The line of cause of an artifact, as values: what it is, what made it, what that was made of.
//!
//! The line is a graph, because results are shared; so makers stand in a flat list, and whatever was made names its
//! maker by the id of the attempt.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};
use throughline_model::{ArtifactRecord, AttemptId, Digest, PipelineId, RunId, RunStatus, StageId, iso_millis};

/// The line of cause of one or more artifacts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// What was asked for.
    pub artifacts: Vec<Subject>,
    /// Every result on the line, those nearest to what was asked for first.
    pub makers: Vec<Maker>,
}

/// An artifact that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// As it was recorded.
    pub artifact: ArtifactRecord,
    /// The file inside the folder that was asked for, where the artifact is a folder.
    pub inside: Option<String>,
    /// Whether it is still that.
    pub on_disk: OnDisk,
    /// The attempt that made it.
    pub made_by: AttemptId,
    /// A newer run that wrote something else there, although this is what is there.
    pub superseded_by: Option<RunId>,
}

/// Whether a path still holds what was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnDisk {
    /// It does.
    AsRecorded,
    /// It holds something else.
    Changed,
    /// Nothing is there.
    Missing,
    /// It cannot be read.
    Unreadable,
}

/// An attempt that made something, and everything its result depended on.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Maker {
    /// The attempt.
    pub attempt_id: AttemptId,
    /// The stage or instance.
    pub stage_id: StageId,
    /// How many tries it took, where the run's events are there.
    pub attempts: Option<u32>,
    /// When it ended.
    #[serde(serialize_with = "iso")]
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Why it ran.
    pub reason: Option<String>,
    /// What the result depends on, as one digest.
    pub fingerprint: Digest,
    /// The run.
    pub run: MakerRun,
    /// What was done: the parts `command`, `builtin`, `gate`, `element` and `hooks`.
    pub work: BTreeMap<String, Value>,
    /// Who decided, where it is a gate.
    pub decision: Option<Decision>,
    /// The artifacts it read.
    pub inputs: Vec<Source>,
    /// The files under the root that its command names.
    pub files: Vec<Source>,
    /// The instances that it sums up, where it is a `forEach` stage.
    pub instances: Vec<Source>,
    /// The stages that came first without a declared artifact between.
    pub after: Vec<Source>,
    /// Constraints and doctrine with their wording, by label.
    pub rules: BTreeMap<String, Value>,
    /// Tools, interpreters and variables, by label.
    pub surroundings: BTreeMap<String, Value>,
}

/// The run in which something was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MakerRun {
    /// Its id.
    pub id: RunId,
    /// The pipeline; none where the ledger has lost the run.
    pub pipeline_id: Option<PipelineId>,
    /// What became of it.
    pub status: Option<RunStatus>,
    /// When it began.
    #[serde(serialize_with = "iso_or_null")]
    pub started_at: Option<Timestamp>,
    /// What it was given.
    pub parameters: Map<String, Value>,
    /// The graph file.
    pub graph_path: Option<String>,
    /// The digest of the graph file's bytes.
    pub graph_digest: Option<Digest>,
    /// The version of the program.
    pub tool_version: Option<String>,
}

/// A decision at a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// Approved, or denied.
    pub approved: bool,
    /// Who decided.
    pub by: String,
    /// Why, in their words.
    pub comment: Option<String>,
    /// When.
    #[serde(serialize_with = "iso")]
    pub at: Timestamp,
}

/// Something that a result was made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The artifact's id, the file's path, or the stage's id.
    pub id: String,
    /// Where it lies, relative to the root; none of a stage.
    pub path: Option<String>,
    /// The digest of what was read, or the fingerprint of an instance; none where nothing was there.
    pub digest: Option<Digest>,
    /// Whether the path still holds that.
    pub on_disk: Option<OnDisk>,
    /// The attempt that made it; none where nobody did: it is a source.
    pub made_by: Option<AttemptId>,
}

fn iso<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso_millis(*at))
}

#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn iso_or_null<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(iso_millis).serialize(serializer)
}
