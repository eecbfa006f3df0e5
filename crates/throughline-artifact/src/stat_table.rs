//! The remembered digests as they lie in a file and in memory: one block of path bytes and one sorted list of rows.
//!
//! ```text
//! tl-stat 1 LF                          magic and version
//! SHA-256 of all that follows           32 bytes: a flipped bit must not make a file look unchanged
//! postcard: Vec<Row>                    sorted by path; each path as (bytes shared with the row before, the rest)
//! ```
//! A file that is anything else is corrupt as a whole, and nothing of it is believed.

use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};
use throughline_model::Digest;

use crate::stamp::Stamp;

const MAGIC: &[u8] = b"tl-stat 1\n";

#[derive(Serialize, Deserialize)]
struct Row<'a> {
    shared: u32,
    #[serde(borrow)]
    rest: &'a [u8],
    stamp: Stamp,
    /// 32 bytes; a slice is read in one go, an array byte by byte.
    #[serde(borrow)]
    digest: &'a [u8],
}

/// What this process knows of a row, beside what the file said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Nobody asked for the path yet.
    Unused = 0,
    /// The file was found as remembered.
    Used = 1,
    /// The row is wrong or its file is gone.
    Dropped = 2,
}

/// The rows that were read when the cache was opened. Never changed, save for their [`Use`].
#[derive(Debug, Default)]
pub(crate) struct StatTable {
    paths: Vec<u8>,
    rows: Vec<TableRow>,
}

#[derive(Debug)]
struct TableRow {
    path: Range<u32>,
    stamp: Stamp,
    digest: Digest,
    used: AtomicU8,
}

impl StatTable {
    /// Reads what [`encode`] wrote; `None` if these bytes are anything else.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let (seal, body) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
        if Digest::of(body).as_bytes() != seal {
            return None;
        }
        let rows: Vec<Row<'_>> = postcard::from_bytes(body).ok()?;
        let mut table = Self { paths: Vec::with_capacity(body.len()), rows: Vec::with_capacity(rows.len()) };
        let mut before = 0..0;
        for row in rows {
            let start = table.paths.len();
            let shared = usize::try_from(row.shared).ok().filter(|shared| *shared <= before.len())?;
            table.paths.extend_from_within(before.start..before.start + shared);
            table.paths.extend_from_slice(row.rest);
            let path = start..table.paths.len();
            if !table.rows.is_empty() && table.paths[before] >= table.paths[path.clone()] {
                return None;
            }
            table.rows.push(TableRow {
                path: u32::try_from(path.start).ok()?..u32::try_from(path.end).ok()?,
                stamp: row.stamp,
                digest: Digest::from_bytes(row.digest.try_into().ok()?),
                used: AtomicU8::new(Use::Unused as u8),
            });
            before = path;
        }
        Some(table)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn path(&self, row: usize) -> &Path {
        Path::new(std::ffi::OsStr::from_bytes(self.bytes(row)))
    }

    pub(crate) fn stamp(&self, row: usize) -> Stamp {
        self.rows[row].stamp
    }

    pub(crate) fn digest(&self, row: usize) -> Digest {
        self.rows[row].digest
    }

    pub(crate) fn used(&self, row: usize) -> Use {
        match self.rows[row].used.load(Ordering::Relaxed) {
            0 => Use::Unused,
            1 => Use::Used,
            _ => Use::Dropped,
        }
    }

    /// A dropped row stays dropped.
    pub(crate) fn mark(&self, row: usize, used: Use) {
        self.rows[row].used.fetch_max(used as u8, Ordering::Relaxed);
    }

    pub(crate) fn find(&self, path: &Path) -> Option<usize> {
        let path = path.as_os_str().as_bytes();
        self.rows.binary_search_by(|row| self.slice(row).cmp(path)).ok()
    }

    /// The rows of everything below a folder.
    pub(crate) fn below(&self, folder: &Path) -> Range<usize> {
        let mut first = folder.as_os_str().as_bytes().to_vec();
        first.push(b'/');
        let start = self.rows.partition_point(|row| self.slice(row) < first.as_slice());
        let count = self.rows[start..].partition_point(|row| self.slice(row).starts_with(&first));
        start..start + count
    }

    fn bytes(&self, row: usize) -> &[u8] {
        self.slice(&self.rows[row])
    }

    fn slice(&self, row: &TableRow) -> &[u8] {
        &self.paths[row.path.start as usize..row.path.end as usize]
    }
}

/// The file for these rows, which must be sorted by path and have each path once. `None` if they cannot be written.
pub(crate) fn encode(rows: &[(&Path, Stamp, Digest)]) -> Option<Vec<u8>> {
    let mut before: &[u8] = &[];
    let mut written = Vec::with_capacity(rows.len());
    for (path, stamp, digest) in rows {
        let path = path.as_os_str().as_bytes();
        let shared = before.iter().zip(path).take_while(|(a, b)| a == b).count();
        let row = Row {
            shared: u32::try_from(shared).ok()?,
            rest: &path[shared..],
            stamp: *stamp,
            digest: digest.as_bytes(),
        };
        written.push(row);
        before = path;
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&[0; 32]);
    let start = bytes.len();
    let mut bytes = postcard::to_extend(&written, bytes).ok()?;
    let seal = Digest::of(&bytes[start..]);
    bytes[MAGIC.len()..start].copy_from_slice(seal.as_bytes());
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        let stamp = Stamp { size_bytes: 300, modified_ns: -5, changed_ns: i64::MAX, inode: u64::MAX, device: 0 };
        let paths = ["/a", "/a/b", "/a/b-c", "/a/b/c", "/b"].map(Path::new);
        encode(&paths.map(|path| (path, stamp, Digest::of(path.as_os_str().as_bytes())))).unwrap()
    }

    #[test]
    fn reads_back_what_it_writes() {
        let table = StatTable::decode(&sample()).unwrap();
        assert_eq!(table.len(), 5);
        let row = table.find(Path::new("/a/b/c")).unwrap();
        assert_eq!(table.path(row), Path::new("/a/b/c"));
        assert_eq!(table.digest(row), Digest::of(b"/a/b/c"));
        assert_eq!((table.stamp(row).modified_ns, table.stamp(row).inode), (-5, u64::MAX));
        assert_eq!(table.find(Path::new("/a/c")), None);
        assert_eq!(table.below(Path::new("/a")), 1..4);
        assert_eq!(table.below(Path::new("/a/b")), 3..4);
        assert_eq!(table.below(Path::new("/z")).len(), 0);
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_found() {
        let good = sample();
        assert!(StatTable::decode(&good).is_some());
        for index in 0..good.len() {
            let mut bad = good.clone();
            bad[index] ^= 1;
            assert!(StatTable::decode(&bad).is_none(), "bit {index}");
            assert!(StatTable::decode(&good[..index]).is_none(), "cut {index}");
        }
    }

    #[test]
    fn rows_out_of_order_are_corrupt() {
        let stamp = Stamp { size_bytes: 0, modified_ns: 0, changed_ns: 0, inode: 0, device: 0 };
        let rows = ["/b", "/a"].map(|path| (Path::new(path), stamp, Digest::of(b"")));
        assert!(StatTable::decode(&encode(&rows).unwrap()).is_none());
        assert!(StatTable::decode(&encode(&[rows[0], rows[0]]).unwrap()).is_none());
    }
}
