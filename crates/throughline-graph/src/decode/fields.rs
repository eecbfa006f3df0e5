//! Reading the fields of one object: each is taken by name, what is wrong with it is noted, what nobody took is unknown.

use std::time::Duration;

use serde_json::{Map, Number, Value};
use throughline_model::StageId;

use super::at::At;
use super::decoder::Decoder;
use super::intern::Naming;
use super::kinds::Kind;
use super::node::{Entries, Node, View};

/// The fields of one object, as they are taken one by one.
pub(crate) struct Fields<'f, 'n> {
    pub(crate) decoder: &'f mut Decoder,
    pub(crate) at: At<'f>,
    kind: &'static Kind,
    /// None where it was no object at all, which has been said: its fields are not missing besides.
    entries: Option<Entries<'n>>,
    /// How many fields nobody has taken.
    left: usize,
    /// Fields of this kind are no unknown ones either.
    passed_over: Option<&'static Kind>,
}

impl<'f, 'n> Fields<'f, 'n> {
    /// The fields of the object that is expected here; of something else, none, and a problem.
    pub(crate) fn open(decoder: &'f mut Decoder, node: Node<'n>, at: At<'f>, kind: &'static Kind) -> Self {
        let entries = match node.view() {
            View::Object(entries) => Some(entries),
            _ => {
                wrong_type(decoder, &at, "an object", node);
                None
            }
        };
        let left = entries.map_or(0, Entries::len);
        Self { decoder, at, kind, entries, left, passed_over: None }
    }

