//! Digests of files that need not be read again, because nothing about them changed.
//!
//! A time stamp never says that something is fresh; it only says which digests need not be computed again. A
//! remembered digest is believed if size, modification time, change time, inode and device are all what they were, and
//! it is remembered only if the file had been left alone long enough before it was read (see `stamp`). Folders are not
//! remembered: their listing is read each time and every file in it asked for.
//!
//! ```text
//! content(path) ─stat→ same five numbers? ─yes→ remembered digest
//!                              └─no→ read, hash ─settled and unchanged meanwhile?→ remember
//! ```
//! Believed are the rows that the file held (`stat_table`, read when the first is asked for, never locked) and above them
//! those learnt since (one lock, held for a look-up). A lost or corrupt file costs time and nothing else; two processes
//! may save over each other.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use camino::{Utf8Path, Utf8PathBuf};
use throughline_model::Digest;

use crate::content::{Content, ContentError};
use crate::file::{FileDigest, digest_file, is_absent};
use crate::memo::{ContentMemo, is_plain};
use crate::stamp::{Stamp, now_ns};
use crate::stat_table::{StatTable, Use, encode};
use crate::tree::{content_by, listing_by};
use crate::whole::Links;
use crate::write::{WriteError, write_atomic};

/// How many rows that nobody asked for a save looks up on disk, to forget those of deleted files.
const LOOKED_UP_PER_SAVE: usize = 4096;

/// Remembers the digests of files between processes. All methods may be called from many threads.
#[derive(Debug)]
pub struct StatCache {
    file: Utf8PathBuf,
    stored: OnceLock<Stored>,
    learnt: RwLock<HashMap<PathBuf, (Stamp, Digest)>>,
    changed: AtomicBool,
    files_read: AtomicU64,
    bytes_read: AtomicU64,
}

/// What the file held.
#[derive(Debug)]
struct Stored {
    table: StatTable,
    recovered: bool,
}

/// What was read is not remembered where nothing else was asked of the file and this little was read: to read it once
/// more takes less time than to write the file.
const FEW_FILES: u64 = 64;
const FEW_BYTES: u64 = 4 << 20;

impl StatCache {
    /// Opens the cache kept in this file. A file that is missing, unreadable or corrupt is an empty cache.
    #[must_use]
    pub fn open(file: &Utf8Path) -> Self {
        Self {
            file: file.to_owned(),
            stored: OnceLock::new(),
            learnt: RwLock::default(),
            changed: AtomicBool::new(false),
            files_read: AtomicU64::new(0),
            bytes_read: AtomicU64::new(0),
        }
    }

    fn stored(&self) -> &Stored {
        self.stored.get_or_init(|| {
            let (table, recovered) = match fs::read(&self.file) {
                Ok(bytes) => {
                    StatTable::decode(&bytes).map_or_else(|| (StatTable::default(), true), |table| (table, false))
                }
                Err(error) => (StatTable::default(), error.kind() != std::io::ErrorKind::NotFound),
            };
            self.changed.fetch_or(recovered, Ordering::AcqRel);
            Stored { table, recovered }
        })
    }

    fn table(&self) -> &StatTable {
        &self.stored().table
    }

