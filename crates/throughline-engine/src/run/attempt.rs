//! Carries out one stage, or one instance of it: checks its inputs, tries it as often as it may be tried, checks its
//! outputs. Straight-line code on a thread of its own; what happens is told to the dispatcher in messages.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::Value;
use throughline_artifact::Marks;
use throughline_graph::{Command, Retry, Stage};
use throughline_model::{
    ArtifactRecord, AttemptId, AttemptOutcome, Digest, EventKind, HookPhase, ResourceUsage, RunId, StageId, millis,
};
use throughline_process::{RedactStream, Redactor, SpawnRequest};
use throughline_stage::{Cancellation, StageContext, StageInput, StageOutput};

use crate::freshness::outputs;
use crate::project::resolve::{names_run, value_with_run_id, with_run_id};
use crate::{Contents, Executor, JudgeError, Live, Parts, Resolved, ResolvedArtifact, ResolvedWork, Watched, World};

/// How long a command may take to end after it was asked to.
pub const GRACE: Duration = Duration::from_secs(10);

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

/// One try.
struct Try {
    outcome: AttemptOutcome,
    usage: ResourceUsage,
    tail: Vec<String>,
}

/// The log of one attempt of a stage, relative to the root.
#[must_use]
pub fn log_path(log_dir: &Utf8Path, stage: &StageId, attempt: u32) -> Utf8PathBuf {
    log_dir.join(format!("{stage}.{attempt}.log"))
}

impl Assignment {
    fn stage(&self) -> &Stage {
        &self.world.graph().stages[self.resolved.index]
    }

