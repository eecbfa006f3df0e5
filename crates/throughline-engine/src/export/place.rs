//! Where a bundle comes to lie: a folder that is not there yet, or empty, and in nobody's way. It is built beside its
//! place and moved there as a whole.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

/// Why a bundle cannot lie where it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum PlaceError {
    /// Something is there already.
    #[error("`{path}` {what}; a bundle is never written over anything")]
    Occupied {
        /// The place.
        path: Utf8PathBuf,
        /// What is there.
        what: &'static str,
    },
    /// It would become part of what is exported, or of what the program keeps.
    #[error("`{path}` lies in `{folder}`, {what}")]
    Inside {
        /// The place.
        path: Utf8PathBuf,
        /// The folder.
        folder: Utf8PathBuf,
        /// What the folder is.
        what: &'static str,
    },
    /// The system refused.
    #[error("cannot write the bundle `{path}`")]
    Write {
        /// The place, or what is needed for it.
        path: Utf8PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A folder in which no bundle may lie, and what it is.
pub(super) struct Closed {
    pub(super) folder: Utf8PathBuf,
    pub(super) what: &'static str,
}

/// Checks that a bundle may lie at this absolute path.
pub(super) fn check(path: &Utf8Path, closed: &[Closed]) -> Result<(), PlaceError> {
    let occupied = |what| Err(PlaceError::Occupied { path: path.to_owned(), what });
    let unreadable = |source| PlaceError::Write { path: path.to_owned(), source };
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => return occupied("is a symbolic link"),
        Ok(found) if !found.is_dir() => return occupied("is no folder"),
        Ok(_) if fs::read_dir(path).map_err(unreadable)?.next().is_some() => return occupied("is not empty"),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unreadable(error)),
    }
    let real = real(path);
    for Closed { folder, what } in closed {
        if real.starts_with(self::real(folder)) {
            return Err(PlaceError::Inside { path: path.to_owned(), folder: folder.clone(), what });
        }
    }
    Ok(())
}

/// The path with the links of all that is there already resolved.
fn real(path: &Utf8Path) -> Utf8PathBuf {
    for there in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (there.canonicalize_utf8(), path.strip_prefix(there)) {
            return if rest.as_str().is_empty() { real } else { real.join(rest) };
        }
    }
    path.to_owned()
}

/// A bundle that is being built. Dropped, it leaves nothing behind.
pub(super) struct Building {
    /// Beside the place, so that moving it there is one step.
    shed: TempDir,
    /// Where the files go.
    pub(super) folder: Utf8PathBuf,
    place: Utf8PathBuf,
}

impl Building {
    /// Begins to build what shall lie at this absolute path.
    pub(super) fn begin(place: &Utf8Path) -> Result<Self, PlaceError> {
        let fault = |source| PlaceError::Write { path: place.to_owned(), source };
        let parent = place.parent().ok_or_else(|| fault(io::ErrorKind::InvalidInput.into()))?;
        fs::create_dir_all(parent).map_err(fault)?;
        let shed = tempfile::Builder::new().prefix(".throughline-bundle-").tempdir_in(parent).map_err(fault)?;
        let folder = Utf8Path::from_path(shed.path())
            .ok_or_else(|| fault(io::Error::other("the folder's name is not UTF-8")))?
            .join("bundle");
        fs::create_dir(&folder).map_err(fault)?;
        Ok(Self { shed, folder, place: place.to_owned() })
    }

    /// Moves it to its place, unless something came to lie there in the meantime.
    pub(super) fn finish(self) -> Result<(), PlaceError> {
        match fs::rename(&self.folder, &self.place) {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), io::ErrorKind::DirectoryNotEmpty | io::ErrorKind::NotADirectory) => {
                return Err(PlaceError::Occupied { path: self.place.clone(), what: "is not empty any more" });
            }
            Err(source) => return Err(PlaceError::Write { path: self.place.clone(), source }),
        }
        // What is left is an empty folder; if it stays, it is in nobody's way.
        let _ = self.shed.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_lies_where_nothing_is_and_in_nobodys_way() {
        let dir = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(dir.path()).unwrap().canonicalize_utf8().unwrap();
        fs::create_dir_all(base.join("site/deep")).unwrap();
        fs::create_dir(base.join("empty")).unwrap();
        fs::write(base.join("file"), "").unwrap();
        std::os::unix::fs::symlink("empty", base.join("link")).unwrap();
        std::os::unix::fs::symlink("site", base.join("way")).unwrap();
        let closed = [Closed { folder: base.join("site"), what: "an artifact" }];
        let check = |path: &str| check(&base.join(path), &closed).map_err(|error| error.to_string());
        for path in ["new", "new/er", "empty", "sites"] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for (path, why) in [
            ("file", "is no folder"),
            ("site", "is not empty"),
            ("link", "is a symbolic link"),
            ("site/deep", "lies in"),
            ("site/new/er", "lies in"),
            ("way/new", "lies in"),
        ] {
            assert!(check(path).is_err_and(|error| error.contains(why)), "{path}: {:?}", check(path));
        }
    }

    #[test]
    fn it_appears_as_a_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let base = Utf8Path::from_path(dir.path()).unwrap();
        let names = || fs::read_dir(base).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
        let building = Building::begin(&base.join("b")).unwrap();
        fs::write(building.folder.join("x"), "1").unwrap();
        assert!(!base.join("b").exists());
        drop(building);
        assert!(names().is_empty(), "{:?}", names());
        let building = Building::begin(&base.join("b")).unwrap();
        fs::write(building.folder.join("x"), "1").unwrap();
        building.finish().unwrap();
        assert_eq!(names(), ["b"]);
        let building = Building::begin(&base.join("b")).unwrap();
        assert!(matches!(building.finish(), Err(PlaceError::Occupied { .. })));
        assert_eq!(fs::read_to_string(base.join("b/x")).unwrap(), "1");
        assert_eq!(names(), ["b"]);
    }
}
