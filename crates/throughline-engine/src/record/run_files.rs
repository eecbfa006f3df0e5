//! The readable record of a run below `.pipeline-runs/`: `<name>.json`, `<name>.log` and the folder of attempt logs.
//!
//! The ledger is the truth; these files are for eyes and for tools that read files. The document is written anew
//! whenever a stage ends, but where stages end faster than it can be written it is put off for a moment, so that the
//! record of a run of ten thousand short stages costs a small, fixed share of its time.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};
use throughline_artifact::write_atomic;
use throughline_model::{
    ArtifactRecord, Digest, Event, EventKind, Failure, Filters, PipelineId, ResourceUsage, RunId, RunStatus, StageId,
    StageStatus, iso_millis, stamp,
};

use crate::{Ledger, Observer, ObserverError, RunRow, RunView, StageView};

/// The document is written at most so often that writing takes a twentieth of the time.
const SHARE: u32 = 20;

/// Finds a name for a run that starts now and makes the folder for its logs: `<stamp>_<pipeline>`. Of two runs that
/// start in the same millisecond, the later one gets the next free millisecond.
///
/// # Errors
/// When the folder cannot be made.
pub fn run_name(runs_dir: &Utf8Path, pipeline: &PipelineId, now: Timestamp) -> std::io::Result<String> {
    std::fs::create_dir_all(runs_dir)?;
    let slug = slug(pipeline.as_str());
    let mut at = now;
    loop {
        let name = format!("{}_{slug}", stamp(at));
        match std::fs::create_dir(runs_dir.join(&name)) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                at = at.checked_add(Duration::from_millis(1)).unwrap_or(Timestamp::MIN);
            }
            Err(error) => return Err(error),
        }
    }
}

/// A pipeline's id in a file name: lower case, runs of other than a–z and 0–9 to one `-`.
fn slug(id: &str) -> String {
    let mut slug = String::with_capacity(id.len());
    for c in id.to_lowercase().chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}

/// The files of one run.
struct RunFiles {
    document: Utf8PathBuf,
    log: BufWriter<File>,
    is_behind: bool,
    last_written: Option<(Instant, Duration)>,
}

impl RunFiles {
    /// Follows the run with this name.
    ///
    /// # Errors
    /// When the log cannot be made.
    fn create(runs_dir: &Utf8Path, name: &str) -> std::io::Result<Self> {
        std::fs::create_dir_all(runs_dir)?;
        let log =
            OpenOptions::new().create(true).write(true).truncate(true).open(runs_dir.join(format!("{name}.log")))?;
        Ok(Self {
            document: runs_dir.join(format!("{name}.json")),
            log: BufWriter::new(log),
            is_behind: false,
            last_written: None,
        })
    }

    fn write_line(&mut self, event: &Event) -> Result<(), ObserverError> {
        let path = self.document.with_extension("log");
        let mut line = event.to_line().map_err(|error| fault(&path, error))?;
        line.push('\n');
        self.log.write_all(line.as_bytes()).map_err(|error| fault(&path, error))
    }

    fn flush_log(&mut self) -> Result<(), ObserverError> {
        self.log.flush().map_err(|error| fault(&self.document.with_extension("log"), error))
    }

    fn write_document(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let started = Instant::now();
        let mut text =
            serde_json::to_vec_pretty(&RunDocument::of(view)).map_err(|error| fault(&self.document, error))?;
        text.push(b'\n');
        write_atomic(&self.document, &text).map_err(|error| fault(&self.document, error))?;
        self.last_written = Some((started, started.elapsed()));
        self.is_behind = false;
        Ok(())
    }
}

fn fault(path: &Utf8Path, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ObserverError {
    ObserverError { message: format!("cannot write {path}"), source: Some(error.into()) }
}

/// Writes the record of a run below `.pipeline-runs/`, made when the run says its name.
pub struct RunRecorder {
    runs_dir: Utf8PathBuf,
    files: Option<RunFiles>,
}

impl RunRecorder {
    /// Writes below this folder.
    #[must_use]
    pub fn new(runs_dir: Utf8PathBuf) -> Self {
        Self { runs_dir, files: None }
    }
}

impl Observer for RunRecorder {
    fn name(&self) -> &'static str {
        "the record below .pipeline-runs"
    }

    fn observe(&mut self, event: &Event, view: &RunView) -> Result<(), ObserverError> {
        if let EventKind::RunStarted(started) = &event.kind {
            let files = RunFiles::create(&self.runs_dir, &started.name);
            self.files = Some(files.map_err(|error| fault(&self.runs_dir, error))?);
        }
        let Some(files) = &mut self.files else { return Ok(()) };
        let ends_run = matches!(event.kind, EventKind::RunEnded { .. });
        if ends_run {
            // The last line of the log says that the document is complete too: see `is_complete`.
            files.write_document(view)?;
        }
        files.write_line(event)?;
        files.is_behind |= event.seq == 0 || event.kind.stage_status().is_some();
        let may_write = files.last_written.is_none_or(|(at, cost)| at.elapsed() >= cost * SHARE);
        if ends_run || (files.is_behind && may_write) {
            files.flush_log()?;
        }
        if !ends_run && files.is_behind && may_write {
            files.write_document(view)?;
        }
        Ok(())
    }

    fn rest(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let Some(files) = &mut self.files else { return Ok(()) };
        files.flush_log()?;
        if files.is_behind { files.write_document(view) } else { Ok(()) }
    }
}

/// Writes the whole record of a run again from the ledger: after its process died, or where files were lost.
///
/// # Errors
/// When the ledger cannot be read or the files cannot be written.
pub fn rewrite_record(runs_dir: &Utf8Path, ledger: &dyn Ledger, row: &RunRow) -> Result<(), ObserverError> {
    let events = ledger.event_list(row.id, 0).map_err(|error| fault(runs_dir, error))?;
    let Some(view) = RunView::from_events(&events) else { return Ok(()) };
    let mut files = RunFiles::create(runs_dir, &row.name).map_err(|error| fault(runs_dir, error))?;
    files.write_document(&view)?;
    for event in &events {
        files.write_line(event)?;
    }
    files.flush_log()
}

/// Whether the readable record of a run that has ended is as the ledger has it: its log ends with the run's end.
#[must_use]
pub fn is_complete(runs_dir: &Utf8Path, row: &RunRow) -> bool {
    const LAST_LINE_BYTES: u64 = 64 * 1024;
    let read = || -> std::io::Result<String> {
        let mut file = File::open(runs_dir.join(format!("{}.log", row.name)))?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LAST_LINE_BYTES)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let last = read().ok().and_then(|text| text.lines().last().map(str::to_owned));
    last.and_then(|line| Event::from_json(&line).ok())
        .is_some_and(|event| event.run == row.id && matches!(event.kind, EventKind::RunEnded { .. }))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_only_what_every_file_system_takes() {
        assert_eq!(slug("Full  Refresh/é2"), "full-refresh-2");
        assert_eq!(slug("--"), "-");
    }

    #[test]
    fn runs_that_start_in_one_millisecond_have_different_names() {
        let dir = tempfile::tempdir().unwrap();
        let runs = Utf8Path::from_path(dir.path()).unwrap();
        let now: Timestamp = "2026-11-20T12:20:42.155Z".parse().unwrap();
        let names = [0, 1, 2].map(|_| run_name(runs, &"Full".into(), now).unwrap());
        assert_eq!(
            names,
            ["2026-11-20T12-20-42-155Z_full", "2026-11-20T12-20-42-156Z_full", "2026-11-20T12-20-42-157Z_full"]
        );
    }
}
