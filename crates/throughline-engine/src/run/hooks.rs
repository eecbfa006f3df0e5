//! The hooks of the pipeline and the graph: once before the first stage that runs and once after the last.

use std::sync::Arc;
use std::time::Instant;

use camino::Utf8PathBuf;
use throughline_graph::Command;
use throughline_model::{AttemptOutcome, EventKind, Failure, HookPhase, RunId, StageId, millis};

use super::dispatcher::{Dispatcher, Phase};
use super::message::Work;
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

impl Dispatcher<'_, '_> {
    pub(super) fn begin_pre_hooks(&mut self) {
        let anything_runs = self
            .planned
            .plan
            .stages
            .iter()
            .any(|stage| matches!(stage.action, crate::Action::Run | crate::Action::Wait));
        let (pre, _) = self.hooks();
        if anything_runs && !pre.is_empty() {
            self.hand_out_hooks(HookPhase::Pre, pre);
        } else {
            self.phase = Phase::Stages;
        }
    }

    pub(super) fn begin_post_hooks(&mut self) {
        self.phase = Phase::PostHooks;
        let (_, post) = self.hooks();
        if self.log.has_attempts() && !post.is_empty() {
            self.executor.allow_again();
            self.hand_out_hooks(HookPhase::Post, post);
        }
    }

    fn hand_out_hooks(&mut self, phase: HookPhase, commands: Vec<Command>) {
        self.busy += 1;
        self.needs_durable = true;
        self.hand_out.push(Work::Hooks(
            phase,
            Box::new(HookRun {
                world: Arc::clone(&self.planned.world),
                executor: Arc::clone(&self.executor),
                run: self.log.run,
                log: self.log_dir().join("hooks.log"),
                commands,
            }),
        ));
    }

    /// The hooks of the graph around those of the pipeline; none where a single stage runs.
    fn hooks(&self) -> (Vec<Command>, Vec<Command>) {
        let graph = self.planned.world.graph();
        if self.planned.plan.single_stage.is_some() {
            return (Vec::new(), Vec::new());
        }
        let pipeline = graph.pipeline(self.planned.plan.pipeline_id.as_str()).map(|pipeline| &pipeline.hooks);
        let pre = graph.hooks.pre.iter().chain(pipeline.into_iter().flat_map(|hooks| &hooks.pre));
        let post = pipeline.into_iter().flat_map(|hooks| &hooks.post).chain(&graph.hooks.post);
        (pre.cloned().collect(), post.cloned().collect())
    }

    pub(super) fn fail_run(&mut self, message: String, phase: HookPhase) {
        if phase == HookPhase::Pre {
            self.ready.clear();
            self.failed_before_stages = true;
        }
        let total_stages = self.log.view.total();
        self.failure.get_or_insert(Failure {
            message,
            stage_id: None,
            stage_name: None,
            step_number: None,
            total_stages,
            log_path: Some(self.log_dir().join("hooks.log").to_string()),
            hint: None,
        });
    }
}
