//! Closed lists of words.

use serde_json::Value;

use super::{Decoder, FaultKind};

/// A word that is none of its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is none of {}", .expected.join(", "))]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// The list.
    pub expected: &'static [&'static str],
}

/// Reads a word; what is none, or no text at all, is one fault of type `enum`.
pub fn decode_word<T: std::str::FromStr>(
    value: &Value,
    words: &'static [&'static str],
    decoder: &mut Decoder,
) -> Option<T> {
    match value.as_str().and_then(|text| text.parse().ok()) {
        Some(word) => Some(word),
        None => decoder.tell(FaultKind::Enum(words), value),
    }
}

/// Defines enums of which every variant is a word in JSON.
#[macro_export]
macro_rules! vocabulary {
    ($(
        $(#[$attribute:meta])*
        pub enum $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $word:literal),+ $(,)? }
    )+) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_attribute])* $variant),+ }

        impl $name {
            /// Every word, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The words as they are written.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word as it is written.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::shape::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => Err($crate::shape::UnknownWord { word: other.to_owned(), expected: Self::WORDS }),
                }
            }
        }

        impl $crate::shape::Shape for $name {
            fn decode(value: &::serde_json::Value, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                $crate::shape::decode_word(value, Self::WORDS, decoder)
            }

            fn schema(_book: &mut $crate::shape::SchemaBook) -> ::serde_json::Value {
                ::serde_json::json!({"type": "string", "enum": Self::WORDS})
            }
        }

        impl $crate::shape::serde::Serialize for $name {
            fn serialize<S: $crate::shape::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        $crate::shape!(@deserialize $name);
    )+};
}
