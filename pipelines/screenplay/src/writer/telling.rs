//! Turns templates into scenes, and remembers what was said and who was seen.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::Person;
use super::grammar::polish;
use super::notation::{Beat, Cue};
use super::rng::Rng;
use crate::document::{Action, ActionKind, words};

/// Fewest and most words that are spoken in a scene.
pub(super) const WORDS: (usize, usize) = (20, 45);

/// How often a scene is told anew until it fits.
const TRIES: usize = 24;

/// How deep slots stand in slots.
const DEPTH: usize = 4;

/// A scene that was told but is not yet part of the script.
#[derive(Debug)]
pub(super) struct Draft {
    /// The heading without the time of day.
    pub(super) location: String,
    /// `NIGHT`.
    pub(super) time: String,
    /// What is done and said.
    pub(super) actions: Vec<Action>,
    introduced: BTreeSet<&'static str>,
    faults: usize,
}

/// The story so far.
#[derive(Debug)]
pub(super) struct Teller {
    /// Where the choices come from.
    pub(super) rng: Rng,
    /// Values for slots.
    pub(super) slots: BTreeMap<String, String>,
    /// Who stands for each letter.
    pub(super) roles: BTreeMap<char, Person>,
    /// What has happened, and what is known of the brief.
    pub(super) flags: BTreeSet<String>,
    title: String,
    heard: BTreeSet<String>,
    seen: BTreeSet<String>,
    introduced: BTreeSet<&'static str>,
    told: BTreeMap<String, usize>,
}

impl Teller {
    /// Nothing has been told yet. The title may be empty.
    pub(super) fn new(rng: Rng, title: String) -> Self {
        let flags = if title.is_empty() { BTreeSet::new() } else { BTreeSet::from(["t".to_owned()]) };
        Self {
            rng,
            slots: BTreeMap::new(),
            roles: BTreeMap::new(),
            flags,
            title,
            heard: BTreeSet::new(),
            seen: BTreeSet::new(),
            introduced: BTreeSet::new(),
            told: BTreeMap::new(),
        }
    }

    /// Picks one of the alternatives for each slot of a table.
    pub(super) fn choose_slots(&mut self, picks: &[Vec<Vec<(&str, &str)>>]) {
        for alternatives in picks {
            for (slot, value) in self.rng.pick(alternatives).cloned().unwrap_or_default() {
                self.set(slot, value);
            }
        }
    }

    /// Gives a slot its value; choices in the value are made now, once.
    pub(super) fn set(&mut self, slot: &str, value: &str) {
        let value = self.choose(value);
        self.slots.insert(slot.to_owned(), value);
    }

    /// Sets or takes away a flag.
    pub(super) fn flag(&mut self, flag: &str, on: bool) {
        if on {
            self.flags.insert(flag.to_owned());
        } else {
            self.flags.remove(flag);
        }
    }

