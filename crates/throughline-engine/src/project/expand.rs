//! The elements of a `forEach`: read from the JSON artifact, each with a key that tells it from the others.
//!
//! The key is the element itself where it is a text, number or boolean; of an object its `key`, `id` or `name`,
//! whichever is there first; of anything else the first twelve digits of its digest, so that moving an element does
//! not make it another one. A long key is cut short and ends in such digits. In ids and paths only letters, digits, `.`, `_` and `-` stand: the rest becomes `-`.

use std::collections::HashMap;

use camino::Utf8Path;
use serde_json::Value;
use throughline_artifact::{Links, MAX_JSON_BYTES, canonical_digest, read_whole};
use throughline_graph::ForEach;
use throughline_model::Digest;

use crate::Element;

/// The most instances that one stage may have. Each is planned, run and remembered for itself, and takes some five
/// kilobytes while a run goes on.
const MOST_ELEMENTS: usize = 50_000;

/// Why the elements of a `forEach` cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum ExpandError {
    /// The file cannot be read.
    #[error("cannot read `{path}`, whose elements decide the instances")]
    Read {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is not JSON.
    #[error("`{path}`, whose elements decide the instances, is not JSON")]
    Parse {
        /// The file.
        path: String,
        /// Where and why.
        source: serde_json::Error,
    },
    /// What the pointer names is no array.
    #[error("`{path}` has {found} at `{pointer}`, where forEach needs an array")]
    NoArray {
        /// The file.
        path: String,
        /// The pointer.
        pointer: String,
        /// What is there.
        found: &'static str,
    },
    /// The array has more elements than one stage may have instances.
    #[error(
        "`{path}` has {count} elements at `{pointer}`, and a stage may have no more than {MOST_ELEMENTS} instances; let each take several"
    )]
    TooMany {
        /// The file.
        path: String,
        /// The pointer.
        pointer: String,
        /// How many there are.
        count: usize,
    },
    /// Two elements have the same key.
    #[error(
        "`{path}`: the elements {first} and {second} of `{pointer}` have the same key `{key}`; give each a `key`, `id` or `name` of its own"
    )]
    SameKey {
        /// The file.
        path: String,
        /// The pointer.
        pointer: String,
        /// The key.
        key: String,
        /// Index of the one, from 0.
        first: usize,
        /// Index of the other, from 0.
        second: usize,
    },
}

/// Reads the elements that decide the instances of a stage.
///
/// # Errors
/// When the file is not there, no JSON, has no array at the pointer, or two elements have the same key.
pub fn expand(root: &Utf8Path, path: &Utf8Path, for_each: &ForEach) -> Result<Vec<Element>, ExpandError> {
    let bytes = read_whole(root.join(path), Links::Follow, MAX_JSON_BYTES)
        .map_err(|source| ExpandError::Read { path: path.to_string(), source })?;
    let document: Value =
        serde_json::from_slice(&bytes).map_err(|source| ExpandError::Parse { path: path.to_string(), source })?;
    elements(document, path, &for_each.pointer)
}

fn elements(mut document: Value, path: &Utf8Path, pointer: &str) -> Result<Vec<Element>, ExpandError> {
    let no_array = |found| ExpandError::NoArray { path: path.to_string(), pointer: pointer.to_owned(), found };
    let array = match document.pointer_mut(pointer) {
        Some(Value::Array(items)) => std::mem::take(items),
        Some(other) => return Err(no_array(kind(other))),
        None => return Err(no_array("nothing")),
    };
    if array.len() > MOST_ELEMENTS {
        let (path, pointer) = (path.to_string(), pointer.to_owned());
        return Err(ExpandError::TooMany { path, pointer, count: array.len() });
    }
    let names: Vec<String> = array.iter().map(name).collect();
    let mut alike: HashMap<String, usize> = HashMap::with_capacity(array.len());
    for name in &names {
        *alike.entry(safe(name)).or_default() += 1;
    }
    let mut seen: HashMap<String, usize> = HashMap::with_capacity(array.len());
    let mut elements = Vec::with_capacity(array.len());
    for (index, (value, name)) in array.into_iter().zip(names).enumerate() {
        let mut key = safe(&name);
        if key != name && alike[&key] > 1 {
            // Two names became one only because of what cannot stand in a file name.
            key = format!("{key}-{}", &Digest::of(name.as_bytes()).hex()[..6]);
        }
        if let Some(first) = seen.insert(key.clone(), index) {
            return Err(ExpandError::SameKey {
                path: path.to_string(),
                pointer: pointer.to_owned(),
                key,
                first,
                second: index,
            });
        }
        elements.push(Element { key, value });
    }
    Ok(elements)
}

