//! Whether the files of a bundle are those that its manifest names.

use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_artifact::content_of;
use throughline_model::Digest;

use super::report::{BundleFault, FaultKind};
use crate::export::content::digest_plain;
use crate::export::manifest::{BundleFile, EntryKind, MANIFEST_NAME, Manifest, Role};
use crate::export::paths;

/// More files that do not belong there are counted and not named.
const NAMED_EXTRAS: usize = 1_000;

/// What is at the places that a manifest names.
pub(super) struct Present {
    /// For each entry of the manifest, whether it was found there and is of its kind.
    is_there: Vec<bool>,
    /// For each, whether it is as the manifest says.
    is_sound: Vec<bool>,
    /// For each, whether something else was found there, which has been told.
    is_told: Vec<bool>,
    /// What is there beside them, as far as it was named.
    extra: Vec<String>,
    extras: usize,
}

impl Present {
    /// Whether a regular file is there that the manifest names.
    pub(super) fn is_file(&self, manifest: &Manifest, path: &str) -> bool {
        let place = manifest.position(path);
        place.is_some_and(|place| self.is_there[place] && manifest.files[place].kind == EntryKind::File)
    }

    /// Whether everything at this path and below it is as the manifest says.
    pub(super) fn is_sound_below(&self, manifest: &Manifest, path: &str) -> bool {
        let below = format!("{path}/");
        let from = manifest.files.partition_point(|file| *file.path < *below);
        let mut in_it = manifest.files.iter().zip(&self.is_sound).skip(from);
        manifest.position(path).is_none_or(|place| self.is_sound[place])
            && !self.extra.iter().any(|extra| extra.starts_with(&below))
            && in_it.by_ref().take_while(|(file, _)| file.path.starts_with(&below)).all(|(_, is_sound)| *is_sound)
    }
}

/// Looks at every file of a bundle, and at what is there beside them.
pub(super) fn check(bundle: &Utf8Path, manifest: &Manifest, faults: &mut Vec<BundleFault>) -> std::io::Result<Present> {
    let count = manifest.files.len();
    let mut present = Present {
        is_there: vec![false; count],
        is_sound: vec![false; count],
        is_told: vec![false; count],
        extra: Vec::new(),
        extras: 0,
    };
    walk(bundle, manifest, &mut present, faults)?;
    let is_link = |path: &Utf8Path| {
        manifest.position(path.as_str()).is_some_and(|place| manifest.files[place].kind == EntryKind::Link)
    };
    for (place, file) in manifest.files.iter().enumerate() {
        if !present.is_there[place] {
            if !present.is_told[place] {
                faults.push(
                    BundleFault::new(FaultKind::Missing, &file.path, "is not there").with(Some(file.digest), None),
                );
            }
            continue;
        }
        match check_one(bundle, file, &is_link) {
            None => present.is_sound[place] = true,
            Some(fault) => faults.push(fault),
        }
    }
    Ok(present)
}

/// Finds out what there is, without following any link.
fn walk(
    bundle: &Utf8Path,
    manifest: &Manifest,
    present: &mut Present,
    faults: &mut Vec<BundleFault>,
) -> std::io::Result<()> {
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        let listing = match fs::read_dir(bundle.join(&folder)) {
            Ok(listing) => listing,
            Err(error) if folder.is_empty() => return Err(error),
            Err(error) => {
                faults.push(BundleFault::new(FaultKind::Unreadable, folder, format!("cannot be read: {error}")));
                continue;
            }
        };
        for member in listing {
            let (name, found) = match member
                .and_then(|member| Ok((member.file_name(), member.path().symlink_metadata()?)))
            {
                Ok(found) => found,
                Err(error) => {
                    faults.push(BundleFault::new(FaultKind::Unreadable, &folder, format!("cannot be read: {error}")));
                    continue;
                }
            };
            let Some(name) = name.to_str() else {
                let path = join(&folder, &name.to_string_lossy());
                present.extra(faults, path, "is not in the manifest, and its name is not UTF-8");
                continue;
            };
            let path = join(&folder, name);
            if path == MANIFEST_NAME {
                continue;
            }
            if let Some(next) = present.meet(manifest, path, &found, faults) {
                open.push(next);
            }
        }
    }
    if present.extras > NAMED_EXTRAS {
        let more = present.extras - NAMED_EXTRAS;
        faults.push(BundleFault::new(FaultKind::Extra, "", format!("and {more} more are not in the manifest")));
    }
    Ok(())
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

impl Present {
    fn extra(&mut self, faults: &mut Vec<BundleFault>, path: String, message: &str) {
        self.extras += 1;
        if self.extras <= NAMED_EXTRAS {
            self.extra.push(path.clone());
            faults.push(BundleFault::new(FaultKind::Extra, path, message));
        }
    }

