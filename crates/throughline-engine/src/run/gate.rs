//! What becomes of a gate that is reached: it passes, it fails, or it waits.

use std::sync::Arc;

use camino::Utf8Path;
use jiff::Timestamp;
use throughline_graph::Gate;
use throughline_model::{ArtifactRecord, AttemptId, EventKind};

use super::dispatcher::Dispatcher;
use super::settle::Made;
use crate::freshness::gate::{GateState, gate_state};
use crate::project::resolve::with_run_id;
use crate::{GateDecision, JudgedStep, Judgement, World};

impl Dispatcher<'_, '_> {
    pub(super) fn begin_gate(&mut self, position: usize, gate: &Gate, step: &JudgedStep) {
        let stage = step.resolved.id.clone();
        let prompt = gate.prompt.as_ref().map(|prompt| with_run_id(prompt, self.log.run));
        let prompt = prompt.unwrap_or_else(|| format!("{stage}: go on?"));
        let Some(fingerprint) = step.judgement.fingerprint else { return };
        let world = Arc::clone(&self.planned.world);
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
