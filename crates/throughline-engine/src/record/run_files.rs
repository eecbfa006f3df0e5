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
use throughline_artifact::{Links, open_file, write_atomic};
use throughline_model::{Event, EventKind, PipelineId, stamp};

use crate::{Ledger, Observer, ObserverError, RunDocument, RunRow, RunView};

/// The document is written at most so often that writing takes a twentieth of the time; that of a run of many stages, a
/// hundredth.
const SHARE: u32 = 20;
const SHARE_OF_MANY: u32 = 100;

/// What a stage adds to the time that the document takes to be written.
const STAGE_COST: Duration = Duration::from_micros(1);

/// So many lines of the log are worth a thread of their own.
const MANY: usize = 1000;

/// So much of the log is gathered before it is written.
const LOG_BUFFER_BYTES: usize = 1 << 16;

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
    /// Room for one line.
    line: Vec<u8>,
    is_behind: bool,
    has_ended: bool,
    /// Of how much time writing may take one part.
    share: u32,
    /// When the document was last written, and how long that took. Before the first time, of a run of many stages: how long
    /// it will.
    last_written: Option<(Instant, Duration)>,
}

impl RunFiles {
    /// Follows the run with this name.
    ///
    /// # Errors
    /// When the log cannot be made.
    fn create(runs_dir: &Utf8Path, name: &str, stages: usize) -> std::io::Result<Self> {
        std::fs::create_dir_all(runs_dir)?;
        let log =
            OpenOptions::new().create(true).write(true).truncate(true).open(runs_dir.join(format!("{name}.log")))?;
        Ok(Self {
            document: runs_dir.join(format!("{name}.json")),
            log: BufWriter::with_capacity(LOG_BUFFER_BYTES, log),
            line: Vec::new(),
            is_behind: false,
            has_ended: false,
            share: if stages >= MANY { SHARE_OF_MANY } else { SHARE },
            last_written: (stages >= MANY)
                .then(|| (Instant::now(), STAGE_COST.saturating_mul(u32::try_from(stages).unwrap_or(u32::MAX)))),
        })
    }

    fn write_line(&mut self, event: &Event) -> Result<(), ObserverError> {
        write_line(&self.document, &mut self.log, &mut self.line, event)
    }

    fn flush_log(&mut self) -> Result<(), ObserverError> {
        self.log.flush().map_err(|error| fault(&self.document.with_extension("log"), error))
    }

    fn write_document(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let started = Instant::now();
        write_document(&self.document, view)?;
        self.last_written = Some((started, started.elapsed()));
        self.is_behind = false;
        Ok(())
    }
}

fn write_line(
    document: &Utf8Path,
    log: &mut BufWriter<File>,
    line: &mut Vec<u8>,
    event: &Event,
) -> Result<(), ObserverError> {
    line.clear();
    let written = event.write_line(line).map_err(std::io::Error::from);
    line.push(b'\n');
    let written = written.and_then(|()| log.write_all(line));
    written.map_err(|error| fault(&document.with_extension("log"), error))
}

fn write_document(document: &Utf8Path, view: &RunView) -> Result<(), ObserverError> {
    let text = RunDocument::of(view).to_text().map_err(|error| fault(document, error))?;
    write_atomic(document, &text).map_err(|error| fault(document, error))
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

impl RunRecorder {
    /// Writes many lines of the log while the document is written: for a run that ends as soon as it has begun.
    fn end_with(&mut self, events: &[Event], end: &Event, view: &RunView) -> Result<(), ObserverError> {
        if let Some(first) = events.first().filter(|_| self.files.is_none()) {
            self.observe(first, view)?;
        }
        let Some(files) = &mut self.files else { return Ok(()) };
        let known = usize::from(events.first().is_some_and(|first| matches!(first.kind, EventKind::RunStarted(_))));
        let RunFiles { document, log, line, .. } = files;
        std::thread::scope(|scope| {
            let document: &Utf8Path = document;
            let write = || write_document(document, view);
            let written = std::thread::Builder::new().spawn_scoped(scope, write);
            let lines = events[known..].iter().try_for_each(|event| write_line(document, log, line, event));
            let written = match written {
                Ok(thread) => thread.join().unwrap_or_else(|_| Err(fault(document, "its thread panicked"))),
                Err(_) => write(),
            };
            lines.and(written)
        })?;
        files.has_ended = true;
        files.write_line(end)?;
        files.flush_log()
    }
}

impl Observer for RunRecorder {
    fn name(&self) -> &'static str {
        "the record below .pipeline-runs"
    }

    fn observe(&mut self, event: &Event, view: &RunView) -> Result<(), ObserverError> {
        if let EventKind::RunStarted(started) = &event.kind {
            let files = RunFiles::create(&self.runs_dir, &started.name, started.stages.len());
            self.files = Some(files.map_err(|error| fault(&self.runs_dir, error))?);
        }
        let Some(files) = &mut self.files else { return Ok(()) };
        let ends_run = matches!(event.kind, EventKind::RunEnded { .. });
        if ends_run {
            // The last line of the log says that the document is complete too: see `is_complete`.
            files.write_document(view)?;
        }
        files.write_line(event)?;
        if files.has_ended {
            // That somebody could not follow to the end is told after the end.
            return files.write_document(view).and_then(|()| files.flush_log());
        }
        files.has_ended = ends_run;
        files.is_behind |= !ends_run && (event.seq == 0 || event.kind.stage_status().is_some());
        if ends_run { files.flush_log() } else { Ok(()) }
    }

    fn observe_all(&mut self, events: &[Event], view: &RunView) -> Result<(), ObserverError> {
        match events {
            [rest @ .., end] if rest.len() >= MANY && matches!(end.kind, EventKind::RunEnded { .. }) => {
                self.end_with(rest, end, view)
            }
            _ => events.iter().try_for_each(|event| self.observe(event, view)),
        }
    }

    fn caught_up(&mut self, view: &RunView) -> Result<(), ObserverError> {
        let Some(files) = &mut self.files else { return Ok(()) };
        let may_write = files.last_written.is_none_or(|(at, cost)| at.elapsed() >= cost * files.share);
        if files.is_behind && may_write {
            files.flush_log()?;
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
    let mut files = RunFiles::create(runs_dir, &row.name, view.stages.len()).map_err(|error| fault(runs_dir, error))?;
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
        let (mut file, stat) = open_file(runs_dir.join(format!("{}.log", row.name)), Links::Follow)?;
        file.seek(SeekFrom::Start(stat.len().saturating_sub(LAST_LINE_BYTES)))?;
        let mut bytes = Vec::new();
        file.take(LAST_LINE_BYTES).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let last = read().ok().and_then(|text| text.lines().last().map(str::to_owned));
    last.and_then(|line| Event::from_json(&line).ok())
        .is_some_and(|event| event.run == row.id && matches!(event.kind, EventKind::RunEnded { .. }))
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
