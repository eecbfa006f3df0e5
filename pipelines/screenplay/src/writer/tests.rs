//! The writer as a whole, and its tables.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::genre::{ALL, Genre};
use super::tables::styles::ALIASES;
use super::telling::WORDS;
use super::{Brief, write};
use crate::document::{ActionKind, Scene, words};

fn seed(number: u64) -> [u8; 32] {
    let mut seed = [0; 32];
    for (at, byte) in seed.iter_mut().enumerate() {
        *byte = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(7 * u32::try_from(at).unwrap()).to_le_bytes()
            [at % 8];
    }
    seed
}

fn script(genre: &str, scenes: usize, number: u64) -> Vec<Scene> {
    write(&Brief {
        title: "The Long Field",
        genre,
        style: "cinematic",
        scenes,
        seed: seed(number),
        target_duration: 30.0 * f64::from(u32::try_from(scenes).unwrap()),
    })
}

fn name(genre: Genre) -> String {
    format!("{genre:?}").to_lowercase()
}

fn spoken(scene: &Scene) -> usize {
    let lines = scene.actions.iter().filter(|action| action.kind == ActionKind::Dialogue);
    lines.map(|line| words(line.text.as_deref().unwrap())).sum()
}

fn texts(scenes: &[Scene]) -> impl Iterator<Item = &str> {
    scenes.iter().flat_map(|scene| &scene.actions).map(|action| action.text.as_deref().unwrap())
}

fn dialogue(scenes: &[Scene]) -> Vec<String> {
    let actions = scenes.iter().flat_map(|scene| &scene.actions);
    let lines = actions.filter(|action| action.kind == ActionKind::Dialogue);
    lines.map(|line| line.text.clone().unwrap().to_lowercase()).collect()
}

/// What is wrong with a text, if anything.
fn residue(text: &str) -> Option<&'static str> {
    let words: Vec<&str> = text.split(' ').collect();
    let article = words.windows(2).any(|pair| {
        let vowel = pair[1].starts_with(['a', 'e', 'i', 'o']);
        pair[0].eq_ignore_ascii_case("a") && vowel && !pair[1].starts_with("one")
    });
    let twice = words.windows(2).any(|pair| {
        let clean = |word: &str| word.to_lowercase();
        pair[0].chars().all(char::is_alphabetic)
            && clean(pair[0]) == clean(pair[1])
            && !["that", "had"].contains(&pair[0])
    });
    [
        (text.contains(['{', '}', '[', ']', '|', '<', '>', '\u{e000}']), "template residue"),
        (text.contains("  ") || text.trim() != text || text.is_empty(), "spaces"),
        (article, "a before a vowel"),
        (twice, "a word twice"),
        (
            [" ,", " .", ",,", ".,", "?.", "!.", " the the ", " the a "].iter().any(|bad| text.contains(bad)),
            "punctuation",
        ),
        (text.ends_with(|last: char| last.is_alphanumeric() || last == ','), "no end"),
    ]
    .into_iter()
    .find_map(|(bad, what)| bad.then_some(what))
}

#[test]
fn the_same_brief_gives_the_same_bytes() {
    for genre in ALL {
        let bytes = || serde_json::to_vec(&script(&name(genre), 12, 5)).unwrap();
        assert_eq!(bytes(), bytes());
    }
}

#[test]
fn scenes_are_numbered_and_as_many_as_asked_for() {
    for scenes in [0, 1, 2, 3, 5, 8, 9, 11, 12, 20, 37, 100, 240, 1000] {
        let script = script("drama", scenes, 1);
        assert_eq!(script.len(), scenes);
        for (index, scene) in script.iter().enumerate() {
            assert_eq!(scene.scene_id, format!("scene-{:03}", index + 1));
        }
    }
}

