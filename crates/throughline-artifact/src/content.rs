//! What stands at a path: the digest, size and kind of a file or a folder.

use std::io;
use std::path::{Path, PathBuf};

use throughline_model::Digest;

/// Whether a path holds a file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContentKind {
    /// A regular file.
    File,
    /// A folder, with everything below it.
    Directory,
}

/// The content of a file or a folder at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Content {
    /// SHA-256 of a file's bytes, or of a folder's listing (see [`content_of`](crate::content_of)).
    pub digest: Digest,
    /// Bytes in the file, or in all files below the folder.
    pub size_bytes: u64,
    /// File or folder.
    pub kind: ContentKind,
}

/// Why the content of a path is not known.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// The operating system refused.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// What could not be read: the path asked for, or one below it.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Neither a file nor a folder; such things have no content that could be remembered.
    #[error("`{}` is a {kind}, which has no content to digest", path.display())]
    Special {
        /// The path asked for, or one below it.
        path: PathBuf,
        /// Socket, fifo, block device or character device.
        kind: &'static str,
    },
}

impl ContentError {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Read { path: path.to_owned(), source }
    }

    /// The path that could not be read.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Read { path, .. } | Self::Special { path, .. } => path,
        }
    }
}
