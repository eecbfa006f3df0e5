//! Reading what a person named: a text file, or in plain words why it is none.

use std::io;

use camino::Utf8Path;
use throughline_artifact::{Links, read_whole};

/// Larger files are no screenplay and no project. A novel has one million bytes.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Why a file cannot be used as text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextFileError {
    /// There is nothing at this path.
    #[error("there is no file `{0}`")]
    Missing(String),
    /// Something else stands there.
    #[error("`{0}` is a folder, not a file")]
    Folder(String),
    /// A device, a socket, a fifo.
    #[error("`{0}` is neither a file nor a folder")]
    Special(String),
    /// It holds something else than text.
    #[error("`{path}` is not UTF-8 text: byte {at} cannot be read")]
    Encoding {
        /// The file.
        path: String,
        /// The first byte at fault, from 0.
        at: usize,
    },
    /// It is no work of a person.
    #[error("`{path}` has {bytes} bytes; {MAX_BYTES} are the most that is read")]
    TooLarge {
        /// The file.
        path: String,
        /// Its size.
        bytes: u64,
    },
    /// The operating system refused.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
}

impl TextFileError {
    /// What to do next, where that is more than what the message says.
    pub(crate) fn help(&self) -> Option<&'static str> {
        match self {
            Self::Encoding { .. } => Some("save it as UTF-8 in your editor"),
            Self::Folder(_) => Some("name the file in it"),
            Self::Missing(_) | Self::Special(_) | Self::TooLarge { .. } | Self::Read { .. } => None,
        }
    }
}

/// The text of a file, its byte order mark included.
pub(crate) fn read_text(path: &Utf8Path) -> Result<String, TextFileError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => TextFileError::Missing(path.to_string()),
        _ => TextFileError::Read { path: path.to_string(), source },
    };
    let stat = std::fs::metadata(path).map_err(failed)?;
    if stat.is_dir() {
        return Err(TextFileError::Folder(path.to_string()));
    }
    if !stat.is_file() {
        return Err(TextFileError::Special(path.to_string()));
    }
    if stat.len() > MAX_BYTES {
        return Err(TextFileError::TooLarge { path: path.to_string(), bytes: stat.len() });
    }
    // It may have become something else since it was asked for.
    String::from_utf8(read_whole(path, Links::Follow, MAX_BYTES).map_err(failed)?)
        .map_err(|error| TextFileError::Encoding { path: path.to_string(), at: error.utf8_error().valid_up_to() })
}