    fn root(&self) -> &Utf8Path {
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
    fn placed(&self, output: &Arc<ResolvedArtifact>) -> Arc<ResolvedArtifact> {
        if !names_run(&output.path) {
            return Arc::clone(output);
        }
        let path = with_run_id(output.path.as_str(), self.run).into();
        Arc::new(ResolvedArtifact { path, ..ResolvedArtifact::clone(output) })
    }

    fn input_faults(&self) -> Result<Vec<String>, JudgeError> {
        let mut faults = Vec::new();
        for input in self.resolved.inputs.iter().filter(|input| input.each_of.is_none()) {
            let artifact = self.placed(&input.artifact);
            let there = self.root().join(&artifact.path).exists();
            if !there && !artifact.optional {
                faults.push(format!("input `{}`: {} does not exist", artifact.id, artifact.path));
            } else if there {
                let found = outputs::faults(&self.world.project.root, &self.world.schemas, &artifact)?;
                faults.extend(outputs::fault_lines("input", &artifact, &found));
            }
        }
        Ok(faults)
    }

    /// The files that the stage depends on, its own outputs aside.
    fn inputs<'s>(&'s self, outputs: &'s [Arc<ResolvedArtifact>]) -> impl Iterator<Item = &'s Watched> {
        self.watched.iter().filter(|watched| !outputs.iter().any(|output| output.path == watched.path))
    }

    /// When each input was last written, as the file system has it.
    fn marks(&self, outputs: &[Arc<ResolvedArtifact>]) -> Vec<Marks> {
        let look = |watched: &Watched| {
            let mut marks = Marks::default();
            marks.add(&self.root().join(&watched.path));
            marks
        };
        self.inputs(outputs).map(look).collect()
    }

    /// The inputs that are not what they were when the fingerprint was made, the stage's own outputs aside, or that were
    /// written since these marks: what was changed and put back may have been read in between.
    fn moved_inputs(&self, outputs: &[Arc<ResolvedArtifact>], marks: &[Marks]) -> Result<Vec<Utf8PathBuf>, JudgeError> {
        let mut moved = Vec::new();
        let later = self.marks(outputs);
        for (Watched { path, digest, volatile }, (before, after)) in self.inputs(outputs).zip(marks.iter().zip(&later))
        {
            let now = Live(&self.world).artifact(path, volatile)?.map(|content| content.digest);
            if now != *digest || before.were_touched(after) {
                moved.push(path.clone());
            }
        }
        Ok(moved)
    }

    /// Hooks, the work, hooks. The first that fails decides; what comes after the work runs whatever happened.
    fn try_once(
        &self,
        number: u32,
        log: &Utf8Path,
        outputs: &[Arc<ResolvedArtifact>],
        tell: &mut dyn FnMut(EventKind),
    ) -> Try {
        for output in outputs {
            if let Some(outside) = outputs::outside_root(self.root(), &output.path) {
                let (id, path) = (&output.id, &output.path);
                return Try::not_started(format!("output `{id}`: {path} leads out of the project root, to {outside}"));
            }
            if let Some(parent) = output.path.parent()
                && !parent.as_str().is_empty()
                && let Err(error) = std::fs::create_dir_all(self.root().join(parent))
            {
                let reason = format!("cannot make the folder {parent}: {error}");
                return Try::not_started(reason);
            }
        }
        let hooks = &self.resolved.hooks;
        for hook in &hooks.pre {
            let tried = self.hook(HookPhase::Pre, hook, number, log, tell);
            if !tried.outcome.is_success() {
                return tried.because_of_hook("pre", hook);
            }
        }
        let mut tried = match &self.resolved.work {
            ResolvedWork::Command(command) => self.command(command, number, log, tell),
            ResolvedWork::Builtin { name, with } => self.builtin(name, with, number, log, outputs),
            ResolvedWork::Gate(_) => Try::not_started("a gate is decided, not run".to_owned()),
        };
        for hook in &hooks.post {
            let after = self.hook(HookPhase::Post, hook, number, log, tell);
            if tried.outcome.is_success() && !after.outcome.is_success() {
                tried = after.because_of_hook("post", hook);
            }
        }
        tried
    }

    fn hook(
        &self,
        phase: HookPhase,
        hook: &Command,
        number: u32,
        log: &Utf8Path,
        tell: &mut dyn FnMut(EventKind),
    ) -> Try {
        let shown = shown(hook);
        let stage_id = Some(self.resolved.id.clone());
        tell(EventKind::HookStarted { stage_id: stage_id.clone(), phase, command: shown.clone() });
        let started = Instant::now();
        let tried = self.command(hook, number, log, tell);
        let duration_ms = millis(started.elapsed());
        tell(EventKind::HookEnded { stage_id, phase, command: shown, outcome: tried.outcome.clone(), duration_ms });
        tried
    }

    fn command(&self, command: &Command, number: u32, log: &Utf8Path, tell: &mut dyn FnMut(EventKind)) -> Try {
        let mut env = self.world.attempt_environment(self.run, &self.resolved.id, number);
        if let Some(element) = &self.resolved.element {
            env.push(("THROUGHLINE_ELEMENT".to_owned(), Some(element.value.to_string())));
            env.push(("THROUGHLINE_ELEMENT_KEY".to_owned(), Some(element.key.clone())));
        }
        let request =
            command_request(&self.world, command, self.run, env, &self.root().join(log), self.stage().timeout);
        let ended = self.executor.run(request);
        if let Some(fault) = ended.log_error {
            let message = format!("what it printed is not all in {log}: {fault}");
            tell(EventKind::Warning { stage_id: Some(self.resolved.id.clone()), message });
        }
        Try { outcome: ended.outcome.into(), usage: ended.usage, tail: ended.tail }
    }

    fn builtin(
        &self,
        name: &str,
        with: &serde_json::Map<String, serde_json::Value>,
        number: u32,
        log: &Utf8Path,
        outputs: &[Arc<ResolvedArtifact>],
    ) -> Try {
        let Some(builtin) = self.world.project.builtins.get(name).cloned() else {
            return Try::not_started(format!("this program has no built-in `{name}`"));
        };
        let log = self.root().join(log);
        let mut file = match OpenOptions::new().create(true).append(true).open(&log) {
            Ok(file) => Redacting { file, stream: Redactor::new(self.world.project.secrets()).stream() },
            Err(error) => return Try::not_started(format!("cannot write {log}: {error}")),
        };
        let cancellation = self.executor.cancellation();
        let own_cancellation = Cancellation::default();
        let (run, stage, root) = (self.run, self.resolved.id.clone(), self.root().to_owned());
        let with = with.iter().map(|(name, value)| (name.clone(), value_with_run_id(value, run))).collect();
        let inputs = self.builtin_inputs();
        let outputs = outputs
            .iter()
            .map(|output| StageOutput { artifact: output.id.clone(), path: root.join(&output.path) })
            .collect();
        let element = self.resolved.element.as_ref().map(|element| element.value.clone());
        let files = self.world.project.files.clone();
        let (sender, receiver) = channel();
        let for_stage = own_cancellation.clone();
        let spawned = std::thread::Builder::new().name(format!("builtin {stage}")).spawn(move || {
            let before = thread_usage();
            let mut context = StageContext {
                run,
                stage,
                attempt: number,
                root,
                with,
                inputs,
                outputs,
                element,
                files,
                started_at: Timestamp::now(),
                log: &mut file,
                cancellation: for_stage,
            };
            let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builtin.run(&mut context)));
            // A log that cannot be written does not make the work undone.
            let _ = file.finish();
            let message = match result {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(crate::chain(&error)),
                Err(_) => Some("the built-in panicked; this is a defect of the program".to_owned()),
            };
            // Nobody listens any more when the time limit is over.
            let _ = sender.send((message, thread_usage().since(before)));
        });
        if let Err(error) = spawned {
            return Try::not_started(format!("cannot start a thread: {error}"));
        }
        let deadline = self.stage().timeout.map(|limit| Instant::now() + limit);
        let mut given_up = None;
        loop {
            match receiver.recv_timeout(Duration::from_millis(50)) {
                Ok((message, usage)) => {
                    let outcome = match (message, given_up) {
                        (_, Some((outcome, _))) => outcome,
                        (None, None) => AttemptOutcome::Exited { code: 0 },
                        (Some(message), None) => AttemptOutcome::Error { message },
                    };
                    return Try { outcome, usage, tail: Vec::new() };
                }
                Err(RecvTimeoutError::Disconnected) => return Try::not_started("the built-in was lost".to_owned()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if let Some((outcome, since)) = &given_up {
                let since: &Instant = since;
                if since.elapsed() > GRACE {
                    // A thread cannot be ended from outside. It goes on, its result is not looked at.
                    return Try {
                        outcome: AttemptOutcome::clone(outcome),
                        usage: ResourceUsage::default(),
                        tail: Vec::new(),
                    };
                }
            } else if cancellation.is_cancelled() {
                own_cancellation.cancel();
                given_up = Some((AttemptOutcome::Interrupted, Instant::now()));
            } else if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                own_cancellation.cancel();
                let limit_ms = millis(self.stage().timeout.unwrap_or_default());
                given_up = Some((AttemptOutcome::TimedOut { limit_ms }, Instant::now()));
            }
        }
    }

