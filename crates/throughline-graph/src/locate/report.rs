//! All problems of a file as one `miette` diagnostic, each with the lines of the file that it is about.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::lines::Characters;
use super::located::{Located, is_unshowable, locate};
use crate::{Problem, Severity, Source};

/// All problems of a graph file, to be shown with the places in it.
#[derive(Debug)]
pub struct GraphReport {
    title: String,
    severity: Severity,
    items: Vec<Item>,
}

#[derive(Debug)]
struct Item {
    located: Located,
    text: Arc<Text>,
}

/// The file's text with nothing in it that a terminal would obey, and the beginnings of its lines.
#[derive(Debug)]
struct Text {
    name: String,
    text: String,
    starts: Vec<usize>,
    characters: Characters,
}

impl GraphReport {
    /// The report of these problems, in this order.
    #[must_use]
    pub fn new(source: &Source, problems: &[Problem]) -> Self {
        // Where there is nothing to show, nothing of the text is.
        let nothing = Source { name: source.name.clone(), text: String::new(), format: source.format };
        let text = Arc::new(Text::new(if problems.is_empty() { &nothing } else { source }));
        let items: Vec<Item> =
            locate(source, problems).into_iter().map(|located| Item { located, text: Arc::clone(&text) }).collect();
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        let mut counts = Vec::new();
        if errors > 0 || warnings == 0 {
            counts.push(format!("{errors} {}", if errors == 1 { "problem" } else { "problems" }));
        }
        if warnings > 0 {
            counts.push(format!("{warnings} {}", if warnings == 1 { "warning" } else { "warnings" }));
        }
        let title = format!("{}: {}", text.name, counts.join(", "));
        let severity = if errors > 0 { Severity::Error } else { Severity::Warning };
        Self { title, severity, items }
    }

    /// The problems with their places.
    pub fn located(&self) -> impl Iterator<Item = &Located> {
        self.items.iter().map(|item| &item.located)
    }
}

impl fmt::Display for GraphReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for GraphReport {}

impl Diagnostic for GraphReport {
    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.severity))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.items.iter().map(|item| item as &dyn Diagnostic)))
    }
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.located.problem.message)
    }
}

impl std::error::Error for Item {}

impl Diagnostic for Item {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.located.problem.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(severity(self.located.problem.severity))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.located.problem.help.as_deref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&*self.text)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let pointer = &self.located.problem.pointer;
        let label = if pointer.is_empty() { "here" } else { pointer };
        let span = LabeledSpan::new(Some(label.to_owned()), self.located.offset, self.located.length);
        Some(Box::new(std::iter::once(span)))
    }
}

fn severity(severity: Severity) -> miette::Severity {
    match severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
    }
}

/// Longer lines are shown in part: a whole graph may stand on one.
const LONGEST_LINE: usize = 200;

impl Text {
    fn new(source: &Source) -> Self {
        // Characters are replaced by others of the same length, so that all places stay right.
        let mut text = source.text.clone();
        if text.contains(|char: char| is_unshowable(char) && char != '\n' && char != '\t') {
            text = text
                .char_indices()
                .map(|(at, char)| match char {
                    '\n' | '\t' => char.to_string(),
                    '\r' if source.text[at..].starts_with("\r\n") => char.to_string(),
                    char if !is_unshowable(char) => char.to_string(),
                    char => match char.len_utf8() {
                        1 => "?".to_owned(),
                        2 => "·".to_owned(),
                        _ => "\u{fffd}".to_owned(),
                    },
                })
                .collect();
        }
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        let characters = Characters::new(&text);
        Self { name: super::located::sanitise(&source.name), text, starts, characters }
    }

    /// The line's place without its break.
    fn line(&self, line: usize) -> std::ops::Range<usize> {
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        start..end.max(start)
    }
}

/// `miette` would look for lines from the beginning of the text each time; with many problems in a large file that is
/// most of the work.
impl SourceCode for Text {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let offset = span.offset().min(self.text.len());
        let end = offset.saturating_add(span.len()).min(self.text.len());
        let line_of = |offset: usize| self.starts.partition_point(|&start| start <= offset) - 1;
        let (first, last) = (line_of(offset), line_of(end));
        let own = self.line(first).start..self.line(last).end;
        let column = |start: usize| self.characters.between(&self.text, own.start, start);
        let (start, stop, line, column) = if before == 0 && after == 0 {
            // Asked so, it is about the place itself: its line and column stand in the title.
            (offset, end, first, column(offset))
        } else if own.len() > LONGEST_LINE {
            let start = self.text.floor_char_boundary(offset.saturating_sub(60).max(own.start));
            let stop = self.text.ceil_char_boundary(end.max(offset + 60).min(own.end));
            (start, stop, first, column(start))
        } else {
            let short = |line: &usize| self.line(*line).len() <= LONGEST_LINE;
            let above = (first.saturating_sub(before)..first).rev().take_while(short).last().unwrap_or(first);
            let below = (last + 1..self.starts.len()).take(after).take_while(short).last().unwrap_or(last);
            (self.line(above).start, self.line(below).end, above, 0)
        };
        let data = &self.text.as_bytes()[start..stop];
        let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
        let span = SourceSpan::from((start, stop - start));
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, span, line, column, lines)))
    }
}
