//! Regular files opened so that no link is followed and nothing else can hold us up, and their bytes digested.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use throughline_artifact::{Links, open_file};
use throughline_model::{Digest, Hasher};

const BUFFER_BYTES: usize = 256 * 1024;

/// Opens a regular file. A link in its place is refused, and so is everything else.
pub(super) fn open_plain(path: &Path) -> io::Result<File> {
    open_file(path, Links::Refuse).map(|(file, _)| file)
}

/// Reads everything, a piece at a time, and hands each piece on. Returns the digest and the number of bytes.
pub(super) fn digest_of(
    mut source: impl Read,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<(Digest, u64)> {
    let mut buffer = vec![0; BUFFER_BYTES];
    let mut hasher = Hasher::default();
    let mut size_bytes = 0;
    loop {
        match source.read(&mut buffer) {
            Ok(0) => return Ok((hasher.finish(), size_bytes)),
            Ok(count) => {
                hasher.update(&buffer[..count]);
                each(&buffer[..count])?;
                size_bytes += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The digest and the size of a regular file.
pub(super) fn digest_plain(path: &Path) -> io::Result<(Digest, u64)> {
    digest_of(open_plain(path)?, |_| Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_is_opened() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, vec![7; 3 * BUFFER_BYTES + 1]).unwrap();
        let mut copy = Vec::new();
        let found = digest_of(open_plain(&file).unwrap(), |piece| {
            copy.extend_from_slice(piece);
            Ok(())
        });
        assert_eq!(found.unwrap(), (Digest::of(&copy), copy.len() as u64));
        assert_eq!(copy.len(), 3 * BUFFER_BYTES + 1);
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        for path in [link.as_path(), dir.path(), Path::new("/dev/zero")] {
            assert!(open_plain(path).is_err(), "{}", path.display());
        }
    }
}
