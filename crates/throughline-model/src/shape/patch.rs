//! Changes as JSON Merge Patches (RFC 7396).

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Decoder, Fault, FaultKind, Flavour, Members, Record, SchemaBook, Shape, decode_value};

/// An object of which a part may be changed.
pub trait Changeable: Sized {
    /// The part.
    type Part: Record + Serialize;

    /// The part as it is.
    fn changeable(&self) -> Self::Part;

    /// The object with another part.
    #[must_use]
    fn changed(self, part: Self::Part) -> Self;
}

/// A merge patch for a `T`: objects are merged at every depth, lists are replaced, `null` sets back to the default.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch<T>(Map<String, Value>, PhantomData<T>);

impl<T: Changeable> Patch<T> {
    /// The members that the patch names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The object as the patch wants it.
    ///
    /// # Errors
    /// Every fault of what would come out, with its place in the body; `null` for what is required is `missing`.
    pub fn apply(&self, object: T) -> Result<T, Vec<Fault>> {
        let mut part = serde_json::to_value(object.changeable()).unwrap_or_default();
        merge(&mut part, &Value::Object(self.0.clone()));
        decode_value(&part, "body").map(|part| object.changed(part))
    }
}

impl<T: Changeable> Shape for Patch<T> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::Object(map) = value else {
            return decoder.tell(FaultKind::ObjectType, value);
        };
        Members::of(value, decoder)?.refuse_others(T::Part::MEMBERS, decoder);
        Some(Self(map.clone(), PhantomData))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        book.with_flavour(Flavour::Changed, T::Part::schema)
    }
}

/// Merges a patch into a value, as RFC 7396, section 2, says.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(members) = target {
        for (name, value) in patch {
            if value.is_null() {
                members.shift_remove(name);
            } else {
                merge(members.entry(name.as_str()).or_insert(Value::Null), value);
            }
        }
    }
}
