//! Copies a workspace: everything but the state and the record of runs. Links stay links, so that a link out of the
//! root leads to the same place.

use std::fs;
use std::io;
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use crate::{RUNS_DIR, state_dir};

/// Why a workspace cannot be copied.
#[derive(Debug, thiserror::Error)]
#[error("cannot copy {path}")]
pub struct CopyError {
    /// What was being copied.
    pub path: Utf8PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// Copies the workspace at `root` into the empty folder `target`.
///
/// # Errors
/// When something in it cannot be read or written.
pub fn copy_workspace(root: &Utf8Path, target: &Utf8Path) -> Result<(), CopyError> {
    let left_out = [state_dir(root), root.join(RUNS_DIR)];
    let is_copied =
        |path: &Path| !left_out.iter().any(|folder| folder.as_std_path() == path) && path != target.as_std_path();
    copy_tree(root.as_std_path(), target.as_std_path(), &is_copied).map_err(|(path, source)| CopyError {
        path: Utf8PathBuf::from_path_buf(path).unwrap_or_else(|path| path.to_string_lossy().into_owned().into()),
        source,
    })
}

/// Puts one file or folder in the place of another, or takes that away where the first does not exist.
///
/// # Errors
/// When something cannot be read or written.
pub(crate) fn replace(from: &Utf8Path, to: &Utf8Path) -> Result<(), CopyError> {
    let fault = |source| CopyError { path: from.to_owned(), source };
    match fs::symlink_metadata(to) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(to).map_err(fault)?,
        Ok(_) => fs::remove_file(to).map_err(fault)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(fault(error)),
    }
    if fs::symlink_metadata(from).is_err() {
        return Ok(());
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(fault)?;
    }
    copy_tree(from.as_std_path(), to.as_std_path(), &|_| true).map_err(|(_, source)| fault(source))
}

type Fault = (std::path::PathBuf, io::Error);

fn copy_tree(from: &Path, to: &Path, is_copied: &dyn Fn(&Path) -> bool) -> Result<(), Fault> {
    let fault = |error: io::Error| (from.to_owned(), error);
    let found = fs::symlink_metadata(from).map_err(fault)?;
    if found.is_symlink() {
        let leads_to = fs::read_link(from).map_err(fault)?;
        return std::os::unix::fs::symlink(leads_to, to).map_err(fault);
    }
    if found.is_dir() {
        fs::create_dir_all(to).map_err(fault)?;
        for entry in fs::read_dir(from).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            if is_copied(&entry.path()) {
                copy_tree(&entry.path(), &to.join(entry.file_name()), is_copied)?;
            }
        }
        return fs::set_permissions(to, found.permissions()).map_err(fault);
    }
    if found.is_file() {
        // The kernel shares the blocks where the file system can.
        fs::copy(from, to).map_err(fault)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_and_records_stay_behind_and_links_stay_links() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap().join("w");
        for folder in [".throughline", ".pipeline-runs", "src/empty"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        fs::write(root.join("src/a"), "a").unwrap();
        fs::write(root.join(".throughline/state.db"), "").unwrap();
        std::os::unix::fs::symlink("src/a", root.join("link")).unwrap();
        let target = Utf8Path::from_path(dir.path()).unwrap().join("copy");
        copy_workspace(&root, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("link")).unwrap(), "a");
        assert!(fs::symlink_metadata(target.join("link")).unwrap().is_symlink());
        assert!(target.join("src/empty").is_dir());
        assert!(!target.join(".throughline").exists() && !target.join(".pipeline-runs").exists());
        fs::write(target.join("src/a"), "changed").unwrap();
        replace(&root.join("src/a"), &target.join("src/a")).unwrap();
        assert_eq!(fs::read_to_string(target.join("src/a")).unwrap(), "a");
    }
}
