//! Masks secrets in text and in streams of bytes.
//!
//! A secret is masked as a whole and, where it has several lines, line by line too (lines of at least four bytes), so
//! that a private key does not pass because a tool indented it. Space around a secret and blank secrets do not count.
//! Of several secrets that match, the leftmost is masked first, and of those the longest.

use std::borrow::Cow;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

/// What stands in the place of a secret.
const MASK: &str = "***";

/// Shorter lines of a secret of several lines are too likely to be something else.
const SHORTEST_LINE: usize = 4;

/// Masks a set of secrets. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Redactor(Option<Arc<Patterns>>);

#[derive(Debug)]
struct Patterns {
    texts: Vec<Vec<u8>>,
    automaton: AhoCorasick,
    longest: usize,
    /// Whether a pattern begins with this byte.
    begins: [bool; 256],
}

impl Redactor {
    /// Masks these secrets.
    #[must_use]
    pub fn new<I, S>(secrets: I) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        let mut texts = Vec::new();
        for secret in secrets {
            let whole = secret.as_ref().trim();
            let lines = whole.lines().map(str::trim).filter(|line| *line != whole && line.len() >= SHORTEST_LINE);
            texts.extend(std::iter::once(whole).chain(lines).filter(|text| !text.is_empty()).map(Vec::from));
        }
        texts.sort_unstable();
        texts.dedup();
        // Building fails only for more patterns than fit into memory's addresses.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        let Some(automaton) = automaton.ok().filter(|_| !texts.is_empty()) else { return Self(None) };
        let longest = texts.iter().map(Vec::len).max().unwrap_or_default();
        let mut begins = [false; 256];
        texts.iter().for_each(|text| begins[usize::from(text[0])] = true);
        Self(Some(Arc::new(Patterns { texts, automaton, longest, begins })))
    }

    /// Whether there is nothing to mask.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The text with every secret masked.
    #[must_use]
    pub fn redact<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let Some(patterns) = &self.0 else { return Cow::Borrowed(text) };
        let mut masked = String::new();
        let mut copied = 0;
        for found in patterns.automaton.find_iter(text) {
            masked.push_str(&text[copied..found.start()]);
            masked.push_str(MASK);
            copied = found.end();
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        masked.push_str(&text[copied..]);
        Cow::Owned(masked)
    }

    /// Masks a stream that arrives in pieces; none where there is nothing to mask.
    #[must_use]
    pub fn stream(&self) -> Option<RedactStream> {
        self.0.clone().map(|patterns| RedactStream { patterns, held: Vec::new(), masked: Vec::new() })
    }
}

impl Patterns {
    /// The first place from which the rest of the bytes may grow into a secret.
    fn growing(&self, bytes: &[u8], from: usize) -> usize {
        let earliest = from.max((bytes.len() + 1).saturating_sub(self.longest));
        let may_grow = |at: &usize| {
            let rest = &bytes[*at..];
            self.begins[usize::from(rest[0])]
                && self.texts.iter().any(|text| text.len() > rest.len() && text.starts_with(rest))
        };
        (earliest..bytes.len()).find(may_grow).unwrap_or(bytes.len())
    }
}

/// Masks a stream that arrives in pieces. What may be the beginning of a secret is held back until it is known.
#[derive(Debug, Clone)]
pub struct RedactStream {
    patterns: Arc<Patterns>,
    held: Vec<u8>,
    masked: Vec<u8>,
}

impl RedactStream {
    /// Takes the next piece and returns what is certain by now.
    pub fn push(&mut self, piece: &[u8]) -> &[u8] {
        if self.held.is_empty() {
            let mut held = std::mem::take(&mut self.held);
            let kept = self.mask(piece, false);
            held.extend_from_slice(&piece[kept..]);
            self.held = held;
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.extend_from_slice(piece);
            let kept = self.mask(&held, false);
            held.drain(..kept);
            self.held = held;
        }
        &self.masked
    }

    /// What was held back, once the stream has ended.
    pub fn finish(&mut self) -> &[u8] {
        let held = std::mem::take(&mut self.held);
        self.mask(&held, true);
        &self.masked
    }

