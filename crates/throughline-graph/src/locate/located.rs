//! A problem with its place, for people and for programs.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::lines::Lines;
use super::wanted::Wanted;
use super::{json, yaml};
use crate::{Format, Problem, Severity, Source};

/// A problem with its place in a file.
///
/// `Display` gives one line as compilers do, and one more with what to do next. `Serialize` gives an object with
/// `code`, `severity`, `message`, `file`, `line`, `column`, `pointer` and `help`. Neither holds control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// What is wrong. Its texts can be shown as they are.
    pub problem: Problem,
    /// The file's path as it is shown.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// Where in the text the place begins, in bytes.
    pub offset: usize,
    /// How much of it is on its first line, in bytes.
    pub length: usize,
}

/// Finds the places of problems. Their order stays.
#[must_use]
pub fn locate(source: &Source, problems: &[Problem]) -> Vec<Located> {
    if problems.is_empty() {
        return Vec::new();
    }
    let lines = Lines::new(&source.text);
    let file = sanitise(&source.name);
    let places = places(source, problems);
    let located = |(problem, place): (&Problem, Range<usize>)| {
        let (line, column) = lines.at(place.start);
        let shown = lines.first_line(place);
        Located {
            problem: Problem {
                message: sanitise(&shortened(&problem.message)),
                pointer: sanitise(&shortened(&problem.pointer)),
                help: problem.help.as_deref().map(|help| sanitise(&shortened(help))),
                ..problem.clone()
            },
            file: file.clone(),
            line,
            column,
            offset: shown.start,
            length: shown.len(),
        }
    };
    problems.iter().zip(places).map(located).collect()
}

/// Puts problems into the order of their places in the text; those of one place stay in theirs.
pub(crate) fn sort_by_place(source: &Source, problems: &mut Vec<Problem>) {
    if problems.len() < 2 {
        return;
    }
    let places = places(source, problems);
    let mut placed: Vec<(usize, Problem)> =
        places.into_iter().map(|place| place.start).zip(std::mem::take(problems)).collect();
    placed.sort_by_key(|(start, _)| *start);
    problems.extend(placed.into_iter().map(|(_, problem)| problem));
}

fn places(source: &Source, problems: &[Problem]) -> Vec<Range<usize>> {
    let (text, skipped) = source.body();
    let mut wanted = Wanted::new();
    let nodes: Vec<usize> = problems.iter().map(|problem| wanted.add(&problem.pointer)).collect();
    if problems.iter().any(|problem| problem.span.is_none()) {
        match source.format {
            Format::Json => json::scan(text, &mut wanted),
            Format::Yaml => yaml::scan(text, &mut wanted),
        }
    }
    let place = |(problem, node): (&Problem, usize)| {
        if let Some((offset, length)) = problem.span {
            let start = source.text.floor_char_boundary(offset);
            return start..source.text.ceil_char_boundary(offset.saturating_add(length)).max(start);
        }
        let range = match wanted.found(node) {
            // Of a field that should not be there, its name is at fault.
            (Some(place), true) if matches!(problem.code, "unknown-field" | "unused-field" | "duplicate-key") => {
                place.key.clone().unwrap_or_else(|| place.value.clone())
            }
            (Some(place), _) => place.value.clone(),
            (None, _) => 0..0,
        };
        range.start + skipped..range.end + skipped
    };
    problems.iter().zip(nodes).map(place).collect()
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { code, message, pointer, help, severity, .. } = &self.problem;
        write!(f, "{}:{}:{}: {}[{code}]: {message}", self.file, self.line, self.column, severity.as_str())?;
        if !pointer.is_empty() {
            write!(f, " ({pointer})")?;
        }
        match help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Located {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Located", 8)?;
        object.serialize_field("code", self.problem.code)?;
        object.serialize_field("severity", self.problem.severity.as_str())?;
        object.serialize_field("message", &self.problem.message)?;
        object.serialize_field("file", &self.file)?;
        object.serialize_field("line", &self.line)?;
        object.serialize_field("column", &self.column)?;
        object.serialize_field("pointer", &self.problem.pointer)?;
        object.serialize_field("help", &self.problem.help)?;
        object.end()
    }
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Whether a character could take hold of a terminal, or make a text look like another.
pub(crate) fn is_unshowable(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{61c}' | '\u{200b}' | '\u{2060}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// Longer messages are cut in the middle: an id in them may have a million characters, a cycle a hundred thousand stages.
const LONGEST: usize = 2_000;

/// The text, or its beginning and its end.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let (head, tail) = (text.floor_char_boundary(LONGEST * 3 / 4), text.ceil_char_boundary(text.len() - LONGEST / 4));
    Cow::Owned(format!("{} … {} bytes … {}", &text[..head], tail - head, &text[tail..]))
}

/// The text with its control characters written out.
pub(crate) fn sanitise(text: &str) -> String {
    if !text.contains(is_unshowable) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if is_unshowable(char) {
            shown.extend(char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}
