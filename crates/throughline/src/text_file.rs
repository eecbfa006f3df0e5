//! Files that a person names: read whole, or refused in plain words. Nothing but a regular file is read, and no more of it
//! than it may have, so that neither a fifo nor a device holds the program up or fills its memory.

use std::fs::OpenOptions;
use std::io::{self, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};

use camino::Utf8Path;
use rustix::fs::OFlags;

/// The largest graph file, in bytes. What is read of it has narrower limits, with places.
pub(crate) const GRAPH: u64 = 256 * 1024 * 1024;

/// The largest saved plan, in bytes: some six hundred for each stage.
pub(crate) const PLAN: u64 = 256 * 1024 * 1024;

/// The largest `throughline.toml`, in bytes.
pub(crate) const SETTINGS: u64 = 1024 * 1024;

/// The largest environment file, in bytes. Linux hands a program no more than two megabytes of environment.
pub(crate) const ENVIRONMENT: u64 = 1024 * 1024;

/// The bytes of a regular file.
///
/// # Errors
/// When it cannot be read, is something else than a regular file, or has more than `most` bytes.
pub(crate) fn read(path: &Utf8Path, most: u64) -> io::Result<Vec<u8>> {
    // Without `NONBLOCK`, opening a fifo waits for a writer. It means nothing for regular files.
    let flags = (OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    let stat = file.metadata()?;
    let kind = stat.file_type();
    if kind.is_dir() {
        return Err(io::Error::other("it is a folder, not a file"));
    }
    if !kind.is_file() {
        let kind = if kind.is_fifo() { "a fifo" } else { "a device" };
        return Err(io::Error::other(format!("it is {kind}; only regular files are read")));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stat.len().min(most) + 1).unwrap_or_default());
    // One byte more than may be there: the file may have grown, or have no size, as those below /proc.
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it has more than {most} bytes, which are the most that is read")));
    }
    Ok(bytes)
}

/// The same as text.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub(crate) fn read_text(path: &Utf8Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        io::Error::other(format!("it is not UTF-8 text: byte {at} (from 0) cannot be read"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_their_size_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(folder.path()).unwrap();
        std::fs::write(root.join("a"), "abc").unwrap();
        assert_eq!(read(&root.join("a"), 3).unwrap(), b"abc");
        assert!(read(&root.join("a"), 2).unwrap_err().to_string().contains("more than 2 bytes"));
        assert!(read(root, 3).unwrap_err().to_string().contains("folder"));
        assert!(read(Utf8Path::new("/dev/zero"), 3).unwrap_err().to_string().contains("device"));
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("f").as_std_path(), 0o600.into()).unwrap();
        assert!(read(&root.join("f"), 3).unwrap_err().to_string().contains("fifo"));
        std::fs::write(root.join("b"), b"ab\xff").unwrap();
        assert!(read_text(&root.join("b"), 3).unwrap_err().to_string().contains("byte 2"));
    }
}
