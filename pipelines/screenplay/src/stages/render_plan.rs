//! Stage 4, `screenplay/render-plan`: with what and at which size the film is rendered.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use throughline_stage::{Stage, StageContext, StageError};

use super::attempt::{Made, go_on, input, tell, told};
use super::keys::{Must, check_keys};
use super::table::{ASSET_MANIFEST, RENDER_PLAN, SHOT_LIST, VERSION};
use crate::document::{AssetManifest, AssetType, Naming, RenderPlan, ResolvedAsset, SCHEMA_VERSION, ShotList};
use crate::project::{GivenAsset, Profile};

/// Frames a second of every film.
const FPS: u32 = 24;

/// Stage 4.
pub(crate) struct RenderPlanStage;

#[derive(Deserialize)]
struct With {
    project_id: String,
    run_id: String,
    profile: Profile,
    assets: BTreeMap<String, GivenAsset>,
}

impl Stage for RenderPlanStage {
    fn name(&self) -> &'static str {
        "screenplay/render-plan"
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        let keys =
            [("project_id", Must::Text), ("run_id", Must::Text), ("profile", Must::Text), ("assets", Must::Object)];
        check_keys(with, &keys)
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let With { project_id, run_id, profile, assets } = told(context)?;
        go_on(context)?;
        let naming = Naming { project_id, run_id };
        let manifest: AssetManifest = input(context, ASSET_MANIFEST.artifact)?;
        let list: ShotList = input(context, SHOT_LIST.artifact)?;
        let mut used = BTreeMap::new();
        let plan = RenderPlan {
            schema_version: SCHEMA_VERSION.to_owned(),
            project_id: naming.project_id.clone(),
            plan_id: naming.artifact_id("plan"),
            manifest_ref: manifest.manifest_id.clone(),
            timing_lock_hash: list.timing_lock_hash,
            profile: profile.as_str().to_owned(),
            resolution: profile.resolution().to_owned(),
            aspect_ratio: "16:9".to_owned(),
            fps: FPS,
            resolved_assets: wanted(&manifest).map(|asset| resolve(asset, &assets, &mut used)).collect(),
        };
        let made = Made {
            stage: &RENDER_PLAN,
            naming: &naming,
            id: &plan.plan_id,
            parents: vec![manifest.manifest_id.clone(), list.shotlist_id],
            parameters: json!({"profile": profile, "assets": used}).as_object().cloned().unwrap_or_default(),
            document: &plan,
        };
        made.write(context)?;
        tell(context, &format!("{} assets, {} of them given", plan.resolved_assets.len(), used.len()));
        for id in assets.keys().filter(|id| !used.contains_key(id.as_str())) {
            tell(context, &format!("`{}` is no asset of this film: nothing is called {id:?}", assets[id].file));
        }
        Ok(())
    }
}

/// An asset of the manifest, and what its placeholder is called by.
struct Wanted<'m> {
    id: &'m str,
    kind: AssetType,
    name: &'m str,
}

fn wanted(manifest: &AssetManifest) -> impl Iterator<Item = Wanted<'_>> {
    let packs =
        manifest.character_packs.iter().map(|pack| (&pack.pack_id, AssetType::CharacterPack, &pack.character_id));
    let backgrounds = manifest.backgrounds.iter().map(|place| (&place.bg_id, AssetType::Background, &place.scene_id));
    let voices = manifest.vo_items.iter().map(|item| (&item.item_id, AssetType::Vo, &item.item_id));
    packs.chain(backgrounds).chain(voices).map(|(id, kind, name)| Wanted { id, kind, name })
}

fn resolve<'a>(
    Wanted { id, kind, name }: Wanted<'_>,
    given: &'a BTreeMap<String, GivenAsset>,
    used: &mut BTreeMap<String, &'a GivenAsset>,
) -> ResolvedAsset {
    let (uri, license_type, is_placeholder) = match given.get(id) {
        Some(asset) => {
            used.insert(id.to_owned(), asset);
            (format!("file:{}", percent_encoded(&asset.file)), "user_provided", false)
        }
        None => {
            let kind = match kind {
                AssetType::CharacterPack => "character",
                AssetType::Background => "background",
                AssetType::Vo => "vo",
            };
            // The id stands as it is: it names an asset and leads to no file.
            (format!("placeholder://{kind}/{name}"), "generated_local", true)
        }
    };
    ResolvedAsset {
        asset_id: id.to_owned(),
        asset_type: kind,
        uri,
        license_type: license_type.to_owned(),
        is_placeholder,
    }
}

/// The path as RFC 3986 writes it: everything but unreserved characters and `/` as `%` and two digits.
fn percent_encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::percent_encoded;

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(percent_encoded("assets/char-bob.png"), "assets/char-bob.png");
        assert_eq!(percent_encoded("assets/char-и #1%.png"), "assets/char-%D0%B8%20%231%25.png");
    }
}
