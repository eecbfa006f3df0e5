//! All tries of a stage, and how it ends.

use std::sync::Arc;
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_graph::{Retry, Stage};
use throughline_model::{ArtifactRecord, AttemptId, AttemptOutcome, EventKind, RunId, StageId, millis};

use crate::freshness::outputs;
use crate::project::resolve::{names_run, with_run_id};
use crate::{Executor, JudgeError, Parts, Resolved, ResolvedArtifact, Watched, World};

/// Everything that carrying out a stage needs.
pub(crate) struct Assignment {
    /// The world.
    pub world: Arc<World>,
    /// Where commands run.
    pub executor: Arc<Executor>,
    /// The run.
    pub run: RunId,
    /// Where the logs of its attempts go, relative to the root.
    pub log_dir: Utf8PathBuf,
    /// The stage.
    pub resolved: Resolved,
    /// The files that it depends on, as they were when that was decided.
    pub watched: Vec<Watched>,
    /// Everything that it depends on.
    pub parts: Parts,
}

/// How a stage ended.
#[derive(Debug)]
pub(crate) enum StageEnd {
    /// Well.
    Succeeded {
        /// The attempt that made the outputs.
        attempt: AttemptId,
        /// The outputs.
        artifacts: Vec<ArtifactRecord>,
        /// The inputs that changed while it ran; its result is not to be relied on later.
        moved: Vec<Utf8PathBuf>,
    },
    /// Not well.
    Failed {
        /// What went wrong, a line for each fault.
        error: String,
        /// The last lines that it printed.
        tail: Vec<String>,
    },
    /// The run was interrupted.
    Interrupted,
}

/// The log of one attempt of a stage, relative to the root.
#[must_use]
pub fn log_path(log_dir: &Utf8Path, stage: &StageId, attempt: u32) -> Utf8PathBuf {
    log_dir.join(format!("{stage}.{attempt}.log"))
}

impl Assignment {
    pub(super) fn stage(&self) -> &Stage {
        &self.world.graph().stages[self.resolved.index]
    }

    pub(super) fn root(&self) -> &Utf8Path {
        &self.world.project.root
    }

    /// Carries the stage out. The dispatcher has already told of the first attempt's start.
    pub(crate) fn carry_out(&self, tell: &mut dyn FnMut(EventKind)) -> StageEnd {
        match self.try_all(tell) {
            Ok(end) => end,
            Err(error) => StageEnd::Failed { error: crate::chain(&error), tail: Vec::new() },
        }
    }

    fn try_all(&self, tell: &mut dyn FnMut(EventKind)) -> Result<StageEnd, JudgeError> {
        let faults = self.input_faults()?;
        if !faults.is_empty() {
            return Ok(StageEnd::Failed { error: faults.join("\n"), tail: Vec::new() });
        }
        let outputs: Vec<Arc<ResolvedArtifact>> =
            self.resolved.outputs.iter().map(|output| self.placed(output)).collect();
        let retry = self.stage().retry.as_ref();
        let last = retry.map_or(1, |retry| retry.max_attempts.max(1));
        let mut number = 1;
        loop {
            let log = log_path(&self.log_dir, &self.resolved.id, number);
            if number > 1 {
                tell(EventKind::AttemptStarted {
                    stage_id: self.resolved.id.clone(),
                    attempt: number,
                    log_path: log.to_string(),
                });
            }
            let started = Instant::now();
            let attempt = AttemptId::generate();
            let marks = self.marks(&outputs);
            let tried = self.try_once(number, &log, &outputs, tell);
            let mut error = None;
            let mut artifacts = Vec::new();
            if tried.outcome.is_success() {
                let found = outputs::inspect(&self.world, &outputs)?;
                artifacts = found.artifacts;
                error = (!found.faults.is_empty()).then(|| found.faults.join("\n"));
            } else if !matches!(tried.outcome, AttemptOutcome::Interrupted) {
                error = Some(tried.outcome.to_string());
            }
            tell(EventKind::AttemptEnded {
                stage_id: self.resolved.id.clone(),
                attempt: number,
                outcome: tried.outcome.clone(),
                duration_ms: millis(started.elapsed()),
                resource_usage: tried.usage,
            });
            if matches!(tried.outcome, AttemptOutcome::Interrupted) {
                return Ok(StageEnd::Interrupted);
            }
            let Some(error) = error else {
                let moved = self.moved_inputs(&outputs, &marks)?;
                return Ok(StageEnd::Succeeded { attempt, artifacts, moved });
            };
            let Some(retry) = retry.filter(|retry| number < last && is_worth_retrying(retry, &tried.outcome)) else {
                let times = if number > 1 { format!(" after {number} attempts") } else { String::new() };
                return Ok(StageEnd::Failed { error: append_to_first_line(&error, &times), tail: tried.tail });
            };
            let delay = backoff(retry, number);
            number += 1;
            tell(EventKind::RetryScheduled {
                stage_id: self.resolved.id.clone(),
                attempt: number,
                delay_ms: millis(delay),
                reason: error.lines().next().unwrap_or_default().to_owned(),
            });
            if !self.executor.wait(delay) {
                return Ok(StageEnd::Interrupted);
            }
        }
    }

    /// An output as this run writes it.
    pub(super) fn placed(&self, output: &Arc<ResolvedArtifact>) -> Arc<ResolvedArtifact> {
        if !names_run(&output.path) {
            return Arc::clone(output);
        }
        let path = with_run_id(output.path.as_str(), self.run).into();
        Arc::new(ResolvedArtifact { path, ..ResolvedArtifact::clone(output) })
    }
}

/// With a list of exit codes only these are worth another try; without one, every failure is but that there is
/// nothing to start.
fn is_worth_retrying(retry: &Retry, outcome: &AttemptOutcome) -> bool {
    if matches!(outcome, AttemptOutcome::NotStarted { .. }) {
        return false;
    }
    retry.on.is_empty() || outcome.exit_code().is_some_and(|code| retry.on.contains(&code))
}

fn backoff(retry: &Retry, failed: u32) -> Duration {
    const LONGEST: f64 = 24.0 * 3600.0;
    let exponent = i32::try_from(failed - 1).unwrap_or(i32::MAX);
    let seconds = retry.backoff.as_secs_f64() * retry.factor.powi(exponent);
    Duration::from_secs_f64(if seconds.is_finite() { seconds.clamp(0.0, LONGEST) } else { LONGEST })
}

fn append_to_first_line(text: &str, more: &str) -> String {
    match text.split_once('\n') {
        Some((first, rest)) => format!("{first}{more}\n{rest}"),
        None => format!("{text}{more}"),
    }
}
