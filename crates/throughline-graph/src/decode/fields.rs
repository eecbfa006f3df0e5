//! Reading the fields of one object: each is taken by name, what is wrong with it is noted, what nobody took is unknown.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Map, Number, Value};

use super::at::At;
use super::decoder::Decoder;
use super::kinds::Kind;
use super::node::{Entries, Node, into_map};

/// The fields of one object, as they are taken one by one.
pub(crate) struct Fields<'f, 't> {
    pub(crate) decoder: &'f mut Decoder,
    pub(crate) at: At<'f>,
    kind: &'static Kind,
    entries: Entries<'t>,
    /// It was no object at all, which has been said: its fields are not missing besides.
    broken: bool,
}

impl<'f, 't> Fields<'f, 't> {
    /// The fields of the object that is expected here; of something else, none, and a problem.
    pub(crate) fn open(decoder: &'f mut Decoder, node: Node<'t>, at: At<'f>, kind: &'static Kind) -> Self {
        match node {
            Node::Object(entries) => Self { decoder, at, kind, entries, broken: false },
            other => {
                wrong_type(decoder, &at, "an object", &other);
                Self { decoder, at, kind, entries: Vec::new(), broken: true }
            }
        }
    }

    /// Takes a field. `null` is the same as leaving it out.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Node<'t>> {
        debug_assert!(self.kind.fields.contains(&name), "{} has no field {name}", self.kind.name);
        let (_, node) = self.entries.iter_mut().find(|(key, _)| key == name)?;
        match std::mem::replace(node, Node::Taken) {
            Node::Null | Node::Taken => None,
            node => Some(node),
        }
    }

    /// Whether the object has the field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, node)| key == name && !matches!(node, Node::Null | Node::Taken))
    }

    /// Whether it was no object at all.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Notes that a field is not there.
    pub(crate) fn missing(&mut self, name: &'static str, what: &str) {
        if !self.broken {
            let message = format!("has no `{name}`, which {} must have", self.kind.name);
            let field = self.at.key(name);
            let problem =
                crate::Problem::error("missing-field", field.pointer(), format!("{} {message}", self.at.subject()));
            self.decoder.push(problem.with_help(format!("add `{name}`: {what}")));
        }
    }

    /// Notes a fault of a field.
    pub(crate) fn fault(&mut self, code: &'static str, name: &str, message: &str) {
        let field = self.at.key(name);
        self.decoder.fault(code, &field, message);
    }

    fn wrong(&mut self, name: &'static str, expected: &str, found: &Node<'_>) {
        let field = self.at.key(name);
        wrong_type(self.decoder, &field, expected, found);
    }

    /// A text that may be left out.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        match self.take(name)? {
            Node::Text(text) => Some(text.into_owned()),
            other => {
                self.wrong(name, "a text", &other);
                None
            }
        }
    }

    /// A text that must be there; empty where it is not.
    pub(crate) fn required_text(&mut self, name: &'static str, what: &str) -> Cow<'t, str> {
        match self.take(name) {
            Some(Node::Text(text)) => return text,
            Some(other) => self.wrong(name, "a text", &other),
            None => self.missing(name, what),
        }
        Cow::Borrowed("")
    }

    /// A text that must be there and may not be empty.
    pub(crate) fn required_filled_text(&mut self, name: &'static str, what: &str) -> String {
        let there = self.has(name);
        let before = self.decoder.problems.len();
        let text = self.required_text(name, what).into_owned();
        if there && text.is_empty() && self.decoder.problems.len() == before {
            self.fault("empty-text", name, "may not be empty");
        }
        text
    }

    /// The text of any scalar; empty where there is none.
    pub(crate) fn scalar(&mut self, name: &'static str) -> String {
        match self.take(name) {
            Some(Node::Text(text)) => text.into_owned(),
            Some(Node::Number(number)) => number.to_string(),
            Some(Node::Bool(value)) => value.to_string(),
            Some(other) => {
                self.wrong(name, "a text or a number", &other);
                String::new()
            }
            None => String::new(),
        }
    }

    /// `true` or `false`, or what stands for neither.
    pub(crate) fn flag(&mut self, name: &'static str, default: bool) -> bool {
        match self.take(name) {
            Some(Node::Bool(value)) => value,
            Some(other) => {
                self.wrong(name, "true or false", &other);
                default
            }
            None => default,
        }
    }

    /// A number that may be left out.
    pub(crate) fn number(&mut self, name: &'static str) -> Option<Number> {
        match self.take(name)? {
            Node::Number(number) => Some(number),
            other => {
                self.wrong(name, "a number", &other);
                None
            }
        }
    }

    /// A span of time in seconds, fractions allowed.
    pub(crate) fn seconds(&mut self, name: &'static str, zero_allowed: bool) -> Option<Duration> {
        let number = self.number(name)?;
        let seconds = number.as_f64().unwrap_or(f64::NAN);
        let span = Duration::try_from_secs_f64(seconds).ok().filter(|span| zero_allowed || !span.is_zero());
        if span.is_none() {
            let least = if zero_allowed { "0 or more" } else { "above 0" };
            self.fault("bad-number", name, &format!("must be a number of seconds {least}, not {number}"));
        }
        span
    }

    /// One of a few words.
    pub(crate) fn word<W: Copy>(&mut self, name: &'static str, words: &[(&'static str, W)]) -> Option<W> {
        let text = self.text(name)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let all = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let help = self.decoder.suggester.help(&text, words.iter().map(|(word, _)| *word));
        let field = self.at.key(name);
        let expected = if words.len() == 1 { "must be" } else { "must be one of" };
        self.decoder.fault_with_help("unknown-word", &field, &format!("{expected} {all}, not `{text}`"), help);
        None
    }

    /// A list that may be left out, each element read by `read`.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        read: impl FnMut(&mut Decoder, Node<'t>, At<'_>) -> T,
    ) -> Vec<T> {
        match self.take(name) {
            Some(node) => {
                let field = self.at.key(name);
                list(self.decoder, node, &field, read)
            }
            None => Vec::new(),
        }
    }

    /// A list of texts that may be left out.
    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<String> {
        self.list(name, |decoder, node, at| text(decoder, node, &at).into_owned())
    }

    /// A list of ids that may be left out.
    pub(crate) fn ids<I: for<'i> From<&'i str>>(&mut self, name: &'static str) -> Vec<I> {
        self.list(name, |decoder, node, at| I::from(&text(decoder, node, &at)))
    }

    /// An object of any fields that may be left out.
    pub(crate) fn map(&mut self, name: &'static str) -> Map<String, Value> {
        match self.take(name) {
            Some(Node::Object(entries)) => into_map(entries),
            Some(other) => {
                self.wrong(name, "an object", &other);
                Map::new()
            }
            None => Map::new(),
        }
    }

    /// What nobody took, warned of unless the kind is open to it.
    pub(crate) fn rest(self) -> Map<String, Value> {
        let mut rest = Map::new();
        self.each_left(|_, _, key, value| {
            rest.insert(key.into_owned(), value);
        });
        rest
    }

    /// As [`Fields::rest`], and after it what the objects inside left to this one.
    pub(crate) fn rest_of_all(self) -> Map<String, Value> {
        let Self { decoder, at, kind, entries, broken } = self;
        let mut rest = Fields { decoder: &mut *decoder, at, kind, entries, broken }.rest();
        decoder.release_kept(&mut rest);
        rest
    }

    /// As [`Fields::rest`], of an object that keeps no such fields itself: what owns it does.
    pub(crate) fn leave_rest(self) {
        self.each_left(|decoder, at, key, value| decoder.keep(at, &key, value));
    }

    fn each_left(self, mut left: impl FnMut(&mut Decoder, &At<'_>, Cow<'t, str>, Value)) {
        let Self { decoder, at, kind, entries, .. } = self;
        for (key, node) in entries {
            // A known field may stand here as `null`, and as something of another variant of its kind.
            if matches!(node, Node::Taken) || kind.fields.contains(&&*key) {
                continue;
            }
            if !kind.open {
                decoder.unknown_field(kind.name, kind.fields, &at, &key);
            }
            left(decoder, &at, key, node.into_value());
        }
    }
}

