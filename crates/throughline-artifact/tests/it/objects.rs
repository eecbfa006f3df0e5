//! The store of earlier contents: what goes in comes out, or an error says why not.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use throughline_artifact::{ObjectError, ObjectStore, StoredObject};
use throughline_model::Digest;

use crate::folder;

#[test]
fn contents_are_kept_by_their_digest() {
    let (_keep, root) = folder();
    let store = ObjectStore::new(&root.join("objects"));
    assert_eq!(store.list().unwrap(), vec![]);
    let file = root.join("a.json");
    fs::write(&file, "[1]").unwrap();
    let digest = Digest::of(b"[1]");
    assert_eq!(store.get(digest).unwrap(), None);
    assert!(store.put_file(&file, digest, 3).unwrap());
    assert!(store.put_file(&file, digest, 3).unwrap(), "twice is once");
    // The source is edited in place afterwards.
    fs::write(&file, "[2]").unwrap();
    assert_eq!(store.get(digest).unwrap().unwrap(), b"[1]");
    assert_eq!(store.list().unwrap(), vec![StoredObject { digest, size_bytes: 3 }]);
    let (folder, name) = (&digest.hex()[..2], &digest.hex()[2..]);
    let path = root.join("objects").join(folder).join(name);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o222, 0, "read-only");
    assert!(store.remove(digest).unwrap());
    assert!(!store.remove(digest).unwrap());
    assert_eq!(store.get(digest).unwrap(), None);
}

#[test]
fn what_is_too_large_or_gone_is_not_kept() {
    let (_keep, root) = folder();
    let store = ObjectStore::new(&root.join("objects"));
    fs::write(root.join("file"), "1234").unwrap();
    assert!(!store.put_file(&root.join("file"), Digest::of(b"1234"), 3).unwrap());
    assert!(!store.put_file(&root.join("gone"), Digest::of(b"1234"), 3).unwrap());
    // No size to go by before it is read.
    assert!(!store.put_file("/proc/self/maps".into(), Digest::of(b"1234"), 3).unwrap());
    assert_eq!(store.list().unwrap(), vec![]);
}

#[test]
fn a_file_is_never_kept_under_a_name_that_is_not_its_own() {
    let (_keep, root) = folder();
    let store = ObjectStore::new(&root.join("objects"));
    fs::write(root.join("file"), "new").unwrap();
    let error = store.put_file(&root.join("file"), Digest::of(b"old"), 100).unwrap_err();
    assert!(matches!(error, ObjectError::Changed { found, .. } if found == Digest::of(b"new")), "{error}");
    assert_eq!(store.list().unwrap(), vec![]);
}

#[test]
fn damage_is_found_and_a_cut_object_is_mended() {
    let (_keep, root) = folder();
    let store = ObjectStore::new(&root.join("objects"));
    fs::write(root.join("file"), "12").unwrap();
    let digest = Digest::of(b"12");
    store.put_file(&root.join("file"), digest, 100).unwrap();
    let path = root.join("objects").join(&digest.hex()[..2]).join(&digest.hex()[2..]);
    fs::remove_file(&path).unwrap();
    fs::write(&path, "1").unwrap();
    let error = store.get(digest).unwrap_err();
    assert!(matches!(&error, ObjectError::Damaged { path: named, .. } if *named == path), "{error}");
    assert!(store.put_file(&root.join("file"), digest, 100).unwrap());
    assert_eq!(store.get(digest).unwrap().unwrap(), b"12");
    // What a killed process left is no object.
    fs::write(path.with_file_name(".throughline-x.tmp"), "1").unwrap();
    fs::write(root.join("objects/README"), "1").unwrap();
    assert_eq!(store.list().unwrap().len(), 1);
}
