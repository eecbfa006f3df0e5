//! What becomes of each stage: how it begins, and what follows from its end.

use std::cmp::Reverse;
use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use throughline_graph::Gate;
use throughline_model::{ArtifactRecord, AttemptId, EventKind, Failure, StageId, millis};

use super::dispatcher::Dispatcher;
use super::message::Unit;
use super::progress::{EachProgress, Progress, Underway};
use crate::checkpoint::Rests;
use crate::freshness::gate::{GateState, gate_state};
use crate::freshness::outputs;
use crate::project::resolve::with_run_id;
use crate::run::attempt::{StageEnd, log_path};
use crate::{
    GateDecision, Instance, Instances, JudgedStep, Judgement, Live, Place, Reason, ResolvedWork, StageRecord, Verdict,
    Wish, World, judge_step,
};

/// What a stage that ended well leaves behind.
struct Made {
    attempt: AttemptId,
    artifacts: Vec<ArtifactRecord>,
    duration_ms: u64,
    /// The inputs that changed meanwhile.
    moved: Vec<Utf8PathBuf>,
}

impl Made {
    /// A result while which no input changed.
    fn of(attempt: AttemptId, artifacts: Vec<ArtifactRecord>, duration_ms: u64) -> Self {
        Self { attempt, artifacts, duration_ms, moved: Vec::new() }
    }
}

impl Dispatcher<'_, '_> {
    pub(super) fn begin(&mut self, unit: Unit) {
        match unit.instance {
            Some(index) => self.begin_instance(unit, index),
            None => self.begin_step(unit),
        }
    }

    fn begin_step(&mut self, unit: Unit) {
        let position = unit.position;
        self.progress[position] = Progress::Begun;
        // What the plan found fresh stands on nothing but what is fresh itself: it need not be looked at again.
        let planned = self.planned;
        let step = match &planned.steps[position] {
            Some(JudgedStep { resolved, judgement, instances: Instances::None })
                if let Verdict::Fresh { record, revalidated } = &judgement.verdict =>
            {
                self.stand(position, &resolved.id, judgement, record.clone(), *revalidated);
                return;
            }
            Some(step) if matches!(step.judgement.verdict, Verdict::Fresh { .. }) => Ok(step.clone()),
            _ => self.judge(position),
        };
        match step {
            Ok(step) => self.begin_judged(unit, step),
            Err(error) => {
                let stage = self.planned.sequence.steps[position].id.clone();
                self.start(stage.clone(), "it cannot be judged", None, Vec::new());
                self.fail_step(position, &stage, crate::chain(&error), Vec::new(), 0, None);
            }
        }
    }

    fn begin_judged(&mut self, unit: Unit, step: JudgedStep) {
        let position = unit.position;
        let stage = step.resolved.id.clone();
        if let Instances::Broken(reason) = &step.instances {
            self.start(stage.clone(), "its instances are to be told", None, Vec::new());
            self.fail_step(position, &stage, reason.clone(), Vec::new(), 0, None);
            return;
        }
        if let Verdict::Run(reason) = &step.judgement.verdict
            && let Some((need, why)) = self.stale_need(position)
        {
            self.start(stage.clone(), &reason.text, step.judgement.fingerprint, reason.changes.clone());
            let error = format!("it requires {need}, which is left out and no longer fresh: {why}");
            self.fail_step(position, &stage, error, Vec::new(), 0, None);
            return;
        }
        if let Instances::Each(instances) = &step.instances {
            let instances = instances.clone();
            self.begin_each(unit, step, instances);
            return;
        }
        if let (ResolvedWork::Gate(gate), Verdict::Run(_)) = (&step.resolved.work, &step.judgement.verdict) {
            let gate = gate.clone();
            self.begin_gate(position, &gate, &step);
            return;
        }
        match step.judgement.verdict.clone() {
            Verdict::Fresh { record, revalidated } => {
                self.stand(position, &stage, &step.judgement, record, revalidated);
            }
            Verdict::Run(reason) => self.begin_work(unit, stage, &reason, step.resolved, step.judgement),
            Verdict::Wait { reason, .. } => {
                // Everything before it has ended, so there is nothing that it could wait for.
                self.start(stage.clone(), &reason, None, Vec::new());
                self.fail_step(position, &stage, format!("it cannot be decided: {reason}"), Vec::new(), 0, None);
            }
        }
    }

