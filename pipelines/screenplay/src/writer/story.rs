//! The whole of it: from the brief to the scenes.

use super::brief::Brief;
use super::cast::{Casting, Person};
use super::genre::Genre;
use super::grammar::capital;
use super::notation::{Beat, Sheet};
use super::plan::{Step, plan};
use super::rng::Rng;
use super::style::Style;
use super::tables::{between, subplots, worlds};
use super::telling::{Draft, Teller, WORDS, action};
use crate::document::Scene;

/// A title longer than this is not quoted in the script, in characters.
const LONGEST_TITLE: usize = 40;

/// A script of so many scenes shows its chapters.
const CARDS_FROM: usize = 40;

/// Up to so many scenes, each one says how it looks; in longer scripts every second one does.
const LOOKS_UP_TO: usize = 12;

/// Writes the scenes of a script.
///
/// Pure: the same brief gives the same scenes.
pub(crate) fn write(brief: &Brief<'_>) -> Vec<Scene> {
    let genre = Genre::named(brief.genre);
    // Three streams a genre: what the story is, how it is told, how it looks.
    let stream = 4 * genre as u64;
    let mut chance = Rng::new(&brief.seed, 1 + stream);
    let plots = genre.plots();
    let plot = Sheet::parse(chance.pick(plots).copied().unwrap_or_default());
    let mut story = Story::new(brief, stream, chance, plot);
    let steps = plan(brief.scenes);
    steps.iter().enumerate().filter_map(|(index, step)| story.scene(index, *step)).collect()
}

struct Story<'t> {
    plot: Sheet<'t>,
    between: Sheet<'t>,
    subplots: Vec<Sheet<'t>>,
    style: Style,
    teller: Teller,
    looks: Rng,
    chance: Rng,
    casting: Casting,
    chapters: Chapters<'t>,
    scenes: usize,
    aim: usize,
}

/// What is still to come in chapters.
struct Chapters<'t> {
    places: Vec<(&'t str, &'t str)>,
    items: Vec<&'t str>,
    favours: Vec<&'t str>,
    memories: Vec<&'t str>,
    spots: Vec<&'t str>,
    /// The guest of the chapter to come, known one chapter ahead.
    next: Option<Guest<'t>>,
    count: usize,
    subplot: (usize, usize),
    first: Option<(Person, String)>,
}

#[derive(Debug, Clone)]
struct Guest<'t> {
    person: Person,
    place: String,
    job: String,
    favour: &'t str,
}

impl<'t> Story<'t> {
    fn new(brief: &Brief<'_>, stream: u64, mut chance: Rng, plot: Sheet<'t>) -> Self {
        let mut teller = Teller::new(chance.clone(), short_title(brief.title));
        teller.choose_slots(&plot.picks);
        let world = plot.list("world").first().copied().unwrap_or("modern");
        let world = Sheet::parse(worlds::table(world));
        teller.choose_slots(&world.picks);
        let mut casting = Casting::new(&mut chance);
        let mut initials = Vec::new();
        for (at, role) in "HAXW".chars().enumerate() {
            let ages = plot.list("ages").get(at).copied().and_then(ages).unwrap_or((25, 60));
            if let Some(mut person) = casting.next(ages, &initials, &mut chance) {
                initials.extend(person.first.chars().next());
                person.plain = plot.list("plain").iter().any(|roles| roles.contains(role));
                teller.roles.insert(role, person);
            }
        }
        teller.rng = Rng::new(&brief.seed, 2 + stream);
        let between = Sheet::parse(between::TABLE);
        let mut items = chance.shuffled(&plot.list("items"));
        items.extend(chance.shuffled(&world.list("items")));
        items.extend(chance.shuffled(&between.list("items")));
        let chapters = Chapters {
            places: chance.shuffled(&pairs(&world.list("places"))),
            items,
            favours: chance.shuffled(&between.list("favours")),
            memories: chance.shuffled(&between.list("memories")),
            spots: chance.shuffled(&world.list("spots")),
            next: None,
            count: 0,
            subplot: (0, 0),
            first: None,
        };
        let share = brief.target_duration / 0.8 / f64::from(u32::try_from(brief.scenes.max(1)).unwrap_or(u32::MAX));
        Self {
            plot,
            between,
            subplots: chance.shuffled(subplots::TABLES).into_iter().map(Sheet::parse).collect(),
            style: Style::named(brief.style),
            teller,
            looks: Rng::new(&brief.seed, 3 + stream),
            chance,
            casting,
            chapters,
            scenes: brief.scenes,
            // Two shots of 0.4 seconds a word: a scene of 30 seconds has 37 words.
            aim: (share as usize).clamp(WORDS.0, WORDS.1),
        }
    }

