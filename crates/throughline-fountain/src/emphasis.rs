//! Takes emphasis out of a line: `*italics*`, `**bold**`, `***both***`, `_underlined_`, and the backslash that escapes.
//!
//! The rules are Markdown's: a mark opens before something that is no space and closes after something that is no
//! space; what has no partner stays as it is. A mark of a certain length is closed by the nearest one of that length,
//! else in parts. An underscore within a word is no mark, and neither are four asterisks or two underscores in a row.

use std::borrow::Cow;

/// The longest row of asterisks that is a mark.
const LONGEST: usize = 3;

/// Asterisks or an underscore that may be a mark.
struct Run {
    /// Where it begins, in bytes.
    start: usize,
    len: usize,
    /// How many of them stay.
    kept: usize,
}

/// The line without its emphasis.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['*', '_']) {
        return Cow::Borrowed(text);
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut stars = Openers::default();
    let mut underscores: Vec<usize> = Vec::new();
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((start, char)) = chars.next() {
        if char == '\\' && matches!(chars.peek(), Some((_, '*' | '_'))) {
            runs.push(Run { start, len: 1, kept: 0 });
            before = chars.next().map(|(_, char)| char);
            continue;
        }
        if !matches!(char, '*' | '_') {
            before = Some(char);
            continue;
        }
        let mut len = 1;
        while chars.next_if(|&(_, next)| next == char).is_some() {
            len += 1;
        }
        let after = chars.peek().map(|&(_, char)| char);
        let is_text = |char: Option<char>| char.is_some_and(|char| !char.is_whitespace());
        let is_word = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
        let (mut opens, mut closes) = (is_text(after), is_text(before));
        let index = runs.len();
        runs.push(Run { start, len, kept: len });
        before = Some(char);
        if char == '*' {
            if len <= LONGEST {
                stars.meet(&mut runs, index, opens, closes);
            }
        } else if len == 1 {
            (opens, closes) = (opens && !is_word(before_run(text, start)), closes && !is_word(after));
            match underscores.pop_if(|_| closes) {
                Some(opener) => {
                    runs[opener].kept = 0;
                    runs[index].kept = 0;
                }
                None if opens => underscores.push(index),
                None => {}
            }
        }
    }
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for run in runs {
        kept.push_str(&text[at..run.start + run.kept]);
        at = run.start + run.len;
    }
    kept.push_str(&text[at..]);
    Cow::Owned(kept)
}

fn before_run(text: &str, start: usize) -> Option<char> {
    text[..start].chars().next_back()
}

/// Rows of asterisks that wait for their partner, by how many of them are left; later ones last.
#[derive(Default)]
struct Openers([Vec<usize>; LONGEST]);

impl Openers {
    fn of(&mut self, len: usize) -> &mut Vec<usize> {
        &mut self.0[len - 1]
    }

    /// A row of asterisks is reached: it closes what is open, and what is left of it opens.
    fn meet(&mut self, runs: &mut [Run], index: usize, opens: bool, closes: bool) {
        let mut left = runs[index].len;
        if closes {
            while left > 0 {
                if let Some(opener) = self.of(left).pop() {
                    runs[opener].kept -= left;
                    left = 0;
                    // What was opened in between is closed by nothing beyond.
                    for openers in &mut self.0 {
                        while openers.pop_if(|later| *later > opener).is_some() {}
                    }
                } else if !opens && let Some((opener, len)) = self.last() {
                    self.of(len).pop();
                    let pair = left.min(len);
                    runs[opener].kept -= pair;
                    left -= pair;
                    if len > pair {
                        self.of(len - pair).push(opener);
                    }
                } else {
                    break;
                }
            }
        }
        runs[index].kept = left;
        if opens && left > 0 {
            self.of(left).push(index);
        }
    }

    /// The one that was opened last, and how many asterisks are left of it.
    fn last(&self) -> Option<(usize, usize)> {
        (1..).zip(&self.0).filter_map(|(len, openers)| Some((*openers.last()?, len))).max()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_plain(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(plain(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn marks_in_pairs_are_taken_out() {
        assert_plain(&[
            ("*italics* and **bold**", "italics and bold"),
            ("***bold italics*** _underline_", "bold italics underline"),
            ("_**BRICK & STEEL**_", "BRICK & STEEL"),
            (
                "INCHES AWAY.  _Steel's face FILLS the *Leupold Mark 4* scope_.",
                "INCHES AWAY.  Steel's face FILLS the Leupold Mark 4 scope.",
            ),
            ("**bold *both***", "bold both"),
            ("***both* bold**", "both bold"),
            ("***both** italics*", "both italics"),
            ("**a*b**", "a*b"),
            ("*grün*, _шапка_, **漢字**", "grün, шапка, 漢字"),
        ]);
    }

    #[test]
    fn spaces_around_marks_count() {
        assert_plain(&[
            ("He dialed *69 and then *23, and then hung up.", "He dialed *69 and then *23, and then hung up."),
            ("He dialed *69 and then 23*, and then hung up.", "He dialed 69 and then 23, and then hung up."),
            ("He dialed *69 and then 23\\*, and then hung up.", "He dialed *69 and then 23*, and then hung up."),
            ("2 * 3 * 4", "2 * 3 * 4"),
            ("Steel *share a look.", "Steel *share a look."),
            ("going to be BAD.*", "going to be BAD.*"),
        ]);
    }

    #[test]
    fn a_backslash_escapes() {
        assert_plain(&[
            ("the keypad: **\\*9765\\***", "the keypad: *9765*"),
            ("\\_a\\_ C:\\dir\\x", "_a_ C:\\dir\\x"),
            ("\\", "\\"),
            ("*\\*", "**"),
        ]);
    }

    #[test]
    fn what_is_no_mark_stays() {
        assert_plain(&[
            ("file_name_here", "file_name_here"),
            ("Sign: ____", "Sign: ____"),
            ("****", "****"),
            ("* * *", "* * *"),
            ("what the f***", "what the f***"),
            ("*a **b* c**", "a **b c**"),
            ("", ""),
            ("__init__", "__init__"),
        ]);
    }
}
