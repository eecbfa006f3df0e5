//! Stage 2, `screenplay/shot-list`: scenes become shots.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use throughline_artifact::canonical_digest;
use throughline_stage::{Stage, StageContext, StageError};

use super::attempt::{Made, go_on, input, tell, told};
use super::keys::{Must, check_keys};
use super::table::{SCRIPT, SHOT_LIST, VERSION};
use crate::document::{
    ActionKind, Framing, Line, Naming, SCHEMA_VERSION, Scene, Script, Shot, ShotList, TimingLock, lines, shot_id,
    spoken_seconds, words,
};
use crate::project::ShotStyle;

/// No shot of a scene in two shots is shorter, in seconds.
const LEAST_TWO_SHOT: f64 = 3.0;

/// No shot of a covered scene is shorter, in seconds.
const LEAST_COVERAGE: f64 = 1.5;

/// Stage 2.
pub(crate) struct ShotListStage;

#[derive(Deserialize)]
struct With {
    project_id: String,
    run_id: String,
    shot_style: ShotStyle,
}

impl Stage for ShotListStage {
    fn name(&self) -> &'static str {
        "screenplay/shot-list"
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        check_keys(with, &[("project_id", Must::Text), ("run_id", Must::Text), ("shot_style", Must::Text)])
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let With { project_id, run_id, shot_style } = told(context)?;
        go_on(context)?;
        let naming = Naming { project_id, run_id };
        let script: Script = input(context, SCRIPT.artifact)?;
        let shots = shots(&script.scenes, shot_style)?;
        let timing_lock_hash = canonical_digest(&TimingLock::of(&shots))
            .map_err(|error| StageError::caused("the shots have no digest", error))?;
        let list = ShotList {
            schema_version: SCHEMA_VERSION.to_owned(),
            project_id: naming.project_id.clone(),
            shotlist_id: naming.artifact_id("shotlist"),
            script_ref: script.script_id.clone(),
            shots,
            timing_lock_hash,
        };
        let made = Made {
            stage: &SHOT_LIST,
            naming: &naming,
            id: &list.shotlist_id,
            parents: vec![script.script_id],
            parameters: json!({"shot_style": shot_style}).as_object().cloned().unwrap_or_default(),
            document: &list,
        };
        made.write(context)?;
        tell(context, &format!("{} shots", list.shots.len()));
        Ok(())
    }
}

/// The shots of all scenes, in order.
fn shots(scenes: &[Scene], style: ShotStyle) -> Result<Vec<Shot>, StageError> {
    let spoken = lines(scenes).map_err(|error| StageError::new(error.to_string()))?;
    let mut rest = spoken.as_slice();
    let mut shots = Vec::new();
    for (index, scene) in scenes.iter().enumerate() {
        let (own, others) = rest.split_at(rest.partition_point(|line| line.scene <= index));
        rest = others;
        let plan = match style {
            ShotStyle::TwoShot => two_shots(own),
            ShotStyle::Coverage => coverage(scene, own),
        };
        shots.extend(plan.into_iter().zip(1..).map(|((camera_framing, duration_sec), number)| Shot {
            shot_id: shot_id(&scene.scene_id, number),
            scene_id: scene.scene_id.clone(),
            duration_sec,
            camera_framing,
        }));
    }
    Ok(shots)
}

fn two_shots(spoken: &[Line<'_>]) -> Vec<(Framing, f64)> {
    let seconds = spoken_seconds(spoken.iter().map(|line| line.words).sum(), LEAST_TWO_SHOT);
    vec![(Framing::Wide, seconds), (Framing::MediumCloseUp, seconds)]
}

fn coverage(scene: &Scene, spoken: &[Line<'_>]) -> Vec<(Framing, f64)> {
    let done = scene.actions.iter().filter(|action| action.kind == ActionKind::Action);
    let action_words = done.filter_map(|action| action.text.as_deref()).map(words).sum();
    let closer = [Framing::MediumCloseUp, Framing::OverTheShoulder].into_iter().cycle();
    let close = spoken.iter().zip(closer).map(|(line, framing)| (framing, spoken_seconds(line.words, LEAST_COVERAGE)));
    std::iter::once((Framing::Wide, spoken_seconds(action_words, LEAST_COVERAGE))).chain(close).collect()
}