#[test]
fn every_scene_is_one_that_can_be_shot() {
    for genre in ALL {
        for number in 0..30 {
            for scene in script(&name(genre), 8, number).iter().chain(&script(&name(genre), 24, number)) {
                let at = format!("{genre:?} {number} {} {}", scene.scene_id, scene.location);
                assert!(scene.location.starts_with("INT. ") || scene.location.starts_with("EXT. "), "{at}");
                assert_eq!(scene.location, scene.location.to_uppercase(), "{at}");
                assert!(!scene.location.contains(['{', '[', '/']), "{at}");
                assert!(["DAY", "NIGHT", "DAWN", "DUSK"].contains(&scene.time_of_day.as_str()), "{at}");
                assert!((WORDS.0..=WORDS.1).contains(&spoken(scene)), "{at}: {} words", spoken(scene));
                let (lines, seen): (Vec<_>, Vec<_>) =
                    scene.actions.iter().partition(|action| action.kind == ActionKind::Dialogue);
                assert!(lines.len() >= 2 && !seen.is_empty(), "{at}");
                assert!(
                    lines.iter().all(|line| line.character.as_deref().is_some_and(|name| !name.is_empty())),
                    "{at}"
                );
                assert!(seen.iter().all(|action| action.character.is_none()), "{at}");
                let seen: String = seen.iter().filter_map(|action| action.text.as_deref()).collect();
                for line in lines.iter().filter(|line| line.extension.is_none()) {
                    let speaker = line.character.as_deref().unwrap();
                    assert!(seen.to_uppercase().contains(speaker), "{at}: {speaker} speaks and was not seen");
                }
                for action in &scene.actions {
                    let text = action.text.as_deref().unwrap();
                    assert!(!action.parenthetical.as_ref().is_some_and(|how| how.contains(['{', '['])), "{at}: {text}");
                    assert_eq!(residue(text), None, "{at}: {text}");
                }
            }
        }
    }
}

#[test]
fn nothing_is_said_twice() {
    for genre in ALL {
        for number in 0..25 {
            let lines = dialogue(&script(&name(genre), 20, number));
            let mut seen = BTreeSet::new();
            let twice: Vec<_> = lines.iter().filter(|line| !seen.insert(*line)).collect();
            assert!(twice.is_empty(), "{genre:?} {number}: {twice:?}");
        }
    }
}

#[test]
fn long_scripts_hardly_say_anything_twice() {
    for genre in ALL {
        let lines = dialogue(&script(&name(genre), 240, 3));
        let distinct: BTreeSet<_> = lines.iter().collect();
        assert!(lines.len() > 900, "{}", lines.len());
        assert!(
            (lines.len() - distinct.len()) * 100 <= lines.len(),
            "{genre:?}: {} of {}",
            distinct.len(),
            lines.len()
        );
    }
}

#[test]
fn a_short_film_has_a_small_cast() {
    for genre in ALL {
        for number in 0..20 {
            for scenes in [2, 4, 8, 10] {
                let script = script(&name(genre), scenes, number);
                let cast: BTreeSet<_> = script
                    .iter()
                    .flat_map(|scene| &scene.actions)
                    .filter_map(|action| action.character.as_deref())
                    .collect();
                assert!((2..=6).contains(&cast.len()), "{genre:?} {number} {scenes}: {cast:?}");
                let initials: BTreeSet<_> = cast.iter().map(|name| name.chars().next()).collect();
                assert_eq!(initials.len(), cast.len(), "{cast:?}");
            }
        }
    }
}

#[test]
fn seeds_tell_different_stories() {
    for genre in ALL {
        let stories: Vec<Vec<Scene>> = (0..12).map(|number| script(&name(genre), 4, number)).collect();
        for (at, story) in stories.iter().enumerate() {
            assert!(stories[..at].iter().all(|other| other != story), "{genre:?} {at}");
        }
        let openings: BTreeSet<_> = stories.iter().map(|story| dialogue(&story[..1])).collect();
        assert!(openings.len() > 4, "{genre:?}: {} openings", openings.len());
    }
}

