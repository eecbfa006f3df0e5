//! The digest of what stands at a path, and the listing that a folder's digest is taken of.
//!
//! ```text
//! throughline-directory-v1 NUL                          always first, so that the empty folder has a digest of its own
//! <kind> <x> <size> <sha-256> <path> NUL                one for each entry, sorted by the bytes of the whole path
//!
//!   kind  f file   d folder (empty ones count)   l symbolic link (never followed)
//!   x     x if the owner may execute the file, else -
//!   size  decimal: bytes in the file, bytes in the link's target; 0 for folders
//!   sha   64 hexadecimal digits over the file's bytes or the link's target; - for folders
//!   path  relative to the folder, `/` between names, as the bytes that the file system holds
//! ```
//! Owners, other permissions and times do not count, so a copy has the digest of its original. Links are not followed,
//! so there are no cycles. An entry that vanishes during the walk is as if it had never been there.

use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use camino::Utf8Path;
use throughline_model::Digest;

use crate::content::{Content, ContentError, ContentKind};
use crate::file::{FileDigest, digest_file, is_absent, special};
use crate::whole::Links;

pub(crate) const HEADER: &[u8] = b"throughline-directory-v1\0";
const OWNER_MAY_EXECUTE: u32 = 0o100;

/// How the digest of one regular file is found: by reading it, or by remembering it. `None` if it is gone.
pub(crate) type FileDigests<'a> = &'a dyn Fn(&Path, &Metadata, Links) -> Result<Option<FileDigest>, ContentError>;

/// The content at a path, read now; `None` if nothing is there. A file's digest is the SHA-256 of its bytes, a
/// folder's that of its listing:
///
/// `throughline-directory-v1`, then for each entry, sorted by the bytes of its path: kind (`f`, `d` or `l`), `x` or
/// `-`, size, SHA-256 (or `-`), relative path, with a space between each and a NUL after each entry.
///
/// A symbolic link at the path itself is followed; one that leads nowhere counts as absent.
pub fn content_of(path: &Utf8Path) -> Result<Option<Content>, ContentError> {
    content_by(path.as_std_path(), &|path, _, links| digest_file(path, links))
}

pub(crate) fn content_by(path: &Path, files: FileDigests<'_>) -> Result<Option<Content>, ContentError> {
    let stat = match fs::metadata(path) {
        Ok(stat) => stat,
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(ContentError::read(path)(error)),
    };
    if stat.is_dir() {
        return directory(path, files);
    }
    if !stat.is_file() {
        return Err(special(path, &stat));
    }
    let found = files(path, &stat, Links::Follow)?;
    Ok(found.map(|file| Content { digest: file.digest, size_bytes: file.size_bytes, kind: ContentKind::File }))
}

/// The listing of a folder, whose SHA-256 is the folder's digest; `None` if there is no folder.
pub(crate) fn listing_by(path: &Path, files: FileDigests<'_>) -> Result<Option<Vec<u8>>, ContentError> {
    match fs::metadata(path) {
        Ok(stat) if stat.is_dir() => Ok(entries(path, files)?.as_deref().map(listing)),
        Ok(_) => Ok(None),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(ContentError::read(path)(error)),
    }
}

struct Entry {
    /// Relative to the folder that is listed.
    path: PathBuf,
    kind: char,
    executable: bool,
    size_bytes: u64,
    digest: Option<Digest>,
}

fn directory(top: &Path, files: FileDigests<'_>) -> Result<Option<Content>, ContentError> {
    let Some(entries) = entries(top, files)? else { return Ok(None) };
    let size_bytes = entries.iter().filter(|entry| entry.kind == 'f').map(|entry| entry.size_bytes).sum();
    Ok(Some(Content { digest: Digest::of(&listing(&entries)), size_bytes, kind: ContentKind::Directory }))
}

fn listing(entries: &[Entry]) -> Vec<u8> {
    let mut listing = HEADER.to_vec();
    for Entry { path, kind, executable, size_bytes, digest } in entries {
        let mark = if *executable { 'x' } else { '-' };
        let digest = digest.map_or_else(|| "-".to_owned(), |digest| digest.hex());
        listing.extend_from_slice(format!("{kind} {mark} {size_bytes} {digest} ").as_bytes());
        listing.extend_from_slice(path.as_os_str().as_bytes());
        listing.push(0);
    }
    listing
}

/// Everything below a folder, sorted by the bytes of its path; `None` if the folder is gone.
fn entries(top: &Path, files: FileDigests<'_>) -> Result<Option<Vec<Entry>>, ContentError> {
    let mut entries = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let absolute = top.join(&folder);
        let listing = match fs::read_dir(&absolute) {
            Ok(listing) => listing,
            Err(error) if is_absent(&error) && folder.as_os_str().is_empty() => return Ok(None),
            Err(error) if is_absent(&error) => continue,
            Err(error) => return Err(ContentError::read(&absolute)(error)),
        };
        for member in listing {
            let name = member.map_err(ContentError::read(&absolute))?.file_name();
            if let Some(entry) = entry(&absolute.join(&name), folder.join(&name), files)? {
                if entry.kind == 'd' {
                    folders.push(entry.path.clone());
                }
                entries.push(entry);
            }
        }
    }
    entries.sort_unstable_by(|a, b| a.path.as_os_str().as_bytes().cmp(b.path.as_os_str().as_bytes()));
    Ok(Some(entries))
}

/// Looks at one member of a folder; `None` if it is gone.
fn entry(absolute: &Path, path: PathBuf, files: FileDigests<'_>) -> Result<Option<Entry>, ContentError> {
    let gone_or = |error| if is_absent(&error) { Ok(None) } else { Err(ContentError::read(absolute)(error)) };
    let stat = match fs::symlink_metadata(absolute) {
        Ok(stat) => stat,
        Err(error) => return gone_or(error),
    };
    if stat.is_dir() {
        return Ok(Some(Entry { path, kind: 'd', executable: false, size_bytes: 0, digest: None }));
    }
    if stat.is_symlink() {
        let target = match fs::read_link(absolute) {
            Ok(target) => target,
            Err(error) => return gone_or(error),
        };
        let target = target.as_os_str().as_bytes();
        let digest = Some(Digest::of(target));
        return Ok(Some(Entry { path, kind: 'l', executable: false, size_bytes: target.len() as u64, digest }));
    }
    if !stat.is_file() {
        return Err(special(absolute, &stat));
    }
    Ok(files(absolute, &stat, Links::Refuse)?.map(|file| Entry {
        path,
        kind: 'f',
        executable: stat.mode() & OWNER_MAY_EXECUTE != 0,
        size_bytes: file.size_bytes,
        digest: Some(file.digest),
    }))
}
