//! What becomes of each stage: what follows from its end, or from its being fresh.

use camino::Utf8PathBuf;
use throughline_model::{ArtifactRecord, AttemptId, EventKind, Failure, StageId, millis};

use super::attempt::StageEnd;
use super::dispatcher::Dispatcher;
use super::message::Unit;
use crate::checkpoint::Rests;
use crate::{Judgement, Place, StageRecord};

/// What a stage that ended well leaves behind.
pub(super) struct Made {
    pub(super) attempt: AttemptId,
    pub(super) artifacts: Vec<ArtifactRecord>,
    pub(super) duration_ms: u64,
    /// The inputs that changed meanwhile.
    pub(super) moved: Vec<Utf8PathBuf>,
}

impl Made {
    /// A result while which no input changed.
    pub(super) fn of(attempt: AttemptId, artifacts: Vec<ArtifactRecord>, duration_ms: u64) -> Self {
        Self { attempt, artifacts, duration_ms, moved: Vec::new() }
    }
}

impl Dispatcher<'_, '_> {
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

    /// A stage's result stands.
    pub(super) fn stand(
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

    pub(super) fn fresh(&mut self, stage: &StageId, record: &StageRecord, revalidated: bool) {
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

    pub(super) fn pass(&mut self, position: usize, stage: &StageId, judgement: &Judgement, made: Made) {
        if let Some(record) = self.succeed(stage, judgement, made) {
            self.rest_on(position, judgement, &record);
            self.standing.settle(position, Place::Settled(Box::new(record)));
            self.release(position);
        }
    }

    pub(super) fn succeed(&mut self, stage: &StageId, judgement: &Judgement, made: Made) -> Option<StageRecord> {
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

    pub(super) fn fail_step(
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
    pub(super) fn note_failure(&mut self, position: usize, stage: &StageId, error: &str, log_path: Option<String>) {
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
