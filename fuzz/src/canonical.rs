//! Canonical JSON: one form for one value, stable under reading and writing, and the same by every road to it.

use std::cell::RefCell;

use camino::Utf8PathBuf;
use serde_json::Value;
use throughline_artifact::{
    CanonicalError, canonical_digest, canonical_json, content_without, leaf_changes, pretty_sorted,
};
use throughline_model::Digest;

thread_local! {
    static FOLDER: RefCell<Option<tempfile::TempDir>> = const { RefCell::new(None) };
}

/// A JSON document.
pub fn check(data: &[u8]) {
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    let canonical = match canonical_json(&value) {
        Ok(canonical) => canonical,
        Err(CanonicalError::Number { pointer, number }) => {
            let found = value.pointer(&pointer).map(ToString::to_string);
            assert_eq!(found, Some(number), "another number stands at {pointer}");
            return;
        }
        Err(CanonicalError::Serialize(error)) => panic!("a value that was read cannot be written: {error}"),
    };
    let Ok(again) = serde_json::from_slice::<Value>(&canonical) else { panic!("cannot be read back") };
    assert_eq!(canonical_json(&again).ok().as_ref(), Some(&canonical), "canonical JSON changes when written again");
    assert!(leaf_changes(&value, &again, 8).changes.is_empty(), "the canonical form says something else");
    let pretty = pretty_sorted(&value);
    let Ok(pretty) = serde_json::from_str::<Value>(&pretty) else { panic!("the sorted form cannot be read back") };
    assert_eq!(canonical_json(&pretty).ok().as_ref(), Some(&canonical), "sorting changes the value");
    assert_eq!(canonical_digest(&value).ok(), Some(Digest::of(&canonical)));
    by_file(data, &value);
}

/// The digest of a file is that of the value in it, or, where a member stands twice, that of its bytes.
fn by_file(data: &[u8], value: &Value) {
    let path = FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(|| tempfile::tempdir().expect("a folder for one file"));
        Utf8PathBuf::from_path_buf(folder.path().join("a.json")).expect("a path in UTF-8")
    });
    std::fs::write(&path, data).expect("a small file");
    let content = content_without(&path, &["/volatile".to_owned()]).expect("a readable file").expect("it is there");
    let mut without = value.clone();
    if let Value::Object(members) = &mut without {
        members.shift_remove("volatile");
    }
    let expected = canonical_digest(&without).expect("a part of what has a canonical form");
    assert!([expected, Digest::of(data)].contains(&content.digest), "the digest of something else");
}
