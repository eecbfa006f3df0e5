//! Carries a plan out: makes the run and its dispatcher, and lets it work.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use throughline_model::{EventKind, RunId, RunStarted, StageId};
use throughline_process::Redactor;

use super::dispatcher::{Dispatcher, Phase};
use super::options::{RunError, RunOptions};
use super::recorder::Recorder;
use super::remote::Inbox;
use crate::{Executor, Observer, Planned, RunView, Standing, run_name};

/// Carries a plan out.
///
/// # Errors
/// When what happens cannot be recorded. A stage that fails is no error of the run: the view says so.
pub fn run_plan(
    planned: &Planned,
    observers: Vec<&mut dyn Observer>,
    options: &RunOptions,
    inbox: &Inbox,
) -> Result<RunView, RunError> {
    let now = Timestamp::now();
    let world = &planned.world;
    // The newest run sorts last, also where the clock was set back since the last one.
    let run = RunId::generate_after(world.ledger.run_list(None, 1)?.first().map(|row| row.id));
    let project = &world.project;
    let state_dir = project.state_dir();
    std::fs::create_dir_all(&state_dir).map_err(|source| RunError::Folder { path: state_dir.clone(), source })?;
    let name = run_name(&project.runs_dir(), &planned.plan.pipeline_id, now)
        .map_err(|source| RunError::Folder { path: project.runs_dir(), source })?;
    let graph = world.graph();
    let of_sequence = || planned.sequence.steps.iter();
    let (stages, chosen): (Vec<_>, Vec<StageId>) = match &planned.carried {
        Some(carried) => (carried.stages().collect(), carried.stages().map(|(id, _)| id).collect()),
        None => (
            of_sequence().map(|step| (step.id.clone(), graph.stages[step.stage].name.clone())).collect(),
            of_sequence()
                .zip(&planned.chosen)
                .filter(|(_, chosen)| **chosen)
                .map(|(step, _)| step.id.clone())
                .collect(),
        ),
    };
    let started = RunStarted {
        pipeline_id: planned.plan.pipeline_id.clone(),
        name,
        graph_path: project.graph_path.clone(),
        graph_digest: project.graph_digest,
        filters: planned.plan.filters.clone(),
        parameters: planned.plan.parameters.clone(),
        stages,
        planned_stage_ids: chosen,
        jobs: options.jobs.get(),
        tool_version: options.tool_version.clone(),
    };
    let secrets = project.secrets();
    let redactor = Redactor::new(&secrets);
    // The view begins with what is stored and shown: without secrets.
    let started = match crate::run::mask::masked(EventKind::RunStarted(Box::new(started.clone())), &redactor) {
        EventKind::RunStarted(masked) => *masked,
        _ => started,
    };
    let mut dispatcher = Dispatcher {
        planned,
        log: Recorder::new(&*world.ledger, observers, redactor, RunView::new(run, started.clone(), now)),
        options,
        executor: Arc::new(Executor::new(
            options.supervisor.clone().holding(&crate::processes_file(&state_dir)),
            secrets,
        )),
        carried: match &planned.carried {
            Some(carried) => (Box::new(carried.events()) as Box<dyn Iterator<Item = _>>).peekable(),
            None => (Box::new(std::iter::empty()) as Box<dyn Iterator<Item = _>>).peekable(),
        },
        standing: Standing::new(graph, &planned.sequence, &world.resolver, &world.latest)?,
        progress: Vec::new(),
        each: planned.sequence.steps.iter().map(|_| None).collect(),
        ready: BinaryHeap::new(),
        underway: HashMap::new(),
        rests: planned.sequence.steps.iter().map(|_| None).collect(),
        dependents: vec![Vec::new(); planned.sequence.steps.len()],
        yielding: vec![Vec::new(); planned.sequence.steps.len()],
        busy: 0,
        hand_out: Vec::new(),
        // The run itself, before anything of it begins.
        needs_durable: true,
        phase: Phase::PreHooks,
        interrupted: false,
        failure: None,
        waiting: false,
        failed_before_stages: false,
        started: Instant::now(),
    };
    dispatcher.log.emit_at(now, EventKind::RunStarted(Box::new(started)));
    dispatcher.line_up();
    let result = dispatcher.work_off(inbox);
    if result.is_err() {
        // A run that was never recorded leaves no folder; one in which something was logged is not empty.
        let _ = std::fs::remove_dir(project.runs_dir().join(&dispatcher.log.view.started.name));
    }
    result?;
    Ok(dispatcher.log.view)
}
