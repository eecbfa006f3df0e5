//! The ShotList: what is seen, shot by shot, and how long.

use serde::{Deserialize, Serialize};
use throughline_model::Digest;

/// The shots of a film.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ShotList {
    /// `1.0.0`.
    pub(crate) schema_version: String,
    /// The project.
    pub(crate) project_id: String,
    /// `shotlist-<project id>-<short>`.
    pub(crate) shotlist_id: String,
    /// The script's id.
    pub(crate) script_ref: String,
    /// In the order in which they are seen.
    pub(crate) shots: Vec<Shot>,
    /// The digest of [`TimingLock`]: changes with the shots' ids and durations and with nothing else.
    pub(crate) timing_lock_hash: Digest,
}

/// One shot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shot {
    /// `<scene id>-shot-001`, counted in the scene.
    pub(crate) shot_id: String,
    /// The scene that it shows.
    pub(crate) scene_id: String,
    /// Seconds.
    pub(crate) duration_sec: f64,
    /// How close the camera stands.
    pub(crate) camera_framing: Framing,
}

/// How close the camera stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Framing {
    /// The place and everybody in it.
    Wide,
    /// Head and shoulders.
    MediumCloseUp,
    /// Past the listener's shoulder.
    OverTheShoulder,
}

impl Framing {
    /// The word in files.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::MediumCloseUp => "medium_close_up",
            Self::OverTheShoulder => "over_the_shoulder",
        }
    }
}

/// What the timing lock is the digest of.
#[derive(Debug, Serialize)]
pub(crate) struct TimingLock<'s> {
    shots: Vec<LockedShot<'s>>,
}

#[derive(Debug, Serialize)]
struct LockedShot<'s> {
    shot_id: &'s str,
    duration_sec: f64,
}

impl<'s> TimingLock<'s> {
    /// The timing of these shots.
    pub(crate) fn of(shots: &'s [Shot]) -> Self {
        let locked = |shot: &'s Shot| LockedShot { shot_id: &shot.shot_id, duration_sec: shot.duration_sec };
        Self { shots: shots.iter().map(locked).collect() }
    }
}
