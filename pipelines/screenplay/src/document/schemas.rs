//! The schemas of the artifacts, under the names that the graph uses; any graph may use them.

/// The path of the Script's schema.
pub(crate) const SCRIPT_SCHEMA: (&str, &str) =
    ("builtin:screenplay/Script.v1.json", include_str!("../../../../schemas/Script.v1.json"));

/// Path and text of every schema that the graph names, and of what is handed to a renderer.
pub(crate) const SCHEMAS: &[(&str, &str)] = &[
    SCRIPT_SCHEMA,
    ("builtin:screenplay/ShotList.v1.json", include_str!("../../../../schemas/ShotList.v1.json")),
    ("builtin:screenplay/AssetManifest.v1.json", include_str!("../../../../schemas/AssetManifest.v1.json")),
    ("builtin:screenplay/RenderPlan.v1.json", include_str!("../../../../schemas/RenderPlan.v1.json")),
    ("builtin:screenplay/RenderOutput.v1.json", include_str!("../../../../schemas/RenderOutput.v1.json")),
    ("builtin:screenplay/RenderPackage.v1.json", include_str!("../../../../schemas/RenderPackage.v1.json")),
];
