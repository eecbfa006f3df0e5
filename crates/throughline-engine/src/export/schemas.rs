//! The schemas that go into a bundle: those that artifacts name, and every file below the root that they refer to.
//!
//! Which files a schema refers to is found by its `$ref`s, by the rules that it is compiled by: a relative path from the
//! folder of the schema, or an address in the folder of a known `$id`. Whether that was all is not believed: the schema is
//! compiled once more in the bundle, and its digest, in which those of all files count that it refers to, must be the
//! same.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;
use throughline_artifact::{SchemaError, SchemaStore, write_atomic};
use throughline_graph::within_root;

use super::failure::ExportError;
use super::manifest::Role;

/// The schemas of a bundle: text by path relative to the root.
pub(super) type SchemaTexts = BTreeMap<Utf8PathBuf, Vec<u8>>;

/// The named schemas with all that they refer to.
///
/// # Errors
/// When one of them is missing or cannot be used.
pub(super) fn collect(
    root: &Utf8Path,
    store: &SchemaStore,
    named: &BTreeSet<Utf8PathBuf>,
) -> Result<SchemaTexts, ExportError> {
    let mut texts = SchemaTexts::new();
    let mut documents: Vec<(Utf8PathBuf, Value)> = Vec::new();
    let mut open: BTreeSet<Utf8PathBuf> = named.clone();
    while let Some(path) = open.pop_first() {
        let read = store.text(&path).map_err(|source| SchemaError::Read { path: path.clone(), source })?;
        let Some(bytes) = read else { return Err(SchemaError::Missing { path }.into()) };
        if let Ok(document) = serde_json::from_slice(&bytes) {
            documents.push((path.clone(), document));
        }
        texts.insert(path, bytes);
        // An address may become known by the `$id` of what was read last, so all are asked again.
        for candidate in candidates(&documents) {
            if !texts.contains_key(&candidate) && is_there(root, store, &candidate) {
                open.insert(candidate);
            }
        }
    }
    Ok(texts)
}

