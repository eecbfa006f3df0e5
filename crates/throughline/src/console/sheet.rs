//! What is known of one thing: labels on the left, facts on the right, folded to the width of the terminal.
//!
//! ```text
//! outputs       commits  out/commits.json
//!                 Every commit.
//! ```

use std::io::Write;

use comfy_table::Table;

use super::{Paint, one_line, paint, printable};

/// Lines are no longer than this, however wide the terminal is.
const WIDEST: usize = 110;
/// Nor are they folded to less, however narrow it is.
const NARROWEST: usize = 40;
/// Where the facts begin.
const LABEL: usize = 14;

/// The width to which text on standard output is folded; none where that is no terminal.
pub(crate) fn width() -> Option<usize> {
    Table::new().width().map(|width| usize::from(width).clamp(NARROWEST, WIDEST))
}

/// The width of the terminal that standard error is, if it is one.
pub(super) fn stderr_width() -> Option<usize> {
    Table::new().use_stderr().width().map(|width| usize::from(width).max(NARROWEST))
}

/// The text in lines of at most this many characters; a longer word keeps a line of its own. Its own line ends stay.
/// Nothing in it is obeyed by a terminal.
pub(crate) fn fold(text: &str, width: Option<usize>) -> Vec<String> {
    let text = printable(text);
    let Some(width) = width else { return text.lines().map(str::to_owned).collect() };
    let mut lines = Vec::new();
    for own in text.lines() {
        let mut line = String::new();
        let mut length = 0;
        for word in own.split(' ') {
            let word_length = word.chars().count();
            if length > 0 && length + 1 + word_length > width {
                lines.push(std::mem::take(&mut line));
                length = 0;
            } else if length > 0 {
                line.push(' ');
                length += 1;
            }
            line.push_str(word);
            length += word_length;
        }
        lines.push(line);
    }
    lines
}

/// What is known of one thing.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    facts: Vec<(&'static str, Vec<Entry>)>,
}

/// One fact.
#[derive(Debug)]
pub(crate) struct Entry {
    head: String,
    note: Option<String>,
}

impl Entry {
    /// A fact on one line, and what is to be said about it below.
    pub(crate) fn new(head: impl Into<String>, note: Option<String>) -> Self {
        Self { head: head.into(), note: note.filter(|note| !note.trim().is_empty()) }
    }
}

impl Sheet {
    /// Adds a fact, unless it says nothing.
    pub(crate) fn fact(&mut self, label: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.facts.push((label, vec![Entry::new(text, None)]));
        }
    }

    /// Adds facts of one kind, if there are any.
    pub(crate) fn facts(&mut self, label: &'static str, entries: Vec<Entry>) {
        if !entries.is_empty() {
            self.facts.push((label, entries));
        }
    }

    /// Writes the facts, in order.
    ///
    /// # Errors
    /// When the output takes no more.
    pub(crate) fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let width = width().map(|width| width - LABEL - 2);
        for (label, entries) in &self.facts {
            let mut label = paint(Paint::Strong, &format!("{label:LABEL$}"));
            for Entry { head, note } in entries {
                for (at, line) in fold(&one_line(head), width).iter().enumerate() {
                    let hanging = if at > 0 { "  " } else { "" };
                    writeln!(out, "  {label}{hanging}{line}")?;
                    label = " ".repeat(LABEL);
                }
                for line in fold(note.as_deref().unwrap_or_default(), width.map(|width| width - 2)) {
                    let line = if line.trim().is_empty() { String::new() } else { paint(Paint::Faint, &line) };
                    writeln!(out, "{}", format!("  {label}  {line}").trim_end())?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_folded_at_spaces_and_keeps_its_own_lines() {
        assert_eq!(fold("one two three\nfour", Some(8)), ["one two", "three", "four"]);
        assert_eq!(fold("a-very-long-word b", Some(4)), ["a-very-long-word", "b"]);
        assert_eq!(fold("one two three\nfour", None), ["one two three", "four"]);
        assert!(fold("", Some(8)).is_empty());
    }
}
