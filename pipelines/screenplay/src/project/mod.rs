//! The project file: what may stand in it, what is wrong with it and where, and what the stages are told of it.
//!
//! ```text
//! project.json ─read→ text ─parse→ value ─check→ Project          (every fault with its place)
//!                                    └────── run_key → run-0123456789ab
//! script, assets/ ─→ Given files, by their digests                 (not yet looked into, but for a Script's form)
//! ```

mod assets;
mod check;
mod folder;
mod prepare;
mod run_key;
mod script_file;
mod text_file;
mod words;

pub(crate) use assets::GivenAsset;
pub(crate) use prepare::{VALUE_NAMES, prepare};
pub(crate) use script_file::{GivenScript, ScriptFormat, read_script};
pub(crate) use words::{Profile, ShotStyle};

/// The JSON Schema (2020-12) of project files. Written by hand: it describes what is accepted, while `check` says in
/// better words what is not.
pub const PROJECT_SCHEMA: &str = include_str!("../../../../schemas/screenplay-project.v1.json");
