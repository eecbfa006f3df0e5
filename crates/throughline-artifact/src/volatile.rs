//! The content of a JSON file some of whose members are no part of what it is: the time when it was written, say.

use std::fmt;
use std::io;

use camino::Utf8Path;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};
use throughline_model::Digest;

use crate::canonical::canonical_digest;
use crate::content::{Content, ContentError, ContentKind};
use crate::schema::read;
use crate::tree::content_of;
use crate::whole::MAX_JSON_BYTES;

/// The content of a JSON file without its volatile members (JSON pointers, RFC 6901); `None` if nothing is there.
///
/// The digest is that of the canonical form of what is left. What is no JSON, names a member twice, or has more than
/// [`MAX_JSON_BYTES`], counts byte for byte, so that it is never taken for what it should have been; a folder counts as
/// a folder.
///
/// # Errors
/// When the file is there and cannot be read.
pub fn content_without(path: &Utf8Path, volatile: &[String]) -> Result<Option<Content>, ContentError> {
    if path.is_dir() {
        return content_of(path);
    }
    let bytes = match read(path, MAX_JSON_BYTES) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(None),
        Err(ContentError::Read { source, .. }) if source.kind() == io::ErrorKind::FileTooLarge => {
            return content_of(path);
        }
        Err(error) => return Err(error),
    };
    let without = |mut document: Value| {
        volatile.iter().for_each(|pointer| remove(&mut document, pointer));
        canonical_digest(&document).ok()
    };
    let document = serde_json::from_slice::<Distinct>(&bytes).ok().map(|document| document.0);
    let digest = document.and_then(without).unwrap_or_else(|| Digest::of(&bytes));
    Ok(Some(Content { digest, size_bytes: bytes.len() as u64, kind: ContentKind::File }))
}

/// A JSON value in which no object names a member twice: readers do not agree on what such a document says.
struct Distinct(Value);

impl<'de> Deserialize<'de> for Distinct {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DistinctVisitor).map(Self)
    }
}

struct DistinctVisitor;

impl<'de> Visitor<'de> for DistinctVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Distinct(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Distinct(value))) = members.next_entry::<String, Distinct>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a member stands twice"));
            }
        }
        Ok(Value::Object(object))
    }
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
        assert_ne!(one, digest(r#"{"hash": "y", "at": 1, "hash": "x", "in": {"a/b": 1, "c": 2}}"#));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(content_without(&path, &volatile).unwrap(), None);
    }
}
