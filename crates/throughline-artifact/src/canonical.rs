//! Canonical JSON (RFC 8785): one sequence of bytes for each value, whatever its key order and formatting.
//!
//! The writing is done by `serde_json_canonicalizer`: keys sorted by UTF-16 code units, no white space, every number
//! written as ECMAScript writes the IEEE 754 double with its value. So `60` and `60.0` are one value, `-0` is `0`.
//!
//! An integer that the double would turn into another one is refused and not rounded (`exact` finds it, with its
//! place): two different 64-bit ids must never have one digest. RFC 8785, appendix D, tells such numbers to be written
//! as strings. NaN and the infinities are refused at every depth. A number with more than 64 bits in JSON *text* is
//! rounded by the parser of `serde_json` before this module sees it, as is every number with a fraction.

use serde::Serialize;
use serde_json::Value;
use throughline_model::Digest;

use crate::exact;

/// Why a value has no canonical JSON.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// NaN, an infinity, or an integer that canonical JSON would write as another one.
    #[error(
        "the number {number} at `{pointer}` does not survive double precision, so canonical JSON cannot tell it from \
         its neighbours; write it as a string"
    )]
    Number {
        /// RFC 6901 pointer to the number; empty for the whole value.
        pointer: String,
        /// The number as it was given.
        number: String,
    },
    /// The value cannot be written as JSON at all, for example a map whose keys are not strings.
    #[error("the value cannot be written as JSON")]
    Serialize(#[from] serde_json::Error),
}

/// The canonical form of a value, in UTF-8, without a newline at the end.
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    exact::check(value)?;
    Ok(serde_json_canonicalizer::to_vec(&value)?)
}

/// The digest of the canonical form of a value.
pub fn canonical_digest<T: Serialize + ?Sized>(value: &T) -> Result<Digest, CanonicalError> {
    Ok(Digest::of(&canonical_json(value)?))
}

/// The canonical form of an object with these members, for the many that are made of texts, whole numbers and plain keys;
/// none for any other, which [`canonical_json`] writes. It takes a fifth of the time.
#[must_use]
pub fn canonical_plain<'a>(members: impl Iterator<Item = (&'a str, &'a Value)>) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(512);
    write_members(members.collect(), &mut text).then_some(text)
}

/// Whether the value is plain, and written.
fn write_plain(value: &Value, text: &mut Vec<u8>) -> bool {
    /// Up to here every whole number is a double, and is written as such.
    const EXACT: u64 = 1 << 53;
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => serde_json::to_writer(text, value).is_ok(),
        Value::Number(number) => {
            number.as_u64().is_some_and(|number| number <= EXACT) && serde_json::to_writer(text, number).is_ok()
        }
        Value::Array(items) => {
            text.push(b'[');
            let all = items.iter().enumerate().all(|(index, item)| {
                if index > 0 {
                    text.push(b',');
                }
                write_plain(item, text)
            });
            text.push(b']');
            all
        }
        Value::Object(fields) => {
            write_members(fields.iter().map(|(name, field)| (name.as_str(), field)).collect(), text)
        }
    }
}

fn write_members(mut members: Vec<(&str, &Value)>, text: &mut Vec<u8>) -> bool {
    // Among these characters, bytes have the order of UTF-16 code units.
    if !members.iter().all(|(name, _)| name.is_ascii()) {
        return false;
    }
    members.sort_unstable_by_key(|(name, _)| *name);
    text.push(b'{');
    let all = members.into_iter().enumerate().all(|(index, (name, member))| {
        if index > 0 {
            text.push(b',');
        }
        let named = serde_json::to_writer(&mut *text, name).is_ok();
        text.push(b':');
        named && write_plain(member, text)
    });
    text.push(b'}');
    all
}

