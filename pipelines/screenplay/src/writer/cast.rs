//! Who is in the story: names with different initials, ages, and how they are spoken of.

use super::rng::Rng;
use super::tables::names::{MEN, WOMEN};

/// Somebody.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// What they are called.
    pub(super) first: &'static str,
    last: &'static str,
    she: bool,
    age: u8,
    /// Introduced without the family name, as a moth is.
    pub(super) plain: bool,
}

impl Person {
    /// A form of the name or of the pronoun; `None` for a form that is not known.
    pub(super) fn form(&self, form: &str) -> Option<String> {
        let word = match (form, self.she) {
            ("last", _) => self.last,
            ("he", true) => "she",
            ("he", false) => "he",
            ("him" | "his", true) => "her",
            ("him", false) => "him",
            ("his", false) => "his",
            ("himself", true) => "herself",
            ("himself", false) => "himself",
            ("mr", true) => return Some(format!("Ms {}", self.last)),
            ("mr", false) => return Some(format!("Mr {}", self.last)),
            ("sir", true) => "madam",
            ("sir", false) => "sir",
            ("man", true) => "woman",
            ("man", false) => "man",
            ("brother", true) => "sister",
            ("brother", false) => "brother",
            ("boy", true) => "girl",
            ("boy", false) => "boy",
            _ => return None,
        };
        Some(word.to_owned())
    }

    /// How they are named where they are seen for the first time: `MARA OKAFOR (38)`.
    pub(super) fn introduced(&self) -> String {
        let last = if self.plain { String::new() } else { format!(" {}", self.last.to_uppercase()) };
        format!("{}{last} ({})", self.cue(), self.age)
    }

    /// How they are named where they speak.
    pub(super) fn cue(&self) -> String {
        self.first.to_uppercase()
    }
}

/// Everybody who may still come into the story.
#[derive(Debug)]
pub(super) struct Casting {
    waiting: Vec<Person>,
}

impl Casting {
    /// Everybody, in an order of this story.
    pub(super) fn new(rng: &mut Rng) -> Self {
        let people = |names: &'static [(&'static str, &'static str)], she| {
            names.iter().map(move |(first, last)| Person { first, last, she, age: 0, plain: false })
        };
        let all: Vec<usize> = (0..WOMEN.len() + MEN.len()).collect();
        let everybody: Vec<Person> = people(WOMEN, true).chain(people(MEN, false)).collect();
        let waiting = rng.shuffled(&all).into_iter().filter_map(|at| everybody.get(at).cloned()).collect();
        Self { waiting }
    }

    /// The next one whose name starts with none of these letters, where there is one.
    pub(super) fn next(&mut self, ages: (u8, u8), taken: &[char], rng: &mut Rng) -> Option<Person> {
        let fits = |person: &Person| person.first.chars().next().is_some_and(|letter| !taken.contains(&letter));
        let at = self.waiting.iter().position(fits).unwrap_or(0);
        if at >= self.waiting.len() {
            return None;
        }
        let mut person = self.waiting.remove(at);
        let span = usize::from(ages.1.saturating_sub(ages.0)) + 1;
        person.age = ages.0.saturating_add(u8::try_from(rng.below(span)).unwrap_or(0));
        Some(person)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Casting;
    use crate::writer::rng::Rng;
    use crate::writer::tables::names::{MEN, WOMEN};

    #[test]
    fn first_names_are_unique_and_a_cast_has_its_own_initials() {
        let names: BTreeSet<&str> = WOMEN.iter().chain(MEN).map(|(first, _)| *first).collect();
        assert_eq!(names.len(), WOMEN.len() + MEN.len());
        let mut rng = Rng::new(&[5; 32], 0);
        let mut casting = Casting::new(&mut rng);
        let mut initials = Vec::new();
        for _ in 0..12 {
            let person = casting.next((20, 30), &initials, &mut rng).unwrap();
            assert!((20..=30).contains(&person.age));
            let initial = person.first.chars().next().unwrap();
            assert!(!initials.contains(&initial));
            initials.push(initial);
        }
    }
}
