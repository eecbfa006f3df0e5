//! What waits for what: a stage may begin when everything that it waits for has ended.

use std::cmp::Reverse;

use throughline_model::EventKind;

use super::dispatcher::Dispatcher;
use super::message::Unit;
use super::progress::Progress;

impl Dispatcher<'_, '_> {
    /// Counts what every chosen stage has to wait for and tells of those left out.
    pub(super) fn line_up(&mut self) {
        for (position, step) in self.planned.sequence.steps.iter().enumerate() {
            if !self.planned.chosen[position] {
                self.progress.push(Progress::LeftOut);
                let reason = self.planned.plan.stages[position].reason.clone();
                self.log.emit(EventKind::StageSkipped { stage_id: step.id.clone(), reason });
                continue;
            }
            let needs: Vec<usize> =
                step.after.iter().map(|after| after.position).filter(|before| self.planned.chosen[*before]).collect();
            for before in &needs {
                self.dependents[*before].push(position);
            }
            let yields: Vec<usize> =
                step.yields_to.iter().copied().filter(|before| self.planned.chosen[*before]).collect();
            for before in &yields {
                self.yielding[*before].push(position);
            }
            let count = needs.len() + yields.len();
            self.progress.push(Progress::Needs(count));
            if count == 0 {
                self.ready.push(Reverse(Unit { position, instance: None }));
            }
        }
    }

    /// A stage has passed: what waited for it may begin.
    pub(super) fn release(&mut self, position: usize) {
        self.progress[position] = Progress::Passed;
        for dependent in std::mem::take(&mut self.dependents[position]) {
            self.count_down(dependent);
        }
        self.make_way(position);
    }

    /// A stage has ended otherwise, or will not be reached.
    pub(super) fn drop_out(&mut self, position: usize) {
        self.progress[position] = Progress::Out;
        self.make_way(position);
    }

    fn make_way(&mut self, position: usize) {
        for later in std::mem::take(&mut self.yielding[position]) {
            self.count_down(later);
        }
    }

    fn count_down(&mut self, position: usize) {
        if let Progress::Needs(count) = &mut self.progress[position] {
            *count -= 1;
            if *count == 0 {
                self.needs_durable = true;
                self.ready.push(Reverse(Unit { position, instance: None }));
            }
        }
    }

    /// A stage has failed: what depends on it is blocked.
    pub(super) fn block_dependents(&mut self, position: usize) {
        let failed = self.planned.sequence.steps[position].id.clone();
        let mut open = vec![position];
        while let Some(before) = open.pop() {
            for dependent in std::mem::take(&mut self.dependents[before]) {
                if matches!(self.progress[dependent], Progress::Needs(_)) {
                    self.drop_out(dependent);
                    let stage_id = self.planned.sequence.steps[dependent].id.clone();
                    self.log.emit(EventKind::StageBlocked { stage_id, by: vec![failed.clone()] });
                    open.push(dependent);
                }
            }
        }
    }
}
