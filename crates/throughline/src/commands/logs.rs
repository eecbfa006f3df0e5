//! `throughline logs`: what happened in a run, or what one of its stages printed; with `--follow` as it goes on.

use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::{Links, open_file};
use throughline_engine::{Ledger, RunView, StageView, holder};
use throughline_model::{Event, EventKind, StageId, StageStatus};

use super::recorded::Recorded;
use crate::args::{Format, Global, LogsArgs};
use crate::console::{self, Output, Paint, clock, describe, json_line, one_line, paint};
use crate::error::CommandError;
use crate::exit::Done;
use crate::workspace::find_for_history;

/// How often a run that goes on is looked at.
const POLL: Duration = Duration::from_millis(150);

/// After so long without news it is asked whether anybody still carries the run.
const QUIET: Duration = Duration::from_secs(2);

/// Shows what a run logged.
///
/// # Errors
/// When there is no such run, stage or attempt, or there is no log of it.
pub(crate) fn logs(global: &Global, args: &LogsArgs) -> Result<Done, CommandError> {
    let (workspace, ledger) = find_for_history(global)?;
    let run = Recorded::find(&*ledger, &args.run)?;
    let stage = args.stage.as_deref().map(|id| run.stage(id)).transpose()?.map(|stage| stage.id.clone());
    let project = &workspace.project;
    let tail = Tail { ledger: &*ledger, state_dir: project.state_dir(), follow: args.follow, news: Instant::now() };
    match (stage, args.format.format) {
        (Some(stage), Format::Text) => show_output(tail, &run, &project.root, &stage, args.attempt)?,
        (stage, format) => show_events(tail, run, stage.as_ref(), format, global)?,
    }
    Ok(Done::Success)
}

/// Watches for what comes.
struct Tail<'a> {
    ledger: &'a dyn Ledger,
    state_dir: Utf8PathBuf,
    follow: bool,
    news: Instant,
}

impl Tail<'_> {
    /// The events that came since the view was brought up to date, or nothing when none will come.
    fn next(&mut self, view: &RunView, seq: u64) -> Result<Option<Vec<Event>>, CommandError> {
        if !self.follow || view.finished_at.is_some() {
            return Ok(None);
        }
        std::thread::sleep(POLL);
        let events = self.ledger.event_list(view.run, seq)?;
        if !events.is_empty() {
            self.news = Instant::now();
        } else if self.news.elapsed() > QUIET {
            self.news = Instant::now();
            if holder(&self.state_dir).is_none() && self.ledger.event_list(view.run, seq)?.is_empty() {
                console::print_note("nobody carries this run any more; the next run here will record its end");
                return Ok(None);
            }
        }
        Ok(Some(events))
    }
}

fn show_events(
    mut tail: Tail<'_>,
    run: Recorded,
    stage: Option<&StageId>,
    format: Format,
    global: &Global,
) -> Result<(), CommandError> {
    let mut out = console::stdout(global.color);
    let Some(mut view) = RunView::from_events(&run.events[..1]) else { return Ok(()) };
    let mut events = run.events;
    let mut seq = 0;
    loop {
        for event in &events {
            if event.seq > 0 {
                view.apply(event);
            }
            seq = event.seq + 1;
            if stage.is_some_and(|stage| event.kind.stage_id() != Some(stage)) {
                continue;
            }
            match format {
                Format::Json => writeln!(out, "{}", json_line(&event.to_json()?)?)?,
                Format::Text => write_event(&mut out, event, &view)?,
            }
        }
        out.flush()?;
        match tail.next(&view, seq)? {
            Some(next) => events = next,
            None => return Ok(()),
        }
    }
}

fn write_event(out: &mut dyn Write, event: &Event, view: &RunView) -> std::io::Result<()> {
    let text = match (&event.kind, describe(event, view)) {
        (EventKind::RunStarted(started), _) => {
            let count = started.planned_stage_ids.len();
            let word = if count == 1 { "stage" } else { "stages" };
            format!("run {} of {}, {count} {word}", view.run, one_line(started.pipeline_id.as_str()))
        }
        (_, Some((_, text))) => text,
        (_, None) => return Ok(()),
    };
    let time = clock(event.at);
    let below = format!("\n{}", " ".repeat(time.len() + 1));
    writeln!(out, "{} {}", paint(Paint::Faint, &time), text.replace('\n', &below))
}

