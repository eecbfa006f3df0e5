//! "Did you mean …?" for names on the command line.

/// The known word nearest to this one, if one is near enough to be meant.
pub(crate) fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let folded = word.to_lowercase();
    let distances = known.into_iter().map(|other| (strsim::damerau_levenshtein(&folded, &other.to_lowercase()), other));
    let (distance, other) = distances.min_by_key(|(distance, _)| *distance)?;
    let longer = word.chars().count().max(other.chars().count());
    // A word of one letter is not meant by another letter.
    (distance <= longer.div_ceil(4).min(longer.saturating_sub(1))).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_fetched() {
        assert_eq!(nearest("reprot", ["plan", "report"]), Some("report"));
        assert_eq!(nearest("xyz", ["plan", "report"]), None);
        assert_eq!(nearest("", ["a"]), None);
        assert_eq!(nearest("a", []), None);
    }
}
