//! Members that say which version a document has.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Decoder, FaultKind, SchemaBook, Shape};

/// The text `1.0` and no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exactly;

impl Exactly {
    /// The text.
    pub const TEXT: &'static str = "1.0";
}

impl Shape for Exactly {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        if value == Self::TEXT { Some(Self) } else { decoder.tell(FaultKind::Literal(Self::TEXT), value) }
    }

    fn schema(_book: &mut SchemaBook) -> Value {
        json!({"type": "string", "const": Self::TEXT})
    }
}

impl Serialize for Exactly {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::TEXT)
    }
}

crate::shape!(@deserialize Exactly);
