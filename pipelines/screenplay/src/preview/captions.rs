//! Captions in SubRip: one cue for each spoken line, at the time when it is heard.
//!
//! ```text
//! 1
//! 00:00:03,000 --> 00:00:06,200
//! MIRA: The signal is back.
//! ```
//! UTF-8 without a byte order mark; lines end in a line feed, which every player reads and `git diff` shows well. An
//! empty line ends a cue and `-->` begins one, so neither may come from the script.

use std::fmt::Write;

use super::Film;

/// The captions of a film; empty where nothing is spoken.
pub(crate) fn captions(film: &Film<'_>) -> String {
    let mut text = String::new();
    for (cue, number) in film.cues.iter().zip(1_u64..) {
        let (from, to) = (Clock::at(cue.start), Clock::at(cue.end));
        let speaker = cleaned(cue.line.speaker, " ");
        let line = cleaned(cue.line.text, "\n");
        // Cannot fail: the target is a string.
        let _ = write!(text, "{number}\n{from} --> {to}\n{speaker}: {line}\n\n");
    }
    text
}

/// The text without empty lines, arrows and control characters, its lines joined by `joint`.
fn cleaned(text: &str, joint: &str) -> String {
    let is_break = |char| matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let lines = text.split(is_break).map(str::trim).filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(joint);
    let shown = |char: char| if char.is_control() && char != '\n' { '\u{fffd}' } else { char };
    joined.replace('\t', " ").chars().map(shown).collect::<String>().replace("-->", "→")
}

/// A time as SubRip writes it: `01:02:03,456`.
struct Clock {
    millis: u64,
}

impl Clock {
    fn at(seconds: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast saturates; times are not below 0"
        )]
        Self { millis: (seconds * 1000.0).round() as u64 }
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (seconds, millis) = (self.millis / 1000, self.millis % 1000);
        write!(f, "{:02}:{:02}:{:02},{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::super::film::tests::{list, script};
    use super::*;
    use crate::project::ShotStyle;

    fn of(entries: &[(&str, &str)], shots: &[(usize, f64)]) -> String {
        let (script, list) = (script(&[entries]), list(shots));
        captions(&Film::new(&script, &list, ShotStyle::TwoShot).unwrap())
    }

    #[test]
    fn each_line_is_a_cue() {
        let found = of(&[("", "x"), ("MIRA", "one two"), ("ИВАН", "раз"), ("A", " ")], &[(1, 3.0), (1, 3661.0005)]);
        let expected =
            "1\n00:00:00,000 --> 00:40:42,667\nMIRA: one two\n\n2\n00:40:42,667 --> 01:01:04,001\nИВАН: раз\n\n";
        assert_eq!(found, expected);
        assert_eq!(of(&[("", "x")], &[(1, 3.0)]), "");
    }

    #[test]
    fn nothing_in_a_line_ends_its_cue_or_begins_another() {
        let found =
            of(&[("A\r\nB\t C", " one\n\n2\r\n00:00:00,000 --> 00:00:01,000\u{85}\u{2028}--->\0 ")], &[(1, 3.0)]);
        let expected = "1\n00:00:00,000 --> 00:00:03,000\nA B  C: one\n2\n00:00:00,000 → 00:00:01,000\n-→\u{fffd}\n\n";
        assert_eq!(found, expected);
    }
}