    /// Takes note of what is at a path. Returns it if it is a folder that is to be looked into.
    fn meet(
        &mut self,
        manifest: &Manifest,
        path: String,
        found: &Metadata,
        faults: &mut Vec<BundleFault>,
    ) -> Option<String> {
        let place = manifest.position(&path);
        if found.is_dir() && manifest.has_below(&path) {
            return Some(path);
        }
        let Some(place) = place else {
            let what = if found.is_dir() {
                "is a folder that is not in the manifest"
            } else if found.is_symlink() {
                "is a symbolic link that is not in the manifest"
            } else {
                "is not in the manifest"
            };
            self.extra(faults, path, what);
            return None;
        };
        let kind = manifest.files[place].kind;
        let is_kind = match kind {
            EntryKind::File => found.is_file(),
            EntryKind::Link => found.is_symlink(),
            EntryKind::Folder => found.is_dir(),
        };
        if is_kind {
            self.is_there[place] = true;
            // It should be empty; what is in it is not in the manifest.
            return (kind == EntryKind::Folder).then_some(path);
        }
        self.is_told[place] = true;
        let (is, should) = (kind_of(found), word(kind));
        faults.push(BundleFault::new(FaultKind::Changed, path, format!("is {is} and not {should}")));
        None
    }
}

fn word(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::File => "a file",
        EntryKind::Link => "a symbolic link",
        EntryKind::Folder => "a folder",
    }
}

fn kind_of(found: &Metadata) -> &'static str {
    if found.is_dir() {
        "a folder"
    } else if found.is_symlink() {
        "a symbolic link"
    } else if found.is_file() {
        "a file"
    } else {
        "neither a file nor a folder"
    }
}

/// What is wrong with something that is there and of its kind.
fn check_one(bundle: &Utf8Path, file: &BundleFile, is_link: &dyn Fn(&Utf8Path) -> bool) -> Option<BundleFault> {
    let full: Utf8PathBuf = bundle.join(&file.path);
    let fault =
        |kind, message: String, found| Some(BundleFault::new(kind, &file.path, message).with(Some(file.digest), found));
    let unreadable = |error: std::io::Error| fault(FaultKind::Unreadable, format!("cannot be read: {error}"), None);
    match file.kind {
        EntryKind::Folder => {
            // What lies in it is told as what is too much.
            let is_empty = match fs::read_dir(&full) {
                Ok(mut entries) => entries.next().is_none(),
                Err(error) => return unreadable(error),
            };
            let found = content_of(&full).ok().flatten().map(|content| content.digest);
            if is_empty && (found != Some(file.digest) || file.size_bytes != 0) {
                return fault(FaultKind::Changed, "is no empty folder as it was exported".to_owned(), found);
            }
            None
        }
        EntryKind::Link => {
            let target = match fs::read_link(&full) {
                Ok(target) => target.into_os_string(),
                Err(error) => return unreadable(error),
            };
            let found = Digest::of(target.as_bytes());
            if found != file.digest || target.len() as u64 != file.size_bytes {
                return fault(FaultKind::Changed, "leads elsewhere".to_owned(), Some(found));
            }
            let top = Utf8Path::new(Role::Artifact.folder());
            let lead =
                target.to_str().map(|target| paths::link_target(top, Utf8Path::new(&file.path), target, is_link));
            match lead {
                Some(Ok(_)) => None,
                Some(Err(refusal)) => {
                    fault(FaultKind::Invalid, format!("is a link that has no place here: {refusal}"), None)
                }
                None => fault(FaultKind::Invalid, "is a link whose target is not UTF-8".to_owned(), None),
            }
        }
        EntryKind::File => {
            let found = match fs::symlink_metadata(&full) {
                Ok(found) => found,
                Err(error) => return unreadable(error),
            };
            let (is, should) = (found.len(), file.size_bytes);
            // Its size says enough, and may be said without reading it.
            if is != should {
                if is < should {
                    return fault(FaultKind::Truncated, format!("ends after {is} of {should} bytes"), None);
                }
                return fault(FaultKind::Changed, format!("has {is} bytes, where the manifest says {should}"), None);
            }
            match digest_plain(full.as_std_path()) {
                Err(error) => unreadable(error),
                Ok((digest, _)) if digest != file.digest => {
                    fault(FaultKind::Changed, "has other bytes than the manifest says".to_owned(), Some(digest))
                }
                Ok(_) if file.executable && found.permissions().mode() & 0o100 == 0 => {
                    fault(FaultKind::Changed, "may not be executed any more".to_owned(), None)
                }
                Ok(_) => None,
            }
        }
    }
}
