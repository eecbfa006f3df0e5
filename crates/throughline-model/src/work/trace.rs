//! What joins all that was made for one reason.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use ulid::Ulid;

use crate::shape::{Decoder, FaultKind, SchemaBook, Shape};

/// The id of a trace: 32 lower-case hexadecimal digits (W3C Trace Context) where this product makes it, and whatever printable
/// characters a client sent, up to 128.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(String);

/// Why a text is no id of a trace.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a trace id has 1 to 128 printable ASCII characters without blanks")]
pub struct TraceIdError;

/// What every id of a trace matches.
const PATTERN: &str = "^[!-~]{1,128}$";

impl TraceId {
    /// A new one.
    #[must_use]
    pub fn generate() -> Self {
        Self(format!("{:032x}", u128::from(Ulid::generate())))
    }

    /// The trace that a `traceparent` header (W3C Trace Context, section 3.2) names.
    #[must_use]
    pub fn from_traceparent(header: &str) -> Option<Self> {
        let mut parts = header.trim().split('-');
        let (version, trace, parent, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let hex = |text: &str, length: usize| {
            text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let nothing = |text: &str| text.bytes().all(|byte| byte == b'0');
        let fine = hex(version, 2) && version != "ff" && (version != "00" || parts.next().is_none());
        let fine = fine && hex(trace, 32) && !nothing(trace) && hex(parent, 16) && !nothing(parent) && hex(flags, 2);
        fine.then(|| Self(trace.to_owned()))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for TraceId {
    type Err = TraceIdError;

    fn from_str(text: &str) -> Result<Self, TraceIdError> {
        let fine = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if fine { Ok(Self(text.to_owned())) } else { Err(TraceIdError) }
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Serialize for TraceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Shape for TraceId {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::String(text) = value else {
            return decoder.tell(FaultKind::StringType, value);
        };
        text.parse().ok().or_else(|| decoder.tell(FaultKind::StringPattern(PATTERN), value))
    }

    fn schema(_book: &mut SchemaBook) -> Value {
        json!({"type": "string", "pattern": PATTERN})
    }
}

crate::shape!(@deserialize TraceId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_trace_is_one_of_the_standard() {
        let trace = TraceId::generate();
        let header = format!("00-{trace}-00f067aa0ba902b7-01");
        assert_eq!(TraceId::from_traceparent(&header), Some(trace));
    }

    #[test]
    fn a_traceparent_that_is_none_is_ignored() {
        let zeros = "0".repeat(32);
        for header in [
            "",
            "00-1-2-3",
            &format!("00-{zeros}-00f067aa0ba902b7-01"),
            &format!("ff-{}1-00f067aa0ba902b7-01", &zeros[1..]),
        ] {
            assert_eq!(TraceId::from_traceparent(header), None, "{header}");
        }
    }
}
