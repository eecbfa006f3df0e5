//! A folder of contents named by their digest, so that `diff` can still read what an artifact held in an earlier run.
//!
//! ```text
//! <folder>/<first 2 hexadecimal digits>/<the other 62>       read-only, never changed
//! ```
//! Contents are copied and not hard-linked, because a stage may edit its output in place. The copy goes through the
//! hash, so that a file that changed meanwhile is never stored under a name that is not its own; that is also why the
//! file system is not asked to share the blocks. What is read is hashed again.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};
use throughline_model::{Digest, Hasher};

use crate::content::ContentError;
use crate::file::{BUFFER_BYTES, is_absent, open_regular};
use crate::whole::{Links, MAX_JSON_BYTES, read_whole};
use crate::write::{WriteError, take_place, temporary_beside};

/// Why an object could not be stored, read or removed.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The source or the store could not be read.
    #[error(transparent)]
    Read(#[from] ContentError),
    /// The store could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The source is not, or no longer, what the digest says.
    #[error("`{path}` holds {found} and not {expected}; it was changed meanwhile")]
    Changed {
        /// The file that was to be stored.
        path: Utf8PathBuf,
        /// The digest that it was to be stored under.
        expected: Digest,
        /// The digest of what it holds.
        found: Digest,
    },
    /// A stored object is no longer what its name says. Removing it is safe.
    #[error("the stored object `{path}` is damaged (it holds {found}); remove it")]
    Damaged {
        /// The object's file.
        path: Utf8PathBuf,
        /// The digest of what it holds.
        found: Digest,
    },
}

/// One content in the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StoredObject {
    /// Digest of the content.
    pub digest: Digest,
    /// Its size.
    pub size_bytes: u64,
}

/// Keeps contents by their digest.
#[derive(Debug, Clone)]
pub struct ObjectStore {
    folder: Utf8PathBuf,
}

impl ObjectStore {
    /// The store in this folder, which need not exist yet.
    #[must_use]
    pub fn new(folder: &Utf8Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Keeps the content of a file. `false` if the file is gone or larger than `limit_bytes`, and so not kept.
    pub fn put_file(&self, path: &Utf8Path, digest: Digest, limit_bytes: u64) -> Result<bool, ObjectError> {
        let source = path.as_std_path();
        let Some((file, stat)) = open_regular(source, Links::Follow)? else { return Ok(false) };
        if stat.len() > limit_bytes {
            return Ok(false);
        }
        let target = self.path(digest);
        // A power cut can leave an empty file under the right name; it is written again.
        if fs::metadata(&target).is_ok_and(|present| present.len() == stat.len()) {
            return Ok(true);
        }
        let write_fault = |error| WriteError::new(&target, error);
        let mut copy = temporary_beside(&target, 0o444)?;
        let mut hasher = Hasher::default();
        let mut buffer =
            vec![0; usize::try_from(stat.len().saturating_add(1).clamp(4096, BUFFER_BYTES)).unwrap_or(4096)];
        let mut rest = file.take(limit_bytes.saturating_add(1));
        let mut size_bytes = 0;
        loop {
            let count = match rest.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(ContentError::read(source)(error).into()),
            };
            size_bytes += count as u64;
            hasher.update(&buffer[..count]);
            copy.write_all(&buffer[..count]).map_err(write_fault)?;
        }
        if size_bytes > limit_bytes {
            return Ok(false);
        }
        let found = hasher.finish();
        if found != digest {
            return Err(ObjectError::Changed { path: path.to_owned(), expected: digest, found });
        }
        take_place(copy, &target)?;
        Ok(true)
    }

    /// Keeps these bytes, and says under which digest.
    pub fn put(&self, bytes: &[u8]) -> Result<Digest, ObjectError> {
        let digest = Digest::of(bytes);
        let target = self.path(digest);
        if fs::metadata(&target).is_ok_and(|present| present.len() == bytes.len() as u64) {
            return Ok(digest);
        }
        let write_fault = |error| WriteError::new(&target, error);
        let mut copy = temporary_beside(&target, 0o444)?;
        copy.write_all(bytes).map_err(write_fault)?;
        take_place(copy, &target)?;
        Ok(digest)
    }

    /// The content with this digest, if it is kept.
    pub fn get(&self, digest: Digest) -> Result<Option<Vec<u8>>, ObjectError> {
        let path = self.path(digest);
        let bytes = match read_whole(&path, Links::Follow, MAX_JSON_BYTES) {
            Ok(bytes) => bytes,
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(ContentError::read(path.as_std_path())(error).into()),
        };
        let found = Digest::of(&bytes);
        if found == digest { Ok(Some(bytes)) } else { Err(ObjectError::Damaged { path, found }) }
    }

    /// Drops a content; `false` if it was not kept.
    pub fn remove(&self, digest: Digest) -> Result<bool, ObjectError> {
        let path = self.path(digest);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if is_absent(&error) => Ok(false),
            Err(error) => Err(WriteError::new(&path, error).into()),
        }
    }

    /// All that is kept, by digest. Files that are no objects (left by a killed process) are passed over.
    pub fn list(&self) -> Result<Vec<StoredObject>, ObjectError> {
        let mut objects = Vec::new();
        for folder in names(self.folder.as_std_path())? {
            let path = self.folder.join(&folder);
            if folder.len() != 2 || !path.is_dir() {
                continue;
            }
            for name in names(path.as_std_path())? {
                let Ok(digest) = format!("sha256:{folder}{name}").parse() else { continue };
                // Gone since the listing was read: another process removed it.
                let Ok(stat) = fs::metadata(path.join(&name)) else { continue };
                objects.push(StoredObject { digest, size_bytes: stat.len() });
            }
        }
        objects.sort_unstable();
        Ok(objects)
    }

    fn path(&self, digest: Digest) -> Utf8PathBuf {
        let hex = digest.hex();
        let (folder, name) = hex.split_at(2);
        self.folder.join(folder).join(name)
    }
}

fn names(folder: &Path) -> Result<Vec<String>, ContentError> {
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(ContentError::read(folder)(error)),
    };
    let mut names = Vec::new();
    for member in listing {
        if let Ok(name) = member.map_err(ContentError::read(folder))?.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}
