//! Copies what was planned into a bundle, and tells of each entry what the manifest says.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, symlink};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::content_of;
use throughline_model::Digest;

use super::content::{digest_of, digest_plain, open_plain};
use super::failure::ExportError;
use super::manifest::{BundleFile, EntryKind, Role};
use super::plan::{Entries, Entry};

/// What copying came to.
#[derive(Debug, Default)]
pub(super) struct Copied {
    /// What the manifest says.
    pub(super) files: Vec<BundleFile>,
    /// How many files share their bytes with the original.
    pub(super) linked: usize,
    /// How many files were copied.
    pub(super) copied: usize,
}

/// Copies everything below `artifacts/` of the bundle. With `hardlink`, files become further names of their originals
/// where the file system can do that.
pub(super) fn copy(bundle: &Utf8Path, entries: &Entries, hardlink: bool) -> Result<Copied, ExportError> {
    let mut all = Copied::default();
    let mut made = Utf8PathBuf::new();
    for (path, entry) in entries {
        let name = format!("{}/{path}", Role::Artifact.folder());
        let target = bundle.join(&name);
        let fault = |source| ExportError::Copy { path: path.clone(), source };
        if let Some(parent) = target.parent().filter(|parent| *parent != made) {
            fs::create_dir_all(parent).map_err(fault)?;
            made = parent.to_owned();
        }
        let (digest, size_bytes) = match entry.kind {
            EntryKind::File => copy_file(entry, &target, hardlink, &mut all).map_err(fault)?,
            EntryKind::Link => {
                let leads_to = entry.target.as_deref().unwrap_or_default();
                symlink(leads_to, &target).map_err(fault)?;
                (Digest::of(leads_to.as_bytes()), leads_to.len() as u64)
            }
            EntryKind::Folder => {
                fs::create_dir_all(&target).map_err(fault)?;
                let content = content_of(&target).map_err(|error| fault(io::Error::other(error)))?;
                (content.map_or_else(|| Digest::of(b""), |content| content.digest), 0)
            }
        };
        all.files.push(BundleFile {
            path: name,
            role: Role::Artifact,
            kind: entry.kind,
            digest,
            size_bytes,
            executable: entry.is_executable && entry.is_in_folder,
            artifact_id: Some(entry.artifact.clone()),
            stage_id: Some(entry.stage.clone()),
        });
    }
    Ok(all)
}

fn copy_file(entry: &Entry, target: &Utf8Path, hardlink: bool, all: &mut Copied) -> io::Result<(Digest, u64)> {
    // Another file system, a file of somebody else, too many names: a copy is as good.
    if hardlink && fs::hard_link(&entry.source, target).is_ok() {
        all.linked += 1;
        return digest_plain(target.as_std_path());
    }
    all.copied += 1;
    let source = open_plain(entry.source.as_std_path())?;
    let mode = if entry.is_executable { 0o777 } else { 0o666 };
    let mut copy = OpenOptions::new().write(true).create_new(true).mode(mode).open(target)?;
    digest_of(source, |piece| copy.write_all(piece))
}
