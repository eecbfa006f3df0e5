//! Digests of files and folders: what counts, what does not, and what is refused.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::time::Duration;

use camino::Utf8Path;
use proptest::prelude::*;
use throughline_artifact::{Content, ContentError, ContentKind, StatCache, content_of};
use throughline_model::Digest;

use crate::{folder, listing};

fn digest(path: &Utf8Path) -> Digest {
    content_of(path).unwrap().unwrap().digest
}

#[test]
fn a_file_is_its_bytes() {
    let (_keep, root) = folder();
    let file = root.join("abc");
    fs::write(&file, "abc").unwrap();
    let expected = Content { digest: Digest::of(b"abc"), size_bytes: 3, kind: ContentKind::File };
    assert_eq!(content_of(&file).unwrap(), Some(expected));
    // A name for it is the file itself, and a name for nothing is nothing.
    symlink("abc", root.join("link")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    assert_eq!(content_of(&root.join("link")).unwrap(), Some(expected));
    for absent in ["dangling", "missing", "abc/below", "missing/below"] {
        assert_eq!(content_of(&root.join(absent)).unwrap(), None, "{absent}");
    }
    assert!(content_of(Utf8Path::new("loop")).unwrap().is_none());
    symlink("loop", root.join("loop")).unwrap();
    assert!(content_of(&root.join("loop")).unwrap_err().path().ends_with("loop"));
}

#[test]
fn a_folder_is_its_listing() {
    let (_keep, root) = folder();
    assert_eq!(digest(&root), listing(b""), "the empty folder");
    fs::create_dir_all(root.join("a/empty")).unwrap();
    fs::write(root.join("a/x"), "1").unwrap();
    fs::write(root.join("a-b"), "").unwrap();
    fs::set_permissions(root.join("a-b"), fs::Permissions::from_mode(0o755)).unwrap();
    symlink("../outside", root.join("a/up")).unwrap();
    let odd = OsStr::from_bytes(b"\xff\n");
    fs::write(root.as_std_path().join(odd), "odd").unwrap();
    let mut expected = Vec::new();
    let mut entry = |line: &str, path: &[u8]| expected.extend([line.as_bytes(), path, b"\0"].concat());
    entry("d - 0 - ", b"a");
    // `-` is before `/`, so the file stands between the folder and what is in it.
    entry(&format!("f x 0 {} ", Digest::of(b"").hex()), b"a-b");
    entry("d - 0 - ", b"a/empty");
    entry(&format!("l - 10 {} ", Digest::of(b"../outside").hex()), b"a/up");
    entry(&format!("f - 1 {} ", Digest::of(b"1").hex()), b"a/x");
    entry(&format!("f - 3 {} ", Digest::of(b"odd").hex()), b"\xff\n");
    let content = content_of(&root).unwrap().unwrap();
    assert_eq!(content.digest, listing(&expected));
    assert_eq!((content.size_bytes, content.kind), (4, ContentKind::Directory));
    assert_eq!(content_of(&Utf8Path::new(root.as_str()).join("")).unwrap(), Some(content), "with a slash at the end");
}

#[test]
fn each_thing_that_counts_changes_the_digest() {
    let (_keep, root) = folder();
    let file = root.join("file");
    fs::write(&file, "1").unwrap();
    let mut seen = vec![digest(&root)];
    let mut changed = |what: &str| {
        let now = digest(&root);
        assert!(!seen.contains(&now), "{what}");
        seen.push(now);
    };
    fs::write(&file, "2").unwrap();
    changed("bytes");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o744)).unwrap();
    changed("executable");
    fs::create_dir(root.join("empty")).unwrap();
    changed("an empty folder");
    symlink("one", root.join("link")).unwrap();
    changed("a link");
    fs::remove_file(root.join("link")).unwrap();
    symlink("two", root.join("link")).unwrap();
    changed("a link's target");
    fs::remove_file(root.join("link")).unwrap();
    fs::write(root.join("link"), "two").unwrap();
    changed("a file in place of a link");
    fs::rename(&file, root.join("renamed")).unwrap();
    changed("a name");
    fs::rename(root.join("renamed"), root.join("empty/renamed")).unwrap();
    changed("a folder");
    // And what does not count.
    let before = digest(&root);
    fs::set_permissions(root.join("link"), fs::Permissions::from_mode(0o600)).unwrap();
    let then = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    fs::File::options().write(true).open(root.join("link")).unwrap().set_modified(then).unwrap();
    assert_eq!(digest(&root), before);
}

