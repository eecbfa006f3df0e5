//! The hooks of the pipeline and the graph: once before the first stage that runs and once after the last.

use std::sync::Arc;
use std::time::Instant;

use camino::Utf8PathBuf;
use throughline_graph::Command;
use throughline_model::{AttemptOutcome, EventKind, HookPhase, RunId, StageId, millis};

use crate::run::attempt::{command_request, shown};
use crate::{Executor, World};

/// Hooks to run one after the other.
pub(super) struct HookRun {
    pub(super) world: Arc<World>,
    pub(super) executor: Arc<Executor>,
    pub(super) run: RunId,
    /// The log, relative to the root.
    pub(super) log: Utf8PathBuf,
    pub(super) commands: Vec<Command>,
}

impl HookRun {
    /// Runs them. Before the stages the first that fails ends it; after them each gets its turn.
    pub(super) fn run(&self, phase: HookPhase, tell: &mut dyn FnMut(EventKind)) -> Option<String> {
        let mut fault = None;
        for command in &self.commands {
            tell(EventKind::HookStarted { stage_id: None, phase, command: shown(command) });
            let started = Instant::now();
            let env = self.world.attempt_environment(self.run, &StageId::from(""), 1);
            let log = self.world.project.root.join(&self.log);
            let ended = self.executor.run(command_request(&self.world, command, self.run, env, &log, None));
            if let Some(fault) = ended.log_error {
                let message = format!("what `{}` printed is not all in {}: {fault}", shown(command), self.log);
                tell(EventKind::Warning { stage_id: None, message });
            }
            let outcome = AttemptOutcome::from(ended.outcome);
            if !outcome.is_success() && fault.is_none() {
                let phase = match phase {
                    HookPhase::Pre => "pre",
                    HookPhase::Post => "post",
                };
                fault = Some(format!("{phase} hook `{}`: {outcome}", shown(command)));
            }
            let duration_ms = millis(started.elapsed());
            tell(EventKind::HookEnded { stage_id: None, phase, command: shown(command), outcome, duration_ms });
            if fault.is_some() && phase == HookPhase::Pre {
                break;
            }
        }
        fault
    }
}
