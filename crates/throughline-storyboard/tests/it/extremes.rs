//! Input that nobody expects still gives a picture.

use super::{SIZE, shot};
use throughline_storyboard::{Framing, Light, Setting, Shot, Size, Style, draw_panel};

const FRAMINGS: [Framing; 3] = [Framing::Wide, Framing::MediumCloseUp, Framing::OverTheShoulder];

fn draw(shot: &Shot, size: Size) {
    for framing in FRAMINGS {
        let picture = draw_panel(&Shot { framing, ..shot.clone() }, size, &Style::Cinematic);
        assert_eq!(picture.size, size);
        assert_eq!(picture.rgba.len(), size.width as usize * size.height as usize * 4);
        assert!(picture.rgba.chunks_exact(4).all(|pixel| pixel[3] == 255), "every pixel is opaque");
    }
}

#[test]
fn nobody_and_nothing() {
    draw(&Shot::default(), SIZE);
    draw(&Shot { cast: Vec::new(), speaker: None, listener: None, line: None, ..shot() }, SIZE);
    let empty = || Some(String::new());
    draw(&Shot { cast: vec![String::new(); 3], speaker: empty(), listener: empty(), line: empty(), ..shot() }, SIZE);
    draw(&Shot { speaker: Some("SOMEBODY ELSE".to_owned()), ..shot() }, SIZE);
    draw(&Shot { listener: Some("MARA".to_owned()), ..shot() }, SIZE);
    draw(&Shot { voice_only: true, cast: vec!["MARA".to_owned()], listener: None, ..shot() }, SIZE);
}

#[test]
fn crowds() {
    let cast: Vec<String> = (0..40).map(|number| format!("SOLDIER {number}")).collect();
    draw(&Shot { speaker: cast.last().cloned(), cast, ..shot() }, SIZE);
}

#[test]
fn long_and_foreign_texts() {
    let long = "never ending ".repeat(800);
    draw(
        &Shot { line: Some(long.clone()), slug: long.clone(), shot_id: long.clone(), place: long.clone(), ..shot() },
        SIZE,
    );
    draw(&Shot { line: Some("x".repeat(10_000)), ..shot() }, SIZE);
    for text in [
        "مرحبا بالعالم",
        "שלום",
        "我们没有时间了",
        "👩‍🚀🚀✨",
        "\u{0}\u{1b}\u{feff}\u{202e}",
        "e\u{301}\u{301}\u{301}",
        "\n\n\t",
    ] {
        let name = || Some(text.to_owned());
        draw(
            &Shot {
                cast: vec![text.to_owned()],
                speaker: name(),
                line: name(),
                slug: text.to_owned(),
                place: text.to_owned(),
                ..shot()
            },
            SIZE,
        );
    }
}

#[test]
fn strange_numbers() {
    for (starts_at, duration) in [(f64::NAN, f64::INFINITY), (-1.0, -1.0), (1e300, 1e-300)] {
        draw(&Shot { starts_at, duration, number: usize::MAX, count: 0, ..shot() }, SIZE);
    }
}

#[test]
fn sizes() {
    let base = Shot { setting: Setting::Exterior, place: "STREET".to_owned(), light: Light::Night, ..shot() };
    for (width, height) in [(1, 1), (16, 9), (9, 16), (7, 300), (300, 7), (100, 100), (1920, 800)] {
        draw(&base, Size { width, height });
        draw(&shot(), Size { width, height });
    }
    let large = Size { width: 4000, height: 2250 };
    let picture = draw_panel(&base, large, &Style::Noir);
    assert_eq!(picture.rgba.len(), 4000 * 2250 * 4);
    let none = draw_panel(&base, Size { width: 0, height: 0 }, &Style::Noir);
    assert_eq!(none.size, Size { width: 1, height: 1 });
}

#[test]
fn every_place_in_every_light() {
    for place in [
        "KITCHEN",
        "BEDROOM",
        "OFFICE",
        "BAR",
        "HOSPITAL",
        "SPACESHIP",
        "CORRIDOR",
        "CAR",
        "CHURCH",
        "WAREHOUSE",
        "ROOM",
        "STREET",
        "FOREST",
        "FIELD",
        "DESERT",
        "MOUNTAIN",
        "SEA",
        "ROOFTOP",
        "STATION",
        "HOUSE",
        "SPACE",
        "",
    ] {
        for setting in [Setting::Interior, Setting::Exterior, Setting::Both] {
            for light in [Light::Day, Light::Night, Light::Dawn, Light::Dusk] {
                let shot = Shot { place: place.to_owned(), setting, light, ..shot() };
                draw(&shot, Size { width: 96, height: 54 });
            }
        }
    }
}
