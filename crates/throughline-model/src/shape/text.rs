//! Texts whose length is limited, counted in characters, without NUL.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Decoder, FaultKind, NO_NUL, SchemaBook, Shape};

/// A text of `MIN` to `MAX` characters without NUL.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text<const MIN: usize, const MAX: usize>(String);

/// A text that only the size of the body limits.
pub type FreeText = Text<0, { usize::MAX }>;

/// Why a text does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Too few characters.
    #[error("has fewer than {0} characters")]
    Short(usize),
    /// Too many characters.
    #[error("has more than {0} characters")]
    Long(usize),
    /// A NUL character.
    #[error("has a NUL character")]
    Nul,
}

impl<const MIN: usize, const MAX: usize> Text<MIN, MAX> {
    /// As much of a text as fits: without NUL, cut to `MAX` characters, and padded with `-` up to `MIN`.
    ///
    /// For texts that this product makes; what a client sends is refused and not cut.
    #[must_use]
    pub fn fitted(text: impl AsRef<str>) -> Self {
        let mut fitted: String = text.as_ref().chars().filter(|c| *c != '\0').take(MAX).collect();
        let missing = MIN.saturating_sub(fitted.chars().count());
        fitted.extend(std::iter::repeat_n('-', missing));
        Self(fitted)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    fn check(text: &str) -> Result<(), TextError> {
        // A character has up to four bytes, so that most texts need no counting.
        if (text.len() > MAX || text.len() < MIN.saturating_mul(4)) && !(MIN..=MAX).contains(&text.chars().count()) {
            return Err(if text.len() < MIN || text.chars().count() < MIN {
                TextError::Short(MIN)
            } else {
                TextError::Long(MAX)
            });
        }
        if text.contains('\0') { Err(TextError::Nul) } else { Ok(()) }
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<String> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        Self::check(&text).map(|()| Self(text))
    }
}

impl<const MIN: usize, const MAX: usize> TryFrom<&str> for Text<MIN, MAX> {
    type Error = TextError;

    fn try_from(text: &str) -> Result<Self, TextError> {
        Self::try_from(text.to_owned())
    }
}

impl<const MIN: usize, const MAX: usize> std::str::FromStr for Text<MIN, MAX> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::try_from(text)
    }
}

impl<const MIN: usize, const MAX: usize> std::ops::Deref for Text<MIN, MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> AsRef<str> for Text<MIN, MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<str> for Text<MIN, MAX> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl<const MIN: usize, const MAX: usize> PartialEq<&str> for Text<MIN, MAX> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Display for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MIN: usize, const MAX: usize> fmt::Debug for Text<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<const MIN: usize, const MAX: usize> Serialize for Text<MIN, MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MIN: usize, const MAX: usize> serde::Deserialize<'de> for Text<MIN, MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl<const MIN: usize, const MAX: usize> Shape for Text<MIN, MAX> {
    fn decode(value: &Value, decoder: &mut Decoder) -> Option<Self> {
        let Value::String(text) = value else {
            return decoder.tell(FaultKind::StringType, value);
        };
        match Self::try_from(text.as_str()) {
            Ok(text) => Some(text),
            Err(TextError::Short(least)) => decoder.tell(FaultKind::StringTooShort(least), value),
            Err(TextError::Long(most)) => decoder.tell(FaultKind::StringTooLong(most), value),
            Err(TextError::Nul) => decoder.tell(FaultKind::StringPattern(NO_NUL), value),
        }
    }

    fn schema(_book: &mut SchemaBook) -> Value {
        let mut schema = json!({"type": "string", "pattern": NO_NUL});
        if MIN > 0 {
            schema["minLength"] = json!(MIN);
        }
        if MAX < usize::MAX {
            schema["maxLength"] = json!(MAX);
        }
        schema
    }
}
