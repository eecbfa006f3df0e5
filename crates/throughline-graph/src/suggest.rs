//! "Did you mean …?": the known word nearest to one that is not known.
//!
//! A file may hold a great many unknown words beside a great many known ones. So the work is bounded: what has been
//! spent is counted, and when the allowance is gone nothing is suggested any more.

use std::cell::Cell;

/// How many comparisons one [`Suggester`] makes at most; each takes about a microsecond.
const ALLOWANCE: usize = 200_000;

/// Words longer than this are not compared.
const LONGEST: usize = 64;

/// Finds the known word nearest to an unknown one, within an allowance of work.
#[derive(Debug)]
pub(crate) struct Suggester {
    left: Cell<usize>,
}

impl Default for Suggester {
    fn default() -> Self {
        Self { left: Cell::new(ALLOWANCE) }
    }
}

impl Suggester {
    /// The candidate nearest to `word`, if one is near enough to be meant.
    pub(crate) fn nearest<'c>(&self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        let length = word.chars().count();
        if length == 0 || length > LONGEST {
            return None;
        }
        let folded = word.to_lowercase();
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates {
            // Bytes first: they are at hand, and no word has more characters than bytes.
            if candidate.is_empty() || candidate.len() > LONGEST * 4 || candidate.len() * 4 < length {
                continue;
            }
            let Some(left) = self.left.get().checked_sub(1) else { break };
            self.left.set(left);
            let other = candidate.to_lowercase();
            let distance = strsim::damerau_levenshtein(&folded, &other);
            let longer = length.max(candidate.chars().count());
            // A word of one letter is not meant by another letter.
            let allowed = longer.div_ceil(4).min(longer - 1);
            if distance <= allowed && best.is_none_or(|(smallest, _)| distance < smallest) {
                best = Some((distance, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// ``did you mean `…`?``, if a candidate is near enough.
    pub(crate) fn help<'c>(&self, word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<String> {
        self.nearest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_fetched() {
        let suggester = Suggester::default();
        let known = ["build", "test", "deploy"];
        assert_eq!(suggester.nearest("biuld", known), Some("build"));
        assert_eq!(suggester.nearest("Deploy", known), Some("deploy"));
        assert_eq!(suggester.nearest("publish", known), None);
        assert_eq!(suggester.nearest("modules-stage-2", ["modules-temp"]), None);
        assert_eq!(suggester.nearest("", known), None);
        assert_eq!(suggester.nearest("a", ["b", "A"]), Some("A"));
        assert_eq!(suggester.nearest("a", ["b"]), None);
    }

    #[test]
    fn the_allowance_bounds_the_work() {
        let suggester = Suggester::default();
        suggester.left.set(2);
        assert_eq!(suggester.nearest("c", ["aaaa", "bbbb", "c"]), None);
        assert_eq!(suggester.left.get(), 0);
    }
}