    fn scene(&mut self, index: usize, step: Step) -> Option<Scene> {
        if let Step::Opens(_) = step {
            self.open_chapter();
        }
        self.teller.flag("first", self.chapters.count < 2);
        let spot = self.chapters.spots.get(index % self.chapters.spots.len().max(1)).copied().unwrap_or("INT. ROOM");
        set_place(&mut self.teller, "sp", "splace", spot);
        let draft = match step {
            Step::Spine(kind) => self.teller.tell(&self.plot.beats(kind), self.aim),
            Step::Between(kind) | Step::Opens(kind) => self.between(kind),
            Step::Subplot => match self.subplot() {
                Some(beat) => self.teller.tell(&[&beat], self.aim),
                None => self.between("quiet"),
            },
        }?;
        self.teller.keep(&draft);
        if let Step::Spine(kind) = step {
            self.teller.flag(kind, true);
        }
        Some(self.finish(index, step, draft))
    }

    /// Puts in front what is seen before anything happens.
    fn finish(&mut self, index: usize, step: Step, draft: Draft) -> Scene {
        let Draft { location, time, mut actions, .. } = draft;
        if self.scenes <= LOOKS_UP_TO || index.is_multiple_of(2) {
            actions.insert(0, action(self.style.look(&location, &time, &mut self.looks).to_owned()));
        }
        if self.scenes >= CARDS_FROM && matches!(step, Step::Opens(_)) {
            let place = capital(self.teller.slots.get("gplace").map_or("", String::as_str));
            actions.insert(0, action(format!("CARD: Part {}. {place}.", self.chapters.count)));
        }
        if index == 0
            && let Some(title) = self.teller.title()
            && !actions.iter().any(|action| action.text.as_ref().is_some_and(|text| text.contains(title)))
        {
            actions.push(action(format!("Over this, the title: \"{title}\".")));
        }
        Scene { scene_id: format!("scene-{:03}", index + 1), location, time_of_day: time, actions }
    }

    fn open_chapter(&mut self) {
        let chapters = &mut self.chapters;
        if let (Some(guest), Some(favour)) = (self.teller.roles.get(&'G'), self.teller.slots.get("fav")) {
            chapters.first.get_or_insert((guest.clone(), favour.clone()));
            let (guest, item) = (guest.clone(), self.teller.slots.get("item").cloned().unwrap_or_default());
            self.teller.roles.insert('P', guest);
            self.teller.set("prev", &item);
            self.teller.flag("prev", true);
        }
        let number = chapters.count;
        let now =
            chapters.next.take().or_else(|| guest(chapters, number, &mut self.casting, &self.teller, &mut self.chance));
        chapters.next = guest(chapters, number + 1, &mut self.casting, &self.teller, &mut self.chance);
        chapters.count += 1;
        let item = chapters.items.get(number % chapters.items.len().max(1)).copied().unwrap_or_default();
        set_thing(&mut self.teller, "item", item);
        if let Some(now) = now {
            set_place(&mut self.teller, "gp", "gplace", &now.place);
            self.teller.set("job", &now.job);
            set_thing(&mut self.teller, "fav", now.favour);
            self.teller.roles.insert('G', now.person);
        }
        if let Some(next) = &chapters.next {
            set_place(&mut self.teller, "np", "nplace", &next.place);
            self.teller.set("njob", &next.job);
            self.teller.roles.insert('N', next.person.clone());
        }
        if let Some((person, favour)) = &chapters.first {
            self.teller.roles.insert('R', person.clone());
            self.teller.set("rfav", favour);
        }
    }

