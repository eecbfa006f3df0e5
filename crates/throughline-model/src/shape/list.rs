//! Lists, and what may be absent.

use serde_json::{Value, json};

use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape};

/// A list that a client sends may have as many elements.
pub const MOST_ITEMS: usize = 1000;

impl<T: Shape> Shape for Vec<T> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::Array(items) = value else {
            return decoder.tell(FaultKind::ListType, value);
        };
        if items.len() > MOST_ITEMS && decoder.flavour() != Flavour::Answered {
            return decoder.tell(FaultKind::TooLong { most: MOST_ITEMS, actual: items.len() }, value);
        }
        let mut decoded = Some(Self::with_capacity(items.len()));
        for (index, item) in items.iter().enumerate() {
            let item = decoder.at(index, |decoder| T::decode(item, decoder));
            // One that is faulty ends the list, but not the search for faults.
            decoded = decoded.zip(item).map(|(mut list, item)| {
                list.push(item);
                list
            });
        }
        decoded
    }

    fn schema(book: &mut SchemaBook) -> Value {
        match book.flavour() {
            Flavour::Answered => json!({"type": "array", "items": T::schema(book)}),
            // A list is replaced as a whole.
            Flavour::Asked | Flavour::Changed => {
                let items = book.with_flavour(Flavour::Asked, T::schema);
                json!({"type": "array", "items": items, "maxItems": MOST_ITEMS})
            }
        }
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Shape> Shape for Option<T> {
    const NULLABLE: bool = true;

    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::decode(value, decoder).map(Some) }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"anyOf": [T::schema(book), {"type": "null"}]})
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}
