//! Whole numbers within bounds.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::digits::range_pattern;
use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape};

/// The largest whole number that every reader of JSON keeps as it is: 2⁵³ − 1 (RFC 8259, section 6).
pub const MOST_COUNT: u64 = 9_007_199_254_740_991;

/// A whole number from `MIN` to `MAX`, which is not negative. A text of digits and a number like `3.0` are taken too.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Int<const MIN: u64, const MAX: u64>(u64);

/// How many: a whole number from 0 to 2⁵³ − 1.
pub type Count = Int<0, MOST_COUNT>;

impl<const MIN: u64, const MAX: u64> Int<MIN, MAX> {
    /// The number; `None` outside its bounds.
    #[must_use]
    pub const fn new(number: u64) -> Option<Self> {
        if number < MIN || number > MAX { None } else { Some(Self(number)) }
    }

    /// The number, or the bound that it lies beyond.
    #[must_use]
    pub const fn clamped(number: u64) -> Self {
        if number < MIN {
            Self(MIN)
        } else if number > MAX {
            Self(MAX)
        } else {
            Self(number)
        }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The number as databases have it.
    #[must_use]
    pub const fn signed(self) -> i64 {
        self.0.cast_signed()
    }

    pub(super) fn within(number: i128, input: &Value, decoder: &mut Decoder) -> Option<Self> {
        if number < i128::from(MIN) {
            return decoder.tell(FaultKind::GreaterThanEqual(MIN.cast_signed()), input);
        }
        match u64::try_from(number).ok().and_then(Self::new) {
            Some(number) => Some(number),
            None => decoder.tell(FaultKind::LessThanEqual(MAX.cast_signed()), input),
        }
    }
}

/// The number that a text is: a sign, digits, and a fraction of zeros. More digits than any bound has are a large number.
pub(super) fn parse(text: &str) -> Option<i128> {
    let (negative, rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let plain = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let zeros = fraction.is_none_or(|fraction| !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0'));
    let number = (plain && zeros).then(|| whole.parse().unwrap_or(i128::MAX))?;
    Some(if negative { -number } else { number })
}

impl<const MIN: u64, const MAX: u64> Shape for Int<MIN, MAX> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        match value {
            Value::Number(number) => match (number.as_i128(), number.as_f64()) {
                (Some(number), _) => Self::within(number, value, decoder),
                (None, Some(float)) if float.fract() != 0.0 => decoder.tell(FaultKind::IntFromFloat, value),
                // The cast saturates, and no bound is near its ends.
                (None, Some(float)) => Self::within(float as i128, value, decoder),
                (None, None) => decoder.tell(FaultKind::IntType, value),
            },
            Value::String(text) => match parse(text) {
                Some(number) => Self::within(number, value, decoder),
                None => decoder.tell(FaultKind::IntParsing, value),
            },
            other => decoder.tell(FaultKind::IntType, other),
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let number = json!({"type": "integer", "minimum": MIN, "maximum": MAX});
        if book.flavour() == Flavour::Answered {
            return number;
        }
        let zero = if MIN == 0 { "|-0+" } else { "" };
        let pattern = format!(r"^(?:\+?0*(?:{}){zero})(?:\.0+)?$", range_pattern(MIN, MAX));
        json!({"anyOf": [number, {"type": "string", "pattern": pattern}]})
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Display for Int<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<const MIN: u64, const MAX: u64> fmt::Debug for Int<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MIN: u64, const MAX: u64> Serialize for Int<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de, const MIN: u64, const MAX: u64> serde::Deserialize<'de> for Int<MIN, MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}
