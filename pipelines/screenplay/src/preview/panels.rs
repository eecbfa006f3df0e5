//! What the storyboard shows of each shot: which place and light, who is there, what is said or done.

use std::collections::{HashMap, HashSet};

use throughline_storyboard::{Framing, Light, Setting, Shot};

use super::Film;
use super::film::{Cue, Seen};
use crate::document::{self, ActionKind, Line, Scene, slug};

/// Makes the panels of a film, each on demand.
pub(crate) struct Panels<'f> {
    film: &'f Film<'f>,
    /// By scene index.
    scenes: HashMap<usize, Setup<'f>>,
    /// The cues of each scene, by scene index.
    cues: HashMap<usize, Vec<Cue<'f>>>,
    people: People<'f>,
}

/// Everybody who speaks. Names with one slug are one person, who is called as in the first line.
struct People<'f> {
    /// By slug.
    names: HashMap<String, &'f str>,
    /// Whoever is seen at all, in lower case and by name, in the order of their first lines.
    seen: Vec<(String, &'f str)>,
}

impl<'f> People<'f> {
    fn of(film: &Film<'f>) -> Self {
        let mut people = Self { names: HashMap::new(), seen: Vec::new() };
        let mut seen = HashSet::new();
        for Cue { line, .. } in &film.cues {
            let slug = slug(line.speaker);
            let name = *people.names.entry(slug.clone()).or_insert(line.speaker);
            if !line.voice_only && seen.insert(slug) {
                people.seen.push((name.to_lowercase(), name));
            }
        }
        people
    }

    fn name(&self, speaker: &'f str) -> &'f str {
        self.names.get(&slug(speaker)).copied().unwrap_or(speaker)
    }
}

/// What all shots of a scene share.
#[derive(Debug, Default)]
struct Setup<'f> {
    slug: String,
    setting: Setting,
    place: String,
    light: Light,
    cast: Vec<&'f str>,
    actions: Vec<&'f str>,
}

impl<'f> Panels<'f> {
    /// The panels of this film.
    pub(crate) fn new(film: &'f Film<'f>) -> Self {
        let mut cues: HashMap<usize, Vec<Cue<'f>>> = HashMap::new();
        for cue in &film.cues {
            cues.entry(cue.line.scene).or_default().push(*cue);
        }
        let people = People::of(film);
        let mut scenes = HashMap::new();
        // What is `CONTINUOUS` or `LATER` has the light of the scene before.
        let mut light = Light::default();
        for seen in &film.shots {
            if scenes.contains_key(&seen.scene_index) {
                continue;
            }
            light = Light::of_time(&seen.scene.time_of_day).unwrap_or(light);
            let spoken = cues.get(&seen.scene_index).map_or(&[][..], Vec::as_slice);
            scenes.insert(seen.scene_index, Setup::of(seen.scene, light, spoken, &people));
        }
        Self { film, scenes, cues, people }
    }

    /// The heading of a scene that has shots.
    pub(crate) fn heading(&self, scene_index: usize) -> &str {
        self.scenes.get(&scene_index).map_or("", |setup| &setup.slug)
    }

    /// What the shot with this index shows.
    pub(crate) fn panel(&self, index: usize) -> Shot {
        let seen = &self.film.shots[index];
        let spoken = self.cues.get(&seen.scene_index).map_or(&[][..], Vec::as_slice);
        let Some(setup) = self.scenes.get(&seen.scene_index) else { return Shot::default() };
        let line = heard(seen, spoken);
        let is_wide = seen.shot.camera_framing == document::Framing::Wide;
        let has_action = !setup.actions.is_empty();
        // A wide shot tells what is done, where something is; the closer ones what is said.
        let said = line.filter(|_| !(is_wide && has_action));
        let action = match setup.actions.as_slice() {
            [] => None,
            actions if is_wide => Some(one_line(&actions.join(" "))),
            [.., last] => Some(one_line(last)),
        };
        Shot {
            number: index + 1,
            count: self.film.shots.len(),
            shot_id: seen.shot.shot_id.clone(),
            slug: setup.slug.clone(),
            setting: setup.setting,
            place: setup.place.clone(),
            light: setup.light,
            framing: framing(seen.shot.camera_framing),
            starts_at: seen.start,
            duration: seen.shot.duration_sec,
            cast: setup.cast.iter().map(ToString::to_string).collect(),
            speaker: said.map(|line| self.people.name(line.speaker).to_owned()),
            voice_only: said.is_some_and(|line| line.voice_only),
            listener: said.and_then(|line| self.listener(line, spoken, &setup.cast)).map(str::to_owned),
            line: said.map(|line| one_line(line.text)),
            action,
        }
    }

