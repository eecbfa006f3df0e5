//! One try of a stage: hooks, the work, hooks.

use std::sync::Arc;
use std::time::Instant;

use camino::Utf8Path;
use throughline_graph::Command;
use throughline_model::{AttemptOutcome, EventKind, HookPhase, ResourceUsage, millis};

use super::{Assignment, command_request, shown};
use crate::freshness::outputs;
use crate::{ResolvedArtifact, ResolvedWork};

/// One try.
pub(super) struct Try {
    pub(super) outcome: AttemptOutcome,
    pub(super) usage: ResourceUsage,
    pub(super) tail: Vec<String>,
}

impl Assignment {
    /// Hooks, the work, hooks. The first that fails decides; what comes after the work runs whatever happened.
    pub(super) fn try_once(
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
}

impl Try {
    pub(super) fn not_started(reason: String) -> Self {
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
