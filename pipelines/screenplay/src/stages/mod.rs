//! The five stages. Each reads its inputs, calls a pure function, and writes one artifact and the meta file beside it.
//!
//! ```text
//! 1 script ──► 2 shot list ──► 3 asset manifest ──► 4 render plan ──► 5 preview
//! ```

mod asset_manifest;
mod attempt;
mod keys;
mod preview;
mod render_plan;
mod script;
mod shot_list;
mod table;

pub(crate) use asset_manifest::AssetManifestStage;
pub(crate) use preview::PreviewStage;
pub(crate) use render_plan::RenderPlanStage;
pub(crate) use script::ScriptStage;
pub(crate) use shot_list::ShotListStage;
pub(crate) use table::{STAGES, StageInfo};