#[test]
fn links_that_lead_up_are_not_followed() {
    let (_keep, root) = folder();
    fs::create_dir(root.join("a")).unwrap();
    symlink("..", root.join("a/up")).unwrap();
    symlink("/", root.join("all")).unwrap();
    assert_eq!(content_of(&root).unwrap().unwrap().size_bytes, 0);
}

#[test]
fn what_has_no_content_is_named_and_never_waited_for() {
    let (_keep, root) = folder();
    fs::create_dir(root.join("in")).unwrap();
    let fifo = root.join("in/fifo");
    rustix::fs::mknodat(rustix::fs::CWD, fifo.as_std_path(), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let _listener = UnixListener::bind(root.join("socket")).unwrap();
    let cache = StatCache::open(&root.join("cache"));
    for (path, below, expected) in
        [("in/fifo", "in/fifo", "fifo"), ("in", "in/fifo", "fifo"), ("socket", "socket", "socket")]
    {
        for found in [content_of(&root.join(path)), cache.content(&root, path.into())] {
            let ContentError::Special { path: named, kind } = found.unwrap_err() else { panic!("{path}") };
            assert_eq!((named, kind), (root.join(below).into_std_path_buf(), expected));
        }
    }
    // With no stat before it, this is where opening a fifo would wait for a writer.
    let (done, checked) = std::sync::mpsc::channel();
    let path = fifo.clone();
    std::thread::spawn(move || done.send(throughline_artifact::check_artifact(&path, true, None)));
    let checked = checked.recv_timeout(Duration::from_secs(5)).expect("an answer without waiting");
    assert_eq!(checked.unwrap_err().path, fifo);
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    if rustix::process::geteuid().is_root() {
        // Root may read everything; a path that is too long is refused to everybody.
        let long = format!("/{}", "x".repeat(300));
        let error = content_of(Utf8Path::new(&long)).unwrap_err();
        assert_eq!(error.path(), std::path::Path::new(&long));
        return;
    }
    let (_keep, root) = folder();
    fs::write(root.join("secret"), "s").unwrap();
    fs::set_permissions(root.join("secret"), fs::Permissions::from_mode(0o000)).unwrap();
    let error = content_of(&root).unwrap_err();
    assert_eq!(error.path(), root.join("secret").as_std_path());
    assert!(error.to_string().contains("secret"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// The order in which files are made is the order in which many file systems list them. Names end in `_`, so that
    /// none is a folder of another.
    #[test]
    fn the_order_of_creation_does_not_count(
        files in prop::collection::btree_map("[ab]([/.-][ab]){0,3}", "[01]{0,2}", 1..12),
        seed in any::<u64>(),
    ) {
        let make = |order: &[(&String, &String)]| {
            let (_keep, root) = folder();
            for (path, content) in order {
                let path = root.join("t").join(format!("{path}_"));
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, content).unwrap();
            }
            content_of(&root.join("t")).unwrap().unwrap()
        };
        let mut order: Vec<_> = files.iter().collect();
        let sorted = make(&order);
        order.sort_by_key(|(path, _)| Digest::of(format!("{seed}{path}").as_bytes()));
        prop_assert_eq!(make(&order), sorted);
        // What is in the files is in the digest.
        let other = format!("{}x", order[0].1);
        order[0].1 = &other;
        prop_assert_ne!(make(&order).digest, sorted.digest);
    }
}