    /// Whether there was a file that could not be used. The next [`save`](Self::save) replaces it.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.stored().recovered
    }

    /// How many files this process has read to the end so far, because no digest could be believed.
    #[must_use]
    pub fn files_read(&self) -> u64 {
        self.files_read.load(Ordering::Relaxed)
    }

    /// How many digests the file held when it was opened.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.table().len()
    }

    /// The content of `root/relative` as it is now; `None` if nothing is there.
    ///
    /// Every file is asked for its stamp; only files whose stamp is new are read.
    pub fn content(&self, root: &Utf8Path, relative: &Utf8Path) -> Result<Option<Content>, ContentError> {
        content_by(&plain(root, relative), &|path, stat, links| self.known_or_read(path, stat, links))
    }

    /// The digest of the file `root/relative` with the stamp that it can be known by from now on; `None` if there is no
    /// file, or it was changed too short a time ago for its stamp to be trusted.
    pub fn settled(&self, root: &Utf8Path, relative: &Utf8Path) -> Result<Option<(Stamp, Digest)>, ContentError> {
        let path = plain(root, relative);
        let stat = match fs::metadata(&path) {
            Ok(stat) if stat.is_file() => stat,
            Ok(_) => return Ok(None),
            Err(error) if is_absent(&error) => return Ok(None),
            Err(error) => return Err(ContentError::read(&path)(error)),
        };
        let found = self.known_or_read(&path, &stat, Links::Follow)?;
        Ok(found.and_then(|file| Some((file.stamp?, file.digest))))
    }

    /// Believes that the file `root/relative` has this digest while it has this stamp: from whoever knew it before.
    pub fn learn(&self, root: &Utf8Path, relative: &Utf8Path, stamp: Stamp, digest: Digest) {
        self.write().insert(plain(root, relative), (stamp, digest));
    }

    /// The same, with every byte read again whatever is remembered. What is found replaces what was remembered.
    pub fn content_fresh(&self, root: &Utf8Path, relative: &Utf8Path) -> Result<Option<Content>, ContentError> {
        content_by(&plain(root, relative), &|path, _, links| self.read(path, links))
    }

    /// The listing of the folder `root/relative`, whose SHA-256 is its digest; `None` if there is no folder.
    pub fn listing(&self, root: &Utf8Path, relative: &Utf8Path) -> Result<Option<Vec<u8>>, ContentError> {
        listing_by(&plain(root, relative), &|path, stat, links| self.known_or_read(path, stat, links))
    }

    /// Answers for paths below `root` that are each looked up only once, for as long as the memo lives.
    #[must_use]
    pub fn memo(&self, root: &Utf8Path) -> ContentMemo<'_> {
        ContentMemo::new(self, root)
    }

    /// Forgets the digests of a path and of everything below it, so that the files are read the next time.
    pub fn forget(&self, root: &Utf8Path, relative: &Utf8Path) {
        let path = plain(root, relative);
        let mut learnt = self.write();
        let known = learnt.len();
        learnt.retain(|known, _| !known.starts_with(&path));
        let rows = self.table().find(&path).into_iter().chain(self.table().below(&path));
        let dropped = rows.map(|row| self.table().mark(row, Use::Dropped)).count();
        if dropped > 0 || learnt.len() < known {
            self.changed.store(true, Ordering::Release);
        }
    }

    /// Writes the file if anything was learnt. Digests of files that are gone are left out.
    pub fn save(&self) -> Result<(), WriteError> {
        let read = (self.files_read(), self.bytes_read.load(Ordering::Relaxed));
        if self.stored.get().is_none() && read.0 <= FEW_FILES && read.1 <= FEW_BYTES {
            return Ok(());
        }
        // Taken back first: what is learnt while the file is written is news for the next save.
        if !self.changed.swap(false, Ordering::AcqRel) {
            return Ok(());
        }
        let saved = self.encoded().map_or_else(
            || Err(WriteError::new(&self.file, std::io::ErrorKind::FileTooLarge.into())),
            |bytes| write_atomic(&self.file, &bytes),
        );
        if saved.is_err() {
            self.changed.store(true, Ordering::Release);
        }
        saved
    }

    fn encoded(&self) -> Option<Vec<u8>> {
        self.drop_some_deleted();
        let learnt = self.known();
        let stored = (0..self.table().len())
            .filter(|row| self.table().used(*row) != Use::Dropped)
            .map(|row| (self.table().path(row), self.table().stamp(row), self.table().digest(row)))
            .filter(|(path, ..)| !learnt.contains_key(*path));
        let mut rows: Vec<_> = stored.collect();
        rows.extend(learnt.iter().map(|(path, (stamp, digest))| (path.as_path(), *stamp, *digest)));
        // By bytes and not by name: `Path` compares `a/b` and `a-b` the other way round.
        rows.sort_unstable_by(|a, b| a.0.as_os_str().cmp(b.0.as_os_str()));
        encode(&rows)
    }

    /// Starts anywhere, so that in time each row is looked up; every one is, where they are few.
    fn drop_some_deleted(&self) {
        let unused: Vec<usize> = (0..self.table().len()).filter(|row| self.table().used(*row) == Use::Unused).collect();
        let start = usize::try_from(now_ns() / 1000).unwrap_or(0) % unused.len().max(1);
        for row in unused[start..].iter().chain(&unused[..start]).take(LOOKED_UP_PER_SAVE) {
            if fs::symlink_metadata(self.table().path(*row)).is_err() {
                self.table().mark(*row, Use::Dropped);
            }
        }
    }

    fn believed(&self, path: &Path, stat: &Metadata) -> Option<FileDigest> {
        let now = Stamp::of(stat)?;
        let known = |digest| FileDigest { digest, size_bytes: now.size_bytes, stamp: Some(now) };
        if let Some((stamp, digest)) = self.known().get(path) {
            return (*stamp == now).then(|| known(*digest));
        }
        let row = self.table().find(path)?;
        if self.table().stamp(row) != now || self.table().used(row) == Use::Dropped {
            return None;
        }
        self.table().mark(row, Use::Used);
        Some(known(self.table().digest(row)))
    }

    fn known_or_read(&self, path: &Path, stat: &Metadata, links: Links) -> Result<Option<FileDigest>, ContentError> {
        match self.believed(path, stat) {
            Some(known) => Ok(Some(known)),
            None => self.read(path, links),
        }
    }

    fn read(&self, path: &Path, links: Links) -> Result<Option<FileDigest>, ContentError> {
        let found = digest_file(path, links)?;
        let Some(file) = found else { return Ok(None) };
        self.files_read.fetch_add(1, Ordering::Relaxed);
        self.bytes_read.fetch_add(file.size_bytes, Ordering::Relaxed);
        if let Some(stamp) = file.stamp {
            self.write().insert(path.to_owned(), (stamp, file.digest));
            self.changed.store(true, Ordering::Release);
        }
        Ok(found)
    }

    fn known(&self) -> RwLockReadGuard<'_, HashMap<PathBuf, (Stamp, Digest)>> {
        self.learnt.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, HashMap<PathBuf, (Stamp, Digest)>> {
        self.learnt.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One spelling for each path: absolute, without `.`, doubled or trailing slashes. Links and `..` stay as they are.
fn plain(root: &Utf8Path, relative: &Utf8Path) -> PathBuf {
    let joined = root.join(relative);
    if joined.is_absolute() && is_plain(&joined) {
        return joined.into_std_path_buf();
    }
    let absolute = std::path::absolute(&joined).unwrap_or_else(|_| joined.into_std_path_buf());
    absolute.components().collect()
}
