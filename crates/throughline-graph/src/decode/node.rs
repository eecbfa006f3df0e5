//! A parsed document that borrows its texts from the file, the same for JSON and YAML.
//!
//! `serde_json::Value` would do, but copies every text, hides repeated keys and builds a hash map for each object; for a
//! graph of ten thousand stages that is most of the time that loading takes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::at::At;
use crate::Problem;

/// A value of a document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Node<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    /// In the file's order; of a repeated key, the last value.
    Object(Entries<'t>),
    /// What stood here has been read, and is no problem.
    Taken,
}

/// The fields of an object.
pub(crate) type Entries<'t> = Vec<(Cow<'t, str>, Node<'t>)>;

/// Objects with more fields than this look for repeated keys with a hash set.
const FEW: usize = 16;

/// More values than this in one document are refused; a graph of a hundred thousand stages has a fifth of them.
const MAX_NODES: usize = 20_000_000;

impl<'t> Node<'t> {
    /// What the value is called in messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Node::Null | Node::Taken => "null",
            Node::Bool(_) => "true or false",
            Node::Number(_) => "a number",
            Node::Text(_) => "a text",
            Node::List(_) => "a list",
            Node::Object(_) => "an object",
        }
    }

    /// The text of the named field, if this is an object that has it.
    pub(crate) fn peek_text(&self, name: &str) -> Option<Cow<'t, str>> {
        let Node::Object(entries) = self else { return None };
        entries.iter().find(|(key, _)| key == name).and_then(|(_, node)| match node {
            Node::Text(text) => Some(text.clone()),
            _ => None,
        })
    }

    /// The same value with its own texts.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Node::Null | Node::Taken => Value::Null,
            Node::Bool(value) => Value::Bool(value),
            Node::Number(number) => Value::Number(number),
            Node::Text(text) => Value::String(text.into_owned()),
            Node::List(items) => Value::Array(items.into_iter().map(Node::into_value).collect()),
            Node::Object(entries) => Value::Object(into_map(entries)),
        }
    }
}

/// The same fields with their own texts.
pub(crate) fn into_map(entries: Entries<'_>) -> Map<String, Value> {
    entries.into_iter().map(|(key, node)| (key.into_owned(), node.into_value())).collect()
}

/// The lists at the top of a graph, whose elements are handed over one by one.
pub(crate) const LISTS: [&str; 5] = ["pipelines", "artifacts", "stages", "constraints", "doctrine"];

/// Takes the elements of the [`LISTS`] as they are read, so that the document never stands in memory as a whole.
pub(crate) trait Sink<'t> {
    /// A list begins; if it has begun before, its key is repeated, and what it held counts no more.
    fn begin(&mut self, list: &str);

    /// The next element of the list.
    fn element(&mut self, list: &str, index: usize, node: Node<'t>);
}

/// Reads one value, noting repeated keys on the way.
pub(crate) struct NodeSeed<'s, 't> {
    at: At<'s>,
    notes: &'s Notes,
    stream: Stream<'s, 't>,
}

/// Whether what is read is handed over piece by piece.
enum Stream<'s, 't> {
    No,
    Root(&'s mut dyn Sink<'t>),
    List(&'s mut dyn Sink<'t>, &'static str),
}

/// What is found while reading that does not end it.
#[derive(Default)]
pub(crate) struct Notes {
    nodes: std::cell::Cell<usize>,
    pub(crate) repeated: RefCell<Vec<Problem>>,
}

impl<'s, 't> NodeSeed<'s, 't> {
    /// Reads a whole document. The [`LISTS`] in it go to the sink and are [`Node::Taken`] in the result.
    pub(crate) fn root(notes: &'s Notes, sink: &'s mut dyn Sink<'t>) -> Self {
        Self { at: At::ROOT, notes, stream: Stream::Root(sink) }
    }
}

impl<'t> DeserializeSeed<'t> for NodeSeed<'_, 't> {
    type Value = Node<'t>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let nodes = self.notes.nodes.get() + 1;
        self.notes.nodes.set(nodes);
        if nodes > MAX_NODES {
            return Err(D::Error::custom("the file has too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for NodeSeed<'_, 't> {
    type Value = Node<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Number::from_f64(value).map(Node::Number).ok_or_else(|| E::custom("a number is expected, not infinity or NaN"))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let Self { at, notes, stream } = self;
        if let Stream::List(sink, name) = stream {
            sink.begin(name);
            for index in 0.. {
                let seed = NodeSeed { at: at.index(index), notes, stream: Stream::No };
                let Some(node) = items.next_element_seed(seed)? else { break };
                sink.element(name, index, node);
            }
            return Ok(Node::Taken);
        }
        let mut list = Vec::new();
        loop {
            let seed = NodeSeed { at: at.index(list.len()), notes, stream: Stream::No };
            match items.next_element_seed(seed)? {
                Some(node) => list.push(node),
                None => return Ok(Node::List(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'t>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let Self { at, notes, mut stream } = self;
        let mut entries: Entries<'t> = Vec::new();
        let mut seen: Option<HashSet<Cow<'t, str>>> = None;
        while let Some(key) = fields.next_key_seed(KeySeed)? {
            let stream = match &mut stream {
                Stream::Root(sink) => match LISTS.iter().find(|list| **list == key) {
                    Some(list) => Stream::List(&mut **sink, list),
                    None => Stream::No,
                },
                _ => Stream::No,
            };
            let node = fields.next_value_seed(NodeSeed { at: at.key(&key), notes, stream })?;
            if entries.len() == FEW {
                seen = Some(entries.iter().map(|(key, _)| key.clone()).collect());
            }
            let repeated = match &mut seen {
                Some(seen) => !seen.insert(key.clone()),
                None => entries.iter().any(|(known, _)| *known == key),
            };
            if repeated {
                notes.repeat(&at, &key);
                if let Some(entry) = entries.iter_mut().find(|(known, _)| *known == key) {
                    entry.1 = node;
                }
            } else {
                entries.push((key, node));
            }
        }
        Ok(Node::Object(entries))
    }
}

impl Notes {
    fn repeat(&self, at: &At<'_>, key: &str) {
        let mut repeated = self.repeated.borrow_mut();
        if repeated.len() < super::MAX_PROBLEMS {
            let problem =
                Problem::error("duplicate-key", at.key(key).pointer(), format!("the field `{key}` stands here twice"));
            repeated.push(problem.with_help(super::parse::ONE_OF_THEM));
        }
    }
}

/// Reads the name of a field.
struct KeySeed;

impl<'t> DeserializeSeed<'t> for KeySeed {
    type Value = Cow<'t, str>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for KeySeed {
    type Value = Cow<'t, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}