/// Prints what an attempt of the stage printed: the last one, or the one that is asked for.
fn show_output(
    mut tail: Tail<'_>,
    run: &Recorded,
    root: &Utf8Path,
    stage: &StageId,
    attempt: Option<u32>,
) -> Result<(), CommandError> {
    let mut view = run.view.clone();
    let mut attempts = Attempts { stage, wanted: attempt, logs: Vec::new(), ended: 0 };
    attempts.take(&run.events);
    let mut seq = run.events.last().map_or(0, |event| event.seq + 1);
    let is_open = |view: &RunView| view.finished_at.is_none() && view.stage(stage).is_some_and(is_open);
    if attempts.current().is_none() && !(tail.follow && is_open(&view)) {
        return Err(no_log(run, stage, &attempts));
    }
    let mut output = Output::new();
    let mut shown: Option<(u32, File)> = None;
    loop {
        // What is over before the file is read to its end has been read to its end.
        let over = attempts.is_over() || !is_open(&view);
        if let Some((number, log)) = attempts.current()
            && shown.as_ref().is_none_or(|(open, _)| *open != number)
        {
            if let Some((_, file)) = &mut shown {
                output.copy(file)?;
            }
            match open_file(root.join(log), Links::Follow) {
                Ok((file, _)) => shown = Some((number, file)),
                Err(error) if tail.follow && !over && error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(CommandError::failed(format!("cannot read the log {log}: {error}"))),
            }
        }
        if let Some((_, file)) = &mut shown {
            output.copy(file)?;
        }
        if over {
            return output.finish();
        }
        let Some(events) = tail.next(&view, seq)? else { return output.finish() };
        attempts.take(&events);
        for event in &events {
            view.apply(event);
            seq = event.seq + 1;
        }
    }
}

/// Whether the stage may still print something.
fn is_open(stage: &StageView) -> bool {
    stage.running || stage.status == StageStatus::Pending
}

/// The logs of a stage's attempts.
struct Attempts<'a> {
    stage: &'a StageId,
    wanted: Option<u32>,
    logs: Vec<(u32, String)>,
    ended: u32,
}

impl Attempts<'_> {
    fn take(&mut self, events: &[Event]) {
        for event in events.iter().filter(|event| event.kind.stage_id() == Some(self.stage)) {
            match &event.kind {
                EventKind::AttemptStarted { attempt, log_path, .. } => self.logs.push((*attempt, log_path.clone())),
                EventKind::AttemptEnded { attempt, .. } => self.ended = *attempt,
                _ => {}
            }
        }
    }

    fn current(&self) -> Option<(u32, &str)> {
        let mut logs = self.logs.iter().rev();
        let found = logs.find(|(number, _)| self.wanted.is_none_or(|wanted| wanted == *number));
        found.map(|(number, log)| (*number, log.as_str()))
    }

    fn is_over(&self) -> bool {
        self.wanted.is_some_and(|wanted| self.ended >= wanted)
    }
}

/// Why there is no log, and where there is one.
fn no_log(run: &Recorded, id: &StageId, attempts: &Attempts<'_>) -> CommandError {
    let Some(stage) = run.view.stage(id) else { return CommandError::usage(format!("no stage `{id}`")) };
    if let (Some(wanted), Some((last, _))) = (attempts.wanted, attempts.logs.last()) {
        let error = CommandError::usage(format!("stage `{id}` had no attempt {wanted} in run {}", run.row.id));
        return error.with_help(format!("its last attempt was number {last}"));
    }
    if let [first, ..] = &stage.instances[..] {
        let error = CommandError::usage(format!("stage `{id}` ran as {} instances", stage.instances.len()));
        return error.with_help(format!("name one of them: `throughline logs {} --stage '{}'`", run.row.id, first.id));
    }
    let reason = stage.reason.as_deref().unwrap_or("the run ended before it was reached");
    let message = match stage.status {
        StageStatus::Fresh => {
            format!("stage `{id}` printed nothing in run {}: it did not run, because it was fresh", run.row.id)
        }
        StageStatus::Skipped => format!("stage `{id}` was left out of run {}: {reason}", run.row.id),
        StageStatus::Pending if run.view.finished_at.is_none() => format!("stage `{id}` has not begun yet"),
        StageStatus::Pending | StageStatus::Blocked => {
            format!("stage `{id}` did not run in run {}: {reason}", run.row.id)
        }
        StageStatus::Waiting => format!("stage `{id}` is a gate and waits: {reason}"),
        StageStatus::Succeeded | StageStatus::Failed => {
            format!("stage `{id}` started nothing in run {}: {reason}", run.row.id)
        }
    };
    let error = CommandError::refused(message);
    match (stage.since, stage.status) {
        (Some(since), _) => {
            error.with_help(format!("`throughline logs {since} --stage '{id}'` shows what it printed when it ran"))
        }
        (None, StageStatus::Pending) if run.view.finished_at.is_none() => error.with_help("`--follow` waits for it"),
        _ => error,
    }
}
