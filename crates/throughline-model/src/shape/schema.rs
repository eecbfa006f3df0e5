//! What it means to have a shape.

use serde_json::{Value, json};

use super::{Decoder, Flavour, SchemaBook};

/// A type that knows what JSON it is made of.
pub trait Shape: Sized {
    /// `null` is one of its values.
    const NULLABLE: bool = false;

    /// Reads a value. Every fault goes to the decoder; `None` comes with at least one.
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self>;

    /// The JSON Schema, in the book's flavour; what has a name is defined in the book and referred to.
    fn schema(book: &mut SchemaBook) -> Value;

    /// The value of a member that is absent, where a type has one by nature.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// A JSON Schema (2020-12) that stands alone: the definitions that it needs are in its `$defs`.
#[must_use]
pub fn schema_document<T: Shape>(flavour: Flavour, id: &str, title: &str) -> Value {
    let mut book = SchemaBook::new(flavour, "#/$defs/");
    let mut schema = T::schema(&mut book);
    let mut definitions = book.into_definitions();
    let named =
        schema.get("$ref").and_then(Value::as_str).and_then(|at| at.strip_prefix("#/$defs/")).map(str::to_owned);
    if let Some((name, own)) = named.and_then(|name| definitions.remove_entry(&name)) {
        let refers = |schema: &Value| schema.to_string().contains(&format!("\"#/$defs/{name}\""));
        if refers(&own) || definitions.values().any(refers) {
            // It contains itself, and so it needs its name.
            definitions.insert(name, own);
        } else {
            schema = own;
        }
    }
    let mut document = serde_json::Map::new();
    document.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    document.insert("$id".to_owned(), json!(id));
    document.insert("title".to_owned(), json!(title));
    if let Value::Object(members) = schema {
        document.extend(members);
    }
    if !definitions.is_empty() {
        document.insert("$defs".to_owned(), definitions.into_iter().collect());
    }
    Value::Object(document)
}
