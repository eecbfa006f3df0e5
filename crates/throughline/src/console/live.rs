//! A run on the terminal: a line for each thing that happens and, where there is a terminal, a live block below them
//! that shows what runs now. Pipes get the lines alone.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use camino::Utf8Path;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use throughline_engine::{Observer, ObserverError, RunView, StageView};
use throughline_model::{Event, EventKind, Failure, RunStatus, StageId, StageStatus};

use super::{Paint, duration, paint, printable, stdout};
use crate::args::{ColorChoice, LogLevel};

/// Shows a run as it goes.
pub(crate) struct RunReporter {
    out: Box<dyn Write + Send>,
    level: LogLevel,
    live: Option<Live>,
    /// What a command that is proposed needs to find the same graph.
    graph_flag: Option<String>,
}

/// The block of what runs now.
struct Live {
    bars: MultiProgress,
    running: HashMap<StageId, ProgressBar>,
    style: ProgressStyle,
}

impl RunReporter {
    /// Shows runs on standard output; with a live block if that is a terminal.
    pub(crate) fn new(level: LogLevel, color: ColorChoice, graph: Option<&Utf8Path>) -> Self {
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let wants_live = std::io::stdout().is_terminal()
            && !is_dumb
            && color != ColorChoice::Never
            && std::env::var_os("NO_COLOR").is_none()
            && std::env::var_os("CI").is_none();
        let style = ProgressStyle::with_template("{spinner:.cyan} {msg} {elapsed:.dim}");
        let live = style.ok().filter(|_| wants_live && level >= LogLevel::Info).map(|style| Live {
            bars: MultiProgress::with_draw_target(ProgressDrawTarget::stdout()),
            running: HashMap::new(),
            style,
        });
        Self { out: stdout(color), level, live, graph_flag: graph.map(|graph| format!(" --graph {graph}")) }
    }

    fn line(&mut self, text: &str) -> std::io::Result<()> {
        match &self.live {
            // Text above the block, colours and all: it is a terminal.
            Some(live) => live.bars.println(text),
            None => writeln!(self.out, "{text}"),
        }
    }

    fn show(&mut self, event: &Event, view: &RunView) -> std::io::Result<()> {
        let Some((level, mut text)) = describe(event, view) else {
            return Ok(());
        };
        // What is proposed stands at the end.
        let proposes = text.lines().last().is_some_and(|line| line.contains("next:") && !line.contains(" --graph "));
        if let Some(flag) = self.graph_flag.as_ref().filter(|_| proposes) {
            text.push_str(&printable(flag));
        }
        if level <= self.level { self.line(&text) } else { Ok(()) }
    }

    fn follow(&mut self, event: &Event, view: &RunView) {
        let Some(live) = &mut self.live else { return };
        match &event.kind {
            EventKind::StageStarted { stage_id, .. } => {
                let has_instances = view.stage(stage_id).is_some_and(|stage| !stage.instances.is_empty());
                if has_instances {
                    return;
                }
                let bar = live.bars.add(ProgressBar::new_spinner().with_style(live.style.clone()));
                bar.set_message(format!("{}{}", number(view, stage_id), printable(stage_id.as_str())));
                bar.enable_steady_tick(Duration::from_millis(120));
                live.running.insert(stage_id.clone(), bar);
            }
            EventKind::RunEnded { .. } => {
                for (_, bar) in live.running.drain() {
                    bar.finish_and_clear();
                }
                let _ = live.bars.clear();
            }
            kind => {
                if kind.stage_status().is_some()
                    && let Some(bar) = kind.stage_id().and_then(|stage| live.running.remove(stage))
                {
                    bar.finish_and_clear();
                    live.bars.remove(&bar);
                }
            }
        }
    }
}

impl Observer for RunReporter {
    fn name(&self) -> &'static str {
        "the terminal"
    }

    fn observe(&mut self, event: &Event, view: &RunView) -> Result<(), ObserverError> {
        self.follow(event, view);
        self.show(event, view).map_err(fault)
    }

    fn caught_up(&mut self, _view: &RunView) -> Result<(), ObserverError> {
        self.out.flush().map_err(fault)
    }
}

fn fault(source: std::io::Error) -> ObserverError {
    ObserverError { message: "cannot write to standard output".to_owned(), source: Some(source.into()) }
}