    /// A stage that this one requires, that the filters left out, and that what has run since made stale.
    fn stale_need(&mut self, position: usize) -> Option<(StageId, String)> {
        let after = &self.planned.sequence.steps[position].after;
        let left_out: Vec<_> =
            after.iter().filter(|after| after.declared && !self.planned.chosen[after.position]).collect();
        if left_out.is_empty() || !self.log.has_attempts() {
            return None;
        }
        let world = std::sync::Arc::clone(&self.planned.world);
        let wish = Wish { forced: false, ignore_policy: true };
        for after in left_out {
            let need = &self.planned.sequence.steps[after.position];
            let links = self.planned.links(after.position);
            match judge_step(&world, &Live(&world), &mut self.standing, need.stage, &links, wish) {
                Ok(step) => match step.judgement.verdict {
                    Verdict::Fresh { .. } => {}
                    Verdict::Run(reason) => return Some((need.id.clone(), reason.text)),
                    Verdict::Wait { reason, .. } => return Some((need.id.clone(), reason)),
                },
                Err(error) => return Some((need.id.clone(), crate::chain(&error))),
            }
        }
        None
    }

    fn begin_work(
        &mut self,
        unit: Unit,
        stage: StageId,
        reason: &Reason,
        resolved: crate::Resolved,
        judgement: Judgement,
    ) {
        self.start(stage.clone(), &reason.text, judgement.fingerprint, reason.changes.clone());
        if judgement.fingerprint.is_none() {
            // Everything before it has ended. A result of which nothing can be said later must not pass in silence.
            self.underway.insert(unit, Underway { stage, judgement, started: Instant::now() });
            let error = "it cannot be decided: what it depends on is not settled".to_owned();
            self.ended(unit, StageEnd::Failed { error, tail: Vec::new() });
            return;
        }
        let log = log_path(&self.log_dir(), &stage, 1);
        self.log.emit(EventKind::AttemptStarted { stage_id: stage.clone(), attempt: 1, log_path: log.to_string() });
        self.underway.insert(unit, Underway { stage, judgement: judgement.clone(), started: Instant::now() });
        self.assign(unit, resolved, judgement);
    }

    fn start(
        &mut self,
        stage_id: StageId,
        reason: &str,
        fingerprint: Option<throughline_model::Digest>,
        changes: Vec<throughline_model::Change>,
    ) {
        self.log.emit(EventKind::StageStarted { stage_id, reason: reason.to_owned(), fingerprint, changes });
    }

    /// A stage's result stands.
    fn stand(
        &mut self,
        position: usize,
        stage: &StageId,
        judgement: &Judgement,
        record: Box<StageRecord>,
        revalidated: bool,
    ) {
        self.fresh(stage, &record, revalidated);
        self.rest_on(position, judgement, &record);
        self.standing.settle(position, Place::Settled(record));
        self.release(position);
    }

    /// Keeps what the result of a step rests on for the checkpoint.
    fn rest_on(&mut self, position: usize, judgement: &Judgement, record: &StageRecord) {
        if self.planned.checkpoint.is_some() {
            self.rests[position] = Some(Rests {
                record: record.clone(),
                watched: judgement.watched.clone(),
                uncounted: judgement.uncounted.clone(),
            });
        }
    }

    fn fresh(&mut self, stage: &StageId, record: &StageRecord, revalidated: bool) {
        if revalidated {
            self.log.remember(record.clone());
        }
        self.log.emit(EventKind::StageFresh {
            stage_id: stage.clone(),
            since: record.run,
            attempt_id: record.attempt,
            fingerprint: record.fingerprint,
            artifacts: record.artifacts.clone(),
        });
    }

