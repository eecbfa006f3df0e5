//! The RenderPlan: with what and at which size the film is rendered.

use serde::{Deserialize, Serialize};
use throughline_model::Digest;

/// What is rendered with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RenderPlan {
    /// `1.0.0`.
    pub(crate) schema_version: String,
    /// The project.
    pub(crate) project_id: String,
    /// `plan-<project id>-<short>`.
    pub(crate) plan_id: String,
    /// The asset manifest's id.
    pub(crate) manifest_ref: String,
    /// The shot list's, copied: a plan stands for one timing.
    pub(crate) timing_lock_hash: Digest,
    /// The render profile.
    pub(crate) profile: String,
    /// Width and height in pixels: `960x540`.
    pub(crate) resolution: String,
    /// `16:9`.
    pub(crate) aspect_ratio: String,
    /// Frames a second.
    pub(crate) fps: u32,
    /// Character packs, backgrounds, voice items, each in the manifest's order.
    pub(crate) resolved_assets: Vec<ResolvedAsset>,
}

/// An asset and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ResolvedAsset {
    /// Its id in the manifest.
    pub(crate) asset_id: String,
    /// What it is.
    pub(crate) asset_type: AssetType,
    /// `file:` and a path relative to the project file's folder, or `placeholder://…`.
    pub(crate) uri: String,
    /// `generated_local` of what this pipeline makes, `user_provided` of what lies beside the project.
    pub(crate) license_type: String,
    /// Whether nothing stands behind it yet.
    pub(crate) is_placeholder: bool,
}

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AssetType {
    /// How a character looks.
    CharacterPack,
    /// How a place looks.
    Background,
    /// How a line sounds.
    Vo,
}