#[test]
fn a_longer_script_has_the_same_cast() {
    let names = |scenes| {
        let script = script("noir", scenes, 9);
        let actions = script.iter().flat_map(|scene| &scene.actions);
        actions.filter_map(|action| action.character.clone()).collect::<BTreeSet<_>>()
    };
    assert!(names(4).is_subset(&names(8)) && names(8).is_subset(&names(60)));
}

#[test]
fn the_title_turns_up_and_a_hard_one_breaks_nothing() {
    let told = |title: &str| {
        write(&Brief { title, genre: "drama", style: "noir", scenes: 2, seed: seed(4), target_duration: 60.0 })
    };
    for (title, quoted) in [
        ("Ночной сигнал", "Ночной сигнал"),
        ("The Lost Signal - Episode 1", "The Lost Signal"),
        ("夜の信号", "夜の信号"),
        ("a {H} [b|c] \\ \"d\"", "a {H} [b|c] \\ \"d\""),
        ("إشارة", "إشارة"),
    ] {
        let script = told(title);
        assert!(texts(&script).any(|text| text.contains(&format!("\"{quoted}\""))), "{title}");
    }
    for title in ["", "  ", "Untitled", "\u{0}\n", "x".repeat(5000).as_str()] {
        let script = told(title);
        assert!(texts(&script).all(|text| residue(text).is_none() && !text.contains("\"\"")), "{title}");
    }
}

#[test]
fn every_style_colours_the_action_and_leaves_the_words_alone() {
    let told =
        |style| write(&Brief { title: "T", genre: "western", style, scenes: 6, seed: seed(1), target_duration: 180.0 });
    let plain = told("cinematic");
    for (style, key) in ALIASES {
        let script = told(style);
        assert_eq!(dialogue(&script), dialogue(&plain));
        assert_eq!(*key == "cinematic", script == plain, "{style}");
    }
}

#[test]
fn a_film_of_two_hours_is_written_at_once() {
    script("fantasy", 240, 1);
    let start = std::time::Instant::now();
    script("fantasy", 240, 2);
    // The release build takes a few milliseconds; this one is not optimised and may share its processor.
    assert!(start.elapsed().as_millis() < 2000, "{:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn anything_can_be_asked_for(
        title in "\\PC{0,60}", genre in "\\PC{0,30}", style in "\\PC{0,30}", scenes in 0usize..40, seed: [u8; 32],
        target_duration in prop::num::f64::ANY,
    ) {
        let script = write(&Brief { title: &title, genre: &genre, style: &style, scenes, seed, target_duration });
        prop_assert_eq!(script.len(), scenes);
        for scene in &script {
            let spoken = spoken(scene);
            prop_assert!((WORDS.0..=WORDS.1 + 8).contains(&spoken), "{}: {}", scene.location, spoken);
        }
    }
}

/// Prints a script to be read: `WRITE="noir 8 1" cargo nextest run -p throughline-screenplay prints --no-capture`.
#[test]
fn prints() {
    let Ok(wanted) = std::env::var("WRITE") else { return };
    let mut parts = wanted.split(' ');
    let genre = parts.next().unwrap_or("drama");
    let scenes = parts.next().and_then(|part| part.parse().ok()).unwrap_or(4);
    let number = parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
    for scene in script(genre, scenes, number) {
        println!("\n{}  {} - {}  ({} words)", scene.scene_id, scene.location, scene.time_of_day, spoken(&scene));
        for action in &scene.actions {
            let text = action.text.as_deref().unwrap();
            match &action.character {
                None => println!("  {text}"),
                Some(name) => {
                    let extension = action.extension.as_ref().map_or(String::new(), |ext| format!(" ({ext})"));
                    let how = action.parenthetical.as_ref().map_or(String::new(), |how| format!("({how}) "));
                    println!("      {name}{extension}: {how}{text}");
                }
            }
        }
    }
}