    /// Tells one of these scenes: the least told ones first, told anew until nothing is said twice and the number of
    /// words is right, else the best of all tries. `aim` is how many words would be best.
    pub(super) fn tell(&mut self, beats: &[&Beat<'_>], aim: usize) -> Option<Draft> {
        let mut order = self.rng.shuffled(beats);
        order.sort_by_key(|beat| self.told.get(&key(beat)).copied().unwrap_or(0));
        let mut best: Option<(Draft, String)> = None;
        for attempt in 0..TRIES {
            let Some(beat) = order.get(attempt / 4 % order.len().max(1)) else { break };
            let draft = self.draft(beat, aim);
            if best.as_ref().is_none_or(|(best, _)| draft.faults < best.faults) {
                best = Some((draft, key(beat)));
            }
            // Early on nothing less than good will do; later, what is no flaw.
            let enough = if attempt < 2 { FLAW / 4 } else { FLAW };
            if best.as_ref().is_some_and(|(best, _)| best.faults < enough) {
                break;
            }
        }
        let (draft, key) = best?;
        *self.told.entry(key).or_default() += 1;
        Some(draft)
    }

    /// Takes a scene into the script: what was said in it is not said again.
    pub(super) fn keep(&mut self, draft: &Draft) {
        self.introduced.extend(&draft.introduced);
        for action in &draft.actions {
            let text = action.text.clone().unwrap_or_default();
            match action.kind {
                ActionKind::Action => self.seen.insert(text),
                ActionKind::Dialogue => self.heard.insert(text.to_lowercase()),
            };
        }
    }

    fn draft(&mut self, beat: &Beat<'_>, aim: usize) -> Draft {
        let mut introduced = BTreeSet::new();
        let place = self.choose(beat.place);
        let location = self.fill(&place, &mut None, 0).to_uppercase();
        let time = self.choose(beat.time).to_uppercase();
        let mut draft = Draft { location, time, actions: Vec::new(), introduced: BTreeSet::new(), faults: 0 };
        let mut spoken = 0;
        let mut here = BTreeSet::new();
        for line in &beat.lines {
            if line.when.is_some_and(|(wanted, flag)| self.flags.contains(flag) != wanted) {
                continue;
            }
            let chosen = self.choose(line.text);
            let Some(cue) = line.cue else {
                let text = self.entitle(&polish(&self.fill(&chosen, &mut Some(&mut introduced), 0)));
                draft.faults += usize::from(self.seen.contains(&text));
                draft.actions.push(action(text));
                continue;
            };
            let Some(speaker) = self.roles.get(&cue.role) else { continue };
            let speaker = speaker.cue();
            let text = self.entitle(&polish(&self.fill(&chosen, &mut None, 0)));
            spoken += words(&text);
            let lower = text.to_lowercase();
            if self.heard.contains(&lower) || here.contains(&lower) {
                draft.faults += FLAW;
            }
            here.insert(lower);
            let parenthetical = cue.parenthetical.map(|how| self.fill(how, &mut None, 0));
            draft.actions.push(Action { parenthetical, ..dialogue(text, speaker, &cue) });
        }
        if !(WORDS.0..=WORDS.1).contains(&spoken) {
            draft.faults += 20 * FLAW;
        }
        // Far from the aim is no flaw, but the nearest of several tries wins.
        draft.faults += if spoken > aim + 8 { FLAW / 4 } else { 0 };
        draft.introduced = introduced;
        draft
    }

    /// Makes the choices `[this|that]` of a template.
    fn choose(&mut self, template: &str) -> String {
        let mut result = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('[') {
            result.push_str(before);
            let Some((choices, after)) = tail.split_once(']') else { break };
            let choices: Vec<&str> = choices.split('|').collect();
            result.push_str(self.rng.pick(&choices).copied().unwrap_or_default());
            rest = after;
        }
        result.push_str(rest);
        result
    }

    /// Fills the slots `{slot}` of a template. Where `introduced` is given, a person who is seen for the first time is
    /// named in capitals with the age, as screenplays do.
    fn fill(&self, template: &str, introduced: &mut Option<&mut BTreeSet<&'static str>>, depth: usize) -> String {
        let mut result = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            result.push_str(before);
            let Some((slot, after)) = tail.split_once('}') else { break };
            result.push_str(&self.value(slot, after, introduced, depth));
            rest = after;
        }
        result.push_str(rest);
        result
    }

    /// The title as it is quoted; nothing where there is none.
    pub(super) fn title(&self) -> Option<&str> {
        Some(self.title.as_str()).filter(|title| !title.is_empty())
    }

    /// Puts the title in, last of all, so that no rule of grammar changes it.
    fn entitle(&self, text: &str) -> String {
        text.replace(TITLE, &self.title)
    }

    fn value(
        &self,
        slot: &str,
        after: &str,
        introduced: &mut Option<&mut BTreeSet<&'static str>>,
        depth: usize,
    ) -> String {
        // A caret says that a sentence starts here, for those who read the table; the grammar sees to it.
        let slot = slot.trim_end_matches('^');
        if slot == "title" {
            return TITLE.to_string();
        }
        let (name, form) = slot.split_once('.').unwrap_or((slot, ""));
        let mut letters = name.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && let Some(person) = self.roles.get(&letter)
        {
            if !form.is_empty() {
                return person.form(form).unwrap_or_else(|| format!("{{{slot}}}"));
            }
            if let Some(introduced) = introduced.as_mut() {
                let known = self.introduced.contains(person.first) || introduced.contains(person.first);
                if !known && !after.starts_with('\'') {
                    introduced.insert(person.first);
                    return person.introduced();
                }
            }
            return person.first.to_owned();
        }
        match self.slots.get(slot) {
            Some(value) if depth < DEPTH => self.fill(value, introduced, depth + 1),
            _ => format!("{{{slot}}}"),
        }
    }
}

/// Stands for the title until a line is done; a private-use character.
pub(super) const TITLE: char = '\u{e000}';

/// What one thing weighs that should not be; what is seen twice weighs less.
const FLAW: usize = 8;

fn key(beat: &Beat<'_>) -> String {
    let first = beat.lines.first().map_or("", |line| line.text);
    format!("{} {} {first}", beat.kind, beat.tag)
}

/// Something that is seen.
pub(super) fn action(text: String) -> Action {
    Action { kind: ActionKind::Action, text: Some(text), character: None, parenthetical: None, extension: None }
}

fn dialogue(text: String, speaker: String, cue: &Cue<'_>) -> Action {
    Action {
        kind: ActionKind::Dialogue,
        text: Some(text),
        character: Some(speaker),
        parenthetical: None,
        extension: cue.extension.map(str::to_owned),
    }
}
