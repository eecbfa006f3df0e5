//! The content of a JSON file some of whose members are no part of what it is: the time when it was written, say.

use camino::Utf8Path;
use serde_json::Value;
use throughline_model::Digest;

use crate::canonical::canonical_digest;
use crate::content::{Content, ContentError, ContentKind};
use crate::schema::read;

/// The content of a JSON file without its volatile members (JSON pointers, RFC 6901); `None` if nothing is there.
///
/// The digest is that of the canonical form of what is left. What is no JSON counts byte for byte, so that it is
/// never taken for what it should have been.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn content_without(path: &Utf8Path, volatile: &[String]) -> Result<Option<Content>, ContentError> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    let without = |mut document: Value| {
        volatile.iter().for_each(|pointer| remove(&mut document, pointer));
        canonical_digest(&document).ok()
    };
    let digest = serde_json::from_slice(&bytes).ok().and_then(without).unwrap_or_else(|| Digest::of(&bytes));
    Ok(Some(Content { digest, size_bytes: bytes.len() as u64, kind: ContentKind::File }))
}

fn remove(document: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(members)) = document.pointer_mut(parent) {
        members.shift_remove(&name.replace("~1", "/").replace("~0", "~"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_named_does_not_count() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("a.json");
        let volatile = ["/at".to_owned(), "/in/a~1b".to_owned(), "/not/there".to_owned()];
        let digest = |text: &str| {
            std::fs::write(&path, text).unwrap();
            content_without(&path, &volatile).unwrap().unwrap().digest
        };
        let one = digest(r#"{"at": 1, "hash": "x", "in": {"a/b": 1, "c": 2}}"#);
        assert_eq!(one, digest(r#"{"in": {"c": 2, "a/b": 5}, "hash": "x", "at": 2}"#));
        assert_ne!(one, digest(r#"{"at": 1, "hash": "y", "in": {"a/b": 1, "c": 2}}"#));
        assert_ne!(digest("{"), digest("{ "));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(content_without(&path, &volatile).unwrap(), None);
    }
}