    /// Who is spoken to: whoever spoke last before the line, else whoever speaks next, else somebody else who is there.
    fn listener(&self, line: &Line<'f>, spoken: &[Cue<'f>], cast: &[&'f str]) -> Option<&'f str> {
        let speaker = self.people.name(line.speaker);
        let at = spoken.iter().position(|cue| cue.line.entry == line.entry).unwrap_or(0);
        let (before, after) = (spoken.get(..at).unwrap_or_default(), spoken.get(at + 1..).unwrap_or_default());
        let near = before.iter().rev().chain(after).filter(|cue| !cue.line.voice_only);
        let near = near.map(|cue| self.people.name(cue.line.speaker));
        near.chain(cast.iter().copied()).find(|name| *name != speaker)
    }
}

impl<'f> Setup<'f> {
    fn of(scene: &'f Scene, light: Light, spoken: &[Cue<'f>], people: &People<'f>) -> Self {
        let done = scene.actions.iter().filter(|action| action.kind == ActionKind::Action);
        let actions: Vec<&str> =
            done.filter_map(|action| action.text.as_deref()).filter(|text| !text.trim().is_empty()).collect();
        let mut cast: Vec<&str> = Vec::new();
        let mut add = |name: &'f str| {
            if !cast.contains(&name) {
                cast.push(name);
            }
        };
        spoken.iter().filter(|cue| !cue.line.voice_only).for_each(|cue| add(people.name(cue.line.speaker)));
        // Who only walks through is there, too.
        let told = actions.join("\n").to_lowercase();
        people.seen.iter().filter(|(lower, _)| is_named(&told, lower)).for_each(|(_, name)| add(name));
        let slug = match (scene.location.trim(), scene.time_of_day.trim()) {
            (place, "") => place.to_owned(),
            ("", time) => time.to_owned(),
            (place, time) => format!("{place} - {time}"),
        };
        Self {
            slug: one_line(&slug),
            setting: Setting::of_location(&scene.location),
            place: one_line(place_of(&scene.location)),
            light,
            cast,
            actions,
        }
    }
}

fn framing(framing: document::Framing) -> Framing {
    match framing {
        document::Framing::Wide => Framing::Wide,
        document::Framing::MediumCloseUp => Framing::MediumCloseUp,
        document::Framing::OverTheShoulder => Framing::OverTheShoulder,
    }
}

/// Whether the name stands in the text as words of its own.
fn is_named(text: &str, name: &str) -> bool {
    if name.trim().is_empty() {
        return false;
    }
    let is_inside = |char: Option<char>| char.is_some_and(char::is_alphanumeric);
    text.match_indices(name)
        .any(|(at, _)| !is_inside(text[..at].chars().next_back()) && !is_inside(text[at + name.len()..].chars().next()))
}

