//! The macro `shape!`: a struct, its decoder, its serialised form and its schema from one text.

pub use serde;

/// The name of a member in JSON: the field's, without the mark of a raw identifier.
#[must_use]
pub const fn member_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Defines structs with a [`Shape`](crate::shape::Shape).
///
/// ```
/// use throughline_model::shape;
/// use throughline_model::shape::{Text, decode_body};
///
/// shape! {
///     /// Somebody who comes in.
///     pub struct Guest {
///         /// What they are called.
///         pub name: Text<1, 20>,
///         /// Where they sit.
///         pub seat: Option<Text<1, 4>>,
///         /// What they drink.
///         pub drink: Text<1, 20> = Text::fitted("water"),
///     }
/// }
///
/// let guest: Guest = decode_body(br#"{"name": "Ada"}"#).unwrap();
/// assert_eq!(serde_json::to_string(&guest).unwrap(), r#"{"name":"Ada","seat":null,"drink":"water"}"#);
/// let faults = decode_body::<Guest>(br#"{"name": "", "age": 3}"#).unwrap_err();
/// assert_eq!(faults.len(), 2);
/// ```
///
/// After the last field, `..ignored` lets unknown members pass.
#[macro_export]
macro_rules! shape {
    ($(
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),+)])?
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                pub $field:ident : $type:ty $(= $default:expr)?,
            )*
            $(..$open:ident)?
        }
    )+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq $(, $($derive),+)?)]
        pub struct $name {
            $($(#[doc = $field_doc])* pub $field: $type,)*
        }

        impl $crate::shape::Record for $name {
            const MEMBERS: &'static [&'static str] = &[$($crate::shape::member_name(stringify!($field))),*];

            fn record_schema(book: &mut $crate::shape::SchemaBook) -> ::serde_json::Value {
                let documentation = concat!($($doc, "\n"),*);
                let mut record = $crate::shape::RecordSchema::new(documentation, $crate::shape!(@closed $($open)?));
                $(
                    record.member::<$type>(
                        $crate::shape::member_name(stringify!($field)),
                        concat!($($field_doc, "\n"),*),
                        $crate::shape!(@default $($default)?),
                        book,
                    );
                )*
                record.finish()
            }
        }

        impl $crate::shape::Shape for $name {
            fn decode(value: &::serde_json::Value, decoder: &mut $crate::shape::Decoder) -> Option<Self> {
                let members = $crate::shape::Members::of(value, decoder)?;
                $(
                    let $field = members.read::<$type>(
                        $crate::shape::member_name(stringify!($field)),
                        $crate::shape!(@default $($default)?),
                        decoder,
                    );
                )*
                if $crate::shape!(@closed $($open)?) {
                    members.refuse_others(<Self as $crate::shape::Record>::MEMBERS, decoder);
                }
                Some(Self { $($field: $field?),* })
            }

            fn schema(book: &mut $crate::shape::SchemaBook) -> ::serde_json::Value {
                book.define(stringify!($name), <Self as $crate::shape::Record>::record_schema)
            }
        }

        impl $crate::shape::serde::Serialize for $name {
            fn serialize<S: $crate::shape::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use $crate::shape::serde::ser::SerializeMap as _;
                let length = <Self as $crate::shape::Record>::MEMBERS.len();
                let mut map = serializer.serialize_map(Some(length))?;
                $(map.serialize_entry($crate::shape::member_name(stringify!($field)), &self.$field)?;)*
                map.end()
            }
        }

        $crate::shape!(@deserialize $name);
    )+};
    (@default) => { None };
    (@default $default:expr) => { Some($default) };
    (@closed) => { true };
    (@closed ignored) => { false };
    (@deserialize $name:ty) => {
        impl<'de> $crate::shape::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::shape::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::shape::deserialize(deserializer)
            }
        }
    };
}
