//! Finds the first number of a value that canonical JSON would round or drop, before it is written.
//!
//! A serializer that writes nothing. `serde_json` writes a nested NaN as `null` and the canonicalizer rounds every
//! integer to a double, both silently; neither may decide what is fresh. An integer passes if its canonical form is
//! itself: then no two integers share one, and canonical JSON can be read and written again. Map keys are strings in
//! JSON and not checked.

use std::fmt::Display;

use serde::ser::{self, Serialize, Serializer};

use crate::canonical::CanonicalError;
use crate::pointer;

/// Fails at the first number without an exact double. The tokens of its place are gathered on the way back up.
pub(crate) fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), CanonicalError> {
    value.serialize(Exact).map_err(|fault| match fault.number {
        Ok(number) => {
            let mut place = String::new();
            fault.tokens.iter().rev().for_each(|token| pointer::push_token(&mut place, token));
            CanonicalError::Number { pointer: place, number }
        }
        Err(message) => CanonicalError::Serialize(ser::Error::custom(message)),
    })
}

/// Every integer up to here is a double, and is written with all its digits.
const DOUBLE_HOLDS_ALL: u128 = 1 << 53;

struct Exact;

/// The number, or what a `Serialize` implementation complained of.
#[derive(Debug)]
struct Fault {
    number: Result<String, String>,
    tokens: Vec<String>,
}

impl Fault {
    fn number(number: impl Display) -> Self {
        Self { number: Ok(number.to_string()), tokens: Vec::new() }
    }

    fn within(mut self, token: impl Into<String>) -> Self {
        self.tokens.push(token.into());
        self
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Ok(text) | Err(text)) = &self.number;
        f.write_str(text)
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self { number: Err(message.to_string()), tokens: Vec::new() }
    }
}

/// An array or an object under way; for an enum's variant, the name that wraps it.
struct Members {
    index: usize,
    variant: Option<&'static str>,
}

impl Members {
    fn start(variant: Option<&'static str>) -> Result<Self, Fault> {
        Ok(Self { index: 0, variant })
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: Option<&str>, value: &T) -> Result<(), Fault> {
        let index = self.index;
        self.index += 1;
        value.serialize(Exact).map_err(|fault| {
            let fault = fault.within(name.map_or_else(|| index.to_string(), str::to_owned));
            match self.variant {
                Some(variant) => fault.within(variant),
                None => fault,
            }
        })
    }
}

macro_rules! harmless {
    ($($method:ident($($kind:ty),*);)+) => {$(
        fn $method(self, $(_: $kind),*) -> Result<(), Fault> {
            Ok(())
        }
    )+};
}

macro_rules! integers {
    ($($method:ident($kind:ty);)+) => {$(
        fn $method(self, number: $kind) -> Result<(), Fault> {
            if i128::try_from(number).is_ok_and(|number| number.unsigned_abs() <= DOUBLE_HOLDS_ALL) {
                return Ok(());
            }
            match serde_json_canonicalizer::to_string(&(number as f64)) {
                Ok(written) if written == number.to_string() => Ok(()),
                _ => Err(Fault::number(number)),
            }
        }
    )+};
}

impl Serializer for Exact {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Members;
    type SerializeTuple = Members;
    type SerializeTupleStruct = Members;
    type SerializeTupleVariant = Members;
    type SerializeMap = Members;
    type SerializeStruct = Members;
    type SerializeStructVariant = Members;

    harmless! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    integers! {
        serialize_i64(i64);
        serialize_u64(u64);
        serialize_i128(i128);
        serialize_u128(u128);
    }

    fn serialize_f32(self, number: f32) -> Result<(), Fault> {
        self.serialize_f64(f64::from(number))
    }

    fn serialize_f64(self, number: f64) -> Result<(), Fault> {
        if number.is_finite() { Ok(()) } else { Err(Fault::number(number)) }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self).map_err(|fault| fault.within(variant))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members, Fault> {
        Members::start(None)
    }

    fn serialize_tuple(self, _: usize) -> Result<Members, Fault> {
        Members::start(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members, Fault> {
        Members::start(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, Fault> {
        Members::start(Some(variant))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members, Fault> {
        Members::start(None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members, Fault> {
        Members::start(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members, Fault> {
        Members::start(Some(variant))
    }
}

macro_rules! arrays {
    ($($kind:ident::$method:ident;)+) => {$(
        impl ser::$kind for Members {
            type Ok = ();
            type Error = Fault;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
                self.member(None, value)
            }

            fn end(self) -> Result<(), Fault> {
                Ok(())
            }
        }
    )+};
}

macro_rules! structs {
    ($($kind:ident;)+) => {$(
        impl ser::$kind for Members {
            type Ok = ();
            type Error = Fault;

            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Fault> {
                self.member(Some(name), value)
            }

            fn end(self) -> Result<(), Fault> {
                Ok(())
            }
        }
    )+};
}

arrays! {
    SerializeSeq::serialize_element;
    SerializeTuple::serialize_element;
    SerializeTupleStruct::serialize_field;
    SerializeTupleVariant::serialize_field;
}

structs! {
    SerializeStruct;
    SerializeStructVariant;
}

impl ser::SerializeMap for Members {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Fault> {
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.member(None, value)
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), Fault> {
        value.serialize(Exact).map_err(|fault| {
            let key = serde_json::to_value(key).ok();
            fault.within(key.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default())
        })
    }

    fn end(self) -> Result<(), Fault> {
        Ok(())
    }
}
