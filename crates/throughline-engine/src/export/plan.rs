//! What of a run's artifacts goes into a bundle: files one by one, empty folders, and links as what they are.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_model::{ArtifactId, StageId};

use super::failure::{ExportError, Unportable};
use super::manifest::{EntryKind, MAX_FILES};
use super::paths;

/// One thing that goes into a bundle.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where it is now; absolute, without links where it is a file.
    pub(super) source: Utf8PathBuf,
    /// What it is.
    pub(super) kind: EntryKind,
    /// Whether its owner may execute it.
    pub(super) is_executable: bool,
    /// Whether it is part of a folder that is an artifact, where being executable counts.
    pub(super) is_in_folder: bool,
    /// The artifact that it is, or is part of: the innermost.
    pub(super) artifact: ArtifactId,
    /// The stage or instance that left it.
    pub(super) stage: StageId,
    /// Where it leads, if it is a link.
    pub(super) target: Option<String>,
}

/// What goes into a bundle, by path relative to the root.
pub(super) type Entries = BTreeMap<String, Entry>;

/// Collects everything that these artifacts are made of.
pub(super) struct Planner<'a> {
    root: &'a Utf8Path,
    real_root: Utf8PathBuf,
    entries: Entries,
    unportable: Vec<Unportable>,
}

/// Whose something is.
struct Owner<'a> {
    artifact: &'a ArtifactId,
    stage: &'a StageId,
}

/// What is to be exported: path relative to the root, artifact and stage.
pub(super) type Wanted<'a> = (&'a str, &'a ArtifactId, &'a StageId);

