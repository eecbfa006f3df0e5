//! What the examples of the document are made of: bodies as they are sent, and the objects that come of them.

use std::str::FromStr;

use serde::Serialize;
use serde_json::Value;
use throughline_model::shape::{Shape, Time, decode_value};

/// The id that the objects of examples have.
const ID: &str = "01KBC6E3Q5TBQ2ZP4W1R8XN5YV";
/// When they were made.
const AT: &str = "2026-12-01T09:30:00Z";

/// The id of an example.
pub(crate) fn example_id<K: FromStr>() -> Option<K> {
    ID.parse().ok()
}

/// The time of an example.
pub(crate) fn example_time() -> Option<Time> {
    AT.parse().ok()
}

/// What a body asks for.
pub(crate) fn asked<A: Shape>(body: &Value) -> Option<A> {
    decode_value(body, "body").ok()
}

/// The object that comes of a body, made as a request makes it. A test sees to it that every example has one.
pub(crate) fn made<A: Shape, K: FromStr, O: Serialize>(body: &Value, make: impl FnOnce(A, K, Time) -> O) -> Value {
    let object = || Some(make(asked(body)?, example_id()?, example_time()?));
    object().and_then(|object| serde_json::to_value(object).ok()).unwrap_or_default()
}
