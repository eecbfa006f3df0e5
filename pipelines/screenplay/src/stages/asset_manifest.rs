//! Stage 3, `screenplay/asset-manifest`: who, where and what is said.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use serde_json::{Map, Value};
use throughline_stage::{Stage, StageContext, StageError};

use super::attempt::{Made, go_on, input, tell, told};
use super::keys::{Must, check_keys};
use super::table::{ASSET_MANIFEST, SCRIPT, SHOT_LIST, VERSION};
use crate::document::{
    AssetManifest, Background, CharacterPack, Line, Naming, SCHEMA_VERSION, Scene, Script, ShotList, VoItem,
    background_id, lines, pack_id, slug, voice_id,
};

/// Stage 3.
pub(crate) struct AssetManifestStage;

#[derive(Deserialize)]
struct With {
    project_id: String,
    run_id: String,
}

impl Stage for AssetManifestStage {
    fn name(&self) -> &'static str {
        "screenplay/asset-manifest"
    }

    fn version(&self) -> &'static str {
        VERSION
    }

    fn check(&self, with: &Map<String, Value>) -> Result<(), Vec<String>> {
        check_keys(with, &[("project_id", Must::Text), ("run_id", Must::Text)])
    }

    fn run(&self, context: &mut StageContext<'_>) -> Result<(), StageError> {
        let With { project_id, run_id } = told(context)?;
        go_on(context)?;
        let naming = Naming { project_id, run_id };
        let list: ShotList = input(context, SHOT_LIST.artifact)?;
        let script: Script = input(context, SCRIPT.artifact)?;
        let spoken = lines(&script.scenes).map_err(|error| StageError::new(error.to_string()))?;
        let manifest = AssetManifest {
            schema_version: SCHEMA_VERSION.to_owned(),
            project_id: naming.project_id.clone(),
            manifest_id: naming.artifact_id("manifest"),
            shotlist_ref: list.shotlist_id.clone(),
            character_packs: character_packs(&spoken),
            backgrounds: backgrounds(&list, &script.scenes)?,
            vo_items: vo_items(&spoken, &script.scenes),
        };
        let made = Made {
            stage: &ASSET_MANIFEST,
            naming: &naming,
            id: &manifest.manifest_id,
            parents: vec![list.shotlist_id, script.script_id],
            parameters: Map::new(),
            document: &manifest,
        };
        made.write(context)?;
        let AssetManifest { character_packs, backgrounds, vo_items, .. } = &manifest;
        let counts = (character_packs.len(), backgrounds.len(), vo_items.len());
        tell(context, &format!("{} characters, {} backgrounds, {} voice items", counts.0, counts.1, counts.2));
        Ok(())
    }
}

fn character_packs(spoken: &[Line<'_>]) -> Vec<CharacterPack> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    let speakers: HashSet<&str> = spoken.iter().map(|line| line.speaker).collect();
    for name in speakers {
        // Of names with one slug, the first by code point; so it does not matter in which order they come.
        names.entry(slug(name)).and_modify(|first| *first = name.min(*first)).or_insert(name);
    }
    let mut packs: Vec<CharacterPack> = names
        .into_iter()
        .map(|(character_id, name)| CharacterPack {
            pack_id: pack_id(&character_id),
            character_id,
            display_name: name.to_owned(),
            is_placeholder: true,
        })
        .collect();
    packs.sort_by(|one, other| one.display_name.cmp(&other.display_name));
    packs
}

fn backgrounds(list: &ShotList, scenes: &[Scene]) -> Result<Vec<Background>, StageError> {
    let locations: HashMap<&str, &str> =
        scenes.iter().map(|scene| (scene.scene_id.as_str(), scene.location.as_str())).collect();
    let mut seen = HashSet::new();
    let first_shots = list.shots.iter().filter(|shot| seen.insert(shot.scene_id.as_str()));
    first_shots
        .map(|shot| {
            let location = locations.get(shot.scene_id.as_str()).ok_or_else(|| {
                StageError::new(format!(
                    "`{}` shows `{}`, a scene that the script has not",
                    shot.shot_id, shot.scene_id
                ))
            })?;
            Ok(Background {
                bg_id: background_id(&shot.scene_id),
                scene_id: shot.scene_id.clone(),
                description: (*location).to_owned(),
                is_placeholder: true,
            })
        })
        .collect()
}

fn vo_items(spoken: &[Line<'_>], scenes: &[Scene]) -> Vec<VoItem> {
    let item = |(number, line): (usize, &Line<'_>)| {
        let speaker_id = slug(line.speaker);
        VoItem {
            item_id: voice_id(&scenes[line.scene].scene_id, &speaker_id, number),
            speaker_id,
            text: line.text.to_owned(),
            license_type: "generated_local".to_owned(),
        }
    };
    spoken.iter().enumerate().map(item).collect()
}
