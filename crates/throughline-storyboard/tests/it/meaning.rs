//! What a picture is to tell can be measured in it.

use super::{DRAWING, SIZE, brightness, shot};
use throughline_storyboard::{Framing, Light, Picture, Setting, Shot, Size, Style, draw_panel};

fn draw(shot: &Shot) -> Picture {
    draw_panel(shot, SIZE, &Style::Cinematic)
}

#[test]
fn night_is_darker_than_day_everywhere() {
    for (setting, place) in [
        (Setting::Interior, "KITCHEN"),
        (Setting::Interior, "HOSPITAL"),
        (Setting::Interior, "SOMEWHERE"),
        (Setting::Exterior, "STREET"),
        (Setting::Exterior, "FOREST"),
        (Setting::Exterior, "DESERT"),
        (Setting::Exterior, "HARBOUR"),
        (Setting::Exterior, "FOREDECK"),
        (Setting::Exterior, "NEW BRIDGE"),
        (Setting::Interior, "WHEELHOUSE"),
        (Setting::Interior, "ENGINE ROOM"),
        (Setting::Exterior, "SOMEWHERE"),
    ] {
        let shot = Shot { setting, place: place.to_owned(), framing: Framing::Wide, ..shot() };
        let mean = |light| brightness(&draw(&Shot { light, ..shot.clone() }), DRAWING);
        let (day, dusk, night) = (mean(Light::Day), mean(Light::Dusk), mean(Light::Night));
        assert!(night + 40.0 < day, "{place}: night {night}, day {day}");
        assert!(night < dusk && dusk < day, "{place}: night {night}, dusk {dusk}, day {day}");
    }
}

#[test]
fn inside_and_outside_differ() {
    let inside = Shot { place: "SOMEWHERE".to_owned(), light: Light::Day, framing: Framing::Wide, ..shot() };
    let outside = Shot { setting: Setting::Exterior, ..inside.clone() };
    assert!(difference(&draw(&inside), &draw(&outside)) > 15.0);
}

#[test]
fn each_framing_is_another_picture() {
    let of = |framing| draw(&Shot { framing, ..shot() });
    let (wide, close, over) = (of(Framing::Wide), of(Framing::MediumCloseUp), of(Framing::OverTheShoulder));
    assert!(difference(&wide, &close) > 12.0);
    assert!(difference(&close, &over) > 12.0);
}

#[test]
fn over_the_shoulder_has_a_dark_foreground_on_the_listeners_side() {
    let day = Shot { light: Light::Day, framing: Framing::OverTheShoulder, ..shot() };
    // MARA came first and stands on the left, so JOHN's shoulder is on the right, whoever speaks.
    let mara = draw(&day);
    let (left, right) = ((0.05, 0.3, 0.2, 0.8), (0.8, 0.3, 0.95, 0.8));
    assert!(brightness(&mara, right) + 40.0 < brightness(&mara, left));
    let john = draw(&Shot { speaker: Some("JOHN".to_owned()), listener: Some("MARA".to_owned()), ..day });
    assert!(brightness(&john, left) + 40.0 < brightness(&john, right));
}

#[test]
fn characters_are_told_apart_and_stay_the_same() {
    let close = |name: &str, id: &str| {
        let cast = vec![name.to_owned()];
        draw(&Shot {
            shot_id: id.to_owned(),
            cast,
            speaker: Some(name.to_owned()),
            listener: None,
            line: None,
            ..shot()
        })
    };
    assert!(difference(&close("MARA", "a"), &close("JOHN", "a")) > 4.0);
    assert!(difference(&close("VIKTOR", "a"), &close("JIM", "a")) > 4.0);
    // Another shot may tilt the head; it does not change who it is.
    assert!(difference(&close("MARA", "a"), &close("MARA", "b")) < 4.0);
    assert_eq!(close("MARA", "a"), close(" mara ", "a"), "case and space are no part of a name");
}

#[test]
fn a_voice_is_not_seen() {
    let seen = Shot { framing: Framing::Wide, ..shot() };
    let voice = Shot { voice_only: true, ..seen.clone() };
    assert!(difference(&draw(&seen), &draw(&voice)) > 1.0);
}

#[test]
fn who_speaks_opens_the_mouth() {
    let speaking = shot();
    let silent = Shot { line: None, ..shot() };
    let face = (0.35, 0.4, 0.6, 0.62);
    let (speaking, silent) = (draw(&speaking), draw(&silent));
    assert!((brightness(&speaking, face) - brightness(&silent, face)).abs() > 0.2);
}

#[test]
fn styles_differ() {
    let styles = [Style::Cinematic, Style::Noir, Style::Comic, Style::Documentary, Style::Sketch];
    for (index, one) in styles.iter().enumerate() {
        for other in &styles[index + 1..] {
            let (one_picture, other_picture) = (draw_panel(&shot(), SIZE, one), draw_panel(&shot(), SIZE, other));
            assert!(difference(&one_picture, &other_picture) > 3.0, "{one:?} and {other:?}");
        }
    }
}

/// Mean difference of two pictures of one size, 0 to 255, without heading and caption.
fn difference(one: &Picture, other: &Picture) -> f64 {
    let rows = one.size.width as usize * 4;
    let lines = (one.size.height as usize / 12)..(one.size.height as usize * 4 / 5);
    let (from, to) = (lines.start * rows, lines.end * rows);
    let sum: f64 = one.rgba[from..to].iter().zip(&other.rgba[from..to]).map(|(a, b)| f64::from(a.abs_diff(*b))).sum();
    sum / (to - from) as f64
}

#[test]
fn framing_and_length_keep_apart_however_long_the_shot_is() {
    let size = Size { width: 960, height: 540 };
    for framing in [Framing::Wide, Framing::MediumCloseUp, Framing::OverTheShoulder] {
        for duration in [1.5, 17.2, 67.2, 999.9, 359_999.0] {
            let panel = draw_panel(&Shot { framing, duration, ..shot() }, size, &Style::Cinematic);
            // The columns of the box at the lower right, in the line of the badge, that have ink in them.
            let has_ink = |x: usize| (460..472).any(|y| panel.rgba[(y * 960 + x) * 4] < 150);
            let inked: Vec<usize> = (800..938).filter(|&x| has_ink(x)).collect();
            let (first, last) = (inked[0], inked[inked.len() - 1]);
            let widest = inked.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
            assert!(widest >= 9, "{framing:?} and {duration} s are {widest} apart");
            assert!(first >= 804 && last <= 932, "{framing:?} and {duration} s reach from {first} to {last}");
        }
    }
}

#[test]
fn places_on_the_water_are_places_of_their_own() {
    let of = |setting, place: &str| {
        draw(&Shot { setting, place: place.to_owned(), framing: Framing::Wide, light: Light::Day, ..shot() })
    };
    let places = [
        of(Setting::Exterior, "AGNES, FOREDECK"),
        of(Setting::Exterior, "FERRY SLIP"),
        of(Setting::Exterior, "NEW BRIDGE"),
        of(Setting::Exterior, "STREET"),
        of(Setting::Interior, "WHEELHOUSE"),
        of(Setting::Interior, "ENGINE ROOM"),
        of(Setting::Interior, "SPACESHIP"),
        of(Setting::Interior, "SOMEWHERE"),
    ];
    for (at, one) in places.iter().enumerate() {
        for other in &places[..at] {
            assert!(difference(one, other) > 9.0, "{at}: {}", difference(one, other));
        }
    }
}
