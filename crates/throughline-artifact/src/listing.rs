//! What differs between two folders, by their listings.
//!
//! A listing is the text that a folder's digest is taken of (see `tree`), so one that was kept under the digest of a
//! folder tells later which of its files are not what they were.

use std::collections::BTreeMap;

use crate::tree::HEADER;

/// How an entry of a folder differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryChange {
    /// It was there and is not.
    Missing,
    /// It is there and was not.
    New,
    /// It is a file with other bytes and fewer of them.
    Truncated,
    /// It is something else, has other bytes, or another mark of being executable.
    Changed,
}

/// The entries that differ between two listings, by path. A listing that is none has no entries.
#[must_use]
pub fn listing_changes(old: &[u8], new: &[u8]) -> BTreeMap<String, EntryChange> {
    let (old, new) = (entries(old), entries(new));
    let gone = old.keys().filter(|path| !new.contains_key(*path)).map(|path| (*path, EntryChange::Missing));
    let now = new.iter().filter_map(|(path, now)| match old.get(path) {
        None => Some((*path, EntryChange::New)),
        Some(before) if before.head == now.head => None,
        Some(before) if now.size_bytes < before.size_bytes => Some((*path, EntryChange::Truncated)),
        Some(_) => Some((*path, EntryChange::Changed)),
    });
    gone.chain(now).map(|(path, change)| (String::from_utf8_lossy(path).into_owned(), change)).collect()
}

struct Entry<'l> {
    /// Kind, mark, size and digest.
    head: &'l [u8],
    size_bytes: u64,
}

fn entries(listing: &[u8]) -> BTreeMap<&[u8], Entry<'_>> {
    let body = listing.strip_prefix(HEADER).unwrap_or_default();
    let entry = |line| {
        let mut words = <[u8]>::splitn(line, 5, |byte| *byte == b' ');
        let size = words.nth(2)?;
        let path = words.nth(1)?;
        let size_bytes = std::str::from_utf8(size).ok()?.parse().ok()?;
        Some((path, Entry { head: &line[..line.len() - path.len()], size_bytes }))
    };
    body.split(|byte| *byte == 0).filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use camino::Utf8Path;

    use super::*;
    use crate::{StatCache, content_of};

    #[test]
    fn every_entry_that_differs_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        let folder = root.join("folder");
        fs::create_dir_all(folder.join("in side")).unwrap();
        for (name, text) in [("same", "s"), ("changed", "one"), ("short", "long"), ("in side/gone", "g")] {
            fs::write(folder.join(name), text).unwrap();
        }
        let cache = StatCache::open(&root.join("cache"));
        let listing = || cache.listing(root, Utf8Path::new("folder")).unwrap().unwrap();
        let before = listing();
        assert_eq!(throughline_model::Digest::of(&before), content_of(&folder).unwrap().unwrap().digest);
        assert!(listing_changes(&before, &before).is_empty());
        fs::write(folder.join("changed"), "two").unwrap();
        fs::write(folder.join("short"), "lo").unwrap();
        fs::write(folder.join("new"), "n").unwrap();
        fs::remove_file(folder.join("in side/gone")).unwrap();
        let found = listing_changes(&before, &listing());
        let expected = [
            ("changed", EntryChange::Changed),
            ("in side/gone", EntryChange::Missing),
            ("new", EntryChange::New),
            ("short", EntryChange::Truncated),
        ];
        assert_eq!(found, expected.map(|(path, change)| (path.to_owned(), change)).into());
        assert_eq!(cache.listing(root, Utf8Path::new("folder/same")).unwrap(), None);
    }
}
