//! The cache never says what a read would not say, and it does save reads.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::thread::sleep;
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};
use proptest::prelude::*;
use throughline_artifact::{StatCache, content_of};
use throughline_model::Digest;

use crate::folder;

/// Longer than a file must be left alone to be remembered.
const SETTLED: Duration = Duration::from_millis(40);

fn digest(cache: &StatCache, root: &Utf8Path, path: &str) -> Option<Digest> {
    cache.content(root, path.into()).unwrap().map(|content| content.digest)
}

#[test]
fn a_file_left_alone_is_read_once_over_many_processes() {
    let (_keep, root) = folder();
    let store = root.join("state/stat-cache");
    fs::create_dir(root.join("d")).unwrap();
    for name in ["d/a", "d/b", "c"] {
        fs::write(root.join(name), name).unwrap();
    }
    sleep(SETTLED);
    let first = StatCache::open(&store);
    assert!(!first.recovered());
    let expected = (digest(&first, &root, "d"), digest(&first, &root, "c"));
    assert_eq!(first.files_read(), 3);
    digest(&first, &root, "d/");
    digest(&first, &root, "./d//a");
    assert_eq!(first.files_read(), 3, "one path however it is spelt");
    first.save().unwrap();

    let second = StatCache::open(&store);
    assert_eq!((digest(&second, &root, "d"), digest(&second, &root, "c")), expected);
    assert_eq!((second.files_read(), second.remembered()), (0, 3));
    // Nothing was learnt, so nothing is written.
    let before = fs::metadata(&store).unwrap().modified().unwrap();
    sleep(SETTLED);
    second.save().unwrap();
    assert_eq!(fs::metadata(&store).unwrap().modified().unwrap(), before);
    assert_eq!(second.content_fresh(&root, "d".into()).unwrap().map(|content| content.digest), expected.0);
    assert_eq!(second.files_read(), 2, "`fresh` reads whatever is remembered");
    second.forget(&root, "d".into());
    digest(&second, &root, "d");
    digest(&second, &root, "c");
    assert_eq!(second.files_read(), 4);
}

#[test]
fn a_file_just_written_is_not_remembered() {
    let (_keep, root) = folder();
    let cache = StatCache::open(&root.join("cache"));
    fs::write(root.join("f"), "1").unwrap();
    digest(&cache, &root, "f");
    digest(&cache, &root, "f");
    assert_eq!(cache.files_read(), 2);
    // Nor one whose time lies in the future.
    let later = std::time::SystemTime::now() + Duration::from_secs(3600);
    File::options().write(true).open(root.join("f")).unwrap().set_modified(later).unwrap();
    sleep(SETTLED);
    digest(&cache, &root, "f");
    digest(&cache, &root, "f");
    assert_eq!(cache.files_read(), 4);
}

#[test]
fn a_modification_time_set_back_is_seen() {
    let (_keep, root) = folder();
    let path = root.join("f");
    fs::write(&path, "one").unwrap();
    sleep(SETTLED);
    let cache = StatCache::open(&root.join("cache"));
    assert_eq!(digest(&cache, &root, "f"), Some(Digest::of(b"one")));
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    // In place, so that the inode and the size stay as well.
    let mut file = File::options().write(true).open(&path).unwrap();
    file.write_all(b"two").unwrap();
    file.set_modified(modified).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
    assert_eq!(digest(&cache, &root, "f"), Some(Digest::of(b"two")));
}

