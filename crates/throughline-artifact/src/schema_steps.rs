//! How much work a document may make for a schema: counted in steps, and given up on when there are too many.
//!
//! A validator visits a value once for each way that the schema leads to it. With references that lead to themselves under
//! several alternatives, the ways double with every level, and forty levels are more than there is time or memory for. So
//! every reference is put behind a keyword of ours, which counts; when the allowance is spent, it unwinds to where the check
//! began. Steps and not seconds, so that the same document has the same outcome everywhere.
//!
//! ```text
//! {"$ref": "#/$defs/n", …}  →  {"allOf": [{"throughline:steps": true}, {"$ref": "#/$defs/n"}], …}
//! ```
//!
//! Patterns count too where they are none for the linear-time engine: with look-around, the search at each of a text's
//! places may look at the whole text, and no step of the engine counts that. Those of `patternProperties` cannot be moved;
//! for them the names in the document are weighed beforehand.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value, json};

/// The keyword. No schema has it: names with `:` belong to nobody.
pub(crate) const KEYWORD: &str = "throughline:steps";

/// Visits that every document may make, and how many more for each value in it.
const VISITS: u64 = 2_000_000;
const VISITS_A_VALUE: u64 = 50;

/// Characters that patterns with look-around may look at, in all: two or three seconds.
const LOOKED_AT: u64 = 4_000_000_000;

/// The engine gives up after as many steps, each of which may look at the whole text.
const SEARCH_STEPS: u64 = super::schema::BACKTRACK_LIMIT as u64;

/// The same while errors are collected, each of which takes memory: some six kilobytes for a visit.
const COLLECTING: u64 = 20_000;
const COLLECTING_A_VALUE: u64 = 2;
const MOST_COLLECTING: u64 = 60_000;

thread_local! {
    static LEFT: Cell<Left> = const { Cell::new(Left { visits: u64::MAX, looks: u64::MAX }) };
}

#[derive(Debug, Clone, Copy)]
struct Left {
    visits: u64,
    looks: u64,
}

/// What is thrown when the allowance is spent. Not a panic: no hook hears of it.
struct Spent;

/// Too many steps were taken, or would have to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooManySteps;

/// What a document is, as far as work goes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weight {
    values: u64,
    /// What searches in the names of its members may look at, each once.
    names: u64,
}

impl Weight {
    /// The weight of a document.
    pub(crate) fn of(document: &Value) -> Self {
        let mut weight = Self::default();
        weight.add(document);
        weight
    }

    fn add(&mut self, value: &Value) {
        self.values += 1;
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.add(item)),
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                self.names = self.names.saturating_add(looks(name));
                self.add(member);
            }),
            _ => {}
        }
    }
}

/// Does `check` with an allowance for a document of this weight, and a schema with so many hard patterns for names.
/// `is_long` where each step leaves something behind.
pub(crate) fn within<T>(
    weight: Weight,
    hard_names: u64,
    is_long: bool,
    check: impl FnOnce() -> T,
) -> Result<T, TooManySteps> {
    if weight.names.saturating_mul(hard_names) > LOOKED_AT {
        return Err(TooManySteps);
    }
    let visits = if is_long {
        COLLECTING.saturating_add(weight.values.saturating_mul(COLLECTING_A_VALUE)).min(MOST_COLLECTING)
    } else {
        VISITS.saturating_add(weight.values.saturating_mul(VISITS_A_VALUE))
    };
    let before = LEFT.replace(Left { visits, looks: LOOKED_AT });
    let outcome = catch_unwind(AssertUnwindSafe(check));
    LEFT.set(before);
    outcome.map_err(|thrown| match thrown.downcast::<Spent>() {
        Ok(_) => TooManySteps,
        Err(other) => resume_unwind(other),
    })
}

/// Counts, in front of a reference or a pattern.
pub(crate) struct Steps {
    is_pattern: bool,
}

impl Steps {
    /// The keyword with this value.
    pub(crate) fn new(value: &Value) -> Self {
        Self { is_pattern: value == PATTERN }
    }

    fn step(&self, instance: &Value) {
        let mut left = LEFT.get();
        match (self.is_pattern, instance) {
            (true, Value::String(text)) => left.looks = left.looks.saturating_sub(looks(text)),
            (true, _) => {}
            (false, _) => left.visits = left.visits.saturating_sub(1),
        }
        LEFT.set(left);
        if left.visits == 0 || left.looks == 0 {
            resume_unwind(Box::new(Spent));
        }
    }
}

impl<'i> Keyword<'i> for Steps {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        self.step(instance);
        Ok(())
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.step(instance);
        true
    }
}

/// The characters that a search may look at: all, from each place.
fn looks(text: &str) -> u64 {
    let length = text.len() as u64;
    length.saturating_mul(length.min(SEARCH_STEPS))
}

/// Whether a pattern may need more than the linear-time engine. Seen from afar, and rather once too often.
fn is_hard(pattern: &str) -> bool {
    let bytes = pattern.as_bytes();
    let pairs = bytes.iter().zip(bytes.iter().skip(1));
    pattern.contains("(?=")
        || pattern.contains("(?!")
        || pattern.contains("(?<")
        || pattern.contains("(?>")
        || pattern.contains("(?(")
        || pairs.into_iter().any(|(first, second)| match first {
            b'\\' => second.is_ascii_digit() || b"kgKG".contains(second),
            b'*' | b'+' | b'?' | b'}' => *second == b'+',
            _ => false,
        })
}

