//! What the document says of the answers of work objects.

use serde_json::{Value, json};
use throughline_model::shape::{SchemaBook, Shape};

use super::shown::example_envelope;
use crate::route::Answer;
use crate::shapes::{answer, success};

/// One object.
pub(super) fn one<T: Shape>(book: &mut SchemaBook, description: &'static str, example: Value) -> Answer {
    answer(200, description, T::schema(book), example)
}

/// A list of objects.
pub(super) fn many<T: Shape>(book: &mut SchemaBook, description: &'static str, example: &Value) -> Answer {
    answer(200, description, json!({"type": "array", "items": T::schema(book)}), json!([example]))
}

/// An object that was made.
pub(super) fn new<T: Shape>(book: &mut SchemaBook, noun: &'static str, example: Value) -> Answer {
    let (schema, example) = (success(noun, T::schema(book)), example_envelope(noun, example));
    Answer { made: Some(noun), ..answer(201, "It was made; `Location` says where it is.", schema, example) }
}

/// An object that was changed.
pub(super) fn next<T: Shape>(book: &mut SchemaBook, noun: &'static str, example: Value) -> Answer {
    answer(200, "It is as it was wanted.", success(noun, T::schema(book)), example_envelope(noun, example))
}
