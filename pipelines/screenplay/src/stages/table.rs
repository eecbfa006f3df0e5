//! What the graph calls each stage and what it makes.

/// The version of every stage: what the writer tells and how pictures are drawn may differ from release to release.
pub(super) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A stage and its artifact, as the graph names them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct StageInfo {
    /// The stage's id in the graph.
    pub(crate) id: &'static str,
    /// The artifact's type: `Script`.
    pub(crate) artifact_type: &'static str,
    /// The artifact's id in the graph.
    pub(crate) artifact: &'static str,
    /// The meta file's id in the graph.
    pub(crate) meta: &'static str,
}

/// The five stages in order.
pub(crate) const STAGES: [StageInfo; 5] = [SCRIPT, SHOT_LIST, ASSET_MANIFEST, RENDER_PLAN, PREVIEW];

/// Stage 1.
pub(crate) const SCRIPT: StageInfo =
    StageInfo { id: "stage1_generate_script", artifact_type: "Script", artifact: "script", meta: "script-meta" };

/// Stage 2.
pub(crate) const SHOT_LIST: StageInfo = StageInfo {
    id: "stage2_script_to_shotlist",
    artifact_type: "ShotList",
    artifact: "shot-list",
    meta: "shot-list-meta",
};

/// Stage 3.
pub(crate) const ASSET_MANIFEST: StageInfo = StageInfo {
    id: "stage3_shotlist_to_assetmanifest",
    artifact_type: "AssetManifest",
    artifact: "asset-manifest",
    meta: "asset-manifest-meta",
};

/// Stage 4.
pub(crate) const RENDER_PLAN: StageInfo = StageInfo {
    id: "stage4_build_renderplan",
    artifact_type: "RenderPlan",
    artifact: "render-plan",
    meta: "render-plan-meta",
};

/// Stage 5.
pub(crate) const PREVIEW: StageInfo = StageInfo {
    id: "stage5_render_preview",
    artifact_type: "RenderOutput",
    artifact: "render-output",
    meta: "render-output-meta",
};

impl StageInfo {
    /// The name of the artifact's file.
    pub(crate) fn file(&self) -> String {
        format!("{}.json", self.artifact_type)
    }
}
