//! How long a screenplay is on the standard page, found by laying it out.
//!
//! A page has 55 lines. Action is 60 columns wide, dialogue 35, a parenthetical 25; of two speeches at the same time
//! each is 28 wide, and they are as high as the higher one. Two empty lines stand before a scene heading, one before
//! everything else, more before action where the writer left more. A heading or a name is never the last line of a
//! page. What is not printed takes no room, and neither does the title page.

use std::time::Duration;

use unicode_width::UnicodeWidthStr;

use crate::screenplay::{Element, ElementKind, Speech, SpeechKind};

/// Lines on a page.
const PAGE: usize = 55;
const ACTION: usize = 60;
const DIALOGUE: usize = 35;
const PARENTHETICAL: usize = 25;
/// Each of two speeches at the same time.
const DUAL: usize = 28;

/// A length on standard pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Length {
    /// Lines of 55 a page, counting those that stay empty at the end of a page.
    pub lines: usize,
}

impl Length {
    /// On how many pages it stands.
    #[must_use]
    pub fn pages(self) -> usize {
        self.lines.div_ceil(PAGE)
    }

    /// The same in eighths of a page, as schedules have it, rounded up.
    #[must_use]
    pub fn eighths(self) -> usize {
        (self.lines * 8).div_ceil(PAGE)
    }

    /// How long it runs by the rule of one page a minute, rounded to seconds.
    #[must_use]
    pub fn running_time(self) -> Duration {
        Duration::from_secs(u64::try_from((self.lines * 60 + PAGE / 2) / PAGE).unwrap_or(u64::MAX))
    }
}

/// The pages up to where the layout is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layout<'s> {
    lines: usize,
    /// The element that was printed last.
    last: Option<&'s ElementKind>,
    /// Where the speech printed last begins, after the empty line before it, and how high it is beside another.
    speech: Option<(usize, usize)>,
}

impl<'s> Layout<'s> {
    /// How long everything is that was laid out.
    pub(crate) fn length(&self) -> Length {
        Length { lines: self.lines }
    }

    /// Lays out the next element.
    pub(crate) fn add(&mut self, element: &'s Element) {
        let kind = &element.kind;
        let last = self.last;
        if kind.is_printed() {
            self.last = Some(kind);
        }
        match kind {
            ElementKind::SceneHeading(heading) => {
                let height = height(&heading.text, ACTION);
                // The heading, an empty line, and the first line of what follows.
                self.block(2, height, height + 2);
            }
            ElementKind::Action(text) => self.block(gap(element, last), height(text, ACTION), 1),
            ElementKind::Centered(text) => self.block(gap(element, last), height(text, ACTION), 1),
            ElementKind::Lyrics(text) => self.block(gap(element, last), height(text, DIALOGUE), 1),
            ElementKind::Transition(text) => self.block(1, height(text, ACTION), 1),
            ElementKind::Speech(speech) => self.speech(speech),
            ElementKind::PageBreak => self.lines = self.lines.next_multiple_of(PAGE),
            ElementKind::Section { .. }
            | ElementKind::Synopsis(_)
            | ElementKind::Note(_)
            | ElementKind::Boneyard(_) => {}
        }
    }

    fn speech(&mut self, speech: &Speech) {
        if speech.is_dual
            && let Some((start, beside)) = self.speech.take()
        {
            self.lines = start + beside.max(speech_height(speech, DUAL));
            return;
        }
        let height = speech_height(speech, DIALOGUE);
        self.block(1, height, height.min(2));
        self.speech = Some((self.lines - height, speech_height(speech, DUAL)));
    }

    /// Lines that may go over to the next page, but only where there is room for so many on the page where they begin.
    fn block(&mut self, before: usize, height: usize, together: usize) {
        let used = self.lines % PAGE;
        let is_at_top = used == 0;
        if !is_at_top {
            let fits = used + before + together <= PAGE;
            self.lines = if fits { self.lines + before } else { self.lines.next_multiple_of(PAGE) };
        }
        self.lines += height;
    }
}

/// The empty lines before action: those of the writer, but one at least after what is no action.
fn gap(element: &Element, last: Option<&ElementKind>) -> usize {
    let is_after_action =
        matches!(last, Some(ElementKind::Action(_) | ElementKind::Centered(_) | ElementKind::Lyrics(_)));
    element.empty_before.max(usize::from(!is_after_action))
}

