//! How it looks: a visual style turned into words about light and camera.

use super::notation::Sheet;
use super::rng::Rng;
use super::tables::styles::{ALIASES, STYLES};

/// A visual style that the tables know.
pub(super) struct Style {
    day: Deck,
    night: Deck,
    camera: Deck,
}

/// Sentences that are drawn one by one; when all were, they are shuffled again.
struct Deck {
    all: Vec<&'static str>,
    left: Vec<&'static str>,
}

impl Deck {
    fn new(all: Vec<&'static str>) -> Self {
        Self { all, left: Vec::new() }
    }

    fn draw(&mut self, rng: &mut Rng) -> &'static str {
        if self.left.is_empty() {
            self.left = rng.shuffled(&self.all);
        }
        self.left.pop().unwrap_or_default()
    }
}

impl Style {
    /// The style that is meant; `cinematic` where none is known.
    pub(super) fn named(name: &str) -> Self {
        let lower = name.to_lowercase();
        let mut words = lower.split(|letter: char| !letter.is_alphanumeric());
        let alias = words.find_map(|word| ALIASES.iter().find(|(alias, _)| *alias == word));
        let key = alias.map_or("cinematic", |(_, key)| *key);
        let table = STYLES.iter().find(|(style, _)| *style == key).map_or("", |(_, table)| *table);
        let sheet = Sheet::parse(table);
        let deck = |list| Deck::new(sheet.list(list));
        Self { day: deck("day"), night: deck("night"), camera: deck("camera") }
    }

    /// What a scene at this place and time of day looks like: its light, or how it is filmed.
    pub(super) fn look(&mut self, location: &str, time: &str, rng: &mut Rng) -> &'static str {
        // Weather and dawn are the story's own; light is only put in where there are walls to keep it.
        let deck = match (location.starts_with("INT. "), time) {
            (true, "DAY") if rng.below(2) == 0 => &mut self.day,
            (true, "NIGHT" | "DUSK") if rng.below(2) == 0 => &mut self.night,
            _ => &mut self.camera,
        };
        deck.draw(rng)
    }
}

#[cfg(test)]
mod tests {
    use super::Style;
    use crate::writer::rng::Rng;
    use crate::writer::tables::styles::{ALIASES, STYLES};

    #[test]
    fn every_alias_leads_to_a_style_that_has_something_to_say() {
        for (alias, key) in ALIASES {
            assert!(STYLES.iter().any(|(style, _)| style == key), "{alias} -> {key}");
            let style = Style::named(alias);
            for deck in [style.day, style.night, style.camera] {
                assert!(deck.all.len() > 4, "{alias}");
            }
        }
        let mut rng = Rng::new(&[1; 32], 0);
        assert!(!Style::named("no such style").look("INT. A", "NIGHT", &mut rng).is_empty());
    }
}
