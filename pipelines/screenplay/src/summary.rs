//! `run_summary.json`: what became of a run, stage by stage, made of its events alone and the artifacts that are there.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use serde_json::Value;
use throughline_artifact::{Links, MAX_JSON_BYTES, canonical_digest, pretty_sorted, read_whole, write_atomic};
use throughline_model::{Digest, Event, EventKind, RunStatus, StageStatus, iso_millis};
use throughline_stage::{Preparation, StageError};

use crate::stages::{STAGES, StageInfo};

const FILE: &str = "run_summary.json";

/// What became of a run.
#[derive(Debug, Serialize)]
struct Summary {
    /// What the run's folder is called.
    run_id: String,
    project_id: String,
    /// Relative to the root, or absolute where it lies outside.
    project_path: Option<String>,
    /// RFC 3339 in UTC with milliseconds, as the next.
    started_at: Option<String>,
    /// None where the run did not come to its end.
    completed_at: Option<String>,
    status: RunStatus,
    stages: Vec<StageSummary>,
    /// The errors of the stages that failed, and what else ended the run.
    errors: Vec<String>,
}

/// What became of a stage.
#[derive(Debug, Serialize)]
struct StageSummary {
    name: &'static str,
    /// From 1.
    stage_num: usize,
    artifact_type: &'static str,
    status: StageStatus,
    /// Whether what is there stood in for a run of the stage.
    skipped: bool,
    /// 0 where it did not run.
    duration_sec: f64,
    /// Relative to the root; none where the stage made nothing that stands.
    artifact_path: Option<String>,
    /// The digest of the artifact's canonical JSON, as in its meta file.
    artifact_hash: Option<Digest>,
    error: Option<String>,
}

/// Writes the summary into the run's folder.
pub(crate) fn write(preparation: &Preparation, events: &[Event]) -> Result<(), StageError> {
    let text = |name: &str| preparation.values.get(name).and_then(Value::as_str).unwrap_or_default();
    let folder = Utf8Path::new(text("run.folder"));
    let shown = |path: &Utf8PathBuf| path.strip_prefix(&preparation.root).unwrap_or(path).to_string();
    let mut summary = Summary {
        run_id: text("run.key").to_owned(),
        project_id: text("project.id").to_owned(),
        project_path: preparation.files.get("project").map(shown),
        started_at: None,
        completed_at: None,
        status: RunStatus::Running,
        stages: STAGES.iter().zip(1..).map(|(stage, number)| StageSummary::pending(stage, number)).collect(),
        errors: Vec::new(),
    };
    events.iter().for_each(|event| summary.add(event));
    for (stage, info) in summary.stages.iter_mut().zip(&STAGES) {
        stage.look(&preparation.root, folder, info);
    }
    let value = serde_json::to_value(summary)
        .map_err(|error| StageError::caused(format!("`{FILE}` cannot be written as JSON"), error))?;
    write_atomic(&preparation.root.join(folder).join(FILE), pretty_sorted(&value).as_bytes()).map_err(|error| {
        let message = error.to_string();
        StageError::caused(message, error.source)
    })
}

impl Summary {
    fn add(&mut self, event: &Event) {
        if let (Some(id), Some(status)) = (event.kind.stage_id(), event.kind.stage_status())
            && let Some(stage) = self.stages.iter_mut().find(|stage| stage.name == id.as_str())
        {
            stage.status = status;
            stage.skipped = matches!(status, StageStatus::Fresh | StageStatus::Skipped);
        }
        match &event.kind {
            EventKind::RunStarted(_) => self.started_at = Some(iso_millis(event.at)),
            EventKind::StageSucceeded { stage_id, duration_ms, .. } => {
                self.ended(stage_id.as_str(), *duration_ms, None);
            }
            EventKind::StageFailed { stage_id, error, duration_ms, .. } => {
                self.ended(stage_id.as_str(), *duration_ms, Some(error));
                self.errors.push(format!("{stage_id}: {error}"));
            }
            EventKind::StageBlocked { stage_id, by } => {
                let by: Vec<&str> = by.iter().map(throughline_model::StageId::as_str).collect();
                self.ended(stage_id.as_str(), 0, Some(&format!("blocked by {}", by.join(", "))));
            }
            EventKind::RunEnded { status, failure, .. } => {
                self.status = *status;
                self.completed_at = Some(iso_millis(event.at));
                // A stage's failure has been told already, in its own words.
                if let Some(failure) = failure.as_ref().filter(|failure| failure.stage_id.is_none()) {
                    self.errors.push(failure.message.clone());
                }
            }
            _ => {}
        }
    }

    fn ended(&mut self, id: &str, duration_ms: u64, error: Option<&str>) {
        if let Some(stage) = self.stages.iter_mut().find(|stage| stage.name == id) {
            stage.duration_sec = std::time::Duration::from_millis(duration_ms).as_secs_f64();
            stage.error = error.map(str::to_owned);
        }
    }
}

impl StageSummary {
    fn pending(stage: &StageInfo, stage_num: usize) -> Self {
        Self {
            name: stage.id,
            stage_num,
            artifact_type: stage.artifact_type,
            status: StageStatus::Pending,
            skipped: false,
            duration_sec: 0.0,
            artifact_path: None,
            artifact_hash: None,
            error: None,
        }
    }

    /// Takes note of the artifact, if what is there is what the stage stands for.
    fn look(&mut self, root: &Utf8Path, folder: &Utf8Path, stage: &StageInfo) {
        if !matches!(self.status, StageStatus::Succeeded | StageStatus::Fresh | StageStatus::Skipped) {
            return;
        }
        let path = folder.join(stage.file());
        let Ok(bytes) = read_whole(root.join(&path), Links::Follow, MAX_JSON_BYTES) else { return };
        self.artifact_hash =
            serde_json::from_slice::<Value>(&bytes).ok().and_then(|document| canonical_digest(&document).ok());
        self.artifact_path = Some(path.into_string());
    }
}