#[test]
fn a_damaged_file_is_an_empty_cache() {
    let (_keep, root) = folder();
    fs::write(root.join("f"), "1").unwrap();
    sleep(SETTLED);
    let store = root.join("cache");
    let cache = StatCache::open(&store);
    digest(&cache, &root, "f");
    cache.save().unwrap();
    let good = fs::read(&store).unwrap();
    assert_eq!(StatCache::open(&store).remembered(), 1);
    for bad in [&good[..good.len() - 1], &good[..5], b"", b"something else"] {
        fs::write(&store, bad).unwrap();
        let cache = StatCache::open(&store);
        assert!(cache.recovered());
        assert_eq!(cache.remembered(), 0);
        assert_eq!(digest(&cache, &root, "f"), Some(Digest::of(b"1")));
        cache.save().unwrap();
        assert!(!StatCache::open(&store).recovered(), "the next save mends it");
        assert_eq!(StatCache::open(&store).remembered(), 1);
    }
    fs::remove_file(&store).unwrap();
    fs::create_dir(&store).unwrap();
    let cache = StatCache::open(&store);
    assert!(cache.recovered());
    assert_eq!(digest(&cache, &root, "f"), Some(Digest::of(b"1")));
    assert_eq!(cache.save().unwrap_err().path, store);
}

#[test]
fn what_is_gone_is_left_out_and_what_was_not_asked_for_is_kept() {
    let (_keep, root) = folder();
    let store = root.join("cache");
    for name in ["kept", "gone", "new"] {
        fs::write(root.join(name), name).unwrap();
    }
    sleep(SETTLED);
    let cache = StatCache::open(&store);
    digest(&cache, &root, "kept");
    digest(&cache, &root, "gone");
    cache.save().unwrap();
    fs::remove_file(root.join("gone")).unwrap();
    let cache = StatCache::open(&store);
    assert_eq!(cache.remembered(), 2);
    digest(&cache, &root, "new");
    cache.save().unwrap();
    let cache = StatCache::open(&store);
    assert_eq!(cache.remembered(), 2);
    digest(&cache, &root, "kept");
    digest(&cache, &root, "new");
    assert_eq!(cache.files_read(), 0);
}

#[test]
fn a_memo_asks_once_until_it_is_told() {
    let (_keep, root) = folder();
    fs::create_dir_all(root.join("d/e")).unwrap();
    fs::write(root.join("d/e/f"), "1").unwrap();
    fs::write(root.join("x"), "1").unwrap();
    let cache = StatCache::open(&root.join("cache"));
    let memo = cache.memo(&root);
    let all = |when: &str| -> Vec<_> {
        let paths = ["d", "d/e/f", "x", "none", "d/e/"];
        paths.map(|path| memo.content(path.into()).unwrap_or_else(|error| panic!("{when}: {error}"))).into()
    };
    memo.warm(&["d", "d/e/f", "x", "none", "d/e"].map(Utf8PathBuf::from));
    let before = all("before");
    assert_eq!(before[3], None);
    fs::write(root.join("d/e/f"), "2").unwrap();
    fs::write(root.join("x"), "2").unwrap();
    fs::write(root.join("none"), "2").unwrap();
    assert_eq!(all("not told"), before);
    memo.forget("./d/e/".into());
    let after = all("told of one");
    for (index, path) in [(0, "d"), (1, "d/e/f"), (4, "d/e")] {
        assert_eq!(after[index], content_of(&root.join(path)).unwrap(), "{path}");
        assert_ne!(after[index], before[index], "{path}");
    }
    assert_eq!(after[2..4], before[2..4]);
    memo.forget_all();
    assert!(all("told of all")[3].is_some());
}

#[test]
fn many_threads_may_ask_at_once() {
    let (_keep, root) = folder();
    let paths: Vec<Utf8PathBuf> = (0..500).map(|index| format!("{index}").into()).collect();
    for path in &paths {
        fs::write(root.join(path), path.as_str()).unwrap();
    }
    sleep(SETTLED);
    let cache = StatCache::open(&root.join("cache"));
    let memo = cache.memo(&root);
    memo.warm(&paths);
    assert_eq!(cache.files_read(), 500);
    for path in &paths {
        assert_eq!(memo.content(path).unwrap().unwrap().digest, Digest::of(path.as_str().as_bytes()));
    }
    assert_eq!(cache.files_read(), 500);
}

