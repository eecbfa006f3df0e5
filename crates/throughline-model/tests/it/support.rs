//! What the tests share.

use serde_json::Value;
use throughline_model::shape::{Fault, Shape, decode_value};

/// Type and place of every fault.
pub(crate) fn faults<T: Shape>(body: &Value) -> Vec<String> {
    decode_value::<T>(body, "body").err().unwrap_or_default().iter().map(shown).collect()
}

/// `type at.the.place`.
pub(crate) fn shown(fault: &Fault) -> String {
    let place: Vec<String> = fault.loc.iter().map(ToString::to_string).collect();
    format!("{} {}", fault.kind.name(), place.join("."))
}

/// The sentence of the first fault.
pub(crate) fn message<T: Shape>(body: &Value) -> String {
    let told = decode_value::<T>(body, "body").err().unwrap_or_default();
    told.first().map(|fault| fault.kind.message()).unwrap_or_default()
}

/// Whether a schema takes a value.
pub(crate) fn validator(schema: &Value) -> impl Fn(&Value) -> bool + use<> {
    let validator = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(schema);
    move |value| validator.as_ref().is_ok_and(|validator| validator.is_valid(value))
}