    fn between(&mut self, kind: &str) -> Option<Draft> {
        if kind == "quiet" {
            // Somebody remembers something, and nobody remembers the same thing twice until all is remembered.
            let memories = &mut self.chapters.memories;
            let one = memories.len().min(1);
            memories.rotate_left(one);
            self.teller.set("memory", memories.first().copied().unwrap_or_default());
        }
        self.teller.tell(&self.between.beats(kind), self.aim)
    }

    /// The next scene of the subplot that runs, then the first of another one, as long as there are any.
    fn subplot(&mut self) -> Option<Beat<'t>> {
        let (plot, at) = self.chapters.subplot;
        let (plot, at) = if at < self.subplots.get(plot)?.beats.len() { (plot, at) } else { (plot + 1, 0) };
        let sheet = self.subplots.get(plot)?;
        if at == 0 {
            self.teller.choose_slots(&sheet.picks);
        }
        self.chapters.subplot = (plot, at + 1);
        sheet.beats.get(at).cloned()
    }
}

/// Somebody who has something, in a place where nobody was asked before.
fn guest<'t>(
    chapters: &Chapters<'t>,
    number: usize,
    casting: &mut Casting,
    teller: &Teller,
    chance: &mut Rng,
) -> Option<Guest<'t>> {
    let (place, job) = chapters.places.get(number % chapters.places.len().max(1)).copied()?;
    let round = number / chapters.places.len().max(1);
    let initials: Vec<char> = teller.roles.values().filter_map(|person| person.first.chars().next()).collect();
    let person = casting.next((24, 71), &initials, chance)?;
    // The second time round it is another door of the same house.
    let (inside, name) = place.split_once(". ").unwrap_or(("INT", place));
    let (place, job) = match round {
        0 => (place.to_owned(), job.to_owned()),
        1 => (format!("EXT. YARD BEHIND THE {name}"), format!("former {job}")),
        2 => (format!("INT. CELLAR UNDER THE {name}"), format!("retired {job}")),
        _ => (format!("{inside}. OTHER {name}"), format!("second {job}")),
    };
    let favour = chapters.favours.get(number % chapters.favours.len().max(1)).copied()?;
    Some(Guest { person, place, job, favour })
}

/// Sets a slot to a thing, and another one to how it is spoken of later: `a left boot, size nine`, `the left boot`.
fn set_thing(teller: &mut Teller, slot: &str, thing: &str) {
    teller.set(slot, thing);
    let ends =
        [",", " that ", " who ", " with ", " without ", " from "].iter().filter_map(|mark| thing.find(mark)).min();
    let head = ends.map_or(thing, |end| &thing[..end]);
    let known = ["a ", "an "].iter().find_map(|article| head.strip_prefix(article));
    teller.set(&format!("the{slot}"), &known.map_or_else(|| head.to_owned(), |noun| format!("the {noun}")));
}

/// Sets a slot to a place as headings write it, and one to how it is spoken of.
fn set_place(teller: &mut Teller, heading: &str, spoken: &str, place: &str) {
    let name = place.split_once(". ").map_or(place, |(_, name)| name);
    teller.set(heading, place);
    teller.set(spoken, &format!("the {}", name.to_lowercase()));
}

/// `INT. CANTEEN = cook`.
fn pairs<'t>(entries: &[&'t str]) -> Vec<(&'t str, &'t str)> {
    entries.iter().filter_map(|entry| entry.split_once(" = ")).collect()
}

