//! Any document that is written like a graph file: text to a plain value, with the same limits and the same words for
//! what cannot be read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::Node;
use super::parse::parse;
use super::read::Sink;
use crate::{Problem, Source};

/// The value of a document in JSON or YAML, its fields in the order of the file, and the keys that stand in one of its
/// objects twice, of which the last value is the one that is there.
///
/// # Errors
/// When the text cannot be read at all.
pub fn parse_document(source: &Source) -> Result<(Value, Vec<Problem>), Problem> {
    let mut lists = Lists::default();
    let (tape, repeated) = parse(source, &mut lists).map_err(general)?;
    let mut value = tape.node(0).to_value();
    if let Value::Object(fields) = &mut value {
        for (name, items) in lists.0 {
            if let Some(field) = fields.get_mut(&name) {
                *field = Value::Array(items);
            }
        }
    }
    Ok((value, repeated))
}

/// What a graph would want is not what every document wants.
fn general(problem: Problem) -> Problem {
    match problem.code {
        "empty-file" => Problem { help: None, ..problem },
        _ => problem,
    }
}

/// Keeps the lists that the parser hands over piece by piece, since a graph has them.
#[derive(Default)]
struct Lists(BTreeMap<String, Vec<Value>>);

impl Sink for Lists {
    fn begin(&mut self, list: &str) {
        self.0.insert(list.to_owned(), Vec::new());
    }

    fn element(&mut self, list: &str, _index: usize, node: Node<'_>) {
        self.0.entry(list.to_owned()).or_default().push(node.to_value());
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(name: &str, text: &str) -> Result<(Value, Vec<Problem>), Problem> {
        parse_document(&Source::new(name, text))
    }

    #[test]
    fn a_document_is_the_same_in_both_formats() {
        let expected = json!({"stages": [{"a": 1}, null], "b": {"stages": [true]}, "artifacts": "none", "c": -0.5});
        let (value, repeated) = read("a.json", &expected.to_string()).unwrap();
        assert_eq!((&value, repeated.len()), (&expected, 0));
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["stages", "b", "artifacts", "c"]);
        let yaml = "stages: [{a: 1}, null]\nb:\n  stages: [true]\nartifacts: none\nc: -0.5\n";
        assert_eq!(read("a.yaml", yaml).unwrap().0, expected);
    }

    #[test]
    fn a_key_that_stands_twice_is_named_and_the_last_value_counts() {
        let (value, repeated) = read("a.json", r#"{"stages": [1], "x": {"k": 1, "k": 2}, "stages": []}"#).unwrap();
        assert_eq!(value, json!({"stages": [], "x": {"k": 2}}));
        let places: Vec<(&str, &str)> =
            repeated.iter().map(|problem| (problem.code, problem.pointer.as_str())).collect();
        assert_eq!(places, [("duplicate-key", "/x/k"), ("duplicate-key", "/stages")]);
        assert_eq!(
            read("a.yaml", "a: 1\na: 2\n").map_or_else(|problem| problem.code, |(_, found)| found[0].code),
            "duplicate-key"
        );
    }

    #[test]
    fn what_is_no_object_is_a_value_too_and_no_text_is_a_problem() {
        assert_eq!(read("a.json", "[1, \"x\"]").unwrap().0, json!([1, "x"]));
        let empty = read("a.yaml", "# nothing\n").unwrap_err();
        assert_eq!((empty.code, empty.help), ("empty-file", None));
        assert_eq!(read("a.json", "{").unwrap_err().code, "syntax");
    }
}
