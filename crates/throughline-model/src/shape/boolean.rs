//! True and false, and the words that mean them.

use serde_json::{Value, json};

use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape};

/// What a text means, in any case: `true`, `yes`, `on`, `t`, `y`, `1`, and their opposites.
pub(super) fn meaning(text: &str) -> Option<bool> {
    let means = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(text));
    if means(["true", "yes", "on", "t", "y", "1"]) {
        Some(true)
    } else if means(["false", "no", "off", "f", "n", "0"]) {
        Some(false)
    } else {
        None
    }
}

impl Shape for bool {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let meant = match value {
            Value::Bool(meant) => Some(*meant),
            Value::String(text) => meaning(text),
            Value::Number(number) if number.as_f64() == Some(0.0) => Some(false),
            Value::Number(number) if number.as_f64() == Some(1.0) => Some(true),
            Value::Number(_) => None,
            other => return decoder.tell(FaultKind::BoolType, other),
        };
        meant.or_else(|| decoder.tell(FaultKind::BoolParsing, value))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        if book.flavour() == Flavour::Answered {
            return json!({"type": "boolean"});
        }
        let pattern =
            "^(?:[Tt][Rr][Uu][Ee]|[Yy][Ee][Ss]|[Oo][Nn]|[TtYy1]|[Ff][Aa][Ll][Ss][Ee]|[Nn][Oo]|[Oo][Ff][Ff]|[FfNn0])$";
        json!({"anyOf": [{"type": "boolean"}, {"enum": [0, 1]}, {"type": "string", "pattern": pattern}]})
    }
}
