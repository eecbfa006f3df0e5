//! Runs that the server starts: each is this program once more, so that there is one way of running things, and what a stage
//! does to its process is nothing to the server.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use throughline_model::{RunId, StageId};
use throughline_server::{GateDecisionAsked, GateWord, RunAsked, RunControl, RunRefusal};

use crate::args::Global;
use crate::commands::decide_gate;
use crate::console::message;
use crate::error::CommandError;

/// So many runs may be started and not have ended.
const MOST: usize = 8;

/// How much of what a refused run says is told, in bytes.
const TOLD: u64 = 16 << 10;

/// The runs of one project that this server started.
pub(crate) struct Runs {
    global: Global,
    running: Arc<Mutex<HashMap<RunId, Pid>>>,
}

impl Runs {
    /// Runs of the project that the arguments mean.
    pub(crate) fn new(global: Global) -> Self {
        Self { global, running: Arc::default() }
    }

    /// Asks every run to end, and waits until all have.
    pub(crate) fn end(&self) {
        let ids: Vec<RunId> = self.lock().keys().copied().collect();
        for id in ids {
            let _ = self.cancel(id);
        }
        while !self.lock().is_empty() {
            thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<RunId, Pid>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn command(&self, asked: &RunAsked) -> Result<Command, RunRefusal> {
        // This very program, also when its file was replaced by a newer one since.
        let mut command = Command::new("/proc/self/exe");
        command.arg("run").arg("--log-format=json").arg("--color=never");
        if let Some(graph) = &self.global.graph {
            command.arg(format!("--graph={graph}"));
        }
        if let Some(root) = &self.global.root {
            command.arg(format!("--root={root}"));
        }
        for (name, value) in asked.parameters.as_map() {
            let value = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => {
                    return Err(RunRefusal::Wrong(format!(
                        "parameter `{name}` is neither a text nor a number nor a boolean"
                    )));
                }
            };
            command.arg(format!("--set={name}={value}"));
        }
        command.args(asked.jobs.map(|jobs| format!("--jobs={}", jobs.get())));
        command.args(asked.only.iter().map(|stages| format!("--only={}", stages.as_str())));
        command.args(asked.skip.iter().map(|stages| format!("--skip={}", stages.as_str())));
        command.args(asked.from.iter().map(|stage| format!("--from={}", stage.as_str())));
        command.args(asked.to.iter().map(|stage| format!("--to={}", stage.as_str())));
        if asked.force {
            command.arg("--force");
        }
        // Nothing that was sent can be taken for a flag.
        command.arg("--").args(asked.pipeline.as_ref().map(|pipeline| pipeline.as_str()));
        // The server's own key is nothing to the stages.
        command.env_remove("THROUGHLINE_API_KEY").env_remove("THROUGHLINE_DATABASE_URL");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }
}

impl RunControl for Runs {
    fn start(&self, asked: &RunAsked) -> Result<RunId, RunRefusal> {
        if self.lock().len() >= MOST {
            return Err(RunRefusal::Busy(format!("{MOST} runs are on their way already")));
        }
        let mut child = self.command(asked)?.spawn().map_err(|error| RunRefusal::Failed(error.to_string()))?;
        let mut lines = child.stdout.take().map(BufReader::new);
        let Some(id) = lines.as_mut().and_then(started) else {
            return Err(refusal(child));
        };
        self.lock().insert(id, Pid::from_child(&child));
        let running = Arc::clone(&self.running);
        thread::spawn(move || {
            // What it says is in the ledger; it is read so that it can go on.
            let quiet = child
                .stderr
                .take()
                .map(|mut said| thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink())));
            if let Some(mut lines) = lines {
                let _ = std::io::copy(&mut lines, &mut std::io::sink());
            }
            let _ = quiet.map(thread::JoinHandle::join);
            let _ = child.wait();
            running.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        });
        Ok(id)
    }

    fn cancel(&self, run: RunId) -> Result<(), RunRefusal> {
        // Held while the signal is sent: a process that was waited for is out of the table, so its number is not another's.
        let running = self.lock();
        let Some(pid) = running.get(&run) else {
            let why = "This run has ended, or another process runs it: end it there";
            return Err(RunRefusal::Conflict(why.to_owned()));
        };
        kill_process(*pid, Signal::TERM).map_err(|error| RunRefusal::Failed(error.to_string()))
    }

    fn decide(&self, run: RunId, stage: &StageId, asked: &GateDecisionAsked) -> Result<(), RunRefusal> {
        let (approved, by) = (asked.decision == GateWord::Approved, asked.by.to_string());
        let comment = asked.comment.as_ref().map(ToString::to_string);
        let decided = decide_gate(&self.global, &run.to_string(), stage, approved, &by, comment);
        decided.map(drop).map_err(|error| match error {
            CommandError::Usage { message, help } | CommandError::Refused { message, help } => {
                RunRefusal::Conflict(help.map_or_else(|| message.clone(), |help| format!("{message}; {help}")))
            }
            CommandError::Failed { message, .. } => RunRefusal::Failed(message),
            CommandError::Graph(_) => RunRefusal::Conflict("the graph of the project has problems".to_owned()),
            CommandError::Output(error) => RunRefusal::Failed(error.to_string()),
        })
    }
}

/// The id of the run, as soon as the program says that it has begun.
fn started(lines: &mut BufReader<ChildStdout>) -> Option<RunId> {
    let mut line = String::new();
    loop {
        line.clear();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let event: Value = serde_json::from_str(&line).unwrap_or_default();
        if event["event"] == "run-started" {
            return event["runId"].as_str()?.parse().ok();
        }
    }
}

/// Why the program ended before a run began: in the words that it would have said at a terminal.
fn refusal(mut child: Child) -> RunRefusal {
    let mut said = String::new();
    if let Some(stderr) = child.stderr.take() {
        let _ = stderr.take(TOLD).read_to_string(&mut said);
    }
    let ended = child.wait();
    let why = message(said.trim().trim_start_matches("error: "));
    match ended.ok().and_then(|status| status.code()) {
        Some(2) => RunRefusal::Wrong(why),
        Some(1) => RunRefusal::Conflict(why),
        _ => RunRefusal::Failed(format!("the run ended before it began: {why}")),
    }
}
