//! The bytes of a few panels do not change unless somebody means it. Regenerate with `UPDATE_GOLDEN=1`.

use super::{SIZE, shot};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::Path;
use throughline_storyboard::{Framing, Light, Painter, Setting, Shot, Style, draw_panel};

/// Shots that between them show every framing, light and style.
fn shots() -> Vec<(Shot, Style)> {
    let base = shot();
    let wide = Shot { framing: Framing::Wide, ..base.clone() };
    let street = Shot {
        setting: Setting::Exterior,
        place: "STREET".to_owned(),
        slug: "EXT. STREET - DAY".to_owned(),
        light: Light::Day,
        framing: Framing::OverTheShoulder,
        ..base.clone()
    };
    let sea = Shot { place: "HARBOUR".to_owned(), light: Light::Dusk, framing: Framing::Wide, ..street.clone() };
    let wood = Shot { place: "FOREST".to_owned(), light: Light::Dawn, ..street.clone() };
    vec![
        (base, Style::Cinematic),
        (wide.clone(), Style::Noir),
        (wide, Style::Sketch),
        (street, Style::Comic),
        (sea, Style::Cinematic),
        (wood, Style::Documentary),
    ]
}

#[test]
fn panels_have_the_bytes_that_they_had() {
    let mut digests = String::new();
    for (shot, style) in shots() {
        let picture = draw_panel(&shot, SIZE, &style);
        let digest = Sha256::digest(&picture.rgba);
        let hex = digest.iter().fold(String::new(), |mut hex, byte| {
            write!(hex, "{byte:02x}").unwrap();
            hex
        });
        writeln!(digests, "{hex} {style:?} {:?} {:?} {}", shot.light, shot.framing, shot.place).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/golden.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &digests).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), digests);
}

#[test]
fn a_painter_gives_what_a_single_panel_gives() {
    let mut painter = Painter::new(SIZE, Style::Cinematic);
    // Twice, so that the second round meets cached backgrounds, in another order.
    let shots: Vec<Shot> = shots().into_iter().map(|(shot, _)| shot).collect();
    for shot in shots.iter().chain(shots.iter().rev()) {
        assert!(painter.panel(shot) == draw_panel(shot, SIZE, &Style::Cinematic), "{} differs", shot.place);
    }
}
