//! Small pieces of the OpenAPI document that many routes share.

use serde_json::{Value, json};

use crate::route::{Answer, Content, Parameter};

/// JSON of this schema.
pub(crate) fn answer(status: u16, description: &'static str, schema: Value, example: Value) -> Answer {
    let content = Content { media_type: "application/json", schema, example: Some(example) };
    Answer { status, description, content, made: None }
}

/// JSON of any kind.
pub(crate) fn any_answer() -> Answer {
    answer(200, "The answer.", json!({}), json!({}))
}

/// Text of this media type.
pub(crate) fn text_answer(media_type: &'static str, description: &'static str) -> Answer {
    let content = Content { media_type, schema: json!({"type": "string"}), example: None };
    Answer { status: 200, description, content, made: None }
}

/// What is sent: JSON of this schema.
pub(crate) fn json_body(schema: Value, example: Value) -> Content {
    Content { media_type: "application/json", schema, example: Some(example) }
}

/// An object with all of these members, and perhaps more.
pub(crate) fn object(members: &[(&str, Value)]) -> Value {
    let properties: serde_json::Map<String, Value> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    let required: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required})
}

/// `{"status": "success", "<noun>": …}`.
pub(crate) fn success(noun: &str, schema: Value) -> Value {
    object(&[("status", json!({"const": "success"})), (noun, schema)])
}

impl Parameter {
    /// Any text; of two with one name the last counts, an empty one is as if absent.
    pub(crate) const fn text(name: &'static str, description: &'static str) -> Self {
        Self::new(name, description, || json!({"type": "string"}))
    }

    /// Something of this schema.
    pub(crate) const fn new(name: &'static str, description: &'static str, schema: fn() -> Value) -> Self {
        Self { name, description, is_required: false, schema }
    }

    /// The same, which has to be there.
    pub(crate) const fn required(mut self) -> Self {
        self.is_required = true;
        self
    }
}