    fn begin_each(&mut self, unit: Unit, step: JudgedStep, instances: Vec<Instance>) {
        let position = unit.position;
        let stage = step.resolved.id.clone();
        let ids = instances.iter().map(|one| one.resolved.id.clone()).collect();
        // What was found fresh in the plan is not judged again, so whoever reads from it must be told of its elements.
        let elements = instances.iter().filter_map(|one| one.resolved.element.clone()).collect();
        self.standing.expand(stage.clone(), elements);
        self.log.emit(EventKind::StageExpanded { stage_id: stage.clone(), instances: ids });
        if let Verdict::Run(reason) = &step.judgement.verdict {
            let text = reason.text.clone();
            self.start(stage, &text, step.judgement.fingerprint, Vec::new());
        }
        self.each[position] = Some(EachProgress {
            fingerprint: instances.iter().map(|one| one.judgement.fingerprint).collect(),
            open: instances.len(),
            failed: Vec::new(),
            ran: false,
            started: Instant::now(),
            instances: instances.into_iter().map(Some).collect(),
            step,
        });
        let count = self.each[position].as_ref().map_or(0, |each| each.open);
        for index in 0..count {
            self.ready.push(Reverse(Unit { position, instance: Some(index) }));
        }
        if count == 0 {
            self.end_each(position);
        }
    }

    fn begin_instance(&mut self, unit: Unit, index: usize) {
        let Some(each) = &mut self.each[unit.position] else { return };
        let Some(instance) = each.instances[index].take() else { return };
        let stage = instance.resolved.id.clone();
        match instance.judgement.verdict.clone() {
            Verdict::Fresh { record, revalidated } => {
                each.open -= 1;
                let over = each.open == 0;
                self.fresh(&stage, &record, revalidated);
                if over {
                    self.end_each(unit.position);
                }
            }
            Verdict::Run(reason) => {
                each.ran = true;
                self.begin_work(unit, stage, &reason, instance.resolved, instance.judgement);
            }
            Verdict::Wait { reason, .. } => {
                self.start(stage, &reason, None, Vec::new());
                self.ended(
                    unit,
                    StageEnd::Failed { error: format!("it cannot be decided: {reason}"), tail: Vec::new() },
                );
            }
        }
    }

    fn begin_gate(&mut self, position: usize, gate: &Gate, step: &JudgedStep) {
        let stage = step.resolved.id.clone();
        let prompt = gate.prompt.as_ref().map(|prompt| with_run_id(prompt, self.log.run));
        let prompt = prompt.unwrap_or_else(|| format!("{stage}: go on?"));
        let Some(fingerprint) = step.judgement.fingerprint else { return };
        let world = std::sync::Arc::clone(&self.planned.world);
        let state = gate_state(&world, gate, &stage, Some(self.log.run), fingerprint, Timestamp::now());
        let state = match (state, &self.options.approve_as) {
            (Ok(GateState::Undecided(_)), Some(by)) => Ok(GateState::Decided {
                decision: Box::new(GateDecision {
                    stage: stage.clone(),
                    run: self.log.run,
                    fingerprint,
                    approved: true,
                    by: by.clone(),
                    comment: None,
                    evidence: None,
                    at: Timestamp::now(),
                }),
                is_new: true,
            }),
            (state, _) => state,
        };
        match state {
            Ok(GateState::Decided { decision, is_new }) => {
                let stored = if is_new { world.ledger.decision_create(&decision) } else { Ok(()) };
                let word = if decision.approved { "approved" } else { "denied" };
                let comment = decision.comment.as_ref().map_or(String::new(), |comment| format!(": {comment}"));
                let text = format!("{word} by {}{comment}", decision.by);
                self.start(stage.clone(), &text, Some(fingerprint), Vec::new());
                if let Err(error) = stored {
                    self.fail_step(position, &stage, crate::chain(&error), Vec::new(), 0, None);
                } else if decision.approved {
                    self.pass(position, &stage, &step.judgement, Made::of(AttemptId::generate(), Vec::new(), 0));
                } else {
                    self.fail_step(position, &stage, text, Vec::new(), 0, None);
                }
            }
            Ok(GateState::Undecided(reason)) => {
                self.waiting = true;
                self.drop_out(position);
                let artifacts = shown_artifacts(&world, &step.judgement);
                let prompt = format!("{prompt} ({reason})");
                self.log.emit(EventKind::StageWaiting { stage_id: stage, prompt, fingerprint, artifacts });
            }
            Ok(GateState::Unusable(reason)) => {
                self.start(stage.clone(), "there is a decision file", Some(fingerprint), Vec::new());
                self.fail_step(position, &stage, reason, Vec::new(), 0, None);
            }
            Err(error) => {
                self.start(stage.clone(), "its decision is looked up", Some(fingerprint), Vec::new());
                self.fail_step(position, &stage, crate::chain(&error), Vec::new(), 0, None);
            }
        }
    }