/// One thing that somebody may do to a file between two looks at it.
#[derive(Debug, Clone)]
enum Edit {
    /// Other bytes, same length, same inode.
    InPlace(u8),
    /// The same, with the modification time put back.
    InPlaceHidden(u8),
    /// A new file in its place, with the old file's times.
    Replace(u8),
    Append(u8),
    Truncate,
    Executable(bool),
    Remove,
    Swap,
    /// Long enough for the next look to be remembered.
    Rest,
    /// Save and open again, as the next process does.
    Restart,
}

fn edits() -> impl Strategy<Value = Vec<(Edit, bool)>> {
    let edit = prop_oneof![
        4 => any::<u8>().prop_map(Edit::InPlace),
        4 => any::<u8>().prop_map(Edit::InPlaceHidden),
        2 => any::<u8>().prop_map(Edit::Replace),
        1 => any::<u8>().prop_map(Edit::Append),
        1 => Just(Edit::Truncate),
        1 => any::<bool>().prop_map(Edit::Executable),
        1 => Just(Edit::Remove),
        1 => Just(Edit::Swap),
        2 => Just(Edit::Rest),
        1 => Just(Edit::Restart),
    ];
    prop::collection::vec((edit, any::<bool>()), 1..40)
}

fn apply(edit: &Edit, root: &Utf8Path, path: &Utf8Path) {
    let times = fs::metadata(path).and_then(|stat| stat.modified()).ok();
    let open = || File::options().write(true).create(true).truncate(false).open(path).unwrap();
    let refill = |byte: &u8| {
        let length = fs::metadata(path).map_or(8, |stat| stat.len().max(1));
        let mut file = open();
        file.write_all(&vec![*byte; usize::try_from(length).unwrap()]).unwrap();
        file
    };
    match edit {
        Edit::InPlace(byte) => drop(refill(byte)),
        Edit::InPlaceHidden(byte) => {
            let file = refill(byte);
            times.into_iter().for_each(|time| file.set_modified(time).unwrap());
        }
        Edit::Replace(byte) => {
            let mut file = File::create(root.join("beside")).unwrap();
            file.write_all(&[*byte; 8]).unwrap();
            times.into_iter().for_each(|time| file.set_modified(time).unwrap());
            fs::rename(root.join("beside"), path).unwrap();
        }
        Edit::Append(byte) => {
            File::options().append(true).create(true).open(path).unwrap().write_all(&[*byte]).unwrap()
        }
        Edit::Truncate => open().set_len(0).unwrap(),
        Edit::Executable(yes) => {
            drop(open());
            fs::set_permissions(path, fs::Permissions::from_mode(if *yes { 0o700 } else { 0o600 })).unwrap();
        }
        Edit::Remove => drop(fs::remove_file(path)),
        Edit::Swap => {
            drop(open());
            let other = root.join("d/other");
            fs::rename(&other, root.join("beside")).unwrap();
            fs::rename(path, &other).unwrap();
            fs::rename(root.join("beside"), path).unwrap();
        }
        Edit::Rest => sleep(SETTLED),
        Edit::Restart => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_cache_says_what_a_read_says(edits in edits()) {
        let (_keep, root) = folder();
        let store = root.join("cache");
        let path = root.join("d/file");
        fs::create_dir(root.join("d")).unwrap();
        fs::write(&path, [1; 8]).unwrap();
        fs::write(root.join("d/other"), [2; 8]).unwrap();
        let mut cache = StatCache::open(&store);
        for (edit, look) in &edits {
            apply(edit, &root, &path);
            if matches!(edit, Edit::Restart) {
                cache.save().unwrap();
                cache = StatCache::open(&store);
                prop_assert!(!cache.recovered());
            }
            if *look {
                for relative in ["d", "d/file", "d/other"] {
                    let said = cache.content(&root, relative.into()).unwrap();
                    prop_assert_eq!(said, content_of(&root.join(relative)).unwrap(), "{} after {:?}", relative, edit);
                }
            }
        }
    }
}
