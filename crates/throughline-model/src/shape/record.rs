//! What [`shape!`](crate::shape!) expands to: the members of an object, one by one, and the schema of the whole.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape};

/// A struct that `shape!` made.
pub trait Record: Shape {
    /// The names of the members, in their order.
    const MEMBERS: &'static [&'static str];

    /// The schema itself, where [`Shape::schema`] gives a reference to it.
    fn record_schema(book: &mut SchemaBook) -> Value;
}

/// The members of an object that is being read.
#[derive(Debug)]
pub struct Members<'a> {
    map: &'a Map<String, Value>,
    whole: &'a Value,
}

impl<'a> Members<'a> {
    /// The members of an object; any other value is a fault.
    pub fn of(whole: &'a Value, decoder: &mut Decoder) -> Option<Self> {
        match whole {
            Value::Object(map) => Some(Self { map, whole }),
            other => decoder.tell(FaultKind::ObjectType, other),
        }
    }

    /// Reads one member, or takes its default.
    pub fn read<T: Shape>(&self, name: &'static str, default: Option<T>, decoder: &mut Decoder) -> Option<T> {
        decoder.at(name, |decoder| match self.map.get(name) {
            Some(value) => T::decode(value, decoder),
            None => default.or_else(T::absent).or_else(|| decoder.tell(FaultKind::Missing, self.whole)),
        })
    }

    /// Refuses the members that have none of these names.
    pub fn refuse_others(&self, known: &[&str], decoder: &mut Decoder) {
        for (name, value) in self.map.iter().filter(|(name, _)| !known.contains(&name.as_str())) {
            decoder.at(name.clone(), |decoder| decoder.tell::<()>(FaultKind::ExtraForbidden, value));
        }
    }
}

/// The schema of an object, as its members are told.
#[derive(Debug)]
pub struct RecordSchema {
    description: String,
    closed: bool,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl RecordSchema {
    /// Without members yet; a closed one refuses those that it does not know.
    #[must_use]
    pub fn new(documentation: &str, closed: bool) -> Self {
        Self { description: prose(documentation), closed, properties: Map::new(), required: Vec::new() }
    }

    /// Adds a member.
    pub fn member<T: Shape + Serialize>(
        &mut self,
        name: &'static str,
        documentation: &str,
        default: Option<T>,
        book: &mut SchemaBook,
    ) {
        let default = default.or_else(T::absent);
        let has_default = default.is_some();
        let mut schema = T::schema(book);
        match book.flavour() {
            Flavour::Answered => self.required.push(name),
            Flavour::Changed if has_default && !T::NULLABLE => schema = json!({"anyOf": [schema, {"type": "null"}]}),
            Flavour::Changed => {}
            Flavour::Asked if has_default => {}
            Flavour::Asked => self.required.push(name),
        }
        if let Value::Object(members) = &mut schema {
            let words = prose(documentation);
            if !words.is_empty() {
                members.insert("description".to_owned(), Value::String(words));
            }
            if book.flavour() == Flavour::Asked
                && let Some(default) = default.and_then(|default| serde_json::to_value(default).ok())
            {
                members.insert("default".to_owned(), default);
            }
        }
        self.properties.insert(name.to_owned(), schema);
    }

    /// The schema.
    #[must_use]
    pub fn finish(self) -> Value {
        let mut schema = json!({"type": "object", "description": self.description, "properties": self.properties});
        if let Value::Object(members) = &mut schema {
            if !self.required.is_empty() {
                members.insert("required".to_owned(), json!(self.required));
            }
            if self.closed {
                members.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        schema
    }
}

/// Documentation without the line breaks of the source.
fn prose(documentation: &str) -> String {
    let lines: Vec<&str> = documentation.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}
