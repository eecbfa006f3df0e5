//! One place where a document is not what its schema says: `<JSON pointer>: <message>`.
//!
//! The empty pointer, which names the whole document (RFC 6901, section 5), is shown as `/`, as other validators show it.
//! Messages quote the value at fault if it is short.

use std::fmt::{self, Write};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;

/// How many faults of one document are told apart; one more line says how many there are beside them.
pub const MAX_FAULTS: usize = 100;

const MAX_MESSAGE_BYTES: usize = 400;

/// Something that a document has and its schema does not allow, or the other way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaFault {
    /// RFC 6901 pointer into the document; empty for the whole document.
    pub pointer: String,
    /// What is wrong there, in one line.
    pub message: String,
}

impl fmt::Display for SchemaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "/" } else { &self.pointer };
        write!(f, "{place}: {}", self.message)
    }
}

impl SchemaFault {
    pub(crate) fn of_document(message: impl Into<String>) -> Self {
        Self { pointer: String::new(), message: message.into() }
    }

    /// All faults, up to [`MAX_FAULTS`] and the line that counts the others.
    pub(crate) fn collect<'a>(mut errors: impl Iterator<Item = ValidationError<'a>>) -> Vec<Self> {
        let mut faults: Vec<Self> = errors.by_ref().take(MAX_FAULTS).map(|error| Self::from_error(&error)).collect();
        match errors.count() {
            0 => {}
            more => faults.push(Self::of_document(format!("… and {more} more"))),
        }
        faults
    }

    pub(crate) fn from_error(error: &ValidationError<'_>) -> Self {
        let mut message = message(error);
        if let Some(nearest) = nearest(error) {
            let place = nearest.instance_path().as_str();
            let place = if place.is_empty() { "/" } else { place };
            // Cannot fail: the target is a string.
            let _ = write!(message, "; the nearest says {place}: {}", self::message(nearest));
        }
        Self { pointer: error.instance_path().as_str().to_owned(), message }
    }
}

/// The error with the value it is about, or without it if that would not fit on a line or two.
fn message(error: &ValidationError<'_>) -> String {
    let mut text = Bounded::default();
    if write!(text, "{error}").is_err() {
        text = Bounded::default();
        if write!(text, "{}", error.masked()).is_err() {
            text.0.push('…');
        }
    }
    // A value may hold line breaks only in escaped form, but a pattern or a property name may not.
    text.0.replace('\n', "\\n")
}

/// Among alternatives that all failed, the first complaint of the one that came furthest into the document.
fn nearest<'e>(error: &'e ValidationError<'_>) -> Option<&'e ValidationError<'static>> {
    let (ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context }) = error.kind() else {
        return None;
    };
    let depth = |error: &ValidationError<'_>| error.instance_path().as_str().matches('/').count();
    let branches = context.iter().filter_map(|branch| {
        let deepest = branch.iter().map(depth).max()?;
        Some(((deepest, std::cmp::Reverse(branch.len())), branch.first()?))
    });
    // The first of equals, so that the order of the schema decides.
    branches.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, error)| error)
}

/// A text that refuses to grow too long, so that a document of megabytes is never written out to be cut.
#[derive(Default)]
struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        let room = MAX_MESSAGE_BYTES - self.0.len();
        self.0.push_str(&piece[..piece.floor_char_boundary(room)]);
        if piece.len() > room { Err(fmt::Error) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_document_is_shown_as_a_slash() {
        let fault = |pointer: &str| SchemaFault { pointer: pointer.to_owned(), message: "m".to_owned() }.to_string();
        assert_eq!((fault(""), fault("/a")), ("/: m".into(), "/a: m".into()));
    }

    #[test]
    fn a_bounded_text_is_cut_between_characters() {
        let mut text = Bounded::default();
        assert!(write!(text, "x{}", "€".repeat(1000)).is_err());
        assert_eq!(text.0.len(), 1 + 399 / 3 * 3);
        assert!(write!(text, "€").is_err());
    }
}
