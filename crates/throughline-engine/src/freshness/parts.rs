//! What a stage's result depends on, part by part, and the fingerprint over all of it.
//!
//! A part has a label that a person understands (`input:commits`, `file:scripts/report.py`, `tool:git`) and a JSON
//! value. The fingerprint is the SHA-256 of the canonical JSON (RFC 8785) of
//! `{"fingerprint": 1, "parts": {label: value, …}}`; the number moves when the meaning of a part does.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use throughline_artifact::{CanonicalError, canonical_digest, canonical_plain};
use throughline_model::{Change, Digest, Hasher};

const FINGERPRINT_VERSION: u32 = 1;

/// What a stage's result depends on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Parts(BTreeMap<String, Value>);

#[derive(Serialize)]
struct Sealed<'a> {
    fingerprint: u32,
    parts: &'a Parts,
}

impl Parts {
    /// Adds a part, or replaces it.
    pub fn insert(&mut self, label: impl Into<String>, value: impl Into<Value>) {
        self.0.insert(label.into(), value.into());
    }

    /// The part with this label.
    #[must_use]
    pub fn get(&self, label: &str) -> Option<&Value> {
        self.0.get(label)
    }

    /// Puts `***` in the place of every secret.
    pub fn mask(&mut self, secrets: &Secrets) {
        if !secrets.0.is_empty() {
            self.0.values_mut().for_each(|value| secrets.mask(value));
        }
    }

    /// All parts, by label.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(label, value)| (label.as_str(), value))
    }

    /// The digest over all parts.
    ///
    /// # Errors
    /// When a part holds a number that JSON cannot.
    pub fn fingerprint(&self) -> Result<Digest, CanonicalError> {
        let Some(parts) = canonical_plain(self.iter()) else {
            return canonical_digest(&Sealed { fingerprint: FINGERPRINT_VERSION, parts: self });
        };
        let mut hasher = Hasher::default();
        hasher.update(format!("{{\"fingerprint\":{FINGERPRINT_VERSION},\"parts\":").as_bytes());
        hasher.update(&parts);
        hasher.update(b"}");
        Ok(hasher.finish())
    }

    /// What differs from an older set of parts, by label.
    #[must_use]
    pub fn changes_since(&self, old: &Self) -> Vec<Change> {
        let labels = old.0.keys().chain(self.0.keys()).collect::<std::collections::BTreeSet<_>>();
        labels
            .into_iter()
            .filter(|label| old.0.get(*label) != self.0.get(*label))
            .map(|label| Change {
                part: label.clone(),
                old: old.0.get(label).cloned(),
                new: self.0.get(label).cloned(),
            })
            .collect()
    }
}

/// What no stored part may hold.
#[derive(Debug, Clone, Default)]
pub struct Secrets(Vec<String>);

/// A shorter text is in too many others to be a secret; masking it would make the parts unreadable.
const SHORTEST_SECRET: usize = 4;

impl Secrets {
    /// These secrets, the longest first.
    #[must_use]
    pub fn new(secrets: Vec<String>) -> Self {
        let mut secrets: Vec<String> = secrets
            .into_iter()
            .map(|secret| secret.trim().to_owned())
            .filter(|secret| secret.len() >= SHORTEST_SECRET)
            .collect();
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(secrets)
    }

    /// Whether a text holds any of them.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|secret| text.contains(secret.as_str()))
    }

    fn mask(&self, value: &mut Value) {
        match value {
            // A digest says nothing, even where a short secret happens to stand in it.
            Value::String(text) if text.parse::<Digest>().is_err() => {
                for secret in &self.0 {
                    if text.contains(secret.as_str()) {
                        *text = text.replace(secret.as_str(), "***");
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask(item)),
            // Where a file is, everybody can see; the engine finds it again by this.
            Value::Object(fields) => {
                fields.iter_mut().filter(|(name, _)| *name != "path").for_each(|(_, field)| self.mask(field));
            }
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

/// A change in a few words: `input commits changed`, `file scripts/a.py is new`.
#[must_use]
pub fn headline(change: &Change) -> String {
    let subject = change.part.replacen(':', " ", 1);
    match (&change.old, &change.new) {
        (Some(_), Some(_)) => format!("{subject} changed"),
        (None, _) => format!("{subject} is new"),
        (_, None) => format!("{subject} is gone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_the_digest_of_the_canonical_form() {
        for value in [serde_json::json!({"b": 1, "a": "é"}), serde_json::json!({"é": 1.5})] {
            let mut parts = Parts::default();
            parts.insert("input:x", value);
            parts.insert("a", "b");
            let sealed = Sealed { fingerprint: FINGERPRINT_VERSION, parts: &parts };
            assert_eq!(parts.fingerprint().unwrap(), canonical_digest(&sealed).unwrap());
        }
    }

    #[test]
    fn equal_parts_have_equal_fingerprints_and_no_changes() {
        let mut one = Parts::default();
        one.insert("command", serde_json::json!({"b": 1, "a": 60}));
        one.insert("input:x", "d1");
        let mut two = Parts::default();
        two.insert("input:x", "d1");
        two.insert("command", serde_json::json!({"a": 60.0, "b": 1}));
        assert_eq!(one.fingerprint().unwrap(), two.fingerprint().unwrap());
        two.insert("input:x", "d2");
        two.insert("tool:git", "2.47");
        assert_ne!(one.fingerprint().unwrap(), two.fingerprint().unwrap());
        let headlines: Vec<_> = two.changes_since(&one).iter().map(headline).collect();
        assert!(headlines.contains(&"input x changed".to_owned()), "{headlines:?}");
        assert!(headlines.contains(&"tool git is new".to_owned()), "{headlines:?}");
    }
}