    /// Takes a field, which is not taken again. `null` is the same as leaving it out.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Node<'n>> {
        debug_assert!(self.kind.fields.contains(&name), "{} has no field {name}", self.kind.name);
        if self.left == 0 {
            return None;
        }
        let node = self.find(name)?;
        self.left -= 1;
        (!node.is_null()).then_some(node)
    }

    fn find(&self, name: &str) -> Option<Node<'n>> {
        self.entries?.find(|(key, _)| *key == name).map(|(_, node)| node)
    }

    /// Whether the object has the field.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some_and(|node| !node.is_null())
    }

    /// Whether it was no object at all.
    pub(crate) fn is_broken(&self) -> bool {
        self.entries.is_none()
    }

    /// Says nothing of fields that another kind has.
    pub(crate) fn pass_over(&mut self, kind: &'static Kind) {
        self.passed_over = Some(kind);
    }

    /// Notes that a field is not there.
    pub(crate) fn missing(&mut self, name: &'static str, what: &str) {
        if !self.is_broken() {
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

    fn wrong(&mut self, name: &'static str, expected: &str, found: Node<'_>) {
        let field = self.at.key(name);
        wrong_type(self.decoder, &field, expected, found);
    }

    /// A text that may be left out.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.borrowed_text(name).map(str::to_owned)
    }

    fn borrowed_text(&mut self, name: &'static str) -> Option<&'n str> {
        let node = self.take(name)?;
        let View::Text(text) = node.view() else {
            self.wrong(name, "a text", node);
            return None;
        };
        Some(text)
    }

    /// A text that must be there; empty where it is not.
    pub(crate) fn required_text(&mut self, name: &'static str, what: &str) -> &'n str {
        match self.take(name) {
            Some(node) => match node.view() {
                View::Text(text) => return text,
                _ => self.wrong(name, "a text", node),
            },
            None => self.missing(name, what),
        }
        ""
    }

    /// A text that must be there and may not be empty.
    pub(crate) fn required_filled_text(&mut self, name: &'static str, what: &str) -> String {
        let there = self.has(name);
        let before = self.decoder.problems.len();
        let text = self.required_text(name, what).to_owned();
        if there && text.is_empty() && self.decoder.problems.len() == before {
            self.fault("empty-text", name, "may not be empty");
        }
        text
    }

    /// The text of any scalar; empty where there is none.
    pub(crate) fn scalar(&mut self, name: &'static str) -> String {
        let Some(node) = self.take(name) else { return String::new() };
        match node.view() {
            View::Text(text) => text.to_owned(),
            View::Number(number) => number.to_string(),
            View::Bool(value) => value.to_string(),
            _ => {
                self.wrong(name, "a text or a number", node);
                String::new()
            }
        }
    }

    /// `true` or `false`, or what stands for neither.
    pub(crate) fn flag(&mut self, name: &'static str, default: bool) -> bool {
        let Some(node) = self.take(name) else { return default };
        match node.view() {
            View::Bool(value) => value,
            _ => {
                self.wrong(name, "true or false", node);
                default
            }
        }
    }

    /// A number that may be left out.
    pub(crate) fn number(&mut self, name: &'static str) -> Option<Number> {
        let node = self.take(name)?;
        match node.view() {
            View::Number(number) => Some(number.clone()),
            _ => {
                self.wrong(name, "a number", node);
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
        let text = self.borrowed_text(name)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*meaning);
        }
        let all = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let help = self.decoder.suggester.help(text, words.iter().map(|(word, _)| *word));
        let field = self.at.key(name);
        let expected = if words.len() == 1 { "must be" } else { "must be one of" };
        self.decoder.fault_with_help("unknown-word", &field, &format!("{expected} {all}, not `{text}`"), help);
        None
    }

    /// A list that may be left out, each element read by `read`.
    pub(crate) fn list<T>(
        &mut self,
        name: &'static str,
        read: impl FnMut(&mut Decoder, Node<'n>, At<'_>) -> T,
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
        self.list(name, |decoder, node, at| text(decoder, node, &at).to_owned())
    }

    /// A list of ids of stages that may be left out.
    pub(crate) fn stage_ids(&mut self, name: &'static str) -> Vec<StageId> {
        self.list(name, |decoder, node, at| {
            let id = text(decoder, node, &at);
            decoder.stage_id(id, Naming::Need)
        })
    }

    /// An object of any fields that may be left out.
    pub(crate) fn map(&mut self, name: &'static str) -> Map<String, Value> {
        let Some(node) = self.take(name) else { return Map::new() };
        match node.view() {
            View::Object(entries) => entries.to_map(),
            _ => {
                self.wrong(name, "an object", node);
                Map::new()
            }
        }
    }

    /// What nobody took, warned of unless the kind is open to it.
    pub(crate) fn rest(mut self) -> Map<String, Value> {
        self.left()
    }

    /// As [`Fields::rest`], and after it what the objects inside left to this one.
    pub(crate) fn rest_of_all(mut self) -> Map<String, Value> {
        let mut rest = self.left();
        self.decoder.release_kept(&mut rest);
        rest
    }

    fn left(&mut self) -> Map<String, Value> {
        let mut rest = Map::new();
        self.each_left(|_, _, key, value| {
            rest.insert(key.to_owned(), value.to_value());
        });
        rest
    }

    /// As [`Fields::rest`], of an object that keeps no such fields itself: what owns it does.
    pub(crate) fn leave_rest(mut self) {
        self.each_left(|decoder, at, key, value| decoder.keep(at, key, value.to_value()));
    }

    fn each_left(&mut self, mut left: impl FnMut(&mut Decoder, &At<'_>, &str, Node<'n>)) {
        if self.left == 0 {
            return;
        }
        let Self { decoder, at, kind, entries, passed_over, .. } = self;
        for (key, node) in entries.iter().copied().flatten() {
            // A known field may stand here as `null`, and as something of another variant of its kind.
            let is_known = kind.fields.contains(&key) || passed_over.is_some_and(|kind| kind.fields.contains(&key));
            if is_known || node.is_taken() {
                continue;
            }
            if !kind.open {
                decoder.unknown_field(kind.name, kind.fields, at, key);
            }
            left(decoder, at, key, node);
        }
    }
}

/// The elements of a list, each read by `read`; of something else, none, and a problem.
pub(crate) fn list<'n, T>(
    decoder: &mut Decoder,
    node: Node<'n>,
    at: &At<'_>,
    mut read: impl FnMut(&mut Decoder, Node<'n>, At<'_>) -> T,
) -> Vec<T> {
    let View::List(items) = node.view() else {
        wrong_type(decoder, at, "a list", node);
        return Vec::new();
    };
    // Not more at once: most of a list that is longer may be refused.
    let mut read_items = Vec::with_capacity(items.count().min(1024));
    for (index, item) in items.enumerate() {
        if decoder.is_full() {
            break;
        }
        read_items.push(read(decoder, item, at.index(index)));
    }
    read_items.shrink_to_fit();
    read_items
}

/// A text; empty where there is something else.
fn text<'n>(decoder: &mut Decoder, node: Node<'n>, at: &At<'_>) -> &'n str {
    let View::Text(text) = node.view() else {
        wrong_type(decoder, at, "a text", node);
        return "";
    };
    text
}

/// Notes that a value is of the wrong type.
pub(crate) fn wrong_type(decoder: &mut Decoder, at: &At<'_>, expected: &str, found: Node<'_>) {
    decoder.fault("wrong-type", at, &format!("must be {expected}, not {}", found.kind()));
}