/// A value for people and for `git diff`: keys sorted by code point, two spaces a level, one newline at the end.
///
/// Numbers keep the form they were read in; this is not the canonical form.
#[must_use]
pub fn pretty_sorted(value: &Value) -> String {
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    format!("{sorted:#}\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    fn text<T: Serialize + ?Sized>(value: &T) -> String {
        String::from_utf8(canonical_json(value).unwrap()).unwrap()
    }

    #[test]
    fn key_order_and_formatting_do_not_count() {
        let one: Value = serde_json::from_str(r#"{"b": 60, "a": [1e0, -0.0]}"#).unwrap();
        let two: Value = serde_json::from_str(r#"{"a":[1,0],"b":60.0}"#).unwrap();
        assert_eq!(text(&one), r#"{"a":[1,0],"b":60}"#);
        assert_eq!(canonical_digest(&one).unwrap(), canonical_digest(&two).unwrap());
    }

    #[test]
    fn what_is_plain_is_written_as_anything_else_is() {
        let nested =
            json!({"b": [1, "\u{1}\u{7f}\n\"\\/é\u{2028}😀", null, {"z": true, "a": {}, "A": [], "aa": 0, "": -0}]});
        let plain = |value: &Value| canonical_plain([("x", value), ("a\"", &Value::Null)].into_iter());
        for value in [json!(0), json!(1_u64 << 53), json!("x"), json!([]), json!([[], {}]), nested] {
            let object = json!({"x": value, "a\"": null});
            assert_eq!(plain(&value).unwrap(), canonical_json(&object).unwrap(), "{value}");
        }
        for value in [json!(1.5), json!(-1), json!((1_u64 << 53) + 2), json!({"é": 1}), json!([{"a": [1e300]}])] {
            assert_eq!(plain(&value), None, "{value}");
        }
    }

    #[test]
    fn lone_values_are_values() {
        assert_eq!(text(&json!(null)), "null");
        assert_eq!(text("€"), "\"€\"");
        assert_eq!(text(&-0.0), "0");
        assert_eq!(text(&u64::from(u32::MAX)), "4294967295");
    }

    #[test]
    fn a_number_that_would_be_rounded_is_refused_and_named() {
        let error = canonical_json(&json!({"rows": [{"a/b": 9_007_199_254_740_993_u64}]})).unwrap_err();
        let CanonicalError::Number { pointer, number } = error else { panic!("{error}") };
        assert_eq!((pointer.as_str(), number.as_str()), ("/rows/0/a~1b", "9007199254740993"));
        // Beyond 2^53 all the same, as ECMAScript writes 2^60; as it is, 2^60 would become this.
        assert_eq!(text(&json!(1_152_921_504_606_847_000_u64)), "1152921504606847000");
        assert!(canonical_json(&(1_u64 << 60)).is_err());
        assert_eq!(text(&json!(1_i64 << 53)), "9007199254740992");
        assert_eq!(text(&json!(-(1_i64 << 53))), "-9007199254740992");
        for large in [u128::from(u64::MAX), i64::MAX as u128, 1 << 64, 1 << 127, u128::MAX] {
            assert!(canonical_json(&large).is_err(), "{large}");
        }
        assert!(canonical_json(&i64::MIN).is_err());
        assert!(canonical_json(&i128::MIN).is_err());
    }

    #[test]
    fn not_a_number_is_refused_at_every_depth() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(canonical_json(&value).is_err());
            let error = canonical_json(&BTreeMap::from([("x", vec![1.0, value])])).unwrap_err();
            assert!(matches!(error, CanonicalError::Number { pointer, .. } if pointer == "/x/1"));
        }
    }

    #[test]
    fn keys_that_are_no_strings_are_refused() {
        let error = canonical_json(&BTreeMap::from([(vec![1], 1)])).unwrap_err();
        assert!(matches!(error, CanonicalError::Serialize(_)));
    }

    #[test]
    fn pretty_sorts_at_every_level_and_keeps_numbers() {
        let value: Value = serde_json::from_str(r#"{"b":{"d":1.0,"c":[]},"a":[{"z":1,"y":{}}]}"#).unwrap();
        let expected = "{\n  \"a\": [\n    {\n      \"y\": {},\n      \"z\": 1\n    }\n  ],\n  \"b\": {\n    \"c\": [],\n    \"d\": 1.0\n  }\n}\n";
        assert_eq!(pretty_sorted(&value), expected);
    }
}
