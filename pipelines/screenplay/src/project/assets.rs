//! The assets that lie beside a project: `assets/<asset id>.<anything>`.

use std::collections::BTreeMap;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use throughline_artifact::{ContentError, content_of};
use throughline_model::Digest;

/// The folder beside the project file.
const FOLDER: &str = "assets";

/// How the ids of assets begin. Other files are passed over: they would be read for nothing.
const BEGINNINGS: [&str; 3] = ["char-", "bg-", "vo-"];

/// An asset that lies beside the project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GivenAsset {
    /// Relative to the project file's folder: `assets/char-bob.png`.
    pub(crate) file: String,
    /// The digest of its bytes.
    pub(crate) digest: Digest,
}

/// The assets in a folder.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenAssets {
    /// By asset id: the file's name without its extension. Of several files, the first by name.
    pub(crate) by_id: BTreeMap<String, GivenAsset>,
    /// Where they lie, by file name.
    pub(crate) files: BTreeMap<String, Utf8PathBuf>,
}

/// The assets cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}`: {reason}")]
pub(crate) struct AssetError {
    path: String,
    reason: String,
}

/// Finds the assets beside a project in this folder. Ids are never made into paths: what is there is listed, and its
/// names are compared with ids.
pub(crate) fn given_assets(folder: &Utf8Path) -> Result<GivenAssets, AssetError> {
    let folder = folder.join(FOLDER);
    let failed = |path: &Utf8Path, reason: String| AssetError { path: path.to_string(), reason };
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(GivenAssets::default());
        }
        Err(error) => return Err(failed(&folder, error.to_string())),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| failed(&folder, error.to_string()))?;
        // A name that is no text is no id either.
        if let Ok(name) = entry.file_name().into_string() {
            names.push(name);
        }
    }
    names.sort_unstable();
    let mut assets = GivenAssets::default();
    for name in names {
        let Some((id, _)) = name.rsplit_once('.') else { continue };
        if !BEGINNINGS.iter().any(|beginning| id.starts_with(beginning)) || assets.by_id.contains_key(id) {
            continue;
        }
        let path = folder.join(&name);
        if !path.is_file() {
            continue;
        }
        let content = content_of(&path).map_err(|error| match error {
            // It names the path as well, and keeps the reason to itself.
            ContentError::Read { source, .. } => failed(&path, source.to_string()),
            other => failed(&path, other.to_string()),
        })?;
        if let Some(content) = content {
            let asset = GivenAsset { file: format!("{FOLDER}/{name}"), digest: content.digest };
            assets.by_id.insert(id.to_owned(), asset);
            assets.files.insert(name, path);
        }
    }
    Ok(assets)
}
