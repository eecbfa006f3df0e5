//! The digest of content that never changes.

use serde_json::{Map, Value};

use crate::Digest;
use crate::shape::{Decoder, FaultKind, SchemaBook, Shape};

/// Up to here, every whole number is a double of its own (RFC 8785, section 3.2.2.3).
const EXACT: u64 = 1 << 53;

/// The SHA-256 of the canonical JSON (RFC 8785) of an object without some of its members.
///
/// A whole number that a double cannot hold is written as a text, as appendix D of that standard tells, so that two different
/// numbers never have one digest.
pub(super) fn digest_without(mut object: Map<String, Value>, left_out: &[&str]) -> Digest {
    object.retain(|name, _| !left_out.contains(&name.as_str()));
    let mut content = Value::Object(object);
    write_large_numbers_out(&mut content);
    // Only what is no JSON cannot be written, and this is JSON; its plain text is as good a content.
    let canonical = serde_json_canonicalizer::to_vec(&content).unwrap_or_else(|_| content.to_string().into_bytes());
    Digest::of(&canonical)
}

fn write_large_numbers_out(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let size = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            if size.is_some_and(|size| size > EXACT) {
                *value = Value::String(number.to_string());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(write_large_numbers_out),
        Value::Object(members) => members.values_mut().for_each(write_large_numbers_out),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// An object as JSON; nothing for what is none.
pub(super) fn members(object: &impl serde::Serialize) -> Map<String, Value> {
    match serde_json::to_value(object) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

/// The pattern of a digest.
const DIGEST: &str = "^sha256:[0-9a-f]{64}$";

impl Shape for Digest {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::String(text) = value else {
            return decoder.tell(FaultKind::StringType, value);
        };
        text.parse().ok().or_else(|| decoder.tell(FaultKind::StringPattern(DIGEST), value))
    }

    fn schema(_book: &mut SchemaBook) -> Value {
        serde_json::json!({"type": "string", "pattern": DIGEST})
    }
}