/// What is said of an event, and from which level on. The same for live runs and for recorded ones.
pub(crate) fn describe(event: &Event, view: &RunView) -> Option<(LogLevel, String)> {
    let stage = event.kind.stage_id().and_then(|id| view.stage(id));
    let head = |stage: &StageView| format!("{}{}", number(view, &stage.id), printable(stage.id.as_str()));
    let text = match &event.kind {
        EventKind::StageStarted { .. } => {
            let stage = stage?;
            let name = stage.name.as_ref().map_or(String::new(), |name| format!(" ({})", printable(name)));
            let line = format!("{} {}{name}", paint(Paint::Strong, "▶"), head(stage));
            return Some((LogLevel::Info, line));
        }
        EventKind::StageSucceeded { duration_ms, .. } => {
            let stage = stage?;
            // A gate is not run: who decided is what there is to say.
            let is_decision = stage.attempts == 0 && stage.instances.is_empty();
            let how = match &stage.reason {
                Some(reason) if is_decision => printable(reason).into_owned(),
                _ => duration(*duration_ms),
            };
            return Some((LogLevel::Info, format!("{} {} — {how}", paint(Paint::Good, "✔"), head(stage))));
        }
        EventKind::StageFresh { since, .. } => {
            return Some((
                LogLevel::Info,
                format!("{} {} — fresh since {since}", paint(Paint::Faint, "↩"), head(stage?)),
            ));
        }
        EventKind::StageFailed { error, tail, .. } => {
            let stage = stage?;
            let mut text = format!("{} {} — {}", paint(Paint::Bad, "✖"), head(stage), indented(error));
            if let Some(log) = &stage.log_path {
                let _ = write!(text, "\n    log: {}", printable(log));
            }
            for line in tail {
                let _ = write!(text, "\n    {} {}", paint(Paint::Faint, "│"), printable(line));
            }
            return Some((LogLevel::Error, text));
        }
        EventKind::StageWaiting { prompt, .. } => {
            let stage = stage?;
            let hint = format!("throughline approve {} {}", view.run, stage.id);
            let text = format!("{} {} — {}", paint(Paint::Notice, "⏸"), head(stage), printable(prompt));
            return Some((LogLevel::Warn, format!("{text}\n    {} {hint}", paint(Paint::Strong, "next:"))));
        }
        EventKind::StageBlocked { by, .. } => {
            let by = by.iter().map(StageId::as_str).collect::<Vec<_>>().join(", ");
            format!("{} {} — blocked by {}", paint(Paint::Notice, "⊘"), head(stage?), printable(&by))
        }
        EventKind::RetryScheduled { attempt, delay_ms, reason, .. } => {
            let (reason, when) = (printable(reason), duration(*delay_ms));
            format!("{} {} — {reason}; attempt {attempt} in {when}", paint(Paint::Notice, "↻"), head(stage?))
        }
        EventKind::Warning { stage_id, message } => {
            let about = stage_id.as_ref().map_or(String::new(), |stage| format!("{}: ", printable(stage.as_str())));
            return Some((
                LogLevel::Warn,
                format!("{} {about}{}", paint(Paint::Notice, "warning:"), printable(message)),
            ));
        }
        EventKind::InterruptRequested { signal } => {
            let text = format!("{signal}: ending what runs; once more ends it at once");
            return Some((LogLevel::Warn, paint(Paint::Notice, &text)));
        }
        EventKind::RunEnded { status, duration_ms, failure } => {
            return Some((LogLevel::Info, summary(view, *status, *duration_ms, failure.as_ref())));
        }
        EventKind::HookStarted { phase, command, .. } => {
            let phase = match phase {
                throughline_model::HookPhase::Pre => "pre",
                throughline_model::HookPhase::Post => "post",
            };
            return Some((LogLevel::Debug, paint(Paint::Faint, &format!("  {phase} hook: {}", printable(command)))));
        }
        EventKind::AttemptStarted { attempt, log_path, .. } => {
            let text = format!("  attempt {attempt}, log {}", printable(log_path));
            return Some((LogLevel::Debug, paint(Paint::Faint, &text)));
        }
        EventKind::StageSkipped { stage_id, reason } => {
            let text = format!("- {} — {}", printable(stage_id.as_str()), printable(reason));
            return Some((LogLevel::Debug, paint(Paint::Faint, &text)));
        }
        EventKind::RunStarted(_)
        | EventKind::StageExpanded { .. }
        | EventKind::AttemptEnded { .. }
        | EventKind::HookEnded { .. } => return None,
    };
    Some((LogLevel::Warn, text))
}

/// `[2/6] `, the stage's number among the chosen ones.
fn number(view: &RunView, stage: &StageId) -> String {
    view.step_number(stage).map_or(String::new(), |number| format!("[{number}/{}] ", view.total()))
}

fn indented(text: &str) -> String {
    super::message(text).replace('\n', "\n    ")
}

fn summary(view: &RunView, status: RunStatus, duration_ms: u64, failure: Option<&Failure>) -> String {
    let count = |wanted| view.stages.iter().filter(|stage| stage.status == wanted).count();
    let counts = [
        (StageStatus::Succeeded, "ran"),
        (StageStatus::Fresh, "fresh"),
        (StageStatus::Failed, "failed"),
        (StageStatus::Waiting, "waiting"),
        (StageStatus::Blocked, "blocked"),
        (StageStatus::Pending, "not reached"),
        (StageStatus::Skipped, "left out"),
    ];
    let counts: Vec<String> = counts
        .iter()
        .filter_map(|(status, word)| Some(count(*status)).filter(|n| *n > 0).map(|n| format!("{n} {word}")))
        .collect();
    let colour = match status {
        RunStatus::Success => Paint::Good,
        RunStatus::Waiting | RunStatus::Running => Paint::Notice,
        RunStatus::Failed | RunStatus::Degraded | RunStatus::Interrupted => Paint::Bad,
    };
    let pipeline = printable(view.started.pipeline_id.as_str()).into_owned();
    let status = paint(colour, status.as_str());
    let mut text =
        format!("{pipeline}: {status} — {} in {} (run {})", counts.join(", "), duration(duration_ms), view.run);
    if let Some(failure) = failure {
        if failure.stage_id.is_none() {
            let _ = write!(text, "\n    {}", indented(&failure.message));
        }
        if let Some(hint) = &failure.hint {
            let _ = write!(text, "\n    {} {}", paint(Paint::Strong, "next:"), printable(hint));
        }
    }
    text
}
