//! Walks through a value, knows where it is, and keeps every fault it is told.

use serde_json::Value;

use super::{Fault, FaultKind, Step};

/// More faults than this are not told: whoever sent so many has seen enough.
pub const MOST_FAULTS: usize = 100;

/// In which of three roles a shape is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// What a client sends: what has a default may be absent, and some values are coerced.
    Asked,
    /// What a client sends to change something (RFC 7396): all may be absent, and `null` sets back what has a default.
    Changed,
    /// What is stored and answered: every member is there, in its strict form. Sizes were limited on the way in.
    Answered,
}

/// The place in a value, and the faults found so far.
#[derive(Debug)]
pub struct Decoder {
    flavour: Flavour,
    place: Vec<Step>,
    faults: Vec<Fault>,
    faulty: bool,
}

impl Decoder {
    /// Starts at a root (`body`, `query`).
    #[must_use]
    pub fn new(root: &'static str, flavour: Flavour) -> Self {
        Self { flavour, place: vec![root.into()], faults: Vec::new(), faulty: false }
    }

    /// In which role the value is read.
    #[must_use]
    pub fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Tells a fault at the current place. It returns `None`, the value that could not be made.
    pub fn tell<T>(&mut self, kind: FaultKind, input: &Value) -> Option<T> {
        self.faulty = true;
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault::new(kind, self.place.clone(), input));
        }
        None
    }

    /// Does something one step further down.
    pub fn at<T>(&mut self, step: impl Into<Step>, then: impl FnOnce(&mut Self) -> T) -> T {
        self.place.push(step.into());
        let made = then(self);
        self.place.pop();
        made
    }

    /// The value, if nothing at all was wrong with it.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match value {
            Some(value) if !self.faulty => Ok(value),
            _ => Err(self.faults),
        }
    }

    /// As much as was told so far.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}
