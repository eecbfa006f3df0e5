//! Each type of value: what it takes, what it makes of it, and what it says otherwise.

use serde_json::{Value, json};
use throughline_model::shape::{
    Amount, Block, Count, Decoder, Exactly, Flavour, FreeText, Int, Meta, Query, Shape, Text, Time,
};
use throughline_model::work::{ActorKind, RefTo, Telemetry};
use throughline_model::{IssueId, shape::decode_value};

use crate::support::{faults, message, shown};

fn taken<T: Shape + serde::Serialize>(value: &Value) -> Value {
    serde_json::to_value(decode_value::<T>(value, "body").unwrap()).unwrap()
}

fn table<T: Shape + serde::Serialize>(good: &[(Value, Value)], bad: &[(Value, &str, &str)]) {
    for (given, made) in good {
        assert_eq!(&taken::<T>(given), made, "{given}");
    }
    for (given, kind, says) in bad {
        assert_eq!(faults::<T>(given), [format!("{kind} body")], "{given}");
        assert_eq!(&message::<T>(given), says, "{given}");
    }
}

#[test]
fn texts_are_counted_in_characters_and_never_coerced() {
    table::<Text<1, 3>>(
        &[(json!("üüü"), json!("üüü")), (json!("a"), json!("a"))],
        &[
            (json!(1), "string_type", "Input should be a valid string"),
            (json!(null), "string_type", "Input should be a valid string"),
            (json!(""), "string_too_short", "String should have at least 1 character"),
            (json!("abcd"), "string_too_long", "String should have at most 3 characters"),
            (json!("a\0"), "string_pattern_mismatch", r"String should match pattern '^[^\x00]*$'"),
        ],
    );
    assert_eq!(Text::<3, 5>::fitted("a\0b").as_str(), "ab-");
    assert_eq!(Text::<0, 2>::fitted("üöä").as_str(), "üö");
}

#[test]
fn whole_numbers_may_come_as_texts_and_as_whole_floats() {
    table::<Int<2, 5>>(
        &[(json!(2), json!(2)), (json!("3"), json!(3)), (json!("+03.00"), json!(3)), (json!(5.0), json!(5))],
        &[
            (json!(3.5), "int_from_float", "Input should be a valid integer, got a number with a fractional part"),
            (json!("x"), "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            (json!("3.5"), "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            (json!(""), "int_parsing", "Input should be a valid integer, unable to parse string as an integer"),
            (json!(true), "int_type", "Input should be a valid integer"),
            (json!([]), "int_type", "Input should be a valid integer"),
            (json!(1), "greater_than_equal", "Input should be greater than or equal to 2"),
            (json!(-1), "greater_than_equal", "Input should be greater than or equal to 2"),
            (json!("6"), "less_than_equal", "Input should be less than or equal to 5"),
            (json!(1e300), "less_than_equal", "Input should be less than or equal to 5"),
            (json!(u64::MAX), "less_than_equal", "Input should be less than or equal to 5"),
            (json!("9".repeat(99)), "less_than_equal", "Input should be less than or equal to 5"),
        ],
    );
    assert_eq!(faults::<Count>(&json!("-9".to_owned() + &"9".repeat(99))), ["greater_than_equal body"]);
}

#[test]
fn amounts_are_finite_and_shown_as_floats() {
    assert_eq!(taken::<Amount>(&json!(1)).to_string(), "1.0");
    assert_eq!(taken::<Amount>(&json!(-0.0)).to_string(), "0.0");
    table::<Amount>(
        &[(json!("1.50"), json!(1.5)), (json!(0), json!(0.0))],
        &[
            (json!(-0.5), "greater_than_equal", "Input should be greater than or equal to 0"),
            (json!("1e5"), "float_parsing", "Input should be a valid number, unable to parse string as a number"),
            (json!("nan"), "float_parsing", "Input should be a valid number, unable to parse string as a number"),
            (json!({}), "float_type", "Input should be a valid number"),
        ],
    );
}

#[test]
fn booleans_have_many_words() {
    for word in ["true", "YES", "on", "T", "y", "1"] {
        assert_eq!(taken::<bool>(&json!(word)), json!(true), "{word}");
    }
    let parsing = "Input should be a valid boolean, unable to interpret input";
    table::<bool>(
        &[
            (json!(0), json!(false)),
            (json!(1.0), json!(true)),
            (json!("Off"), json!(false)),
            (json!("n"), json!(false)),
        ],
        &[
            (json!("maybe"), "bool_parsing", parsing),
            (json!(2), "bool_parsing", parsing),
            (json!(null), "bool_type", "Input should be a valid boolean"),
        ],
    );
}

#[test]
fn times_are_shown_in_utc_with_microseconds() {
    let shown = |text: &str| json!(text);
    table::<Time>(
        &[
            (json!("2026-11-20T12:12:29Z"), shown("2026-11-20T12:12:29.000000Z")),
            (json!("2026-11-20T14:12:29.1234567+02:00"), shown("2026-11-20T12:12:29.123456Z")),
            (json!("2026-11-20 12:12"), shown("2026-11-20T12:12:00.000000Z")),
            (json!("2024-02-29t00:00:00z"), shown("2024-02-29T00:00:00.000000Z")),
            (json!(0), shown("1970-01-01T00:00:00.000000Z")),
            (json!(1.5), shown("1970-01-01T00:00:01.500000Z")),
        ],
        &[
            (
                json!("2026"),
                "datetime_from_date_parsing",
                "Input should be a valid datetime or date, input is too short",
            ),
            (
                json!("2026-02-29T00:00:00Z"),
                "datetime_from_date_parsing",
                "Input should be a valid datetime or date, day value is outside expected range",
            ),
            (
                json!("2026-02-20T24:00:00Z"),
                "datetime_from_date_parsing",
                "Input should be a valid datetime or date, time value is outside expected range",
            ),
            (
                json!(1e15),
                "datetime_from_date_parsing",
                "Input should be a valid datetime or date, seconds are out of range",
            ),
            (json!(true), "datetime_type", "Input should be a valid datetime"),
        ],
    );
    for text in
        ["2026-11-20T12:12:29é", "2026-11-20é12:12", "é026-11-20T", "2026-11-20T12:12:29.", "2026-11-20T12:12+0200"]
    {
        assert_eq!(faults::<Time>(&json!(text)), ["datetime_from_date_parsing body"], "{text}");
    }
}

#[test]
fn words_and_kinds_are_closed() {
    table::<ActorKind>(
        &[(json!("agent"), json!("agent"))],
        &[
            (json!("Agent"), "enum", "Input should be 'human', 'agent' or 'system'"),
            (json!(null), "enum", "Input should be 'human', 'agent' or 'system'"),
        ],
    );
    table::<Exactly>(&[(json!("1.0"), json!("1.0"))], &[(json!(1.0), "literal_error", "Input should be '1.0'")]);
    let other = json!({"kind": "Run", "id": "x", "role": null});
    assert_eq!(faults::<RefTo<IssueId>>(&other), ["literal_error body.kind"]);
}

#[test]
fn free_objects_are_kept_as_they_came() {
    let kept = json!({"z": 1, "a": [null, {"b": "c"}], "n": 1.5});
    assert_eq!(taken::<Meta>(&kept).to_string(), kept.to_string());
    assert_eq!(faults::<Meta>(&json!([])), ["dict_type body"]);
    assert_eq!(
        faults::<Meta>(&json!({"a\0": 1, "b": ["\0"]})),
        ["string_pattern_mismatch body", "string_pattern_mismatch body.b.0"]
    );
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!({"a": inner}));
    assert!(faults::<Meta>(&nested(64)).is_empty());
    assert_eq!(faults::<Meta>(&nested(65)).len(), 1);
}

