//! What the server is told to do with runs, done in one project.

use std::sync::{Arc, mpsc};
use std::thread;

use throughline_engine::{Ledger, state_dir};
use throughline_model::{RunId, StageId};
use throughline_server::{GateDecisionAsked, GateWord, RunAsked, RunControl, RunRefusal};

use super::begun::{Begun, begun};
use super::carrier;
use super::children::{Children, is_ending};
use super::command::command;
use crate::args::Global;
use crate::commands::decide_gate;
use crate::error::CommandError;
use crate::workspace::Place;

/// The runs of one project.
pub(crate) struct Runs {
    global: Global,
    place: Place,
    ledger: Arc<dyn Ledger>,
    children: Arc<Children>,
}

impl Runs {
    /// The runs of the project that the arguments mean, which this ledger keeps.
    ///
    /// # Errors
    /// When there is no such project.
    pub(crate) fn new(global: &Global, ledger: Arc<dyn Ledger>, children: Arc<Children>) -> Result<Self, CommandError> {
        Ok(Self { global: global.clone(), place: Place::find(global)?, ledger, children })
    }
}

impl RunControl for Runs {
    fn start(&self, asked: &RunAsked) -> Result<RunId, RunRefusal> {
        let command = command(&self.global, &self.place, asked)?;
        let (answer, answered) = mpsc::channel();
        let children = Arc::clone(&self.children);
        let carry = move || {
            let mut started = match children.start(command) {
                Ok(started) => started,
                Err(refusal) => return drop(answer.send(Err(refusal))),
            };
            match begun(&mut started.said) {
                Begun::Run(run) => {
                    // Whoever asked may have gone; the run goes on.
                    let _ = answer.send(Ok(run));
                    children.see_off(started);
                }
                Begun::Refused(why) => {
                    let code = children.see_off(started);
                    let _ = answer.send(Err(refusal(code, why)));
                }
                Begun::Ended(said) => {
                    let code = children.see_off(started);
                    let why = format!("a run ended before it began, with {code:?}: {said}");
                    let refusal = if children.is_ending() { is_ending() } else { RunRefusal::Failed(why) };
                    let _ = answer.send(Err(refusal));
                }
            }
        };
        let failed = |why: String| RunRefusal::Failed(why);
        thread::Builder::new().name("run".to_owned()).spawn(carry).map_err(|error| failed(error.to_string()))?;
        answered.recv().unwrap_or_else(|_| Err(failed("the thread of a run ended without an answer".to_owned())))
    }

    fn cancel(&self, run: RunId) -> Result<(), RunRefusal> {
        let found =
            self.ledger.run_fetch(run).map_err(|error| RunRefusal::Failed(throughline_engine::chain(&error)))?;
        let row = found.ok_or_else(|| RunRefusal::Conflict(format!("run {run} was removed")))?;
        carrier::ask_to_end(&row, &state_dir(&self.place.root))
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

/// A refusal by the exit code of the run: wrong usage, or not as things are.
fn refusal(code: Option<i32>, why: String) -> RunRefusal {
    match code {
        Some(2) => RunRefusal::Wrong(why),
        _ => RunRefusal::Conflict(why),
    }
}
