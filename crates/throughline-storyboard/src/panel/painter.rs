//! From a shot to its panel. A [`Painter`] keeps the last backgrounds, since the shots of a scene share them.

use super::lettering::letter;
use crate::scene::{Lens, Palette, Rng, Sheet, View, people, stand, view_of};
use crate::text::Lettering;
use crate::{Light, Picture, Setting, Shot, Size, Style};
use std::collections::{BTreeSet, VecDeque};
use tiny_skia::Pixmap;

/// The longest side of a picture, in pixels.
const LONGEST: u32 = 8192;
/// So many backgrounds are kept: those of two scenes, whose shots may alternate.
const KEPT: usize = 6;

/// What a background depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    place: String,
    setting: Setting,
    light: Light,
    view: View,
}

/// Draws panels of one size and style, one after the other. It gives the same bytes as [`draw_panel`], sooner: it keeps
/// backgrounds and letters.
pub struct Painter {
    size: Size,
    style: Style,
    letters: Lettering,
    backgrounds: VecDeque<(Key, Pixmap, Lens)>,
}

impl Painter {
    /// A painter for panels of this size and style. Sides are at least 1 and at most 8192 pixels; others are taken to
    /// these.
    #[must_use]
    pub fn new(size: Size, style: Style) -> Self {
        let size = Size { width: size.width.clamp(1, LONGEST), height: size.height.clamp(1, LONGEST) };
        Self { size, style, letters: Lettering::new(), backgrounds: VecDeque::new() }
    }

    /// Draws one panel.
    pub fn panel(&mut self, shot: &Shot) -> Picture {
        let palette = Palette::of(self.style);
        let hand = Rng::of(&["hand", &shot.shot_id, &shot.slug]);
        let Some((pixels, lens)) = self.background(shot, palette) else {
            // No memory is to be had for a picture of this size without sides; there is none.
            return Picture { size: self.size, rgba: Vec::new() };
        };
        let mut sheet = Sheet::new(pixels, palette, hand);
        people(&mut sheet, &lens, shot);
        letter(&mut sheet, &mut self.letters, shot);
        Picture { size: self.size, rgba: sheet.pixels.take() }
    }

    /// The characters met so far that could only be lettered as code points in a frame.
    #[must_use]
    pub fn missing(&self) -> &BTreeSet<char> {
        self.letters.missing()
    }

    fn background(&mut self, shot: &Shot, palette: Palette) -> Option<(Pixmap, Lens)> {
        let key = Key {
            place: shot.place.trim().to_uppercase(),
            setting: shot.setting,
            light: shot.light,
            view: view_of(shot),
        };
        if let Some((_, pixels, lens)) = self.backgrounds.iter().find(|(kept, ..)| *kept == key) {
            return Some((pixels.clone(), *lens));
        }
        let pixels = Pixmap::new(self.size.width, self.size.height)?;
        let mut sheet = Sheet::new(pixels, palette, Rng::of(&["ground", &key.place]));
        let lens = stand(&mut sheet, &key.place, key.setting, key.light, key.view);
        if self.backgrounds.len() >= KEPT {
            self.backgrounds.pop_front();
        }
        self.backgrounds.push_back((key, sheet.pixels.clone(), lens));
        Some((sheet.pixels, lens))
    }
}

impl std::fmt::Debug for Painter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Painter").field("size", &self.size).field("style", &self.style).finish_non_exhaustive()
    }
}

/// Draws the panel of one shot. Sides are at least 1 and at most 8192 pixels; others are taken to these.
#[must_use]
pub fn draw_panel(shot: &Shot, size: Size, style: &Style) -> Picture {
    Painter::new(size, *style).panel(shot)
}
