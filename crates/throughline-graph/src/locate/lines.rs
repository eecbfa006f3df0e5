//! Lines and columns of a text, found by halving instead of counting from the beginning each time.

use std::ops::Range;

/// Where each line of a text begins, and how many characters stand before each place in it.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    characters: Characters,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), characters: Characters::new(text) }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub(crate) fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        // A byte order mark at the beginning is no character of the first line.
        let mark = usize::from(start == 0 && offset >= 3 && self.text.starts_with('\u{feff}'));
        (line, self.characters.between(self.text, start, offset) - mark + 1)
    }

    /// The part of a place that is on its first line, without the space at its end; at least one character if it can be.
    pub(crate) fn first_line(&self, place: Range<usize>) -> Range<usize> {
        let text = self.text.get(place.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        place.start..place.start + line.len()
    }
}

/// How many characters stand before every 4,096th byte: a graph may be one line of many megabytes, and ten thousand
/// problems on it.
#[derive(Debug)]
pub(crate) struct Characters {
    before: Vec<usize>,
}

impl Characters {
    const BLOCK: usize = 4096;

    pub(crate) fn new(text: &str) -> Self {
        let counts = text.as_bytes().chunks(Self::BLOCK).scan(0, |sum, block| {
            let before = *sum;
            *sum += begun(block);
            Some(before)
        });
        Self { before: counts.collect() }
    }

    /// The characters that begin between two bytes of the text.
    pub(crate) fn between(&self, text: &str, start: usize, end: usize) -> usize {
        self.up_to(text, end).saturating_sub(self.up_to(text, start))
    }

    fn up_to(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let block = (offset / Self::BLOCK).min(self.before.len().saturating_sub(1));
        let before = self.before.get(block).copied().unwrap_or_default();
        before + begun(&text.as_bytes()[block * Self::BLOCK..offset])
    }
}

/// How many characters begin in these bytes.
fn begun(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_far_into_a_line_are_counted_as_from_its_beginning() {
        let text = "ä€x\n".repeat(3) + &"漢a".repeat(6_000);
        let lines = Lines::new(&text);
        for (at, (offset, _)) in text.char_indices().enumerate().skip(12).step_by(997) {
            assert_eq!(lines.at(offset), (4, at - 12 + 1));
        }
    }

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let lines = Lines::new("\u{feff}aä\r\nbü\n\nc");
        assert_eq!(lines.at(3), (1, 1));
        assert_eq!(lines.at(6), (1, 3));
        assert_eq!(lines.at(8), (2, 1));
        assert_eq!(lines.at(11), (2, 3));
        assert_eq!(lines.at(12), (3, 1));
        assert_eq!(lines.at(13), (4, 1));
        assert_eq!(lines.at(14), (4, 2));
    }

    #[test]
    fn only_the_first_line_is_shown() {
        let lines = Lines::new("x: {  \r\n a }");
        assert_eq!(lines.first_line(3..12), 3..4);
    }
}
