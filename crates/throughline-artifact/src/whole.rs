//! Files read whole, or refused in plain words. Nothing but a regular file is read, and no more of it than it may have, so
//! that neither a fifo nor a device holds the program up or fills its memory.
//!
//! The words come without the path, which whoever asks has: `cannot read review.json: it is a fifo; only regular files
//! are read`.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use crate::file::open;

/// The largest JSON document that is read whole, in bytes. As values it takes up to sixteen times as much memory.
pub const MAX_JSON_BYTES: u64 = 512 * 1024 * 1024;

/// Whether a symbolic link in the place of the file is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// It is.
    Follow,
    /// It is no file.
    Refuse,
}

/// Opens a regular file for reading and never anything else. Does not wait for anybody to write into a fifo.
///
/// # Errors
/// When it cannot be opened, or is something else than a regular file.
pub fn open_file(path: impl AsRef<Path>, links: Links) -> io::Result<(File, Metadata)> {
    let (file, stat) = open(path.as_ref(), links)?;
    let kind = stat.file_type();
    if kind.is_file() {
        return Ok((file, stat));
    }
    if kind.is_dir() {
        return Err(io::Error::other("it is a folder, not a file"));
    }
    let kind = if kind.is_fifo() { "a fifo" } else { "a device" };
    Err(io::Error::other(format!("it is {kind}; only regular files are read")))
}

/// The bytes of a regular file.
///
/// # Errors
/// When it cannot be read, is something else than a regular file, or has more than `most` bytes
/// ([`io::ErrorKind::FileTooLarge`]).
pub fn read_whole(path: impl AsRef<Path>, links: Links, most: u64) -> io::Result<Vec<u8>> {
    let (file, stat) = open_file(path, links)?;
    read_opened(file, &stat, most)
}

/// The text of a regular file; a symbolic link in its place is followed.
///
/// # Errors
/// As [`read_whole`], and when it is not UTF-8.
pub fn read_text(path: impl AsRef<Path>, most: u64) -> io::Result<String> {
    String::from_utf8(read_whole(path, Links::Follow, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        io::Error::other(format!("it is not UTF-8 text: byte {at} (from 0) cannot be read"))
    })
}

/// The bytes of a file that was opened just now.
pub(crate) fn read_opened(file: File, stat: &Metadata, most: u64) -> io::Result<Vec<u8>> {
    let too_long = || {
        let words = format!("it has more than {most} bytes, which are the most that is read");
        io::Error::new(io::ErrorKind::FileTooLarge, words)
    };
    if stat.len() > most {
        return Err(too_long());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stat.len().saturating_add(1)).unwrap_or_default());
    // One byte more than may be there: the file may have grown, or have no size, as those below /proc.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_long()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use camino::Utf8Path;

    use super::*;

    fn words<T: std::fmt::Debug>(read: io::Result<T>) -> String {
        read.unwrap_err().to_string()
    }

    #[test]
    fn only_regular_files_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("fifo").as_std_path(), 0o600.into()).unwrap();
        std::fs::write(root.join("file"), "abc").unwrap();
        std::os::unix::fs::symlink("file", root.join("link")).unwrap();
        let read = |name: &str, links| read_whole(root.join(name), links, 3);
        assert_eq!(read("file", Links::Refuse).unwrap(), b"abc");
        assert_eq!(read("link", Links::Follow).unwrap(), b"abc");
        assert!(read("link", Links::Refuse).is_err());
        assert!(words(read("", Links::Follow)).contains("folder"));
        assert!(words(read("fifo", Links::Follow)).contains("fifo"));
        assert!(words(read("/dev/zero", Links::Follow)).contains("device"));
        assert_eq!(read("none", Links::Follow).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn no_more_is_read_than_a_file_may_have() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("file");
        std::fs::write(&path, "abc").unwrap();
        assert!(words(read_whole(&path, Links::Follow, 2)).contains("more than 2 bytes"));
        // Nothing of it is read: there is not that much memory.
        File::create(&path).unwrap().set_len(1 << 42).unwrap();
        assert!(words(read_whole(&path, Links::Follow, 1 << 41)).contains("more than 2199023255552 bytes"));
        // A size that says nothing.
        assert!(!read_whole("/proc/self/status", Links::Follow, 1 << 20).unwrap().is_empty());
        assert!(words(read_whole("/proc/self/status", Links::Follow, 10)).contains("more than 10 bytes"));
    }

    #[test]
    fn text_is_utf_8() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(folder.path()).unwrap().join("file");
        std::fs::write(&path, "aé").unwrap();
        assert_eq!(read_text(&path, 3).unwrap(), "aé");
        std::fs::write(&path, b"ab\xff").unwrap();
        assert!(words(read_text(&path, 3)).contains("byte 2"));
    }
}