    /// A worker has carried a stage or instance out.
    pub(super) fn ended(&mut self, unit: Unit, end: StageEnd) {
        let underway = self.underway.remove(&unit);
        let duration_ms = underway.as_ref().map_or(0, |underway| millis(underway.started.elapsed()));
        let stage = match (&underway, unit.instance) {
            (Some(underway), _) => underway.stage.clone(),
            (None, _) => self.planned.sequence.steps[unit.position].id.clone(),
        };
        match end {
            StageEnd::Succeeded { attempt, artifacts, moved } => {
                let Some(underway) = underway else { return };
                let made = Made { attempt, artifacts, duration_ms, moved };
                if unit.instance.is_some() {
                    self.succeed(&stage, &underway.judgement, made);
                    self.instance_over(unit.position);
                } else {
                    self.pass(unit.position, &stage, &underway.judgement, made);
                }
            }
            StageEnd::Failed { error, tail } => {
                let log = self.log.last_log(&stage);
                if unit.instance.is_some() {
                    self.log.emit(EventKind::StageFailed {
                        stage_id: stage.clone(),
                        error: error.clone(),
                        tail,
                        duration_ms,
                    });
                    self.note_failure(unit.position, &stage, &error, log);
                    if let Some(each) = &mut self.each[unit.position] {
                        each.failed.push(stage);
                    }
                    self.instance_over(unit.position);
                } else {
                    self.fail_step(unit.position, &stage, error, tail, duration_ms, log);
                }
            }
            StageEnd::Interrupted => self.drop_out(unit.position),
        }
    }

    fn instance_over(&mut self, position: usize) {
        let Some(each) = &mut self.each[position] else { return };
        each.open -= 1;
        if each.open == 0 {
            self.end_each(position);
        }
    }

    /// Stages of which an instance has failed, and whose other instances will not be begun any more, have failed.
    pub(super) fn end_cut_off(&mut self) {
        for position in 0..self.each.len() {
            if self.each[position].as_ref().is_some_and(|each| !each.failed.is_empty()) {
                self.end_each(position);
            }
        }
    }

    /// All instances have ended: the stage as a whole does.
    fn end_each(&mut self, position: usize) {
        let Some(each) = self.each[position].take() else { return };
        let stage = each.step.resolved.id.clone();
        let duration_ms = millis(each.started.elapsed());
        if !each.failed.is_empty() {
            let names = each.failed.iter().map(StageId::as_str).collect::<Vec<_>>().join(", ");
            let error = format!("{} of {} instances failed: {names}", each.failed.len(), each.fingerprint.len());
            self.fail_step(position, &stage, error, Vec::new(), duration_ms, None);
            return;
        }
        if !each.ran
            && let Verdict::Fresh { record, .. } = &each.step.judgement.verdict
        {
            self.fresh(&stage, record, false);
            self.standing.settle(position, Place::Settled(record.clone()));
            self.release(position);
            return;
        }
        let world = std::sync::Arc::clone(&self.planned.world);
        match outputs::inspect(&world, &each.step.resolved.outputs) {
            Ok(found) if found.faults.is_empty() => {
                let attempt = AttemptId::generate();
                self.pass(position, &stage, &each.step.judgement, Made::of(attempt, found.artifacts, duration_ms));
            }
            Ok(found) => self.fail_step(position, &stage, found.faults.join("\n"), Vec::new(), duration_ms, None),
            Err(error) => self.fail_step(position, &stage, crate::chain(&error), Vec::new(), duration_ms, None),
        }
    }

