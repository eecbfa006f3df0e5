//! Finite numbers that are not negative: money, seconds.

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Decoder, FaultKind, Flavour, SchemaBook, Shape};

/// Texts up to this length are taken as numbers: none of them is infinite.
const LONGEST: usize = 300;

/// A finite number from 0 on. A whole number is shown as `1.0`; a text of digits with a point is taken too.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Amount(f64);

impl Amount {
    /// The number; `None` if it is negative, infinite or none.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        // Adding zero takes the sign from a negative zero.
        (number.is_finite() && number >= 0.0).then_some(Self(number + 0.0))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// The number that a text is: a sign, digits, and perhaps a point and digits.
fn parse(text: &str) -> Option<f64> {
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (text.len() <= LONGEST && digits(whole) && digits(fraction)).then(|| text.parse().ok())?
}

impl Shape for Amount {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let number = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => match parse(text) {
                None => return decoder.tell(FaultKind::FloatParsing, value),
                number => number,
            },
            other => return decoder.tell(FaultKind::FloatType, other),
        };
        match number {
            Some(number) if number < 0.0 => decoder.tell(FaultKind::GreaterThanEqual(0), value),
            number => match number.and_then(Self::new) {
                Some(amount) => Some(amount),
                None => decoder.tell(FaultKind::FiniteNumber, value),
            },
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let number = json!({"type": "number", "minimum": 0});
        if book.flavour() == Flavour::Answered {
            return number;
        }
        let pattern = r"^(?:\+?[0-9]+(?:\.[0-9]+)?|-0+(?:\.0+)?)$";
        json!({"anyOf": [number, {"type": "string", "pattern": pattern, "maxLength": LONGEST}]})
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

crate::shape!(@deserialize Amount);
