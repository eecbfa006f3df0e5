//! Lines of text with their numbers, before and after something is cut out of them.

use std::borrow::Cow;

/// A line without its line end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Line<'t> {
    /// Counted from 1. Of a line that was joined out of several, that of its first word.
    pub(crate) number: usize,
    pub(crate) text: Cow<'t, str>,
    /// Whether something was cut out of it.
    pub(crate) is_cut: bool,
}

impl<'t> Line<'t> {
    /// A line as it stands in the text.
    pub(crate) fn whole(number: usize, text: &'t str) -> Self {
        Self { number, text: Cow::Borrowed(text), is_cut: false }
    }

    /// Whether there is nothing on it that can be seen.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// An empty line with two spaces or more: it connects what is above it with what is below.
    pub(crate) fn is_connecting(&self) -> bool {
        self.is_empty() && self.text.bytes().filter(|&byte| byte == b' ').take(2).count() == 2
    }
}

/// The lines of a text: each with its number and the byte at which it begins. A line ends with `\n`, `\r\n` or `\r`.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, usize, &str)> {
    let mut next = Some(0);
    let mut number = 0;
    std::iter::from_fn(move || {
        let start = next?;
        let rest = &text[start..];
        number += 1;
        let end = rest.bytes().position(|byte| matches!(byte, b'\n' | b'\r'));
        next = end.map(|end| start + end + if rest[end..].starts_with("\r\n") { 2 } else { 1 });
        Some((number, start, &rest[..end.unwrap_or(rest.len())]))
    })
}

/// A line that is put together out of what is left between cuts.
#[derive(Debug, Default)]
pub(crate) struct Remains {
    /// The line of the first word, once there is one.
    number: Option<usize>,
    text: String,
    is_after_cut: bool,
}

impl Remains {
    /// Adds a piece of this line.
    pub(crate) fn push(&mut self, piece: &str, number: usize) {
        // What was cut out stood between two spaces; one is enough.
        let doubled = self.is_after_cut && (self.text.is_empty() || self.text.ends_with(char::is_whitespace));
        let piece = if doubled { piece.trim_start() } else { piece };
        if self.number.is_none() && !piece.trim().is_empty() {
            self.number = Some(number);
        }
        self.text.push_str(piece);
        self.is_after_cut = false;
    }

    /// Here something was cut out.
    pub(crate) fn cut(&mut self) {
        self.is_after_cut = true;
    }

    /// The line, unless nothing is left of it: a line that held nothing but what was cut out is not there at all.
    fn finish<'t>(mut self) -> Option<Line<'t>> {
        let number = self.number?;
        self.text.truncate(self.text.trim_end().len());
        Some(Line { number, text: Cow::Owned(self.text), is_cut: true })
    }
}

/// Lines that stay.
#[derive(Debug, Default)]
pub(crate) struct Kept<'t> {
    pub(crate) lines: Vec<Line<'t>>,
    /// Whether the line before is gone altogether.
    is_after_gone: bool,
}

impl<'t> Kept<'t> {
    /// Adds a line. Of the empty lines around one that is gone, only those before it stay.
    pub(crate) fn push(&mut self, line: Line<'t>) {
        let is_gone = std::mem::take(&mut self.is_after_gone)
            && line.is_empty()
            && self.lines.last().is_none_or(|last| last.is_empty() && !last.is_connecting());
        if is_gone {
            self.is_after_gone = true;
        } else {
            self.lines.push(line);
        }
    }

    /// Adds what is left of a line, if anything is.
    pub(crate) fn push_remains(&mut self, remains: Remains) {
        match remains.finish() {
            Some(line) => self.push(line),
            None => self.is_after_gone = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways() {
        let found: Vec<_> = lines("a\nb\r\n\rc\n").collect();
        assert_eq!(found, [(1, 0, "a"), (2, 2, "b"), (3, 5, ""), (4, 6, "c"), (5, 8, "")]);
    }

    #[test]
    fn two_spaces_connect_and_one_does_not() {
        let connects = |text| Line::whole(1, text).is_connecting();
        assert!(connects("  ") && connects(" \t ") && connects("      "));
        assert!(!connects("") && !connects(" ") && !connects("\t") && !connects("  a"));
    }

    #[test]
    fn what_is_left_keeps_its_line_and_one_space() {
        let mut remains = Remains::default();
        remains.push("  ", 3);
        remains.cut();
        remains.push(" a ", 4);
        remains.cut();
        remains.push(" b  ", 5);
        let line = remains.finish().unwrap();
        assert_eq!((line.number, &*line.text), (4, "  a b"));
        assert_eq!(Remains::default().finish(), None);
    }
}