/// What tells an element from the others.
fn name(value: &Value) -> String {
    let scalar = |value: &Value| match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    };
    let named = match value {
        Value::Object(fields) => ["key", "id", "name"].iter().find_map(|name| fields.get(*name).and_then(scalar)),
        other => scalar(other),
    };
    named.unwrap_or_else(|| {
        canonical_digest(value).map_or_else(|_| "element".to_owned(), |digest| digest.hex()[..12].to_owned())
    })
}

/// A key stands in the names of log files, which may have 255 bytes with all that is around it.
const LONGEST_KEY: usize = 100;

/// Only what can stand in an id and in a file name on every system. Of a long text the beginning, and a digest that
/// tells it from others that begin alike.
fn safe(text: &str) -> String {
    if text.len() > LONGEST_KEY {
        let digest = Digest::of(text.as_bytes()).hex();
        let kept = text.floor_char_boundary(LONGEST_KEY - 13);
        return format!("{}-{}", safe(&text[..kept]), &digest[..12]);
    }
    let text: String =
        text.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' }).collect();
    if text.chars().all(|c| c == '.') { text.replace('.', "-") } else { text }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn keys(document: Value, pointer: &str) -> Result<Vec<String>, String> {
        elements(document, Utf8Path::new("a.json"), pointer)
            .map(|elements| elements.into_iter().map(|element| element.key).collect())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn keys_come_from_the_element_and_fit_a_file_name() {
        let document = json!({"authors": [{"name": "Ada L/ace"}, {"id": 7, "name": "x"}, "..", "Ürsula", true]});
        assert_eq!(keys(document, "/authors").unwrap(), ["Ada-L-ace", "7", "--", "Ürsula", "true"]);
    }

    #[test]
    fn names_that_differ_have_keys_that_differ() {
        let found = keys(json!(["z z", "z-z", "y"]), "").unwrap();
        assert_eq!((found[0].len(), &*found[1], &*found[2]), (10, "z-z", "y"), "{found:?}");
    }

    #[test]
    fn an_element_without_a_name_keeps_its_key_when_it_moves() {
        let one = keys(json!([[1], [2]]), "").unwrap();
        let other = keys(json!([[2], [1]]), "").unwrap();
        assert_eq!(one, [other[1].clone(), other[0].clone()]);
    }

    #[test]
    fn a_list_that_is_no_file_or_too_long_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        let for_each = ForEach { artifact: "a".into(), pointer: String::new(), binding: "item".to_owned() };
        let words = |name: &str| crate::chain(&expand(root, Utf8Path::new(name), &for_each).unwrap_err());
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("fifo").as_std_path(), 0o600.into()).unwrap();
        std::fs::File::create(root.join("endless")).unwrap().set_len(1 << 42).unwrap();
        for (name, why) in [("fifo", "it is a fifo"), ("endless", "it has more than 536870912 bytes")] {
            assert!(
                words(name).starts_with(&format!("cannot read `{name}`, whose elements decide")),
                "{}",
                words(name)
            );
            assert!(words(name).contains(why), "{}", words(name));
        }
    }

    #[test]
    fn faults_name_the_file_and_the_place() {
        assert_eq!(
            keys(json!({"a": 1}), "/a").unwrap_err(),
            "`a.json` has a number at `/a`, where forEach needs an array"
        );
        assert!(keys(json!(["x", "x"]), "").unwrap_err().contains("elements 0 and 1"));
    }
}