/// The line that is heard longest during the shot, the first of equals.
fn heard<'c, 'f>(seen: &Seen<'_>, spoken: &'c [Cue<'f>]) -> Option<&'c Line<'f>> {
    let overlap = |cue: &Cue<'_>| cue.end.min(seen.end) - cue.start.max(seen.start);
    let mut best: Option<(f64, &Cue<'f>)> = None;
    for cue in spoken {
        let time = overlap(cue);
        if time > 0.0 && best.is_none_or(|(longest, _)| time > longest) {
            best = Some((time, cue));
        }
    }
    best.map(|(_, cue)| &cue.line)
}

/// The place without `INT.` and the like.
fn place_of(location: &str) -> &str {
    let location = location.trim();
    let prefixes =
        ["INT./EXT.", "INT/EXT.", "INT./EXT", "INT/EXT", "I/E.", "I/E", "INT.", "EXT.", "EST.", "INT", "EXT", "EST"];
    for prefix in prefixes {
        let Some((head, rest)) = location.split_at_checked(prefix.len()) else { continue };
        let ends = prefix.ends_with('.') || rest.starts_with(char::is_whitespace);
        if head.eq_ignore_ascii_case(prefix) && ends && !rest.trim().is_empty() {
            return rest.trim();
        }
    }
    location
}

/// The text on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::film::tests::{list, script};
    use super::*;
    use crate::document::ShotList;
    use crate::project::ShotStyle;

    fn panels(scenes: &[&[(&str, &str)]], list: &ShotList, style: ShotStyle) -> Vec<Shot> {
        let script = script(scenes);
        let film = Film::new(&script, list, style).unwrap();
        let panels = Panels::new(&film);
        (0..film.shots.len()).map(|index| panels.panel(index)).collect()
    }

    #[test]
    fn a_covered_scene_shows_what_is_done_and_then_each_speaker() {
        let entries = [("", "Anna waits. ZOË's dog barks."), ("BORIS", "Well?"), ("ZOË", "No."), ("BORIS", "Then go.")];
        let mut list = list(&[(1, 2.0), (1, 2.0), (1, 2.0), (1, 2.0)]);
        for shot in &mut list.shots[1..] {
            shot.camera_framing = document::Framing::MediumCloseUp;
        }
        let found = panels(&[&entries], &list, ShotStyle::Coverage);
        let shown: Vec<_> = found
            .iter()
            .map(|shot| (shot.speaker.as_deref(), shot.listener.as_deref(), shot.line.as_deref()))
            .collect();
        let expected = [
            (None, None, None),
            (Some("BORIS"), Some("ZOË"), Some("Well?")),
            (Some("ZOË"), Some("BORIS"), Some("No.")),
            (Some("BORIS"), Some("ZOË"), Some("Then go.")),
        ];
        assert_eq!(shown, expected);
        assert_eq!(found[0].action.as_deref(), Some("Anna waits. ZOË's dog barks."));
        assert_eq!(found[0].cast, ["BORIS", "ZOË"]);
        assert_eq!((found[3].number, found[3].count, found[3].starts_at), (4, 4, 6.0));
    }

    #[test]
    fn whoever_is_named_in_an_action_is_there() {
        let scenes: [&[(&str, &str)]; 2] = [&[("ANN", "Hi."), ("BO", "Yes.")], &[("", "Ann looks at Bob. Annie too.")]];
        let found = panels(&scenes, &list(&[(1, 3.0), (2, 3.0)]), ShotStyle::TwoShot);
        assert_eq!(found[1].cast, ["ANN"]);
    }

    #[test]
    fn one_person_is_drawn_once_however_the_name_is_written() {
        let entries = [("Bob Lee", "Hi."), ("ANN", "Yes?"), ("BOB LEE", "No.")];
        let mut list = list(&[(1, 2.0), (1, 2.0), (1, 2.0), (1, 2.0)]);
        list.shots[3].camera_framing = document::Framing::OverTheShoulder;
        let found = panels(&[&entries], &list, ShotStyle::Coverage);
        assert_eq!(found[0].cast, ["Bob Lee", "ANN"]);
        assert_eq!((found[3].speaker.as_deref(), found[3].listener.as_deref()), (Some("Bob Lee"), Some("ANN")));
    }

    #[test]
    fn a_voice_is_heard_and_not_seen() {
        let mut script = script(&[&[("", "The harbour sleeps."), ("HARBOUR", "Ferry?"), ("ROS", "Here.")]]);
        script.scenes[0].actions[1].extension = Some("V.O.".into());
        let mut list = list(&[(1, 2.0), (1, 2.0), (1, 2.0)]);
        for shot in &mut list.shots[1..] {
            shot.camera_framing = document::Framing::MediumCloseUp;
        }
        let film = Film::new(&script, &list, ShotStyle::Coverage).unwrap();
        let panels = Panels::new(&film);
        let (voice, answer) = (panels.panel(1), panels.panel(2));
        assert_eq!((voice.cast, voice.voice_only), (vec!["ROS".to_owned()], true));
        assert_eq!((voice.listener.as_deref(), answer.listener), (Some("ROS"), None));
    }

    #[test]
    fn a_place_is_named_without_its_setting() {
        for (location, place) in [
            ("INT. KITCHEN", "KITCHEN"),
            ("int./ext. CAR - MOVING", "CAR - MOVING"),
            ("EXT", "EXT"),
            ("INTERCITY TRAIN", "INTERCITY TRAIN"),
            ("EXT STREET", "STREET"),
            ("厨房", "厨房"),
        ] {
            assert_eq!(place_of(location), place);
        }
    }
}
