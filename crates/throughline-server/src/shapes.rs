//! Small pieces of the OpenAPI document that many routes share.

use serde_json::{Value, json};

use crate::route::{Answer, Content};

/// JSON of this schema.
pub(crate) fn answer(status: u16, description: &'static str, schema: Value, example: Value) -> Answer {
    let content = Content { media_type: "application/json", schema, example: Some(example) };
    Answer { status, description, content }
}

/// Text of this media type.
pub(crate) fn text_answer(media_type: &'static str, description: &'static str) -> Answer {
    let content = Content { media_type, schema: json!({"type": "string"}), example: None };
    Answer { status: 200, description, content }
}