/// `30-40`.
fn ages(text: &str) -> Option<(u8, u8)> {
    let (from, to) = text.split_once('-')?;
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// The title as it is quoted: without what comes after a colon or a dash. Empty where there is nothing to quote.
fn short_title(title: &str) -> String {
    let clean: String = title.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let mut short = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    for mark in [" - ", " \u{2013} ", " \u{2014} ", ": ", " ("] {
        if let Some((head, _)) = short.split_once(mark) {
            short = head.trim().to_owned();
        }
    }
    let too_long = short.chars().count() > LONGEST_TITLE;
    if too_long || short.eq_ignore_ascii_case("untitled") { String::new() } else { short }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Brief, Rng, Sheet, Story, WORDS};
    use crate::document::{ActionKind, words};
    use crate::writer::genre::ALL;
    use crate::writer::notation::ROLES;

    /// Each scene of each table, whatever is chosen in it: the number of spoken words fits, and nobody speaks who is not
    /// named in the action.
    #[test]
    fn every_scene_of_every_table_fits() {
        let mut faults: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (genre, text) in ALL.into_iter().flat_map(|genre| genre.plots().iter().map(move |plot| (genre, *plot))) {
            for number in 0..6u8 {
                for (title, turn, rest) in [("Short", true, true), ("", false, false), ("Of a Long Title", true, false)]
                {
                    let style = "cinematic";
                    let brief =
                        Brief { title, genre: "", style, scenes: 90, seed: [number; 32], target_duration: 2700.0 };
                    let mut story = Story::new(&brief, 0, Rng::new(&brief.seed, 1), Sheet::parse(text));
                    for flag in ["hook", "push", "try", "bond", "low", "face"] {
                        story.teller.flag(flag, rest);
                    }
                    story.teller.flag("turn", turn);
                    story.scene(0, super::Step::Opens("ask"));
                    story.scene(1, super::Step::Opens("ask"));
                    story.teller.flag("prev", rest);
                    let plot = story.plot.beats.iter().map(|beat| (format!("{genre:?} {}", &text[..20]), beat.clone()));
                    let shared = text == genre.plots()[0];
                    let between = story.between.beats.iter().map(|beat| ("between".to_owned(), beat.clone()));
                    let asides = story.subplots.iter().flat_map(|sheet| &sheet.beats);
                    let asides = asides.map(|beat| ("subplot".to_owned(), beat.clone()));
                    let beats: Vec<_> = plot.chain(between.chain(asides).filter(|_| shared)).collect();
                    for sheet in &story.subplots {
                        story.teller.choose_slots(&sheet.picks);
                    }
                    let longest = story.chapters.memories.iter().max_by_key(|memory| words(memory)).copied();
                    story.teller.set("memory", longest.unwrap());
                    for (from, beat) in beats {
                        let action: String = beat.lines.iter().filter(|l| l.cue.is_none()).map(|l| l.text).collect();
                        for line in &beat.lines {
                            let Some(cue) = line.cue else { continue };
                            let named = action.contains(&format!("{{{}}}", cue.role));
                            assert!(
                                named || cue.extension.is_some(),
                                "{from} {}: {}: {}",
                                beat.kind,
                                cue.role,
                                line.text
                            );
                            assert!(ROLES.contains(cue.role));
                        }
                        let draft = story.teller.tell(&[&beat], 37).unwrap();
                        let lines = draft.actions.iter().filter(|action| action.kind == ActionKind::Dialogue);
                        let spoken: usize = lines.map(|line| words(line.text.as_deref().unwrap())).sum();
                        let first = &beat.lines[0].text[..30.min(beat.lines[0].text.len())];
                        let range = faults.entry(format!("{from} {} {first}", beat.kind)).or_insert((99, 0));
                        *range = (range.0.min(spoken), range.1.max(spoken));
                    }
                }
            }
        }
        faults.retain(|_, (least, most)| *least < WORDS.0 || *most > WORDS.1);
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
