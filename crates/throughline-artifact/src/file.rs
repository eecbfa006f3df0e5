//! The bytes of one regular file: opened so that nothing else can block or mislead, read once, hashed on the way.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;

use rustix::fs::OFlags;
use throughline_model::{Digest, Hasher};

use crate::content::ContentError;
use crate::stamp::{Stamp, now_ns};
use crate::whole::Links;

/// Large enough that the calls do not count beside the hashing, small enough for a second-level cache.
pub(crate) const BUFFER_BYTES: u64 = 256 * 1024;

/// A file that has grown by more than this, and to more than twice its size, since it was opened would be read for ever.
const MAY_GROW_BYTES: u64 = 64 << 20;

/// What was read from a file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileDigest {
    pub(crate) digest: Digest,
    pub(crate) size_bytes: u64,
    /// The stamp that stands for these bytes from now on, if one can be trusted to.
    pub(crate) stamp: Option<Stamp>,
}

/// Digests the bytes of a file; `None` if it is not there (any more).
pub(crate) fn digest_file(path: &Path, links: Links) -> Result<Option<FileDigest>, ContentError> {
    let started_ns = now_ns();
    let Some((mut file, before)) = open_regular(path, links)? else { return Ok(None) };
    // One byte more than the file should have, so that one read takes a small file and the next finds its end.
    let room = before.len().saturating_add(1).clamp(4096, BUFFER_BYTES);
    let mut buffer = vec![0; usize::try_from(room).unwrap_or(4096)];
    let most = before.len().saturating_mul(2).saturating_add(MAY_GROW_BYTES);
    let mut hasher = Hasher::default();
    let mut size_bytes = 0;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                hasher.update(&buffer[..count]);
                size_bytes += count as u64;
                if size_bytes > most {
                    return Err(ContentError::read(path)(io::Error::other(
                        "somebody writes it faster than it is read",
                    )));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(ContentError::read(path)(error)),
        }
    }
    let after = file.metadata().map_err(ContentError::read(path))?;
    let stamp = Stamp::of(&before)
        .filter(|stamp| Stamp::of(&after) == Some(*stamp))
        .filter(|stamp| stamp.size_bytes == size_bytes && stamp.settled_at(started_ns));
    Ok(Some(FileDigest { digest: hasher.finish(), size_bytes, stamp }))
}

/// Opens whatever is there for reading. `NONBLOCK` keeps a fifo in the place of a file from holding us up; it means
/// nothing for regular files.
pub(crate) fn open(path: &Path, links: Links) -> io::Result<(File, Metadata)> {
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if links == Links::Refuse {
        flags |= OFlags::NOFOLLOW;
    }
    let file = OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)?;
    let stat = file.metadata()?;
    Ok((file, stat))
}

/// Opens a regular file for reading and never anything else; `None` if nothing is there.
pub(crate) fn open_regular(path: &Path, links: Links) -> Result<Option<(File, Metadata)>, ContentError> {
    let (file, stat) = match open(path, links) {
        Ok(opened) => opened,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(ContentError::read(path)(error)),
    };
    if stat.is_file() {
        return Ok(Some((file, stat)));
    }
    Err(if stat.is_dir() { ContentError::read(path)(io::ErrorKind::IsADirectory.into()) } else { special(path, &stat) })
}

/// `a/b` is as absent when `a` is a file as when it is missing.
pub(crate) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

pub(crate) fn special(path: &Path, stat: &Metadata) -> ContentError {
    let kind = stat.file_type();
    let kind = if kind.is_fifo() {
        "fifo"
    } else if kind.is_socket() {
        "socket"
    } else if kind.is_block_device() {
        "block device"
    } else if kind.is_char_device() {
        "character device"
    } else {
        "special file"
    };
    ContentError::Special { path: path.to_owned(), kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_around_the_buffer_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let edge = usize::try_from(BUFFER_BYTES).unwrap();
        for size in [0, 1, 4095, 4096, 4097, edge - 1, edge, edge + 1, 3 * edge + 7] {
            let bytes: Vec<u8> = (0..size).map(|index| (index % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            let found = digest_file(&path, Links::Refuse).unwrap().unwrap();
            assert_eq!((found.digest, found.size_bytes), (Digest::of(&bytes), size as u64), "{size}");
        }
    }

    #[test]
    fn a_file_without_a_size_is_read_too() {
        let found = digest_file(Path::new("/proc/self/comm"), Links::Refuse).unwrap().unwrap();
        assert!(found.size_bytes > 0);
        assert!(found.stamp.is_none(), "its size is not what its stat says");
    }

    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink("/proc/self/comm", &link).unwrap();
        assert!(digest_file(&link, Links::Refuse).is_err());
        assert!(digest_file(&link, Links::Follow).unwrap().is_some());
        assert!(matches!(digest_file(folder.path(), Links::Follow), Err(ContentError::Read { .. })));
        let error = digest_file(Path::new("/dev/zero"), Links::Follow).unwrap_err();
        assert!(matches!(error, ContentError::Special { kind: "character device", .. }), "{error}");
        assert!(digest_file(&folder.path().join("link/below"), Links::Follow).unwrap().is_none());
    }
}
