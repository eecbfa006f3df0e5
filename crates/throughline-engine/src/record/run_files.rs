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
use serde_json::{Map, Value, json};
use throughline_artifact::write_atomic;
use throughline_model::{Event, EventKind, PipelineId, StageStatus, iso_millis, stamp};

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
        let line = event.to_json().map_err(|error| fault(&path, error))?;
        serde_json::to_writer(&mut self.log, &line).map_err(|error| fault(&path, error))?;
        self.log.write_all(b"\n").map_err(|error| fault(&path, error))
    }

    fn flush_log(&mut self) -> Result<(), ObserverError> {
        self.log.flush().map_err(|error| fault(&self.document.with_extension("log"), error))
    }

    fn write_document(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let started = Instant::now();
        let mut text = serde_json::to_vec_pretty(&run_document(view)).map_err(|error| fault(&self.document, error))?;
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
#[must_use]
pub fn run_document(view: &RunView) -> Value {
    let filters = &view.started.filters;
    let skipped: Vec<&str> = view
        .stages
        .iter()
        .filter(|stage| stage.status == StageStatus::Skipped)
        .map(|stage| stage.id.as_str())
        .collect();
    json!({
        "runId": view.run,
        "pipelineId": view.started.pipeline_id,
        "graphPath": view.started.graph_path,
        "graphDigest": view.started.graph_digest,
        "parameters": view.started.parameters,
        "filters": {
            "only": filters.only,
            "skip": filters.skip,
            "from": filters.from,
            "to": filters.to,
            "since": filters.since,
        },
        "status": view.status,
        "startedAt": iso_millis(view.started_at),
        "finishedAt": view.finished_at.map(iso_millis),
        "durationMs": view.duration_ms,
        "plannedStageIds": view.started.planned_stage_ids,
        "skippedStageIds": skipped,
        "stageResults": view.all_stages().map(stage_result).collect::<Vec<_>>(),
        "failure": view.failure,
        "warnings": view.warnings,
        "toolVersion": view.started.tool_version,
    })
}

fn stage_result(stage: &StageView) -> Value {
    let mut result = Map::new();
    let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
    put("id", json!(stage.id));
    put("name", json!(stage.name));
    put("status", json!(stage.status));
    put("reason", json!(stage.reason));
    put("fingerprint", json!(stage.fingerprint));
    put("attempts", json!(stage.attempts));
    put("exitCode", json!(stage.exit_code));
    put("durationMs", json!(stage.duration_ms));
    put("logPath", json!(stage.log_path));
    put("artifacts", json!(stage.artifacts));
    put("resourceUsage", json!(stage.usage));
    put("error", json!(stage.error));
    Value::Object(result)
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
