//! What must stand in `with`, checked before anything runs.

use serde_json::{Map, Value};

/// What a key's value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Must {
    /// A text.
    Text,
    /// A text or null; may be left out.
    TextOrNull,
    /// A number.
    Number,
    /// An object.
    Object,
    /// An object or null; may be left out.
    ObjectOrNull,
}

impl Must {
    fn may_be_missing(self) -> bool {
        matches!(self, Self::TextOrNull | Self::ObjectOrNull)
    }

    fn allows(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Number => value.is_number(),
            Self::Object => value.is_object(),
            Self::ObjectOrNull => value.is_object() || value.is_null(),
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::TextOrNull => "a text or null",
            Self::Number => "a number",
            Self::Object => "an object",
            Self::ObjectOrNull => "an object or null",
        }
    }
}

/// A line for each fault. What holds a placeholder is not known yet.
pub(super) fn check_keys(with: &Map<String, Value>, keys: &[(&'static str, Must)]) -> Result<(), Vec<String>> {
    let mut faults = Vec::new();
    for (name, must) in keys {
        match with.get(*name) {
            None if must.may_be_missing() => {}
            None => faults.push(format!("{name}: is missing; it must be {}", must.words())),
            Some(Value::String(text)) if text.contains("${{") => {}
            Some(value) if must.allows(value) => {}
            Some(_) => faults.push(format!("{name}: must be {}", must.words())),
        }
    }
    let unknown = with.keys().filter(|key| keys.iter().all(|(name, _)| name != key));
    faults.extend(unknown.map(|key| format!("{key}: is not known to this stage")));
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_fault_begins_with_its_key() {
        let keys = [("id", Must::Text), ("size", Must::Number), ("script", Must::ObjectOrNull)];
        let check = |with: Value| check_keys(with.as_object().unwrap(), &keys);
        assert_eq!(check(json!({"id": "x", "size": 1})), Ok(()));
        assert_eq!(check(json!({"id": "${{ project.id }}", "size": "${{ x }}", "script": null})), Ok(()));
        assert_eq!(
            check(json!({"size": "1", "other": 1})).unwrap_err(),
            ["id: is missing; it must be a text", "size: must be a number", "other: is not known to this stage"]
        );
    }
}