fn speech_height(speech: &Speech, columns: usize) -> usize {
    let part = |kind, text| match kind {
        SpeechKind::Parenthetical => height(text, PARENTHETICAL.min(columns) - 2),
        SpeechKind::Dialogue | SpeechKind::Lyrics => height(text, columns),
    };
    1 + speech.parts.iter().map(|found| part(found.kind, &found.text)).sum::<usize>()
}

/// How many lines a text takes; a word that is too long is broken.
fn height(text: &str, columns: usize) -> usize {
    text.split('\n').map(|line| line_height(line, columns)).sum()
}

fn line_height(line: &str, columns: usize) -> usize {
    let indent = line.len() - line.trim_start().len();
    let mut height = 1;
    let mut used = line[..indent].width().min(columns - 1);
    let mut is_first = true;
    for word in line.split_whitespace() {
        let width = word.width();
        let space = usize::from(!is_first);
        is_first = false;
        if used + space + width <= columns {
            used += space + width;
        } else if width <= columns {
            height += 1;
            used = width;
        } else {
            let all = used + space + width;
            height += (all - 1) / columns;
            used = (all - 1) % columns + 1;
        }
    }
    height
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn lines(text: &str) -> usize {
        let screenplay = parse(text);
        let mut layout = Layout::default();
        for element in &screenplay.elements {
            layout.add(element);
        }
        layout.length().lines
    }

    #[test]
    fn words_are_wrapped_at_the_column() {
        assert_eq!(height("", 10), 1);
        assert_eq!(height("aaaa bbbb cccc", 10), 2);
        assert_eq!(height("aaaa bbbbb cccc", 10), 2);
        assert_eq!(height("aaaa bbbbbb cccc", 10), 3);
        assert_eq!(height(&"x".repeat(25), 10), 3);
        assert_eq!(height(&format!("a {}", "x".repeat(18)), 10), 2);
        assert_eq!(height("a\n\nb", 10), 3);
        assert_eq!(height(&"漢".repeat(10), 10), 2);
        assert_eq!(height("          a", 10), 1);
    }

    #[test]
    fn elements_take_the_lines_that_they_take_on_paper() {
        // Heading 1, empty 1, action 2, empty 1, name 1, parenthetical 1, dialogue 2, empty 1, transition 1.
        let action = "word ".repeat(20);
        let dialogue = "word ".repeat(8);
        let text = format!("INT. A - DAY\n\n{action}\n\nBOB\n(low)\n{dialogue}\n\nCUT TO:\n");
        assert_eq!(lines(&text), 11);
        assert_eq!(lines("# Act\n\n= What\n\n[[note]]\n\n/* x */\n"), 0);
        assert_eq!(lines("One\n\n\n\nTwo"), 5);
        assert_eq!(lines("One\n\n[[note]]\n\nTwo"), 3);
        assert_eq!(lines("One\n\nINT. A - DAY\n\nTwo"), 6);
    }

    #[test]
    fn speeches_at_the_same_time_are_as_high_as_the_higher_one() {
        assert_eq!(lines("A\none\n\nB\none\ntwo\nthree"), 2 + 1 + 4);
        assert_eq!(lines("A\none\n\nB ^\none\ntwo\nthree"), 4);
    }

    #[test]
    fn a_page_break_and_a_heading_at_the_end_begin_a_page() {
        assert_eq!(lines("One\n\n===\n\nTwo"), 56);
        let filled = "x\n".repeat(51);
        assert_eq!(lines(&format!("{filled}\nINT. A - DAY\n\nTwo")), 55 + 3);
        let filled = "x\n".repeat(50);
        assert_eq!(lines(&format!("{filled}\nINT. A - DAY\n\nTwo")), 55);
        let filled = "x\n".repeat(53);
        assert_eq!(lines(&format!("{filled}\nBOB\nTwo")), 55 + 2);
    }

    #[test]
    fn lengths_in_pages_eighths_and_seconds() {
        let length = |lines| Length { lines };
        assert_eq!((length(0).pages(), length(0).eighths(), length(0).running_time().as_secs()), (0, 0, 0));
        assert_eq!((length(1).pages(), length(1).eighths(), length(1).running_time().as_secs()), (1, 1, 1));
        assert_eq!((length(55).pages(), length(55).eighths(), length(55).running_time().as_secs()), (1, 8, 60));
        assert_eq!((length(56).pages(), length(56).eighths(), length(56).running_time().as_secs()), (2, 9, 61));
    }
}