/// The elements of a list, each read by `read`; of something else, none, and a problem.
pub(crate) fn list<'t, T>(
    decoder: &mut Decoder,
    node: Node<'t>,
    at: &At<'_>,
    mut read: impl FnMut(&mut Decoder, Node<'t>, At<'_>) -> T,
) -> Vec<T> {
    let items = match node {
        Node::List(items) => items,
        other => {
            wrong_type(decoder, at, "a list", &other);
            return Vec::new();
        }
    };
    // Not more at once: most of a list that is longer may be refused.
    let mut read_items = Vec::with_capacity(items.len().min(1024));
    for (index, item) in items.into_iter().enumerate() {
        if decoder.is_full() {
            break;
        }
        read_items.push(read(decoder, item, at.index(index)));
    }
    read_items
}

/// A text; empty where there is something else.
fn text<'t>(decoder: &mut Decoder, node: Node<'t>, at: &At<'_>) -> Cow<'t, str> {
    match node {
        Node::Text(text) => text,
        other => {
            wrong_type(decoder, at, "a text", &other);
            Cow::Borrowed("")
        }
    }
}

/// Notes that a value is of the wrong type.
pub(crate) fn wrong_type(decoder: &mut Decoder, at: &At<'_>, expected: &str, found: &Node<'_>) {
    decoder.fault("wrong-type", at, &format!("must be {expected}, not {}", found.kind()));
}