    fn builtin_inputs(&self) -> Vec<StageInput> {
        let digests: BTreeMap<&Utf8Path, Digest> =
            self.watched.iter().filter_map(|watched| Some((watched.path.as_path(), watched.digest?))).collect();
        let mut inputs = Vec::new();
        for input in &self.resolved.inputs {
            let artifact = &input.artifact;
            let of_instances = || self.parts.get(&format!("input:{}", artifact.id)).and_then(Value::as_array);
            let paths: Vec<&Utf8Path> = match &input.each_of {
                None => vec![&artifact.path],
                Some(_) => of_instances()
                    .into_iter()
                    .flatten()
                    .filter_map(|one| one["path"].as_str())
                    .map(Utf8Path::new)
                    .collect(),
            };
            inputs.extend(paths.into_iter().filter_map(|path| {
                let digest = *digests.get(path)?;
                Some(StageInput { artifact: artifact.id.clone(), path: self.root().join(path), digest })
            }));
        }
        inputs
    }
}

/// A command of this project as the supervisor wants it.
#[must_use]
pub(crate) fn command_request(
    world: &World,
    command: &Command,
    run: RunId,
    env: Vec<(String, Option<String>)>,
    log: &Utf8Path,
    time_limit: Option<Duration>,
) -> SpawnRequest {
    SpawnRequest {
        id: 0,
        program: with_run_id(world.project.program(&command.executable), run),
        args: command.args.iter().map(|arg| with_run_id(arg, run)).collect(),
        cwd: world.project.root.clone(),
        env,
        log: log.to_owned(),
        time_limit_ms: time_limit.map(millis),
        grace_ms: millis(GRACE),
    }
}

/// A command for eyes.
#[must_use]
pub(crate) fn shown(command: &Command) -> String {
    std::iter::once(&command.executable).chain(&command.args).map(String::as_str).collect::<Vec<_>>().join(" ")
}

impl Try {
    fn not_started(reason: String) -> Self {
        Self { outcome: AttemptOutcome::NotStarted { reason }, usage: ResourceUsage::default(), tail: Vec::new() }
    }

    fn because_of_hook(self, phase: &str, hook: &Command) -> Self {
        if matches!(self.outcome, AttemptOutcome::Interrupted) {
            return self;
        }
        let message = format!("{phase} hook `{}`: {}", shown(hook), self.outcome);
        Self { outcome: AttemptOutcome::Error { message }, ..self }
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

/// What a built-in writes goes through here on its way to the log, in whatever pieces it comes.
struct Redacting {
    file: std::fs::File,
    /// None where there is nothing to mask.
    stream: Option<RedactStream>,
}

impl Redacting {
    /// Writes what might have become a secret and has not.
    fn finish(&mut self) -> std::io::Result<()> {
        match &mut self.stream {
            Some(stream) => self.file.write_all(stream.finish()),
            None => Ok(()),
        }
    }
}

impl Write for Redacting {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write_all(self.stream.as_mut().map_or(bytes, |stream| stream.push(bytes)))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

fn thread_usage() -> ThreadUsage {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    let seconds = u64::try_from(spent.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(spent.tv_nsec).unwrap_or(0);
    ThreadUsage { micros: seconds * 1_000_000 + nanos / 1_000 }
}

/// The CPU time of this thread; the kernel keeps no peak memory for a thread.
#[derive(Clone, Copy)]
struct ThreadUsage {
    micros: u64,
}

impl ThreadUsage {
    fn since(self, before: Self) -> ResourceUsage {
        ResourceUsage { user_micros: self.micros - before.micros, system_micros: 0, max_rss_bytes: 0 }
    }
}
