//! Lines and columns of a text, found by halving instead of counting from the beginning each time.

use std::ops::Range;

/// Where each line of a text begins.
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// Line and column of a byte, both from 1; the column counts characters.
    pub(crate) fn at(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        (line, before.chars().filter(|char| *char != '\u{feff}').count() + 1)
    }

    /// The part of a place that is on its first line, without the space at its end; at least one character if it can be.
    pub(crate) fn first_line(&self, place: Range<usize>) -> Range<usize> {
        let text = self.text.get(place.clone()).unwrap_or_default();
        let line = text.lines().next().unwrap_or_default().trim_end();
        place.start..place.start + line.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
