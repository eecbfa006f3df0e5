//! What differs between two JSON documents, leaf by leaf.
//!
//! A leaf is a scalar, or an empty array or object that has no counterpart of its kind. Arrays are compared by index. Numbers are compared by
//! value, as canonical JSON does, so `60` and `60.0` do not differ. Where a scalar stands against a container, or an
//! array against an object, that is one change with both whole values; a container that is on one side only is a change
//! for each of its leaves. The order is that of the keys by code point, and does not depend on the files.

use std::collections::BTreeSet;

use serde_json::{Number, Value};

use crate::pointer::push_token;

/// One leaf that is not the same on both sides. At least one side is there.
#[derive(Debug, Clone, PartialEq)]
pub struct LeafChange {
    /// RFC 6901 pointer to the leaf; empty for the whole document.
    pub pointer: String,
    /// The value before; `None` if there was nothing.
    pub old: Option<Value>,
    /// The value after; `None` if there is nothing.
    pub new: Option<Value>,
}

/// The leaves that differ, up to a limit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LeafChanges {
    /// The first changes, in document order with keys sorted.
    pub changes: Vec<LeafChange>,
    /// How many more there are.
    pub more: usize,
}

/// Compares two documents and keeps at most `limit` changes; the rest is counted.
#[must_use]
pub fn leaf_changes(old: &Value, new: &Value, limit: usize) -> LeafChanges {
    let mut walk = Walk { found: LeafChanges::default(), limit, pointer: String::new() };
    walk.compare(Some(old), Some(new));
    walk.found
}

struct Walk {
    found: LeafChanges,
    limit: usize,
    pointer: String,
}

impl Walk {
    fn compare(&mut self, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(Value::Object(_)), Some(Value::Object(_))) => self.members(old, new),
            (Some(Value::Array(_)), Some(Value::Array(_))) => self.elements(old, new),
            (Some(Value::Object(only)), None) | (None, Some(Value::Object(only))) if !only.is_empty() => {
                self.members(old, new);
            }
            (Some(Value::Array(only)), None) | (None, Some(Value::Array(only))) if !only.is_empty() => {
                self.elements(old, new);
            }
            (Some(Value::Number(a)), Some(Value::Number(b))) if same_number(a, b) => {}
            (Some(old), Some(new)) if old == new => {}
            _ if self.found.changes.len() < self.limit => {
                let pointer = self.pointer.clone();
                self.found.changes.push(LeafChange { pointer, old: old.cloned(), new: new.cloned() });
            }
            _ => self.found.more += 1,
        }
    }

    fn members(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let sides = [old, new].into_iter().flatten().filter_map(Value::as_object);
        for key in sides.flat_map(|side| side.keys()).collect::<BTreeSet<_>>() {
            self.below(key, old.and_then(|old| old.get(key)), new.and_then(|new| new.get(key)));
        }
    }

    fn elements(&mut self, old: Option<&Value>, new: Option<&Value>) {
        let sides = [old, new].into_iter().flatten().filter_map(Value::as_array);
        for index in 0..sides.map(Vec::len).max().unwrap_or(0) {
            self.below(&index.to_string(), old.and_then(|old| old.get(index)), new.and_then(|new| new.get(index)));
        }
    }

    fn below(&mut self, token: &str, old: Option<&Value>, new: Option<&Value>) {
        let length = self.pointer.len();
        push_token(&mut self.pointer, token);
        self.compare(old, new);
        self.pointer.truncate(length);
    }
}

/// Two integers are compared as integers, because doubles would call neighbours beyond 2^53 the same.
fn same_number(a: &Number, b: &Number) -> bool {
    a == b || ((a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(old: &Value, new: &Value) -> Vec<(String, Option<Value>, Option<Value>)> {
        let found = leaf_changes(old, new, usize::MAX);
        assert_eq!(found.more, 0);
        found.changes.into_iter().map(|change| (change.pointer, change.old, change.new)).collect()
    }

    #[test]
    fn key_order_and_number_form_are_no_change() {
        let old: Value = serde_json::from_str(r#"{"b": 60, "a": [{}, []], "c": -0.0}"#).unwrap();
        let new: Value = serde_json::from_str(r#"{"c": 0, "a": [{}, []], "b": 60.0}"#).unwrap();
        assert_eq!(changes(&old, &new), vec![]);
        let neighbours = (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64));
        assert_eq!(changes(&neighbours.0, &neighbours.1).len(), 1);
    }

    #[test]
    fn each_leaf_is_named_by_its_pointer() {
        let old = json!({"title": "A", "rows": [1, 2, {"x/y": null}], "gone": {"deep": [1, {}]}});
        let new = json!({"title": "B", "rows": [1, 3], "new~": {"k": true}});
        let expected = vec![
            ("/gone/deep/0".to_owned(), Some(json!(1)), None),
            ("/gone/deep/1".to_owned(), Some(json!({})), None),
            ("/new~0/k".to_owned(), None, Some(json!(true))),
            ("/rows/1".to_owned(), Some(json!(2)), Some(json!(3))),
            ("/rows/2/x~1y".to_owned(), Some(json!(null)), None),
            ("/title".to_owned(), Some(json!("A")), Some(json!("B"))),
        ];
        assert_eq!(changes(&old, &new), expected);
    }

    #[test]
    fn a_change_of_shape_is_one_change() {
        for (old, new) in [(json!([1]), json!({"0": 1})), (json!({"a": 1}), json!(1)), (json!([]), json!({}))] {
            assert_eq!(changes(&old, &new), vec![(String::new(), Some(old.clone()), Some(new.clone()))]);
        }
    }

    #[test]
    fn filling_an_empty_container_is_adding_its_leaves() {
        let old = json!({"rows": [], "map": {"k": 1}});
        let new = json!({"rows": ["a"], "map": {}});
        let expected =
            vec![("/map/k".to_owned(), Some(json!(1)), None), ("/rows/0".to_owned(), None, Some(json!("a")))];
        assert_eq!(changes(&old, &new), expected);
    }

    #[test]
    fn beyond_the_limit_changes_are_counted() {
        let old: Value = (0..1000).collect::<Vec<_>>().into();
        let new: Value = (1..1001).collect::<Vec<_>>().into();
        let found = leaf_changes(&old, &new, 3);
        assert_eq!((found.changes.len(), found.more), (3, 997));
        assert_eq!(found.changes[2].pointer, "/2");
    }
}
