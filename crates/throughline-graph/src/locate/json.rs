//! A scanner over JSON text that is known to parse: it only has to tell where values begin and end.
//!
//! On text that is no JSON it finds less, but never fails.

use std::ops::Range;

use super::wanted::{Place, Wanted};

/// Notes the places of all that is looked for.
pub(crate) fn scan(text: &str, wanted: &mut Wanted) {
    let mut scanner = Scanner { text, bytes: text.as_bytes(), at: 0 };
    scanner.value(wanted, Some(0), None, 0);
}

/// The parser has refused what is nested deeper.
const DEEPEST: usize = 256;

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

impl Scanner<'_> {
    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    /// Goes over one value. `node` is none where nothing in it is looked for.
    fn value(
        &mut self,
        wanted: &mut Wanted,
        node: Option<usize>,
        key: Option<Range<usize>>,
        depth: usize,
    ) -> Option<()> {
        self.space();
        let start = self.at;
        let below = node.filter(|&node| wanted.has_below(node));
        match (self.bytes.get(self.at)?, below) {
            (b'{', Some(node)) if depth < DEEPEST => self.object(wanted, node, depth)?,
            (b'[', Some(node)) if depth < DEEPEST => self.array(wanted, node, depth)?,
            (b'{' | b'[', _) => self.skip_nested()?,
            (b'"', _) => {
                self.string()?;
            }
            _ => {
                while self.bytes.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
                    self.at += 1;
                }
            }
        }
        if let Some(node) = node {
            wanted.set(node, Place { key, value: start..self.at });
        }
        Some(())
    }

    fn object(&mut self, wanted: &mut Wanted, node: usize, depth: usize) -> Option<()> {
        self.at += 1;
        if self.eat(b'}') {
            return Some(());
        }
        loop {
            self.space();
            let span = self.string()?;
            let raw = self.text.get(span.clone())?;
            let child = if raw.contains('\\') {
                serde_json::from_str::<String>(raw).ok().and_then(|key| wanted.field(node, &key))
            } else {
                wanted.field(node, &raw[1..raw.len() - 1])
            };
            if !self.eat(b':') {
                return None;
            }
            self.value(wanted, child, Some(span), depth + 1)?;
            if !self.eat(b',') {
                return self.eat(b'}').then_some(());
            }
        }
    }

    fn array(&mut self, wanted: &mut Wanted, node: usize, depth: usize) -> Option<()> {
        self.at += 1;
        if self.eat(b']') {
            return Some(());
        }
        for index in 0.. {
            self.value(wanted, wanted.element(node, index), None, depth + 1)?;
            if !self.eat(b',') {
                return self.eat(b']').then_some(());
            }
        }
        None
    }

    /// Goes over a string and gives its place, quotes and all.
    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.bytes.get(start) != Some(&b'"') {
            return None;
        }
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => {
                    self.at += 1;
                    return Some(start..self.at);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// Goes over an array or object by counting its brackets.
    fn skip_nested(&mut self) -> Option<()> {
        let mut open = 0_usize;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => {}
            }
            self.at += 1;
            if open == 0 {
                return Some(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;
    use crate::decode::push_token;

    fn documents() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                proptest::collection::vec((r#"[a-c0-2/~"\\ä]{0,2}"#, inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    fn pointers(value: &Value, here: &str, all: &mut Vec<String>) {
        all.push(here.to_owned());
        match value {
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| pointers(item, &format!("{here}/{at}"), all));
            }
            Value::Object(fields) => fields.iter().for_each(|(key, field)| {
                let mut below = here.to_owned();
                push_token(&mut below, key);
                pointers(field, &below, all);
            }),
            _ => {}
        }
    }

    proptest! {
        #[test]
        fn finds_every_value_of_any_document(document in documents(), pretty in any::<bool>()) {
            let text = if pretty { serde_json::to_string_pretty(&document) } else { serde_json::to_string(&document) };
            let text = text.unwrap();
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            let mut wanted = Wanted::new();
            let nodes: Vec<usize> = all.iter().map(|pointer| wanted.add(pointer)).collect();
            scan(&text, &mut wanted);
            for (pointer, node) in all.iter().zip(nodes) {
                let (place, exact) = wanted.found(node);
                prop_assert!(exact, "{pointer}");
                let found: Value = serde_json::from_str(&text[place.unwrap().value.clone()]).unwrap();
                prop_assert_eq!(Some(&found), document.pointer(pointer));
            }
        }

        #[test]
        fn never_fails_on_any_text(text in r#"[\[\]{}",:a\\ä 0-9]{0,40}"#) {
            let mut wanted = Wanted::new();
            for pointer in ["/a", "/0/a", "/a/0", "/a/a/a"] {
                wanted.add(pointer);
            }
            scan(&text, &mut wanted);
        }
    }

    #[test]
    fn a_missing_value_is_where_its_parent_is() {
        let text = r#"{"a": [1, {"b": 2}]}"#;
        let mut wanted = Wanted::new();
        let (missing, there) = (wanted.add("/a/1/c/d"), wanted.add("/a/1/b"));
        scan(text, &mut wanted);
        let (place, exact) = wanted.found(missing);
        assert_eq!((&text[place.unwrap().value.clone()], exact), (r#"{"b": 2}"#, false));
        let (place, exact) = wanted.found(there);
        assert_eq!((&text[place.unwrap().key.clone().unwrap()], exact), (r#""b""#, true));
    }
}