/// Writes the schemas into a bundle, and checks that they are the same there.
///
/// # Errors
/// When one cannot be written, or is another one in the bundle.
pub(super) fn write(
    bundle: &Utf8Path,
    store: &SchemaStore,
    named: &BTreeSet<Utf8PathBuf>,
    texts: &SchemaTexts,
) -> Result<(), ExportError> {
    let folder = bundle.join(Role::Schema.folder());
    for (path, text) in texts {
        write_atomic(&folder.join(path), text)?;
    }
    let copies = SchemaStore::new(&folder);
    for path in named {
        let original = store.compile(path)?.digest;
        match copies.compile(path) {
            Ok(copy) if copy.digest == original => {}
            Ok(_) | Err(SchemaError::Remote { .. } | SchemaError::Reference { .. }) => {
                return Err(ExportError::SchemaBound { path: path.clone() });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Whether there is such a schema, and it lies below the root when all links are followed.
fn is_there(root: &Utf8Path, store: &SchemaStore, path: &Utf8Path) -> bool {
    let Ok(Some(_)) = store.text(path) else { return false };
    match (root.join(path).canonicalize_utf8(), root.canonicalize_utf8()) {
        (Ok(real), Ok(root)) => real.starts_with(root),
        // It is part of the program and no file.
        _ => true,
    }
}

/// Every path that the schemas may refer to.
fn candidates(documents: &[(Utf8PathBuf, Value)]) -> BTreeSet<Utf8PathBuf> {
    let ids: Vec<(&str, &Utf8Path)> = documents
        .iter()
        .filter_map(|(path, document)| {
            let (folder, _) = document.get("$id")?.as_str().filter(|id| id.contains("://"))?.rsplit_once('/')?;
            Some((folder, folder_of(path)))
        })
        .collect();
    let mut found = BTreeSet::new();
    for (path, document) in documents {
        let mut references = Vec::new();
        collect_references(document, &mut references);
        for reference in references {
            let address = reference.split('#').next().unwrap_or_default();
            if address.contains("://") {
                for (id, folder) in &ids {
                    if let Some(rest) = address.strip_prefix(id).and_then(|rest| rest.strip_prefix('/')) {
                        found.extend(within_root(&folder.join(rest)));
                    }
                }
            } else if !address.is_empty() {
                found.extend(within_root(&folder_of(path).join(address)));
            }
        }
    }
    found
}

fn folder_of(path: &Utf8Path) -> &Utf8Path {
    path.parent().unwrap_or(Utf8Path::new(""))
}

fn collect_references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if matches!(name.as_str(), "$ref" | "$dynamicRef") => found.push(text),
                    other => collect_references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[(&str, &str)]) -> (tempfile::TempDir, Utf8PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap().join("p");
        for (path, text) in files {
            write_atomic(&root.join(path), text.as_bytes()).unwrap();
        }
        (dir, root)
    }

    #[test]
    fn what_a_schema_refers_to_comes_along() {
        let (dir, root) = folder(&[
            (
                "s/a.json",
                r##"{"$id": "https://example.org/s/a.json", "properties": {"b": {"$ref": "b.json#/x"}, "y": {"$ref": "#/z"}}, "z": {}}"##,
            ),
            ("s/b.json", r#"{"x": {"items": {"$ref": "https://example.org/s/deep/c.json"}}}"#),
            ("s/deep/c.json", r#"{"$ref": "../d.json"}"#),
            ("s/d.json", r#"{"type": "object"}"#),
            ("s/other.json", "{}"),
        ]);
        let store = SchemaStore::new(&root);
        let named = BTreeSet::from([Utf8PathBuf::from("s/a.json")]);
        let texts = collect(&root, &store, &named).unwrap();
        let paths: Vec<&str> = texts.keys().map(|path| path.as_str()).collect();
        assert_eq!(paths, ["s/a.json", "s/b.json", "s/d.json", "s/deep/c.json"]);
        let bundle = Utf8Path::from_path(dir.path()).unwrap().join("bundle");
        write(&bundle, &store, &named, &texts).unwrap();
        let lacking = texts.into_iter().filter(|(path, _)| path != "s/d.json").collect();
        let other = Utf8Path::from_path(dir.path()).unwrap().join("other");
        assert!(matches!(write(&other, &store, &named, &lacking), Err(ExportError::SchemaBound { .. })));
    }

    #[test]
    fn a_schema_that_is_part_of_the_program_becomes_a_file() {
        let (dir, root) = folder(&[("schemas/part.json", r#"{"type": "integer"}"#)]);
        let texts = vec![("schemas/Built.v1.json", r#"{"properties": {"n": {"$ref": "part.json"}}}"#)];
        let store = SchemaStore::with_texts(&root, texts);
        let named = BTreeSet::from([Utf8PathBuf::from("schemas/Built.v1.json")]);
        let texts = collect(&root, &store, &named).unwrap();
        let bundle = Utf8Path::from_path(dir.path()).unwrap().join("bundle");
        write(&bundle, &store, &named, &texts).unwrap();
        assert!(bundle.join("schemas/schemas/Built.v1.json").is_file());
        assert!(bundle.join("schemas/schemas/part.json").is_file());
    }

    #[test]
    fn a_reference_by_an_absolute_path_does_not_hold_elsewhere() {
        let (dir, root) = folder(&[("d.json", "{}")]);
        let real = root.canonicalize_utf8().unwrap();
        write_atomic(&root.join("a.json"), format!(r#"{{"$ref": "file://{real}/d.json"}}"#).as_bytes()).unwrap();
        let store = SchemaStore::new(&root);
        let named = BTreeSet::from([Utf8PathBuf::from("a.json")]);
        let texts = collect(&root, &store, &named).unwrap();
        let bundle = Utf8Path::from_path(dir.path()).unwrap().join("bundle");
        assert!(matches!(write(&bundle, &store, &named, &texts), Err(ExportError::SchemaBound { .. })));
    }

    #[test]
    fn nothing_outside_comes_along_whatever_looks_like_a_reference() {
        let (dir, root) = folder(&[("a.json", r#"{"enum": [{"$ref": "secret.json"}, {"$ref": "../secret.json"}]}"#)]);
        let secret = Utf8Path::from_path(dir.path()).unwrap().join("secret.json");
        std::fs::write(&secret, "{}").unwrap();
        std::os::unix::fs::symlink(&secret, root.join("secret.json")).unwrap();
        let named = BTreeSet::from([Utf8PathBuf::from("a.json")]);
        let texts = collect(&root, &SchemaStore::new(&root), &named).unwrap();
        assert_eq!(texts.len(), 1);
    }
}