    /// Masks into `self.masked` and returns from where on the bytes are to be held back.
    ///
    /// A match is final when it begins before the first place from which the rest may still grow into a secret: no
    /// longer one can begin where it begins, and an earlier one would have been found.
    fn mask(&mut self, bytes: &[u8], ended: bool) -> usize {
        self.masked.clear();
        let mut at = 0;
        let mut growing = if ended { bytes.len() } else { self.patterns.growing(bytes, 0) };
        loop {
            let found = self.patterns.automaton.find(aho_corasick::Input::new(bytes).range(at..));
            match found.filter(|found| found.start() < growing) {
                Some(found) => {
                    self.masked.extend_from_slice(&bytes[at..found.start()]);
                    self.masked.extend_from_slice(MASK.as_bytes());
                    at = found.end();
                    if growing < at {
                        growing = self.patterns.growing(bytes, at);
                    }
                }
                None => {
                    self.masked.extend_from_slice(&bytes[at..growing]);
                    return growing;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stream(secrets: &[String], pieces: &[&[u8]]) -> Vec<u8> {
        let mut stream = Redactor::new(secrets).stream().unwrap();
        let mut masked = Vec::new();
        pieces.iter().for_each(|piece| masked.extend_from_slice(stream.push(piece)));
        masked.extend_from_slice(stream.finish());
        masked
    }

    /// The definition: at each place, the longest secret that stands there is masked, else the byte is kept.
    fn naive(secrets: &[String], bytes: &[u8]) -> Vec<u8> {
        let mut masked = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            let here = secrets.iter().filter(|secret| bytes[at..].starts_with(secret.as_bytes()));
            match here.map(String::len).max() {
                Some(length) => {
                    masked.extend_from_slice(MASK.as_bytes());
                    at += length;
                }
                None => {
                    masked.push(bytes[at]);
                    at += 1;
                }
            }
        }
        masked
    }

    proptest! {
        #[test]
        fn pieces_are_masked_like_the_whole(
            secrets in prop::collection::vec("[ab]{1,6}|[abc]{2,9}|abcabcabd", 1..5),
            bytes in prop::collection::vec(prop::sample::select(b"aaabbbcd\xff".to_vec()), 0..200),
            cuts in prop::collection::vec(1_usize..9, 1..60),
        ) {
            let mut rest = &bytes[..];
            let mut pieces = Vec::new();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break; }
                let (piece, others) = rest.split_at((*cut).min(rest.len()));
                pieces.push(piece);
                rest = others;
            }
            prop_assert_eq!(stream(&secrets, &pieces), naive(&secrets, &bytes));
        }

        #[test]
        fn text_is_masked_like_a_stream(secrets in prop::collection::vec("[aé]{1,4}", 1..4), text in "[abé]{0,60}") {
            let masked = Redactor::new(&secrets).redact(&text).into_owned();
            prop_assert_eq!(masked.into_bytes(), naive(&secrets, text.as_bytes()));
        }
    }

    #[test]
    fn only_what_may_become_a_secret_is_held_back() {
        let mut stream = Redactor::new(["hunter2"]).stream().unwrap();
        assert_eq!(stream.push(b"the password is hunt"), b"the password is ");
        assert_eq!(stream.push(b"ing season\n"), b"hunting season\n");
        assert_eq!(stream.push(b"it is hun"), b"it is ");
        assert_eq!(stream.push(b"ter2"), b"***");
        assert_eq!(stream.push(b"."), b".");
    }

    #[test]
    fn a_secret_of_several_lines_is_masked_as_a_whole_and_line_by_line() {
        let key = "-----BEGIN KEY-----\nMIIEow\r\nab\n-----END KEY-----\n";
        let redactor = Redactor::new([key, "", " \n"]);
        assert_eq!(redactor.redact(&format!("key: {key}!")), "key: ***\n!");
        assert_eq!(redactor.redact("  MIIEow  ab"), "  ***  ab");
    }

    #[test]
    fn without_secrets_nothing_is_copied() {
        let redactor = Redactor::new(["", "\n"]);
        assert!(redactor.is_empty() && redactor.stream().is_none());
        assert!(matches!(redactor.redact("text"), Cow::Borrowed("text")));
        assert!(matches!(Redactor::new(["no"]).redact("text"), Cow::Borrowed("text")));
    }
}
