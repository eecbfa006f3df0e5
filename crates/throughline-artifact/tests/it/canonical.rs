//! The examples that RFC 8785 prints, and the properties that a fingerprint needs.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use throughline_artifact::{canonical_digest, canonical_json, pretty_sorted};

fn text(value: &Value) -> String {
    String::from_utf8(canonical_json(value).unwrap()).unwrap()
}

/// Appendix B: IEEE 754 bits and the number they are written as.
const NUMBERS: &[(u64, &str)] = &[
    (0x0000_0000_0000_0000, "0"),
    (0x8000_0000_0000_0000, "0"),
    (0x0000_0000_0000_0001, "5e-324"),
    (0x8000_0000_0000_0001, "-5e-324"),
    (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
    (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
    (0x4340_0000_0000_0000, "9007199254740992"),
    (0xc340_0000_0000_0000, "-9007199254740992"),
    (0x4430_0000_0000_0000, "295147905179352830000"),
    (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
    (0x44b5_2d02_c7e1_4af6, "1e+23"),
    (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
    (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
    (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
    (0x444b_1ae4_d6e2_ef50, "1e+21"),
    (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
    (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
    (0x41b3_de43_5555_5553, "333333333.3333332"),
    (0x41b3_de43_5555_5554, "333333333.33333325"),
    (0x41b3_de43_5555_5555, "333333333.3333333"),
    (0x41b3_de43_5555_5556, "333333333.3333334"),
    (0x41b3_de43_5555_5557, "333333333.33333343"),
    (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
    (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
];

#[test]
fn numbers_of_appendix_b() {
    for (bits, expected) in NUMBERS {
        assert_eq!(text(&json!(f64::from_bits(*bits))), *expected, "{bits:016x}");
    }
    for bits in [0x7fff_ffff_ffff_ffff, 0x7ff0_0000_0000_0000_u64] {
        assert!(canonical_json(&f64::from_bits(bits)).is_err(), "{bits:016x}");
    }
}

#[test]
fn the_sample_of_section_3_2_2() {
    let input = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    // The octets of section 3.2.4.
    let expected = "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e412742\
        5c225c5c5c5c5c222f227d";
    let bytes = canonical_json(&serde_json::from_str::<Value>(input).unwrap()).unwrap();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, expected);
}

#[test]
fn keys_are_sorted_as_in_section_3_2_3() {
    let input = r#"{
        "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }"#;
    let canonical = canonical_json(&serde_json::from_str::<Value>(input).unwrap()).unwrap();
    let read: Map<String, Value> = serde_json::from_slice(&canonical).unwrap();
    let order: Vec<&str> = read.values().filter_map(Value::as_str).collect();
    let expected = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ];
    assert_eq!(order, expected);
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec(("\\PC{0,3}", inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The same value as another program may have written it: keys the other way round, whole numbers as floats.
fn rewritten(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().rev().map(|(key, value)| (key.clone(), rewritten(value))).collect::<Map<_, _>>().into()
        }
        Value::Array(elements) => elements.iter().map(rewritten).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn the_digest_does_not_depend_on_how_a_value_was_written(value in values()) {
        let digest = canonical_digest(&value).unwrap();
        prop_assert_eq!(canonical_digest(&rewritten(&value)).unwrap(), digest);
        let pretty: Value = serde_json::from_str(&pretty_sorted(&value)).unwrap();
        prop_assert_eq!(canonical_digest(&pretty).unwrap(), digest);
    }

    #[test]
    fn the_canonical_form_is_its_own_canonical_form(value in values()) {
        let once = canonical_json(&value).unwrap();
        let read: Value = serde_json::from_slice(&once).unwrap();
        // A double beyond 2^53 is read back as an integer that is that double, or as a float.
        match canonical_json(&read) {
            Ok(twice) => prop_assert_eq!(twice, once),
            Err(error) => prop_assert!(false, "{error}: {}", String::from_utf8_lossy(&once)),
        }
    }

    #[test]
    fn values_that_differ_have_digests_that_differ(one in values(), two in values()) {
        let same = throughline_artifact::leaf_changes(&one, &two, 1).changes.is_empty();
        prop_assert_eq!(canonical_digest(&one).unwrap() == canonical_digest(&two).unwrap(), same);
    }
}
