//! The document of a run: every stage with what became of it, for eyes and for tools that read files.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::{Map, Value};
use throughline_model::{
    ArtifactRecord, Digest, Failure, Filters, PipelineId, ResourceUsage, RunId, RunStatus, StageId, StageStatus,
    iso_millis,
};

use crate::{RunView, StageView};

/// The document of a run: what `<name>.json` holds and `status --format json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunDocument<'a> {
    run_id: RunId,
    pipeline_id: &'a PipelineId,
    graph_path: &'a str,
    graph_digest: Digest,
    parameters: &'a Map<String, Value>,
    filters: &'a Filters,
    status: RunStatus,
    started_at: String,
    finished_at: Option<String>,
    duration_ms: Option<u64>,
    planned_stage_ids: &'a [StageId],
    skipped_stage_ids: Vec<&'a StageId>,
    stage_results: Vec<StageResult<'a>>,
    failure: Option<&'a Failure>,
    warnings: &'a [String],
    tool_version: &'a str,
}

/// One stage in the document of a run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StageResult<'a> {
    id: &'a StageId,
    name: Option<&'a str>,
    status: StageStatus,
    reason: Option<&'a str>,
    fingerprint: Option<Digest>,
    attempts: u32,
    exit_code: Option<i32>,
    duration_ms: Option<u64>,
    log_path: Option<&'a str>,
    artifacts: &'a [ArtifactRecord],
    resource_usage: Option<ResourceUsage>,
    error: Option<&'a str>,
}

impl<'a> RunDocument<'a> {
    /// The document of a run as it stands.
    #[must_use]
    pub fn of(view: &'a RunView) -> Self {
        let skipped = view.stages.iter().filter(|stage| stage.status == StageStatus::Skipped);
        Self {
            run_id: view.run,
            pipeline_id: &view.started.pipeline_id,
            graph_path: &view.started.graph_path,
            graph_digest: view.started.graph_digest,
            parameters: &view.started.parameters,
            filters: &view.started.filters,
            status: view.status,
            started_at: iso_millis(view.started_at),
            finished_at: view.finished_at.map(iso_millis),
            duration_ms: view.duration_ms,
            planned_stage_ids: &view.started.planned_stage_ids,
            skipped_stage_ids: skipped.map(|stage| &stage.id).collect(),
            stage_results: view.all_stages().map(StageResult::of).collect(),
            failure: view.failure.as_ref(),
            warnings: &view.warnings,
            tool_version: &view.started.tool_version,
        }
    }

    /// The document as text: what a person looks for stands in a line of its own, a stage among them.
    ///
    /// # Errors
    /// None in practice: every part of a run can be written as JSON.
    pub fn to_text(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut text = Vec::with_capacity(1024 + 512 * self.stage_results.len());
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut text, Rows::default()))?;
        text.push(b'\n');
        Ok(text)
    }
}

impl<'a> StageResult<'a> {
    fn of(stage: &'a StageView) -> Self {
        Self {
            id: &stage.id,
            name: stage.name.as_deref(),
            status: stage.status,
            reason: stage.reason.as_deref(),
            fingerprint: stage.fingerprint,
            attempts: stage.attempts,
            exit_code: stage.exit_code,
            duration_ms: stage.duration_ms,
            log_path: stage.log_path.as_deref(),
            artifacts: &stage.artifacts,
            resource_usage: stage.usage,
            error: stage.error.as_deref(),
        }
    }
}

/// How many levels are spread over lines. What is deeper stays in the line that it begins in.
const SPREAD: usize = 2;

/// JSON with a line for each member of the outermost object, and for each member of those.
#[derive(Default)]
struct Rows {
    depth: usize,
    is_empty: bool,
}

impl Rows {
    fn open(&mut self) {
        self.depth += 1;
        self.is_empty = true;
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth -= 1;
        let was_empty = std::mem::replace(&mut self.is_empty, false);
        if self.depth < SPREAD && !was_empty { self.new_line(writer) } else { Ok(()) }
    }

    fn member<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.is_empty = false;
        if self.depth <= SPREAD { self.new_line(writer) } else { Ok(()) }
    }

    fn new_line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(&b"\n    "[..1 + 2 * self.depth])
    }
}

impl Formatter for Rows {
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open();
        CompactFormatter.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer)?;
        CompactFormatter.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.member(writer, first)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open();
        CompactFormatter.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer)?;
        CompactFormatter.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.member(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(if self.depth <= SPREAD { b": " } else { b":" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_member_of_a_member_has_a_line() {
        let value = serde_json::json!({"a": 1, "b": [], "c": {"d": [1, 2], "e": {}}, "f": [{"g": [1]}, "h"]});
        let mut text = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut text, Rows::default())).unwrap();
        let expected = r#"{
  "a": 1,
  "b": [],
  "c": {
    "d": [1,2],
    "e": {}
  },
  "f": [
    {"g":[1]},
    "h"
  ]
}"#;
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
