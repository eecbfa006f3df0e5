//! What can be wrong with a value, in pydantic's types and words.

use serde_json::{Value, json};

/// The pattern that every text has: no NUL, which PostgreSQL cannot store.
pub const NO_NUL: &str = r"^[^\x00]*$";

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// A required member is not there.
    Missing,
    /// A member that nobody asked for.
    ExtraForbidden,
    /// An object was wanted whose members are known.
    ObjectType,
    /// A free-form object was wanted.
    DictType,
    /// A list was wanted.
    ListType,
    /// A list has too many elements.
    TooLong {
        /// As many as there may be.
        most: usize,
        /// As many as there are.
        actual: usize,
    },
    /// A text was wanted.
    StringType,
    /// A text has fewer characters than this.
    StringTooShort(usize),
    /// A text has more characters than this.
    StringTooLong(usize),
    /// A text does not have this pattern.
    StringPattern(&'static str),
    /// None of these words.
    Enum(&'static [&'static str]),
    /// Not the one word that may stand here.
    Literal(&'static str),
    /// A whole number was wanted.
    IntType,
    /// A text that is no whole number.
    IntParsing,
    /// A number with a fraction, where a whole one was wanted.
    IntFromFloat,
    /// A number was wanted.
    FloatType,
    /// A text that is no number.
    FloatParsing,
    /// Infinite, or not a number.
    FiniteNumber,
    /// A number below this.
    GreaterThanEqual(i64),
    /// A number above this.
    LessThanEqual(i64),
    /// A boolean was wanted.
    BoolType,
    /// A text or number that means neither true nor false.
    BoolParsing,
    /// A time was wanted.
    TimeType,
    /// A text or number that is no time, and why.
    TimeParsing(&'static str),
    /// A value breaks a rule of its own.
    Value(String),
    /// The body is no JSON, and why.
    JsonInvalid(String),
}

impl FaultKind {
    /// The stable name: `type` in a fault.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::ExtraForbidden => "extra_forbidden",
            Self::ObjectType => "model_attributes_type",
            Self::DictType => "dict_type",
            Self::ListType => "list_type",
            Self::TooLong { .. } => "too_long",
            Self::StringType => "string_type",
            Self::StringTooShort(_) => "string_too_short",
            Self::StringTooLong(_) => "string_too_long",
            Self::StringPattern(_) => "string_pattern_mismatch",
            Self::Enum(_) => "enum",
            Self::Literal(_) => "literal_error",
            Self::IntType => "int_type",
            Self::IntParsing => "int_parsing",
            Self::IntFromFloat => "int_from_float",
            Self::FloatType => "float_type",
            Self::FloatParsing => "float_parsing",
            Self::FiniteNumber => "finite_number",
            Self::GreaterThanEqual(_) => "greater_than_equal",
            Self::LessThanEqual(_) => "less_than_equal",
            Self::BoolType => "bool_type",
            Self::BoolParsing => "bool_parsing",
            Self::TimeType => "datetime_type",
            Self::TimeParsing(_) => "datetime_from_date_parsing",
            Self::Value(_) => "value_error",
            Self::JsonInvalid(_) => "json_invalid",
        }
    }

    /// The sentence for people: `msg` in a fault.
    #[must_use]
    pub fn message(&self) -> String {
        let fixed = match self {
            Self::Missing => "Field required",
            Self::ExtraForbidden => "Extra inputs are not permitted",
            Self::ObjectType => "Input should be a valid dictionary or object to extract fields from",
            Self::DictType => "Input should be a valid dictionary",
            Self::ListType => "Input should be a valid list",
            Self::TooLong { most, actual } => {
                return format!(
                    "List should have at most {most} item{} after validation, not {actual}",
                    if *most == 1 { "" } else { "s" }
                );
            }
            Self::StringType => "Input should be a valid string",
            Self::StringTooShort(least) => return format!("String should have at least {}", characters(*least)),
            Self::StringTooLong(most) => return format!("String should have at most {}", characters(*most)),
            Self::StringPattern(pattern) => return format!("String should match pattern '{pattern}'"),
            Self::Enum(words) => return format!("Input should be {}", alternatives(words)),
            Self::Literal(word) => return format!("Input should be '{word}'"),
            Self::IntType => "Input should be a valid integer",
            Self::IntParsing => "Input should be a valid integer, unable to parse string as an integer",
            Self::IntFromFloat => "Input should be a valid integer, got a number with a fractional part",
            Self::FloatType => "Input should be a valid number",
            Self::FloatParsing => "Input should be a valid number, unable to parse string as a number",
            Self::FiniteNumber => "Input should be a finite number",
            Self::GreaterThanEqual(least) => return format!("Input should be greater than or equal to {least}"),
            Self::LessThanEqual(most) => return format!("Input should be less than or equal to {most}"),
            Self::BoolType => "Input should be a valid boolean",
            Self::BoolParsing => "Input should be a valid boolean, unable to interpret input",
            Self::TimeType => "Input should be a valid datetime",
            Self::TimeParsing(why) => return format!("Input should be a valid datetime or date, {why}"),
            Self::Value(why) => return format!("Value error, {why}"),
            Self::JsonInvalid(_) => "JSON decode error",
        };
        fixed.to_owned()
    }

    /// What the sentence is made of: `ctx` in a fault.
    #[must_use]
    pub fn context(&self) -> Option<Value> {
        Some(match self {
            Self::TooLong { most, actual } => {
                json!({"field_type": "List", "max_length": most, "actual_length": actual})
            }
            Self::StringTooShort(least) => json!({"min_length": least}),
            Self::StringTooLong(most) => json!({"max_length": most}),
            Self::StringPattern(pattern) => json!({"pattern": pattern}),
            Self::Enum(words) => json!({"expected": alternatives(words)}),
            Self::Literal(word) => json!({"expected": format!("'{word}'")}),
            Self::GreaterThanEqual(least) => json!({"ge": least}),
            Self::LessThanEqual(most) => json!({"le": most}),
            Self::TimeParsing(why) => json!({"error": why}),
            Self::Value(why) | Self::JsonInvalid(why) => json!({"error": why}),
            _ => return None,
        })
    }
}

fn characters(count: usize) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

/// `'a', 'b' or 'c'`.
fn alternatives(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => String::new(),
    }
}
