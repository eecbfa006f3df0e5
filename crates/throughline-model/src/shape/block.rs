//! Blocks of which nothing was told yet.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Decoder, SchemaBook, Shape};

/// A block that is told as a whole, or not yet: then it is shown as `{}`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Block<T>(pub Option<T>);

impl<T: Shape> Shape for Block<T> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        match value {
            Value::Object(map) if map.is_empty() => Some(Self(None)),
            value => T::decode(value, decoder).map(|told| Self(Some(told))),
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"anyOf": [T::schema(book), {"type": "object", "maxProperties": 0}]})
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

impl<T: Serialize> Serialize for Block<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(told) => told.serialize(serializer),
            None => Map::new().serialize(serializer),
        }
    }
}

impl<'de, T: Shape> serde::Deserialize<'de> for Block<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}
