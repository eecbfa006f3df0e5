//! Files that nobody needs: what killed processes left, and the records of runs that were removed.
//!
//! Only below the state folder and `.pipeline-runs/`, and of bundles that were never finished at the project root. What
//! users made is never looked at. Nothing is followed over a link.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use crate::Project;

/// A temporary file that is younger may belong to a process that lives.
const SETTLED: Duration = Duration::from_secs(3600);

/// What a file or folder was left by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeftoverKind {
    /// A process that was killed while it wrote.
    Temporary,
    /// An export that was killed.
    UnfinishedBundle,
    /// A run that was removed.
    RemovedRun,
    /// A state file that was damaged.
    SetAside,
    /// A run that the ledger does not know.
    UnknownRun,
}

/// A file or folder that nobody needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// Where it is; absolute.
    pub path: Utf8PathBuf,
    /// What left it.
    pub kind: LeftoverKind,
    /// What it takes up, in bytes.
    pub size_bytes: u64,
}

/// Everything of that kind. `known` are the names of the runs in the ledger; `is_removed` tells whether a run of this
/// name was.
pub(super) fn find(
    project: &Project,
    known: &HashSet<&str>,
    is_removed: &mut dyn FnMut(&str) -> bool,
    now: SystemTime,
) -> Vec<Leftover> {
    let mut found = Vec::new();
    let mut add = |path: Utf8PathBuf, kind| {
        let size_bytes = size(&path);
        found.push(Leftover { path, kind, size_bytes });
    };
    let is_settled =
        |stat: &Metadata| stat.modified().is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age >= SETTLED));
    for (path, name, stat) in entries(&project.root) {
        if stat.is_dir() && name.starts_with(".throughline-bundle-") && is_settled(&stat) {
            add(path, LeftoverKind::UnfinishedBundle);
        }
    }
    let state = project.state_dir();
    let mut open = vec![state.clone(), project.runs_dir()];
    while let Some(folder) = open.pop() {
        for (path, name, stat) in entries(&folder) {
            if stat.is_dir() {
                // The folders of runs hold logs of attempts and nothing else.
                if folder.starts_with(&state) {
                    open.push(path);
                }
            } else if is_temporary(&name) && is_settled(&stat) {
                add(path, LeftoverKind::Temporary);
            } else if folder == state && name.starts_with("state.db.corrupt-") {
                add(path, LeftoverKind::SetAside);
            }
        }
    }
    for (path, name, stat) in entries(&project.runs_dir()) {
        let run = if stat.is_dir() { Some(name.as_str()) } else { run_of(&name) };
        let Some(run) = run.filter(|run| is_run_name(run) && !known.contains(run)) else { continue };
        add(path, if is_removed(run) { LeftoverKind::RemovedRun } else { LeftoverKind::UnknownRun });
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The files of a run below `.pipeline-runs/`, there or not. None for a name that is no name of a run.
pub(super) fn files_of_run(runs_dir: &Utf8Path, name: &str) -> Vec<Utf8PathBuf> {
    if !is_run_name(name) {
        return Vec::new();
    }
    [format!("{name}.json"), format!("{name}.log"), name.to_owned()].map(|file| runs_dir.join(file)).into()
}

/// What a file or folder takes up with everything in it, in bytes. What cannot be looked at counts nothing.
pub(super) fn size(path: &Utf8Path) -> u64 {
    let mut total = 0;
    let mut open = vec![path.to_owned()];
    while let Some(path) = open.pop() {
        let Ok(stat) = fs::symlink_metadata(&path) else { continue };
        if stat.is_dir() {
            open.extend(entries(&path).into_iter().map(|(path, ..)| path));
        } else {
            total += stat.len();
        }
    }
    total
}

/// Removes a file or folder. It is no error if it is gone.
///
/// # Errors
/// What the system says.
pub(super) fn remove(path: &Utf8Path) -> io::Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(stat) if stat.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn run_of(file: &str) -> Option<&str> {
    file.strip_suffix(".json").or_else(|| file.strip_suffix(".log"))
}

fn is_temporary(name: &str) -> bool {
    name.starts_with(".throughline-") && name.ends_with(".tmp")
}

/// Whether the name is `<stamp>_<pipeline>`, as [`crate::run_name`] makes it. A name of more than one part is none.
fn is_run_name(name: &str) -> bool {
    const STAMP: &[u8] = b"0000-00-00T00-00-00-000Z_";
    let alike = |(found, meant): (&u8, &u8)| if *meant == b'0' { found.is_ascii_digit() } else { found == meant };
    name.len() >= STAMP.len()
        && name.as_bytes().iter().zip(STAMP).all(alike)
        && name[STAMP.len()..].bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// What a folder holds; nothing where it is none or cannot be read. Names that are no text are not ours.
fn entries(folder: &Utf8Path) -> Vec<(Utf8PathBuf, String, Metadata)> {
    let Ok(listing) = fs::read_dir(folder) else { return Vec::new() };
    let entry = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        let name = entry.file_name().into_string().ok()?;
        Some((folder.join(&name), name, entry.metadata().ok()?))
    };
    listing.filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_runs_get_are_names_of_runs() {
        assert!(is_run_name("2026-11-20T12-20-42-155Z_full") && is_run_name("2026-11-20T12-20-42-155Z_a-1"));
        for name in [
            "",
            "..",
            "notes",
            "2026-11-20T12-20-42-155Z",
            "2026-11-20T12-20-42-155Z_../x",
            "2026-11-20T12-20-42-155Z_A",
        ] {
            assert!(!is_run_name(name), "{name}");
            assert!(files_of_run(Utf8Path::new("/runs"), name).is_empty());
        }
    }

    #[test]
    fn a_link_is_removed_and_not_followed() {
        let dir = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(dir.path()).unwrap();
        fs::create_dir_all(base.join("kept/in")).unwrap();
        fs::write(base.join("kept/in/file"), "12345").unwrap();
        std::os::unix::fs::symlink("kept", base.join("link")).unwrap();
        assert_eq!(size(&base.join("kept")), 5);
        remove(&base.join("link")).unwrap();
        remove(&base.join("link")).unwrap();
        assert!(base.join("kept/in/file").exists() && !base.join("link").exists());
    }
}
