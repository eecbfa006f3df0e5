//! One thing that is wrong with what was sent, and where: the wire form that clients of pydantic know.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::FaultKind;

/// An input is echoed up to this many bytes of JSON.
const ECHOED: usize = 1024;

/// One step on the way to the place of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A member of an object; the first step is `body` or `query`.
    Name(Cow<'static, str>),
    /// An element of a list, from 0; or an offset in a text that is no JSON.
    Index(usize),
}

impl From<&'static str> for Step {
    fn from(name: &'static str) -> Self {
        Self::Name(Cow::Borrowed(name))
    }
}

impl From<String> for Step {
    fn from(name: String) -> Self {
        Self::Name(Cow::Owned(name))
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Self {
        Self::Index(index)
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Name(name) => serializer.serialize_str(name),
            Self::Index(index) => serializer.serialize_u64(*index as u64),
        }
    }
}

/// One thing that is wrong: shown as `{type, loc, msg, input, ctx?}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where, from `body` or `query` down.
    pub loc: Vec<Step>,
    /// What stood there; a long one is cut, and then is a text that ends in `…`.
    pub input: Value,
}

impl Fault {
    /// A fault at a place, with as much of the input as is echoed.
    #[must_use]
    pub fn new(kind: FaultKind, loc: Vec<Step>, input: &Value) -> Self {
        Self { kind, loc, input: echoed(input) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.loc.iter().enumerate() {
            write!(f, "{}{step}", if index == 0 { "" } else { "." })?;
        }
        write!(f, ": {}", self.kind.message())
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.kind.name())?;
        map.serialize_entry("loc", &self.loc)?;
        map.serialize_entry("msg", &self.kind.message())?;
        map.serialize_entry("input", &self.input)?;
        if let Some(context) = self.kind.context() {
            map.serialize_entry("ctx", &context)?;
        }
        map.end()
    }
}

/// Takes bytes up to a limit, and fails after, so that nobody writes a megabyte in order to cut it.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = ECHOED - self.0.len();
        if bytes.len() > room {
            self.0.extend_from_slice(&bytes[..room]);
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn echoed(input: &Value) -> Value {
    let mut start = Bounded(Vec::new());
    match serde_json::to_writer(&mut start, input) {
        Ok(()) => input.clone(),
        Err(_) => {
            let text = String::from_utf8_lossy(&start.0);
            Value::String(format!("{}…", text.trim_end_matches(char::REPLACEMENT_CHARACTER)))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_fault_has_the_form_that_clients_know() {
        let loc = vec!["body".into(), "tags".into(), 3.into()];
        let fault = Fault::new(FaultKind::StringTooShort(1), loc, &json!(""));
        let shown = r#"{"type":"string_too_short","loc":["body","tags",3],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}}"#;
        assert_eq!(serde_json::to_string(&fault).unwrap(), shown);
        assert_eq!(fault.to_string(), "body.tags.3: String should have at least 1 character");
    }

    #[test]
    fn a_long_input_is_cut() {
        let short = json!("x".repeat(1000));
        assert_eq!(echoed(&short), short);
        let long = echoed(&json!(["ü".repeat(2000)]));
        let text = long.as_str().unwrap();
        assert!(text.starts_with("[\"ü") && text.ends_with("ü…") && text.len() < 1100, "{text}");
    }
}
