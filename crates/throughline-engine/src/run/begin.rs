//! How each stage begins: judged once more, now that everything before it has ended.

use std::sync::Arc;
use std::time::Instant;

use throughline_model::{Change, Digest, EventKind, StageId};

use super::attempt::{StageEnd, log_path};
use super::dispatcher::Dispatcher;
use super::message::Unit;
use super::progress::{Progress, Underway};
use crate::{
    Instances, JudgeError, JudgedStep, Judgement, Live, Reason, Resolved, ResolvedWork, Verdict, Wish, judge_step,
};

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

    fn judge(&mut self, position: usize) -> Result<JudgedStep, JudgeError> {
        let step = &self.planned.sequence.steps[position];
        let wish = Wish { forced: self.planned.forced[position], ignore_policy: false };
        let world = Arc::clone(&self.planned.world);
        let links = self.planned.links(position);
        let mut step = judge_step(&world, &Live(&world), &mut self.standing, step.stage, &links, wish)?;
        // The same rule as in the plan, which could not apply it where the stage had to wait.
        if step.is_lost(self.planned.steps[position + 1..].iter().flatten()) {
            step.bring_back();
        }
        Ok(step)
    }

    /// A stage that this one requires, that the filters left out, and that what has run since made stale.
    fn stale_need(&mut self, position: usize) -> Option<(StageId, String)> {
        let after = &self.planned.sequence.steps[position].after;
        let left_out: Vec<_> =
            after.iter().filter(|after| after.declared && !self.planned.chosen[after.position]).collect();
        if left_out.is_empty() || !self.log.has_attempts() {
            return None;
        }
        let world = Arc::clone(&self.planned.world);
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

    pub(super) fn begin_work(
        &mut self,
        unit: Unit,
        stage: StageId,
        reason: &Reason,
        resolved: Resolved,
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

    pub(super) fn start(&mut self, stage_id: StageId, reason: &str, fingerprint: Option<Digest>, changes: Vec<Change>) {
        self.log.emit(EventKind::StageStarted { stage_id, reason: reason.to_owned(), fingerprint, changes });
    }
}
