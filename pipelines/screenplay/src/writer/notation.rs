//! The notation of the tables: plots and scenes as text that reads like a screenplay.
//!
//! ```text
//! % items a ladder | two good ropes            a list
//! $ boat=the ferry; crew=nine | boat=the tug; crew=three      one of these is picked, once a script
//! # hook quiet                                a scene: what it does, and a tag
//! @ INT. WHEELHOUSE / NIGHT                   where and when
//! {H} looks at {boat}. [Rain|Fog].            action: slots in braces, choices in brackets
//! H (low): We are {crew}.                     dialogue of the role H
//! A/V.O.: <text>                              with an extension
//! <turn> X: You knew.                         only after the scene `turn`; `<-turn>` only without it
//! ```
//!
//! The roles are one letter: H hero, A ally, X who stands in the way, W a fourth; G, P, N, R guests of a chapter.

/// A table, taken apart.
#[derive(Debug, Default)]
pub(super) struct Sheet<'t> {
    lists: Vec<(&'t str, Vec<&'t str>)>,
    /// Each is a set of alternatives, each of these a set of slots with their values.
    pub(super) picks: Vec<Vec<Vec<(&'t str, &'t str)>>>,
    /// The scenes, in the order of the table.
    pub(super) beats: Vec<Beat<'t>>,
}

/// A scene that can be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beat<'t> {
    /// What it does in the story.
    pub(super) kind: &'t str,
    /// A word that narrows where it fits; empty for none.
    pub(super) tag: &'t str,
    /// The place, as a template.
    pub(super) place: &'t str,
    /// The time of day, as a template.
    pub(super) time: &'t str,
    /// In order.
    pub(super) lines: Vec<Line<'t>>,
}

/// Something that is done or said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'t> {
    /// Told only if this flag is set (`true`) or not set (`false`).
    pub(super) when: Option<(bool, &'t str)>,
    /// Who speaks; nobody in action.
    pub(super) cue: Option<Cue<'t>>,
    /// A template.
    pub(super) text: &'t str,
}

/// Who speaks, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue<'t> {
    /// The letter of the role.
    pub(super) role: char,
    /// `V.O.`, `O.S.`.
    pub(super) extension: Option<&'t str>,
    /// `not looking up`.
    pub(super) parenthetical: Option<&'t str>,
}

/// The letters that stand for somebody.
pub(super) const ROLES: &str = "HAXWGPNR";

impl<'t> Sheet<'t> {
    /// Reads a table. Whatever it does not understand is action, which the tests on the tables find.
    pub(super) fn parse(text: &'t str) -> Self {
        let mut sheet = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if let Some(list) = line.strip_prefix("% ") {
                let (name, entries) = list.split_once(' ').unwrap_or((list, ""));
                sheet.lists.push((name, split(entries, '|')));
            } else if let Some(pick) = line.strip_prefix("$ ") {
                let slots =
                    |set: &'t str| split(set, ';').into_iter().filter_map(|slot| slot.split_once('=')).collect();
                sheet.picks.push(split(pick, '|').into_iter().map(slots).collect());
            } else if let Some(head) = line.strip_prefix("# ") {
                let (kind, tag) = head.split_once(' ').unwrap_or((head, ""));
                sheet.beats.push(Beat { kind, tag, place: "", time: "", lines: Vec::new() });
            } else if let Some(beat) = sheet.beats.last_mut() {
                match line.strip_prefix("@ ").and_then(|place| place.rsplit_once(" / ")) {
                    Some((place, time)) => (beat.place, beat.time) = (place, time),
                    None => beat.lines.push(Line::parse(line)),
                }
            }
        }
        sheet
    }

    /// The entries of all lists of that name.
    pub(super) fn list(&self, name: &str) -> Vec<&'t str> {
        self.lists.iter().filter(|(list, _)| *list == name).flat_map(|(_, entries)| entries).copied().collect()
    }

    /// The scenes that do this, with this tag where one is asked for.
    pub(super) fn beats(&self, kind: &str) -> Vec<&Beat<'t>> {
        self.beats.iter().filter(|beat| beat.kind == kind).collect()
    }
}

impl<'t> Line<'t> {
    fn parse(line: &'t str) -> Self {
        let (when, line) = match line.strip_prefix('<').and_then(|rest| rest.split_once("> ")) {
            Some((flag, rest)) => (Some(flag.strip_prefix('-').map_or((true, flag), |flag| (false, flag))), rest),
            None => (None, line),
        };
        match Cue::parse(line) {
            Some((cue, text)) => Self { when, cue: Some(cue), text },
            None => Self { when, cue: None, text: line },
        }
    }
}

impl<'t> Cue<'t> {
    /// `H: text`, `H (low): text`, `H/V.O.: text`, `H/O.S. (low): text`.
    fn parse(line: &'t str) -> Option<(Self, &'t str)> {
        let role = line.chars().next().filter(|letter| ROLES.contains(*letter))?;
        let mut rest = &line[1..];
        let mut cue = Self { role, extension: None, parenthetical: None };
        if let Some(tail) = rest.strip_prefix('/') {
            let end = tail.find([':', ' '])?;
            cue.extension = Some(&tail[..end]);
            rest = &tail[end..];
        }
        if let Some(tail) = rest.strip_prefix(" (") {
            let (parenthetical, tail) = tail.split_once(')')?;
            cue.parenthetical = Some(parenthetical);
            rest = tail;
        }
        Some((cue, rest.strip_prefix(": ")?))
    }
}

fn split(text: &str, by: char) -> Vec<&str> {
    text.split(by).map(str::trim).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cue, Line, Sheet};

    #[test]
    fn a_table_is_taken_apart() {
        let sheet = Sheet::parse(
            "% items a rope | a ladder\n$ a=x; b=y | a=z\n\n# hook quiet\n@ INT. HUT / NIGHT\nA door.\nH/V.O. (low): Yes.\n<-turn> A: No.\n",
        );
        assert_eq!(sheet.list("items"), ["a rope", "a ladder"]);
        assert_eq!(sheet.picks, [vec![vec![("a", "x"), ("b", "y")], vec![("a", "z")]]]);
        let beat = &sheet.beats("hook")[0];
        assert_eq!((beat.tag, beat.place, beat.time), ("quiet", "INT. HUT", "NIGHT"));
        let cue = Cue { role: 'H', extension: Some("V.O."), parenthetical: Some("low") };
        assert_eq!(beat.lines[0], Line { when: None, cue: None, text: "A door." });
        assert_eq!(beat.lines[1], Line { when: None, cue: Some(cue), text: "Yes." });
        assert_eq!(beat.lines[2].when, Some((false, "turn")));
    }
}
