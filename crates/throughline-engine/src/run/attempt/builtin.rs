//! Built-in stages, each try on a thread of its own: it cannot be ended from outside, only asked to end and left behind.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::Value;
use throughline_model::{AttemptOutcome, Digest, ResourceUsage, millis};
use throughline_process::Redactor;
use throughline_stage::{Cancellation, StageContext, StageInput, StageOutput};

use super::builtin_log::Redacting;
use super::once::Try;
use super::{Assignment, GRACE};
use crate::ResolvedArtifact;
use crate::project::resolve::value_with_run_id;

impl Assignment {
    pub(super) fn builtin(
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