/// Keywords that lead to another part of the schema, by name.
const REFERENCES: [&str; 3] = ["$ref", "$dynamicRef", "$recursiveRef"];

/// Keywords whose value has a schema for each name.
const NAMED: [&str; 6] =
    ["$defs", "definitions", "dependencies", "dependentSchemas", "patternProperties", "properties"];

/// What stays beside a `$ref` where the draft has it stand alone. The rest says nothing there, and must not begin to.
const BESIDE: [&str; 10] =
    ["$comment", "$defs", "$id", "$schema", "default", "definitions", "description", "examples", "id", "title"];

/// The schema with a counter in front of every reference and every hard pattern, and how many hard patterns for names it
/// has.
pub(crate) fn counted(schema: &Value) -> (Value, u64) {
    let draft = schema.get("$schema").and_then(Value::as_str).unwrap_or_default();
    // From 2019 on, what stands beside a `$ref` counts.
    let alone = ["draft-03", "draft-04", "draft-06", "draft-07"].iter().any(|old| draft.contains(old));
    let mut walk = Walk { alone, hard_names: 0 };
    let mut schema = schema.clone();
    walk.part(&mut schema);
    (schema, walk.hard_names)
}

struct Walk {
    alone: bool,
    hard_names: u64,
}

impl Walk {
    fn part(&mut self, schema: &mut Value) {
        let members = match schema {
            Value::Array(parts) => return parts.iter_mut().for_each(|part| self.part(part)),
            Value::Object(members) => members,
            _ => return,
        };
        for (name, value) in members.iter_mut() {
            match (name.as_str(), value) {
                // Data, and no part of the schema.
                ("const" | "enum", _) => {}
                (name, Value::Object(named)) if NAMED.contains(&name) => {
                    if name == "patternProperties" {
                        self.hard_names += named.keys().filter(|pattern| is_hard(pattern)).count() as u64;
                    }
                    named.values_mut().for_each(|part| self.part(part));
                }
                // Of an unknown keyword too: a reference may lead into it.
                (_, value) => self.part(value),
            }
        }
        if self.alone && members.get("$ref").is_some_and(Value::is_string) {
            members.retain(|name, _| name == "$ref" || BESIDE.contains(&name.as_str()));
        }
        for name in REFERENCES {
            if members.get(name).is_some_and(Value::is_string) {
                guard(members, name, &Value::Bool(true));
            }
        }
        if members.get("pattern").and_then(Value::as_str).is_some_and(is_hard) {
            guard(members, "pattern", &PATTERN.into());
        }
    }
}

/// The value of the keyword in front of a pattern.
const PATTERN: &str = "pattern";

/// Puts a counter in front of one keyword. At the end of `allOf`, so that references into that still lead where they did.
fn guard(members: &mut Map<String, Value>, name: &str, counter: &Value) {
    let all = members.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
    // Where it is no list, the schema is none, and that will be said.
    let Value::Array(_) = all else { return };
    let Some(value) = members.shift_remove(name) else { return };
    if let Some(Value::Array(all)) = members.get_mut("allOf") {
        all.push(json!({"allOf": [{KEYWORD: counter}, {name: value}]}));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_hard_patterns_are_counted_and_data_stays_as_it_is() {
        let reference = |to: &str| json!({"allOf": [{"allOf": [{KEYWORD: true}, {"$ref": to}]}]});
        let schema = json!({
            "properties": {"$ref": {"type": "string", "pattern": "(?=a)"}, "a": {"$ref": "#", "minimum": 1}},
            "patternProperties": {"^(?!x-)": true, "^x": {}},
            "const": {"$ref": "#"},
        });
        let (counted, hard_names) = counted(&schema);
        assert_eq!(hard_names, 1);
        assert_eq!(counted["const"], schema["const"]);
        assert_eq!(counted["properties"]["a"]["allOf"], reference("#")["allOf"]);
        assert_eq!(counted["properties"]["a"]["minimum"], 1);
        let pattern = json!([{"allOf": [{KEYWORD: "pattern"}, {"pattern": "(?=a)"}]}]);
        assert_eq!(counted["properties"]["$ref"], json!({"type": "string", "allOf": pattern}));
    }

    #[test]
    fn where_a_reference_stands_alone_nothing_beside_it_begins_to_count() {
        let schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "type": "null",
            "definitions": {"a": {"allOf": [{"type": "array"}], "pattern": "(?=a)"}}});
        let (counted, _) = counted(&schema);
        assert_eq!(counted["type"], Value::Null);
        assert_eq!(counted["definitions"]["a"]["allOf"].as_array().unwrap().len(), 2);
        assert_eq!(counted["allOf"][0]["allOf"][1]["$ref"], "#/definitions/a");
    }

    #[test]
    fn patterns_that_the_linear_engine_takes_are_not_hard() {
        for easy in ["^(a+)+$", "^[a-z]{1,63}(\\.[a-z]+)*$", "\\d+", "a+?b"] {
            assert!(!is_hard(easy), "{easy}");
        }
        for hard in ["(?=a)", "(?!b)", "(?<=c)d", "(a)\\1", "a++b", "(?>a)"] {
            assert!(is_hard(hard), "{hard}");
        }
    }
}
