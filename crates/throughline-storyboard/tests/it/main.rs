//! Panels as a caller gets them: the same bytes every time, and pictures that tell what they are to tell.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on is to panic; Clippy does not know helpers of tests")]

mod extremes;
mod golden;
mod lettering;
mod meaning;
mod outputs;

use throughline_storyboard::{Framing, Light, Picture, Setting, Shot, Size};

/// The size of most panels here.
const SIZE: Size = Size { width: 480, height: 270 };

/// A shot in a kitchen at night, of two people.
fn shot() -> Shot {
    Shot {
        number: 2,
        count: 12,
        shot_id: "scene-001-shot-002".to_owned(),
        slug: "INT. KITCHEN - NIGHT".to_owned(),
        setting: Setting::Interior,
        place: "KITCHEN".to_owned(),
        light: Light::Night,
        framing: Framing::MediumCloseUp,
        starts_at: 3.0,
        duration: 3.2,
        cast: vec!["MARA".to_owned(), "JOHN".to_owned()],
        speaker: Some("MARA".to_owned()),
        voice_only: false,
        listener: Some("JOHN".to_owned()),
        line: Some("You should not have come.".to_owned()),
        action: None,
    }
}

/// Mean brightness, 0 to 255, of a part of a picture, given in shares of its sides: left, top, right, bottom.
fn brightness(picture: &Picture, part: (f64, f64, f64, f64)) -> f64 {
    let (width, height) = (picture.size.width as usize, picture.size.height as usize);
    let at = |share: f64, side: usize| (share * side as f64) as usize;
    let (mut sum, mut count) = (0.0, 0.0);
    for y in at(part.1, height)..at(part.3, height) {
        for x in at(part.0, width)..at(part.2, width) {
            let from = (y * width + x) * 4;
            let [red, green, blue] = picture.rgba[from..from + 3] else { continue };
            sum += 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
            count += 1.0;
        }
    }
    sum / count
}

/// The drawing without heading and caption.
const DRAWING: (f64, f64, f64, f64) = (0.02, 0.08, 0.98, 0.8);
