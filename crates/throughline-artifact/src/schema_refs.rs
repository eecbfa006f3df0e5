//! Where a `$ref` may lead: to another file below the project's root, and nowhere else.
//!
//! A schema file has the URI `file://<root>/<path>`, so that relative references are paths beside it. A schema whose
//! `$id` is, say, `https://example.org/schemas/shot.json` names its neighbours by that address; the address is a name
//! and not a place to fetch from, so `https://example.org/schemas/` stands for the schema's own folder. The neighbour
//! must not claim another `$id`. Everything else with a host in it is remote, and refused.
//!
//! What is read must lie below the root when all symbolic links are followed.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jsonschema::{Retrieve, Uri};
use serde_json::Value;
use throughline_model::Digest;

use crate::schema::{MAX_SCHEMA_BYTES, meta_faults, read, too_long};
use crate::schema_steps::counted;

/// Why a reference leads nowhere.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RefFault {
    #[error("not a file of the project")]
    Remote,
    #[error("the file lies outside the project")]
    Outside,
    #[error("there is no such file in the project")]
    Missing,
    #[error("{0}")]
    Unusable(String),
}

/// Reads what a schema refers to, and remembers what it read.
#[derive(Debug, Clone)]
pub(crate) struct LocalRefs {
    root: Option<Utf8PathBuf>,
    found: Arc<Mutex<Found>>,
}

#[derive(Debug, Default)]
struct Found {
    pulled_in: BTreeMap<Utf8PathBuf, Digest>,
    /// Folder of an `$id`, and the folder's URI that it stands for.
    ids: Vec<(String, String)>,
    hard_names: u64,
}

impl LocalRefs {
    /// For a schema that has no neighbours.
    pub(crate) fn none() -> Self {
        Self { root: None, found: Arc::default() }
    }

    /// For schemas below a root that is absolute and without symbolic links.
    pub(crate) fn below(root: &Utf8Path) -> Self {
        Self { root: Some(root.to_owned()), found: Arc::default() }
    }

    /// The URI of a file below the root.
    pub(crate) fn uri_of(&self, relative: &Utf8Path) -> String {
        let path = self.root.as_deref().unwrap_or(Utf8Path::new("/")).join(relative);
        path.as_str().bytes().fold("file://".to_owned(), |mut uri, byte| {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                uri.push(char::from(byte));
            } else {
                // Cannot fail: the target is a string.
                let _ = write!(uri, "%{byte:02X}");
            }
            uri
        })
    }

    /// Takes note of the address that a schema gives itself.
    pub(crate) fn learn_id(&self, document: &Value, uri: &str) {
        let id = document.get("$id").and_then(Value::as_str).filter(|id| id.contains("://"));
        if let (Some((id, _)), Some((folder, _))) = (id.and_then(|id| id.rsplit_once('/')), uri.rsplit_once('/')) {
            self.found().ids.push((format!("{id}/"), format!("{folder}/")));
        }
    }

    /// The files that were read, by their path from the root, with their digests.
    pub(crate) fn pulled_in(&self) -> Vec<(Utf8PathBuf, Digest)> {
        self.found().pulled_in.iter().map(|(path, digest)| (path.clone(), *digest)).collect()
    }

    /// How many patterns for names that may take long stand in the files that were read.
    pub(crate) fn hard_names(&self) -> u64 {
        self.found().hard_names
    }

    fn read_local(&self, uri: &str) -> Result<Value, RefFault> {
        let root = self.root.as_deref().ok_or(RefFault::Remote)?;
        let mut candidates = vec![uri.to_owned()];
        candidates
            .extend(self.found().ids.iter().filter_map(|(id, folder)| Some(folder.clone() + uri.strip_prefix(id)?)));
        let mut fault = RefFault::Remote;
        for candidate in &candidates {
            let Some(path) = candidate.strip_prefix("file://").and_then(decoded) else { continue };
            match self.read_file(root, Utf8Path::new(&path)) {
                Ok(document) if candidate == uri || claims(&document, uri) => {
                    self.learn_id(&document, candidate);
                    return Ok(document);
                }
                Ok(_) => {}
                // A neighbour that is not there leaves the address what it looks like: remote.
                Err(RefFault::Missing) if candidate != uri => {}
                Err(other) => fault = other,
            }
        }
        Err(fault)
    }

    fn read_file(&self, root: &Utf8Path, path: &Utf8Path) -> Result<Value, RefFault> {
        let unusable = |error: &dyn std::error::Error| RefFault::Unusable(error.to_string());
        let real = match path.canonicalize_utf8() {
            Ok(real) => real,
            Err(error) if crate::file::is_absent(&error) && path.starts_with(root) => return Err(RefFault::Missing),
            Err(error) if crate::file::is_absent(&error) => return Err(RefFault::Outside),
            Err(error) => return Err(unusable(&error)),
        };
        if !real.starts_with(root) {
            return Err(RefFault::Outside);
        }
        let bytes = read(&real, MAX_SCHEMA_BYTES).map_err(|error| unusable(&error))?.ok_or(RefFault::Missing)?;
        let document: Value = serde_json::from_slice(&bytes).map_err(|error| unusable(&error))?;
        if let Some(fault) = too_long(&document) {
            return Err(RefFault::Unusable(fault.to_string()));
        }
        if let Some(first) = meta_faults(&document).first() {
            return Err(RefFault::Unusable(format!("no valid JSON Schema: {first}")));
        }
        // By the path asked for and not the real one: a link that is pointed elsewhere is a change too.
        let relative = path.strip_prefix(root).unwrap_or(path).to_owned();
        self.found().pulled_in.insert(relative, Digest::of(&bytes));
        Ok(document)
    }

    fn found(&self) -> MutexGuard<'_, Found> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Retrieve for LocalRefs {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let (document, hard_names) = counted(&self.read_local(uri.as_str())?);
        self.found().hard_names += hard_names;
        Ok(document)
    }
}

fn claims(document: &Value, uri: &str) -> bool {
    document.get("$id").and_then(Value::as_str).is_none_or(|id| id.trim_end_matches('#') == uri)
}

/// The path of a `file` URI without a host; `None` if it is not UTF-8.
fn decoded(path: &str) -> Option<String> {
    let path = path.split(['#', '?']).next().filter(|path| path.starts_with('/'))?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_comes_back_from_its_uri() {
        let refs = LocalRefs::below(Utf8Path::new("/a b/ü%41"));
        let uri = refs.uri_of(Utf8Path::new("c#?.json"));
        assert_eq!(uri, "file:///a%20b/%C3%BC%2541/c%23%3F.json");
        assert_eq!(decoded(uri.strip_prefix("file://").unwrap()).unwrap(), "/a b/ü%41/c#?.json");
        assert_eq!(decoded("host/a"), None);
        assert_eq!(decoded("/%F"), None);
        assert_eq!(decoded("/%FF"), None);
    }
}
