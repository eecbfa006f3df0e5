//! Files that come into being all at once: a reader sees the old content or the new, never a part.
//!
//! A temporary file in the same folder (a rename cannot leave its file system), then a rename over the target. There is
//! no `fsync`: a killed process loses nothing, and what a power cut may take (the last seconds) is found by its digest.
//! A temporary file that a killed process left behind is in nobody's way: its name is random and starts with
//! `.throughline-`.

use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::NamedTempFile;

/// A file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write `{path}`")]
pub struct WriteError {
    /// The file, or the folder that it needs.
    pub path: Utf8PathBuf,
    /// What the operating system said.
    pub source: io::Error,
}

impl WriteError {
    pub(crate) fn new(path: &Utf8Path, source: io::Error) -> Self {
        Self { path: path.to_owned(), source }
    }
}

/// Writes a file as a whole, making the folders it needs. Permissions are what the umask leaves of `rw-rw-rw-`; a
/// symbolic link at the path is replaced and not followed.
pub fn write_atomic(path: &Utf8Path, bytes: &[u8]) -> Result<(), WriteError> {
    let mut file = temporary_beside(path, 0o666)?;
    file.write_all(bytes).map_err(|source| WriteError::new(path, source))?;
    take_place(file, path)
}

/// Puts a temporary file in the place of `path`; it is removed where that fails.
pub(crate) fn take_place(file: NamedTempFile, path: &Utf8Path) -> Result<(), WriteError> {
    loop {
        match fs::rename(file.path(), path) {
            // File systems over a network may give up for a signal.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(WriteError::new(path, error)),
            Ok(()) => break,
        }
    }
    // Nothing stands under the temporary name any more.
    file.into_temp_path().keep().map(drop).map_err(|error| WriteError::new(path, error.error))
}

/// A new file that may take the place of `path`. It is removed when dropped. The kernel takes the umask off `mode`.
pub(crate) fn temporary_beside(path: &Utf8Path, mode: u32) -> Result<NamedTempFile, WriteError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_str().is_empty() => folder,
        _ => Utf8Path::new("."),
    };
    let make = || {
        tempfile::Builder::new()
            .prefix(".throughline-")
            .suffix(".tmp")
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder)
    };
    match make() {
        // The folder is there almost always, so it is only made when it turns out to be missing.
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(|source| WriteError::new(folder, source))?;
            make().map_err(|source| WriteError::new(path, source))
        }
        made => made.map_err(|source| WriteError::new(path, source)),
    }
}
