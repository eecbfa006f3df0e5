//! The AssetManifest: everything that the film needs to be made.

use serde::{Deserialize, Serialize};

/// What the film needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AssetManifest {
    /// `1.0.0`.
    pub(crate) schema_version: String,
    /// The project.
    pub(crate) project_id: String,
    /// `manifest-<project id>-<short>`.
    pub(crate) manifest_id: String,
    /// The shot list's id.
    pub(crate) shotlist_ref: String,
    /// One for each distinct slug, sorted by display name, by code point.
    pub(crate) character_packs: Vec<CharacterPack>,
    /// One for each scene that has shots, in their order.
    pub(crate) backgrounds: Vec<Background>,
    /// One for each dialogue, in order.
    pub(crate) vo_items: Vec<VoItem>,
}

/// How a character looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CharacterPack {
    /// `char-<slug>`.
    pub(crate) pack_id: String,
    /// The slug.
    pub(crate) character_id: String,
    /// The name as the script has it; of several with one slug, the first by code point.
    pub(crate) display_name: String,
    /// Whether nothing stands behind it yet.
    pub(crate) is_placeholder: bool,
}

/// How a scene's place looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Background {
    /// `bg-<scene id>`.
    pub(crate) bg_id: String,
    /// The scene.
    pub(crate) scene_id: String,
    /// The scene's location.
    pub(crate) description: String,
    /// Whether nothing stands behind it yet.
    pub(crate) is_placeholder: bool,
}

/// How a line sounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VoItem {
    /// `vo-<scene id>-<slug>-<number>`.
    pub(crate) item_id: String,
    /// The slug of who speaks.
    pub(crate) speaker_id: String,
    /// What is said.
    pub(crate) text: String,
    /// Always `generated_local`: the line is to be made by this pipeline.
    pub(crate) license_type: String,
}