#[test]
fn lists_are_limited_and_blocks_may_be_empty() {
    let words = |count: usize| json!(vec!["x"; count]);
    assert!(faults::<Vec<FreeText>>(&words(1000)).is_empty());
    assert_eq!(faults::<Vec<FreeText>>(&words(1001)), ["too_long body"]);
    assert_eq!(
        message::<Vec<FreeText>>(&words(1001)),
        "List should have at most 1000 items after validation, not 1001"
    );
    assert_eq!(faults::<Vec<FreeText>>(&json!(null)), ["list_type body"]);
    // What is stored was limited on the way in, and may have grown since.
    let mut decoder = Decoder::new("value", Flavour::Answered);
    assert_eq!(Vec::<FreeText>::decode(&words(2000), &mut decoder).unwrap().len(), 2000);
    assert_eq!(taken::<Block<Telemetry>>(&json!({})), json!({}));
    assert_eq!(taken::<Block<Telemetry>>(&json!({"duration_s": 1}))["started_at"], json!(null));
}

#[test]
fn parameters_of_a_query_have_the_same_faults() {
    let pairs: Vec<(String, String)> =
        [("limit", "0"), ("offset", "x"), ("count", "perhaps"), ("kind", "joke"), ("empty", "")]
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .into();
    let mut query = Query::new(&pairs);
    assert_eq!(query.int::<1, 1000>("limit", 100), 100);
    assert_eq!(query.int::<0, 1000>("offset", 0), 0);
    assert!(!query.flag("count", false));
    assert_eq!(query.word::<ActorKind>("kind"), None);
    assert_eq!(query.word::<ActorKind>("empty"), None);
    assert_eq!(query.required::<ActorKind>("status"), None);
    let told: Vec<String> = query.finish().unwrap_err().iter().map(shown).collect();
    let expected = [
        "greater_than_equal query.limit",
        "int_parsing query.offset",
        "bool_parsing query.count",
        "enum query.kind",
        "missing query.status",
    ];
    assert_eq!(told, expected);
}