    fn pass(&mut self, position: usize, stage: &StageId, judgement: &Judgement, made: Made) {
        if let Some(record) = self.succeed(stage, judgement, made) {
            self.rest_on(position, judgement, &record);
            self.standing.settle(position, Place::Settled(Box::new(record)));
            self.release(position);
        }
    }

    fn succeed(&mut self, stage: &StageId, judgement: &Judgement, made: Made) -> Option<StageRecord> {
        let Made { attempt, artifacts, duration_ms, moved } = made;
        let fingerprint = judgement.fingerprint?;
        let mut record = self.log.record(stage.clone(), (&judgement.parts, fingerprint), attempt, artifacts.clone());
        record.after.clone_from(&judgement.after);
        record.usable = moved.is_empty();
        if !moved.is_empty() {
            let names = moved.iter().map(|path| path.as_str()).collect::<Vec<_>>().join(", ");
            let message = format!("{names} changed while it ran, so its result is not fresh: it will run again");
            self.log.emit(EventKind::Warning { stage_id: Some(stage.clone()), message });
        }
        self.log.remember(record.clone());
        self.log.emit(EventKind::StageSucceeded {
            stage_id: stage.clone(),
            attempt_id: attempt,
            fingerprint,
            artifacts,
            duration_ms,
        });
        Some(record)
    }

    fn fail_step(
        &mut self,
        position: usize,
        stage: &StageId,
        error: String,
        tail: Vec<String>,
        duration_ms: u64,
        log: Option<String>,
    ) {
        self.drop_out(position);
        self.note_failure(position, stage, &error, log);
        self.log.emit(EventKind::StageFailed { stage_id: stage.clone(), error, tail, duration_ms });
        if self.options.continue_on_error {
            self.block_dependents(position);
        }
    }

    /// The first failure is the one that the record of the run names.
    fn note_failure(&mut self, position: usize, stage: &StageId, error: &str, log_path: Option<String>) {
        let declared = &self.planned.world.graph().stages[self.planned.sequence.steps[position].stage];
        let step_number = self.log.view.step_number(stage);
        let total_stages = self.log.view.total();
        let hint = crate::plan::hint::try_again(&self.planned.world.project, &self.planned.plan, &declared.id);
        self.failure.get_or_insert_with(|| Failure {
            message: format!("{stage}: {error}"),
            stage_id: Some(stage.clone()),
            stage_name: declared.name.clone(),
            step_number,
            total_stages,
            log_path,
            hint: Some(hint),
        });
    }
}

/// What a gate shows: the artifacts that its fingerprint speaks of.
fn shown_artifacts(world: &World, judgement: &Judgement) -> Vec<ArtifactRecord> {
    let mut shown = Vec::new();
    for (label, value) in judgement.parts.iter() {
        let Some(id) = label.strip_prefix("input:").or_else(|| label.strip_prefix("shown:")) else { continue };
        let one = std::slice::from_ref(value);
        for value in value.as_array().map_or(one, Vec::as_slice) {
            let Some(path) = value["path"].as_str() else { continue };
            let digest = value["digest"].as_str().and_then(|text| text.parse().ok());
            let content = world.cache.content(&world.project.root, Utf8Path::new(path)).ok().flatten();
            let size_bytes = content.map_or(0, |content| content.size_bytes);
            shown.push(ArtifactRecord {
                id: id.into(),
                path: path.to_owned(),
                digest,
                size_bytes,
                volatile: Vec::new(),
            });
        }
    }
    shown
}
