//! The Script: scenes with what is done and said in them.

use serde::{Deserialize, Serialize};

/// A script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Script {
    /// `1.0.0`.
    pub schema_version: String,
    /// The project.
    pub project_id: String,
    /// `script-<project id>-<short>`.
    pub script_id: String,
    /// Shown to people.
    pub title: String,
    /// One word or a few.
    pub genre: String,
    /// In order.
    pub scenes: Vec<Scene>,
}

/// One scene: a place at a time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// `scene-001`, counted from 1.
    pub scene_id: String,
    /// The place, with `INT.`, `EXT.` or `INT./EXT.` where the script says so: `INT. KITCHEN`.
    pub location: String,
    /// `DAY`, `NIGHT`, … as the script says it.
    pub time_of_day: String,
    /// What is done and said, in order.
    pub actions: Vec<Action>,
}

/// Something that is done or said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Which of the two.
    #[serde(rename = "type")]
    pub kind: ActionKind,
    /// What is done, or the words that are spoken. A script that comes from outside may lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who speaks, without extensions such as `(V.O.)`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub character: Option<String>,
    /// How it is said: `whispering`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parenthetical: Option<String>,
    /// Where the voice comes from: `V.O.`, `O.S.`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

/// Whether something is done or said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ActionKind {
    /// Done or seen.
    Action,
    /// Said.
    Dialogue,
}
