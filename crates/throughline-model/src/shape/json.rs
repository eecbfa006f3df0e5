//! Any JSON, kept as it came.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Decoder, FaultKind, Flavour, NO_NUL, SchemaBook, Shape};

/// Free-form JSON that a client sends may be nested as deep: lists and objects within one another.
pub const MOST_LEVELS: usize = 64;

/// Any JSON without NUL characters, kept in its order. Numbers beyond 64 bits are kept as doubles.
#[derive(Debug, Clone, PartialEq)]
pub struct Json(Value);

impl Json {
    /// Takes a value that this product made; NUL characters are for the caller to keep out.
    #[must_use]
    pub fn new(value: Value) -> Self {
        Self(value)
    }

    /// The value.
    #[must_use]
    pub fn as_value(&self) -> &Value {
        &self.0
    }
}

/// Tells what is wrong with free-form JSON; true if nothing is.
pub(super) fn check(value: &Value, level: usize, decoder: &mut Decoder) -> bool {
    let deep = |decoder: &mut Decoder| {
        let why = format!("nested deeper than {MOST_LEVELS} levels");
        decoder.tell::<()>(FaultKind::Value(why), value);
        false
    };
    match value {
        Value::String(text) if text.contains('\0') => {
            decoder.tell::<()>(FaultKind::StringPattern(NO_NUL), value);
            false
        }
        Value::Array(_) | Value::Object(_) if level >= MOST_LEVELS && decoder.flavour() != Flavour::Answered => {
            deep(decoder)
        }
        Value::Array(items) => items.iter().enumerate().fold(true, |fine, (index, item)| {
            fine & (is_plain(item) || decoder.at(index, |decoder| check(item, level + 1, decoder)))
        }),
        Value::Object(map) => map.iter().fold(true, |fine, (name, item)| {
            if name.contains('\0') {
                decoder.tell::<()>(FaultKind::StringPattern(NO_NUL), &Value::String(name.clone()));
                return false;
            }
            fine & (is_plain(item) || decoder.at(name.clone(), |decoder| check(item, level + 1, decoder)))
        }),
        _ => true,
    }
}

/// Nothing can be wrong with it.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.contains('\0'),
        Value::Array(_) | Value::Object(_) => false,
    }
}

impl Shape for Json {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        check(value, 0, decoder).then(|| Self(value.clone()))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        book.define_as("Json", |book| {
            let again = Self::schema(book);
            json!({
                "description": format!("Any JSON without NUL characters, nested at most {MOST_LEVELS} levels deep."),
                "anyOf": [
                    {"type": ["null", "boolean", "number"]},
                    {"type": "string", "pattern": NO_NUL},
                    {"type": "array", "items": again},
                    {"type": "object", "propertyNames": {"pattern": NO_NUL}, "additionalProperties": again},
                ],
            })
        })
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

crate::shape!(@deserialize Json);
