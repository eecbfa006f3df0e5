//! The instances of a `forEach` stage: how each begins, and what becomes of the stage when all have ended.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Instant;

use throughline_model::{AttemptId, EventKind, StageId, millis};

use super::attempt::StageEnd;
use super::dispatcher::Dispatcher;
use super::message::Unit;
use super::progress::EachProgress;
use super::settle::Made;
use crate::freshness::outputs;
use crate::{Instance, JudgedStep, Place, Verdict};

impl Dispatcher<'_, '_> {
    pub(super) fn begin_each(&mut self, unit: Unit, step: JudgedStep, instances: Vec<Instance>) {
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

    pub(super) fn begin_instance(&mut self, unit: Unit, index: usize) {
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

    pub(super) fn instance_over(&mut self, position: usize) {
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
        let world = Arc::clone(&self.planned.world);
        match outputs::inspect(&world, &each.step.resolved.outputs) {
            Ok(found) if found.faults.is_empty() => {
                let attempt = AttemptId::generate();
                self.pass(position, &stage, &each.step.judgement, Made::of(attempt, found.artifacts, duration_ms));
            }
            Ok(found) => self.fail_step(position, &stage, found.faults.join("\n"), Vec::new(), duration_ms, None),
            Err(error) => self.fail_step(position, &stage, crate::chain(&error), Vec::new(), duration_ms, None),
        }
    }
}
