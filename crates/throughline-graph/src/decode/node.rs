//! A parsed document that borrows its texts from the file, the same for JSON and YAML.
//!
//! `serde_json::Value` would do, but copies every text, hides repeated keys and builds a hash map for each object. Here
//! all values stand in one row, each before what is in it, so that to read a stage takes no memory beside what the stage
//! before has taken already.
//!
//! ```text
//! {"id": "a", "inputs": [1, 2]}   →   Object{2, end: 7} "id" "a" "inputs" List{end: 7} 1 2
//! ```

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

/// One value of a document, or the name of a field, after which its value stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'t> {
    Null,
    Bool(bool),
    Number(Number),
    Text(Cow<'t, str>),
    /// The elements follow.
    List {
        /// Where the row goes on behind them.
        end: usize,
    },
    /// The fields follow, in the file's order.
    Object {
        /// How many there are.
        count: usize,
        /// Where the row goes on behind them.
        end: usize,
    },
    /// As a value: what stood here has been read, and is no problem. As a name: the field is a repeated one.
    Taken,
}

/// Values in a row.
#[derive(Debug, Default)]
pub(crate) struct Tape<'t> {
    pub(super) tokens: Vec<Token<'t>>,
    /// Of a repeated field, where the value that counts stands, by the place of the first.
    replaced: BTreeMap<usize, usize>,
}

impl<'t> Tape<'t> {
    /// The value at this place.
    pub(crate) fn node(&self, at: usize) -> Node<'_> {
        Node { tape: self, at }
    }

    /// Forgets everything from this place on.
    pub(super) fn truncate(&mut self, at: usize) {
        self.tokens.truncate(at);
        if !self.replaced.is_empty() {
            self.replaced.split_off(&at);
        }
    }

    /// Takes the field whose name stands at `again` for one that repeats the field whose value stands at `first`.
    pub(super) fn replace(&mut self, first: usize, again: usize) {
        self.tokens[again] = Token::Taken;
        self.replaced.insert(first, again + 1);
    }

    /// Where the row goes on behind the value at this place.
    pub(super) fn behind(&self, at: usize) -> usize {
        match self.tokens[at] {
            Token::List { end } | Token::Object { end, .. } => end,
            _ => at + 1,
        }
    }
}

/// A value of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'n> {
    tape: &'n Tape<'n>,
    at: usize,
}

/// What a value is.
pub(crate) enum View<'n> {
    Null,
    Bool(bool),
    Number(&'n Number),
    Text(&'n str),
    List(Items<'n>),
    Object(Entries<'n>),
}

impl<'n> Node<'n> {
    fn token(self) -> (&'n Token<'n>, usize) {
        let at =
            if self.tape.replaced.is_empty() { self.at } else { *self.tape.replaced.get(&self.at).unwrap_or(&self.at) };
        (&self.tape.tokens[at], at)
    }

    /// What the value is.
    pub(crate) fn view(self) -> View<'n> {
        let (token, at) = self.token();
        match token {
            Token::Null | Token::Taken => View::Null,
            Token::Bool(value) => View::Bool(*value),
            Token::Number(number) => View::Number(number),
            Token::Text(text) => View::Text(text),
            Token::List { end } => View::List(Items { tape: self.tape, at: at + 1, end: *end }),
            Token::Object { count, end } => {
                View::Object(Entries { tape: self.tape, count: *count, at: at + 1, end: *end })
            }
        }
    }

    /// Whether it is as good as not there.
    pub(crate) fn is_null(self) -> bool {
        matches!(self.token().0, Token::Null | Token::Taken)
    }

    /// Whether what stood here has been read, and is no problem.
    pub(crate) fn is_taken(self) -> bool {
        matches!(self.token().0, Token::Taken)
    }

    /// What the value is called in messages.
    pub(crate) fn kind(self) -> &'static str {
        match self.token().0 {
            Token::Null | Token::Taken => "null",
            Token::Bool(_) => "true or false",
            Token::Number(_) => "a number",
            Token::Text(_) => "a text",
            Token::List { .. } => "a list",
            Token::Object { .. } => "an object",
        }
    }

    /// The text of the named field, if this is an object that has it.
    pub(crate) fn peek_text(self, name: &str) -> Option<&'n str> {
        let View::Object(mut entries) = self.view() else { return None };
        entries.find(|(key, _)| *key == name).and_then(|(_, node)| match node.view() {
            View::Text(text) => Some(text),
            _ => None,
        })
    }

    /// The same value with its own texts.
    pub(crate) fn to_value(self) -> Value {
        match self.view() {
            View::Null => Value::Null,
            View::Bool(value) => Value::Bool(value),
            View::Number(number) => Value::Number(number.clone()),
            View::Text(text) => Value::String(text.to_owned()),
            View::List(items) => Value::Array(items.map(Node::to_value).collect()),
            View::Object(entries) => Value::Object(entries.to_map()),
        }
    }
}

/// The elements of a list.
#[derive(Clone, Copy)]
pub(crate) struct Items<'n> {
    tape: &'n Tape<'n>,
    at: usize,
    end: usize,
}

impl<'n> Iterator for Items<'n> {
    type Item = Node<'n>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = (self.at < self.end).then_some(self.at)?;
        self.at = self.tape.behind(at);
        Some(Node { tape: self.tape, at })
    }
}

/// The fields of an object, in the file's order, each once; of a repeated one, with the last value.
#[derive(Clone, Copy)]
pub(crate) struct Entries<'n> {
    tape: &'n Tape<'n>,
    count: usize,
    at: usize,
    end: usize,
}

impl Entries<'_> {
    /// How many fields the object has.
    pub(crate) fn len(self) -> usize {
        self.count
    }

    /// The same fields with their own texts.
    pub(crate) fn to_map(self) -> Map<String, Value> {
        self.map(|(key, node)| (key.to_owned(), node.to_value())).collect()
    }
}

impl<'n> Iterator for Entries<'n> {
    type Item = (&'n str, Node<'n>);

    fn next(&mut self) -> Option<Self::Item> {
        while self.at < self.end {
            let (name, value) = (&self.tape.tokens[self.at], self.at + 1);
            self.at = self.tape.behind(value);
            if let Token::Text(name) = name {
                return Some((name, Node { tape: self.tape, at: value }));
            }
        }
        None
    }
}
