//! The five artifacts as types, field for field as they are written, and the rules that they share: ids, words,
//! durations. Unknown fields are let be when reading.

mod assets;
mod ids;
mod lines;
mod meta;
mod output;
mod plan;
mod schemas;
mod script;
mod shots;

pub(crate) use assets::{AssetManifest, Background, CharacterPack, VoItem};
pub(crate) use ids::{Naming, SCHEMA_VERSION, background_id, is_name, pack_id, scene_id, shot_id, slug, voice_id};
pub(crate) use lines::{Line, MissingText, lines, spoken_seconds, words};
pub(crate) use meta::Meta;
pub(crate) use output::{ContentHash, FileDigest, RenderOutput};
pub(crate) use plan::{AssetType, RenderPlan, ResolvedAsset};
pub(crate) use schemas::{SCHEMAS, SCRIPT_SCHEMA};
pub use script::{Action, ActionKind, Scene, Script};
pub(crate) use shots::{Framing, Shot, ShotList, TimingLock};
