//! What events say of a run: how it began, with which filters, and what went wrong first.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Digest, PipelineId, RunId, StageId};

/// Everything known about a run when it begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunStarted {
    /// The pipeline.
    pub pipeline_id: PipelineId,
    /// The base name of the run's files: `<stamp>_<name>`.
    pub name: String,
    /// The graph file, relative to the root where it lies below it.
    pub graph_path: String,
    /// The digest of the graph file's bytes.
    pub graph_digest: Digest,
    /// The filters as they were given.
    pub filters: Filters,
    /// The pipeline's parameters with their values.
    pub parameters: Map<String, Value>,
    /// All stages of the pipeline, in order, with the names that are shown.
    pub stages: Vec<(StageId, Option<String>)>,
    /// The stages that the filters chose, in order.
    pub planned_stage_ids: Vec<StageId>,
    /// How many stages may run side by side.
    pub jobs: usize,
    /// The version of the program.
    pub tool_version: String,
}

/// The filters of a run, as they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// `--only`: ids and globs.
    pub only: Vec<String>,
    /// `--skip`: ids and globs.
    pub skip: Vec<String>,
    /// `--from`.
    pub from: Option<StageId>,
    /// `--to`.
    pub to: Option<StageId>,
    /// `--since`.
    pub since: Option<RunId>,
}

/// The first thing that went wrong in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// The stage, unless a hook of the pipeline failed.
    pub stage_id: Option<StageId>,
    /// The stage's shown name.
    pub stage_name: Option<String>,
    /// Its number among the chosen stages, from 1.
    pub step_number: Option<usize>,
    /// How many stages were chosen.
    pub total_stages: usize,
    /// Where its output is, relative to the root.
    pub log_path: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
}
