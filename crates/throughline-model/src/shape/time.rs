//! Moments, shown in UTC with `Z` and microseconds.

use std::fmt;

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape, time_text};

/// A moment to the microsecond, shown as `2026-11-20T12:12:29.189942Z`, on every database and in every zone.
///
/// Taken are RFC 3339 texts (without an offset: UTC) and numbers of seconds since 1970.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(Timestamp);

/// Why a text is no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is no time: {0}")]
pub struct TimeError(&'static str);

impl Time {
    /// The moment, cut to microseconds.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self(Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at))
    }

    /// The moment.
    #[must_use]
    pub fn timestamp(self) -> Timestamp {
        self.0
    }
}

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self::new(at)
    }
}

impl std::str::FromStr for Time {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        time_text::parse(text).map(Self).map_err(TimeError)
    }
}

/// The moment of a number of seconds.
fn of_seconds(seconds: &serde_json::Number) -> Option<Timestamp> {
    let bounds = time_text::SECONDS;
    if let Some(whole) = seconds.as_i64() {
        return bounds.contains(&whole).then(|| Timestamp::from_second(whole).ok())?;
    }
    let float = seconds.as_f64().filter(|float| (*bounds.start() as f64..=*bounds.end() as f64).contains(float))?;
    // Within the bounds, microseconds fit in 64 bits.
    Timestamp::from_microsecond((float * 1e6).round() as i64).ok()
}

impl Shape for Time {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let parsed = match value {
            Value::String(text) => time_text::parse(text),
            Value::Number(seconds) => of_seconds(seconds).ok_or("seconds are out of range"),
            other => return decoder.tell(FaultKind::TimeType, other),
        };
        match parsed {
            Ok(at) => Some(Self(at)),
            Err(why) => decoder.tell(FaultKind::TimeParsing(why), value),
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        if book.flavour() == Flavour::Answered {
            let pattern = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$";
            return json!({"type": "string", "format": "date-time", "pattern": pattern});
        }
        let bounds = time_text::SECONDS;
        json!({"anyOf": [
            {"type": "string", "pattern": time_text::PATTERN},
            {"type": "number", "minimum": bounds.start(), "maximum": bounds.end()},
        ]})
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

crate::shape!(@deserialize Time);
