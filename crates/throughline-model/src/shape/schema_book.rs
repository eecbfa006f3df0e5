//! Collects the named definitions that schemas refer to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Flavour;

/// The definitions of one document, by name.
///
/// What is answered is defined under its own name (`Actor`); what is asked as `ActorInput`, and what may be changed as
/// `ActorPatch`, so that all three fit into one document.
#[derive(Debug)]
pub struct SchemaBook {
    flavour: Flavour,
    prefix: String,
    definitions: BTreeMap<String, Value>,
}

impl SchemaBook {
    /// An empty book; a reference is the prefix (`#/$defs/`, `#/components/schemas/`) and the name.
    #[must_use]
    pub fn new(flavour: Flavour, prefix: &str) -> Self {
        Self { flavour, prefix: prefix.to_owned(), definitions: BTreeMap::new() }
    }

    /// In which role shapes are described.
    #[must_use]
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Describes something in another role, in the same book.
    pub fn with_flavour<T>(&mut self, flavour: Flavour, then: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.flavour, flavour);
        let made = then(self);
        self.flavour = before;
        made
    }

    /// A reference to the definition of a shape, which is made if the book does not have it.
    pub fn define(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        let name = match self.flavour {
            Flavour::Answered => name.to_owned(),
            Flavour::Asked if name.ends_with("Create") || name.ends_with("Patch") => name.to_owned(),
            Flavour::Asked => format!("{name}Input"),
            Flavour::Changed => format!("{}Patch", name.strip_suffix("Change").unwrap_or(name)),
        };
        self.define_as(name, make)
    }

    /// The same under exactly this name, in whatever role.
    pub fn define_as(&mut self, name: impl Into<String>, make: impl FnOnce(&mut Self) -> Value) -> Value {
        let name = name.into();
        let reference = json!({"$ref": format!("{}{name}", self.prefix)});
        if !self.definitions.contains_key(&name) {
            // A shape that contains itself finds this, and does not start again.
            self.definitions.insert(name.clone(), Value::Null);
            let definition = make(self);
            self.definitions.insert(name, definition);
        }
        reference
    }

    /// All that was defined.
    #[must_use]
    pub fn into_definitions(self) -> BTreeMap<String, Value> {
        self.definitions
    }
}
