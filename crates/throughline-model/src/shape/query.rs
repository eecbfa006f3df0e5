//! The parameters of a query: texts that mean numbers, words and booleans.

use std::str::FromStr;

use serde_json::Value;

use super::int::parse;
use super::{Decoder, Fault, FaultKind, Flavour, Int, Shape};

/// Reads parameters by name; unknown ones are ignored, of two with one name the last counts, an empty one is absent.
///
/// ```
/// use throughline_model::shape::Query;
///
/// let pairs = [("limit".to_owned(), "0".to_owned())];
/// let mut query = Query::new(&pairs);
/// let _limit = query.int::<1, 1000>("limit", 100);
/// assert_eq!(query.finish().unwrap_err()[0].kind.name(), "greater_than_equal");
/// ```
#[derive(Debug)]
pub struct Query<'a> {
    pairs: &'a [(String, String)],
    decoder: Decoder,
}

impl<'a> Query<'a> {
    /// The parameters, decoded, in their order.
    #[must_use]
    pub fn new(pairs: &'a [(String, String)]) -> Self {
        Self { pairs, decoder: Decoder::new("query", Flavour::Asked) }
    }

    /// The text of a parameter that is there and not empty.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&'a str> {
        self.raw(name).filter(|text| !text.is_empty())
    }

    fn raw(&self, name: &str) -> Option<&'a str> {
        self.pairs.iter().rev().find(|(key, _)| key == name).map(|(_, text)| text.as_str())
    }

    /// A word of a list, if the parameter is there and not empty.
    pub fn word<T: Shape>(&mut self, name: &'static str) -> Option<T> {
        let value = Value::String(self.text(name)?.to_owned());
        self.decoder.at(name, |decoder| T::decode(&value, decoder))
    }

    /// The same for a parameter that has to be there. `None` comes with a fault.
    pub fn required<T: Shape>(&mut self, name: &'static str) -> Option<T> {
        match self.raw(name) {
            Some(text) => {
                let value = Value::String(text.to_owned());
                self.decoder.at(name, |decoder| T::decode(&value, decoder))
            }
            None => self.decoder.at(name, |decoder| decoder.tell(FaultKind::Missing, &Value::Null)),
        }
    }

    /// A whole number within bounds, or its default. An empty one is no number.
    pub fn int<const MIN: u64, const MAX: u64>(&mut self, name: &'static str, default: u64) -> u64 {
        let Some(text) = self.raw(name) else { return default };
        let value = Value::String(text.to_owned());
        let read = self.decoder.at(name, |decoder| match parse(text.trim()) {
            Some(number) => Int::<MIN, MAX>::within(number, &value, decoder),
            None => decoder.tell(FaultKind::IntParsing, &value),
        });
        read.map_or(default, Int::get)
    }

    /// A whole number of either sign, or its default. An empty one is no number.
    pub fn signed(&mut self, name: &'static str, default: i64) -> i64 {
        let Some(text) = self.raw(name) else { return default };
        let value = Value::String(text.to_owned());
        let read = self.decoder.at(name, |decoder| match parse(text.trim()) {
            Some(number) if number < i64::MIN.into() => decoder.tell(FaultKind::GreaterThanEqual(i64::MIN), &value),
            Some(number) => match i64::try_from(number) {
                Ok(number) => Some(number),
                Err(_) => decoder.tell(FaultKind::LessThanEqual(i64::MAX), &value),
            },
            None => decoder.tell(FaultKind::IntParsing, &value),
        });
        read.unwrap_or(default)
    }

    /// True or false, or its default.
    pub fn flag(&mut self, name: &'static str, default: bool) -> bool {
        let Some(text) = self.raw(name) else { return default };
        let value = Value::String(text.to_owned());
        self.decoder.at(name, |decoder| bool::decode(&value, decoder)).unwrap_or(default)
    }

    /// Something that is parsed by its own rule, with a sentence that says what it should be.
    pub fn parsed<T: FromStr>(&mut self, name: &'static str, should: &str) -> Option<T> {
        let text = self.text(name)?;
        let fault =
            |decoder: &mut Decoder| decoder.tell(FaultKind::Value(should.to_owned()), &Value::String(text.to_owned()));
        self.decoder.at(name, |decoder| text.parse().ok().or_else(|| fault(decoder)))
    }

    /// Whether anything was wrong.
    ///
    /// # Errors
    /// Every fault.
    pub fn finish(self) -> Result<(), Vec<Fault>> {
        self.decoder.finish(Some(()))
    }
}
