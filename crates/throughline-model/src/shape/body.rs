//! The ways in: bytes of a body, a value that is there already, and a reader of serde.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use super::{Decoder, Fault, FaultKind, Flavour, Shape};

/// Reads the body of a request: every fault, or the value.
///
/// # Errors
/// One `missing` for an empty body, one `json_invalid` for what is no JSON (its second step is the offset in bytes), else
/// up to [`MOST_FAULTS`](super::MOST_FAULTS) faults of the shape.
pub fn decode_body<T: Shape>(bytes: &[u8]) -> Result<T, Vec<Fault>> {
    decode_value(&parse_body(bytes)?, "body")
}

/// Reads a value that a client sent; `root` is the first step of every place.
///
/// # Errors
/// Every fault of the shape, up to [`MOST_FAULTS`](super::MOST_FAULTS).
pub fn decode_value<T: Shape>(value: &Value, root: &'static str) -> Result<T, Vec<Fault>> {
    decode(value, root, Flavour::Asked)
}

/// Reads a value that this product wrote itself: a stored or answered object.
///
/// # Errors
/// Every fault of the shape.
pub fn decode_answered<T: Shape>(value: &Value, root: &'static str) -> Result<T, Vec<Fault>> {
    decode(value, root, Flavour::Answered)
}

fn decode<T: Shape>(value: &Value, root: &'static str, flavour: Flavour) -> Result<T, Vec<Fault>> {
    let mut decoder = Decoder::new(root, flavour);
    let made = T::decode(value, &mut decoder);
    decoder.finish(made)
}

/// Reads a body as JSON, whatever its shape.
///
/// # Errors
/// One fault: `missing` or `json_invalid`.
pub fn parse_body(bytes: &[u8]) -> Result<Value, Vec<Fault>> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(vec![Fault::new(FaultKind::Missing, vec!["body".into()], &Value::Null)]);
    }
    let invalid = |offset: usize, why: String| {
        vec![Fault::new(FaultKind::JsonInvalid(why), vec!["body".into(), offset.into()], &json!({}))]
    };
    let text = std::str::from_utf8(bytes).map_err(|error| invalid(error.valid_up_to(), "invalid UTF-8".to_owned()))?;
    serde_json::from_str(text).map_err(|error| {
        let shown = error.to_string();
        let why = shown.rsplit_once(" at line ").map_or(shown.as_str(), |(why, _)| why);
        invalid(offset(text, error.line(), error.column()), why.to_owned())
    })
}

/// The offset in bytes of a line and a column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// How serde reads a shape: the whole value first, then every fault in one message.
pub fn deserialize<'de, T: Shape, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    decode_answered(&value, "value").map_err(|faults| {
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        D::Error::custom(told.join("; "))
    })
}