/// Everything that these artifacts are made of.
///
/// # Errors
/// When something of it cannot be read, or cannot be carried elsewhere.
pub(super) fn plan(root: &Utf8Path, wanted: &[Wanted<'_>]) -> Result<Entries, ExportError> {
    let real_root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
    let mut planner = Planner { root, real_root, entries: Entries::new(), unportable: Vec::new() };
    let mut wanted = wanted.to_vec();
    // Folders before what lies in them, which then keeps the name of its own artifact.
    wanted.sort_unstable_by_key(|(path, ..)| *path);
    for (path, artifact, stage) in wanted {
        planner.artifact(path, &Owner { artifact, stage })?;
    }
    if !planner.unportable.is_empty() {
        return Err(ExportError::Unportable { items: planner.unportable });
    }
    Ok(planner.entries)
}

impl Planner<'_> {
    fn refuse(&mut self, path: &str, reason: &dyn std::fmt::Display) {
        self.unportable.push(Unportable { path: path.to_owned(), reason: reason.to_string() });
    }

    fn artifact(&mut self, path: &str, owner: &Owner<'_>) -> Result<(), ExportError> {
        if let Err(refusal) = paths::check(path) {
            self.refuse(path, &format_args!("the path {refusal}"));
            return Ok(());
        }
        let fault = |source| ExportError::Copy { path: path.to_owned(), source };
        let source = self.root.join(path).canonicalize_utf8().map_err(fault)?;
        if !source.starts_with(&self.real_root) {
            self.refuse(path, &format_args!("it leads out of the project root, to {source}"));
            return Ok(());
        }
        let found = fs::metadata(&source).map_err(fault)?;
        if found.is_dir() {
            return self.folder(path, &source, owner);
        }
        match self.entries.get_mut(path) {
            Some(entry) if entry.kind == EntryKind::File => {
                entry.artifact = owner.artifact.clone();
                entry.stage = owner.stage.clone();
            }
            Some(_) => self.refuse(path, &"it is an artifact, and a link in a folder that is another"),
            None => {
                let is_executable = found.permissions().mode() & 0o100 != 0;
                self.add(path, source, EntryKind::File, (is_executable, false), owner, None)?;
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        path: &str,
        source: Utf8PathBuf,
        kind: EntryKind,
        (is_executable, is_in_folder): (bool, bool),
        owner: &Owner<'_>,
        target: Option<String>,
    ) -> Result<(), ExportError> {
        let (artifact, stage) = (owner.artifact.clone(), owner.stage.clone());
        let entry = Entry { source, kind, is_executable, is_in_folder, artifact, stage, target };
        self.entries.insert(path.to_owned(), entry);
        if self.entries.len() > MAX_FILES { Err(ExportError::TooMany) } else { Ok(()) }
    }

    /// Everything in a folder, and the folder itself if it is empty.
    fn folder(&mut self, top: &str, source: &Utf8Path, owner: &Owner<'_>) -> Result<(), ExportError> {
        let mut open = vec![(top.to_owned(), source.to_owned())];
        let mut links = BTreeMap::new();
        while let Some((folder, source)) = open.pop() {
            let fault = |source| ExportError::Copy { path: folder.clone(), source };
            let mut is_empty = true;
            for member in fs::read_dir(&source).map_err(fault)? {
                is_empty = false;
                let member = member.map_err(fault)?;
                let Ok(name) = member.file_name().into_string() else {
                    self.refuse(&folder, &format_args!("the name {:?} in it is not UTF-8", member.file_name()));
                    continue;
                };
                let path = format!("{folder}/{name}");
                let source = source.join(&name);
                if let Err(refusal) = paths::check(&path) {
                    self.refuse(&path, &format_args!("the path {refusal}"));
                    continue;
                }
                let found = fs::symlink_metadata(&source).map_err(fault)?;
                if found.is_symlink() {
                    let target = fs::read_link(&source).map_err(fault)?;
                    match target.into_os_string().into_string() {
                        Ok(target) => {
                            links.insert(Utf8PathBuf::from(&path), target.clone());
                            self.add(&path, source, EntryKind::Link, (false, true), owner, Some(target))?;
                        }
                        Err(target) => self.refuse(&path, &format_args!("its target {target:?} is not UTF-8")),
                    }
                } else if found.is_dir() {
                    open.push((path, source));
                } else if found.is_file() {
                    let is_executable = found.permissions().mode() & 0o100 != 0;
                    self.add(&path, source, EntryKind::File, (is_executable, true), owner, None)?;
                } else {
                    self.refuse(&path, &"it is neither a file nor a folder");
                }
            }
            if is_empty {
                self.add(&folder, source, EntryKind::Folder, (false, true), owner, None)?;
            }
        }
        for (path, target) in &links {
            let lead = paths::link_target(Utf8Path::new(top), path, target, &|path| links.contains_key(path));
            if let Err(refusal) = lead {
                self.refuse(path.as_str(), &format_args!("the link to {target:?}: {refusal}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn planned(root: &Utf8Path, wanted: &[&str]) -> Result<Vec<(String, EntryKind, String)>, ExportError> {
        let ids: Vec<ArtifactId> = wanted.iter().map(|path| ArtifactId::from(*path)).collect();
        let stage = StageId::from("s");
        let wanted: Vec<Wanted<'_>> = wanted.iter().zip(&ids).map(|(path, id)| (*path, id, &stage)).collect();
        let entries = plan(root, &wanted)?;
        Ok(entries.into_iter().map(|(path, entry)| (path, entry.kind, entry.artifact.to_string())).collect())
    }

    #[test]
    fn folders_are_taken_apart_and_what_lies_in_them_keeps_its_own_artifact() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir_all(root.join("site/void")).unwrap();
        fs::write(root.join("site/a"), "a").unwrap();
        fs::write(root.join("site/b"), "b").unwrap();
        symlink("a", root.join("site/l")).unwrap();
        symlink("site", root.join("way")).unwrap();
        let entry = |path: &str, kind, artifact: &str| (path.to_owned(), kind, artifact.to_owned());
        assert_eq!(
            planned(root, &["site/b", "site", "way/a"]).unwrap(),
            [
                entry("site/a", EntryKind::File, "site"),
                entry("site/b", EntryKind::File, "site/b"),
                entry("site/l", EntryKind::Link, "site"),
                entry("site/void", EntryKind::Folder, "site"),
                entry("way/a", EntryKind::File, "way/a"),
            ]
        );
        assert!(matches!(planned(root, &["site", "site/l"]), Err(ExportError::Unportable { .. })));
    }

    #[test]
    fn everything_that_cannot_be_carried_elsewhere_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir_all(root.join("p/site")).unwrap();
        fs::write(root.join("outside"), "").unwrap();
        symlink("../outside", root.join("p/out")).unwrap();
        symlink("../../outside", root.join("p/site/up")).unwrap();
        symlink("/etc/passwd", root.join("p/site/abs")).unwrap();
        fs::write(root.join("p/site/a\\b"), "").unwrap();
        let socket = std::os::unix::net::UnixListener::bind(root.join("p/site/socket")).unwrap();
        let Err(ExportError::Unportable { items }) = planned(&root.join("p"), &["out", "site", "../outside"]) else {
            panic!("it was planned")
        };
        drop(socket);
        let mut named: Vec<&str> = items.iter().map(|item| item.path.as_str()).collect();
        named.sort_unstable();
        assert_eq!(named, ["../outside", "out", "site/a\\b", "site/abs", "site/socket", "site/up"]);
    }
}
