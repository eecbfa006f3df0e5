//! Free-form objects.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Decoder, FaultKind, Json, NO_NUL, SchemaBook, Shape, json};

/// A free-form object without NUL characters, kept in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Meta(Map<String, Value>);

impl Meta {
    /// Takes an object that this product made; NUL characters are for the caller to keep out.
    #[must_use]
    pub fn new(map: Map<String, Value>) -> Self {
        Self(map)
    }

    /// The object.
    #[must_use]
    pub fn as_map(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }
}

impl FromIterator<(String, Value)> for Meta {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(members: I) -> Self {
        Self(members.into_iter().collect())
    }
}

impl Shape for Meta {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::Object(map) = value else {
            return decoder.tell(FaultKind::DictType, value);
        };
        json::check(value, 0, decoder).then(|| Self(map.clone()))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let any = Json::schema(book);
        json!({"type": "object", "propertyNames": {"pattern": NO_NUL}, "additionalProperties": any})
    }
}

impl Serialize for Meta {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

crate::shape!(@deserialize Meta);
