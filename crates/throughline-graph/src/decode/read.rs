//! Reading a document into a [`Tape`], with what is found on the way.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::fmt;

use hashbrown::HashMap;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::at::At;
use super::node::{Node, Tape, Token};
use crate::Problem;

/// Objects with more fields than this look for repeated keys with a hash table.
const FEW: usize = 16;

/// More values than this in one document are refused; a graph of a hundred thousand stages has half of them.
const MAX_NODES: usize = 8_000_000;

/// More fields than this in one object are refused: no object of a graph has that many, and each is kept.
const MAX_FIELDS: usize = 200_000;

/// More values than this are not held at once. The elements of the [`LISTS`] are read one after the other; a single one is
/// far smaller.
const MAX_AT_ONCE: usize = 4_000_000;

/// The lists at the top of a graph, whose elements are handed over one by one.
pub(crate) const LISTS: [&str; 5] = ["pipelines", "artifacts", "stages", "constraints", "doctrine"];

/// Takes the elements of the [`LISTS`] as they are read, so that the document never stands in memory as a whole.
pub(crate) trait Sink {
    /// A list begins; if it has begun before, its key is repeated, and what it held counts no more.
    fn begin(&mut self, list: &str);

    /// The next element of the list.
    fn element(&mut self, list: &str, index: usize, node: Node<'_>);

    /// The list is at its end.
    fn end(&mut self, _list: &str) {}
}

/// Reads one value to the end of the tape, noting repeated keys on the way.
pub(crate) struct NodeSeed<'s, 't> {
    at: At<'s>,
    notes: &'s Notes,
    tape: &'s mut Tape<'t>,
    stream: Stream<'s>,
}

/// Whether what is read is handed over piece by piece.
enum Stream<'s> {
    No,
    Root(&'s mut dyn Sink),
    List(&'s mut dyn Sink, &'static str),
}

/// What is found while reading that does not end it.
#[derive(Default)]
pub(crate) struct Notes {
    nodes: Cell<usize>,
    pub(crate) repeated: RefCell<Vec<Problem>>,
}

impl<'s, 't> NodeSeed<'s, 't> {
    /// Reads a whole document. The [`LISTS`] in it go to the sink and are taken out of the result.
    pub(crate) fn root(notes: &'s Notes, tape: &'s mut Tape<'t>, sink: &'s mut dyn Sink) -> Self {
        Self { at: At::ROOT, notes, tape, stream: Stream::Root(sink) }
    }

    fn push(self, token: Token<'t>) {
        self.tape.tokens.push(token);
    }
}

impl<'t> DeserializeSeed<'t> for NodeSeed<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        let nodes = self.notes.nodes.get() + 1;
        self.notes.nodes.set(nodes);
        if nodes > MAX_NODES || self.tape.tokens.len() > MAX_AT_ONCE {
            return Err(D::Error::custom("the file has too many values"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for NodeSeed<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.push(Token::Null);
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.push(Token::Null);
        Ok(())
    }

    fn visit_some<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.push(Token::Bool(value));
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.push(Token::Number(value.into()));
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.push(Token::Number(value.into()));
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<(), E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("a number is expected, not infinity or NaN"))?;
        self.push(Token::Number(number));
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<(), E> {
        self.push(Token::Text(Cow::Borrowed(text)));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.push(Token::Text(Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_string<E>(self, text: String) -> Result<(), E> {
        self.push(Token::Text(Cow::Owned(text)));
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { at, notes, tape, stream } = self;
        let start = tape.tokens.len();
        if let Stream::List(sink, name) = stream {
            sink.begin(name);
            for index in 0.. {
                let seed = NodeSeed { at: at.index(index), notes, tape: &mut *tape, stream: Stream::No };
                let Some(()) = items.next_element_seed(seed)? else { break };
                sink.element(name, index, tape.node(start));
                tape.truncate(start);
            }
            sink.end(name);
            tape.tokens.push(Token::Taken);
            return Ok(());
        }
        tape.tokens.push(Token::List { end: start });
        let mut index = 0;
        loop {
            let seed = NodeSeed { at: at.index(index), notes, tape: &mut *tape, stream: Stream::No };
            if items.next_element_seed(seed)?.is_none() {
                tape.tokens[start] = Token::List { end: tape.tokens.len() };
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'t>>(self, mut fields: A) -> Result<(), A::Error> {
        let Self { at, notes, tape, mut stream } = self;
        let start = tape.tokens.len();
        tape.tokens.push(Token::Object { count: 0, end: start });
        let mut count = 0;
        let mut seen = Seen::new(start + 1);
        while let Some(key) = fields.next_key_seed(KeySeed)? {
            let stream = match &mut stream {
                Stream::Root(sink) => match LISTS.iter().find(|list| **list == key) {
                    Some(list) => Stream::List(&mut **sink, list),
                    None => Stream::No,
                },
                _ => Stream::No,
            };
            let name = tape.tokens.len();
            let before = seen.first(tape, key.clone());
            if seen.count > MAX_FIELDS {
                return Err(A::Error::custom("an object has too many fields"));
            }
            tape.tokens.push(Token::Text(key.clone()));
            fields.next_value_seed(NodeSeed { at: at.key(&key), notes, tape: &mut *tape, stream })?;
            match before {
                Some(before) => {
                    notes.repeat(&at, &key);
                    tape.replace(before, name);
                }
                None => count += 1,
            }
        }
        tape.tokens[start] = Token::Object { count, end: tape.tokens.len() };
        Ok(())
    }
}

/// The names that the fields of an object have had so far.
struct Seen<'t> {
    /// Where the first field stands.
    start: usize,
    count: usize,
    /// By name, where the value stands; only when there are many.
    table: Option<HashMap<Cow<'t, str>, usize>>,
}

impl<'t> Seen<'t> {
    fn new(start: usize) -> Self {
        Self { start, count: 0, table: None }
    }

    /// Takes note of a name that comes to the end of the tape; where the value of the first field stands that has it, if
    /// one has.
    fn first(&mut self, tape: &Tape<'t>, name: Cow<'t, str>) -> Option<usize> {
        self.count += 1;
        if self.count == FEW + 1 {
            self.table = Some(self.fields(tape).map(|(name, value)| (name.clone(), value)).collect());
        }
        match &mut self.table {
            Some(table) => {
                let value = tape.tokens.len() + 1;
                Some(*table.entry(name).or_insert(value)).filter(|first| *first != value)
            }
            None => self.fields(tape).find(|(known, _)| **known == name).map(|(_, value)| value),
        }
    }

    fn fields<'a>(&self, tape: &'a Tape<'t>) -> impl Iterator<Item = (&'a Cow<'t, str>, usize)> + use<'a, 't> {
        let mut at = self.start;
        std::iter::from_fn(move || {
            loop {
                let (name, value) = (tape.tokens.get(at)?, at + 1);
                at = tape.behind(value);
                if let Token::Text(name) = name {
                    return Some((name, value));
                }
            }
        })
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
