//! What runs on below the panels: which shot this is, a line for the time gone by, and a time code.

use super::palette::Palette;
use crate::output::OutputError;
use crate::output::sheet::time_code;
use crate::text::{Align, Color, Face, Lettering, Placement, TextStyle};
use tiny_skia::Pixmap;

const GROUND: [u8; 3] = [28, 27, 30];
const TRACK: [u8; 3] = [70, 68, 72];
const LETTERS: [u8; 3] = [225, 222, 216];
const LINE: [u8; 3] = [222, 84, 56];

/// What the strip is drawn with; between ground and letters in steps, for the edges of letters.
pub(super) fn colours() -> Vec<[u8; 3]> {
    let step = |part: u32| {
        let mut colour = GROUND;
        for (value, end) in colour.iter_mut().zip(LETTERS) {
            *value = ((u32::from(*value) * (5 - part) + u32::from(end) * part) / 5) as u8;
        }
        colour
    };
    [TRACK, LINE].into_iter().chain((0..=5).map(step)).collect()
}

/// The strip, as places in a palette.
pub(super) struct Strip {
    /// Its letters, without the line.
    canvas: Pixmap,
    /// What is lettered on it.
    words: (String, String),
    /// The same as places in the palette.
    mapped: Vec<u8>,
}

impl Strip {
    /// Height below panels of this height, in pixels.
    pub(super) fn height(panel: u32) -> u32 {
        (panel / 13).clamp(12, 64)
    }

    pub(super) fn new(width: u32, height: u32) -> Result<Self, OutputError> {
        let canvas = Pixmap::new(width, height).ok_or(OutputError::Picture { width, height, bytes: 0 })?;
        Ok(Self { canvas, words: (String::new(), String::new()), mapped: Vec::new() })
    }

    /// Draws the strip for a time of the film, in milliseconds, into the pixels below the panel.
    pub(super) fn draw(
        &mut self,
        lettering: &mut Lettering,
        palette: &mut Palette,
        (shot, shots): (usize, usize),
        (now, end): (u64, u64),
        pixels: &mut [u8],
    ) {
        let code = |time: u64| time_code((time / 1000) as f64);
        let words = (format!("{shot} / {shots}"), format!("{} / {}", code(now), code(end)));
        if words != self.words {
            self.letter(lettering, &words);
            self.words = words;
            let rgb: Vec<u8> =
                self.canvas.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
            self.mapped.resize(rgb.len() / 3, 0);
            palette.map(&rgb, &mut self.mapped);
        }
        pixels.copy_from_slice(&self.mapped);
        let mut places = [0; 2];
        palette.map(&[LINE, TRACK].concat(), &mut places);
        let [line, track] = places;
        let width = self.canvas.width() as usize;
        let thick = (self.canvas.height() as usize / 6).max(2);
        // The line has come as far as the shown frame starts; in the last frame of all it need not be complete.
        let done = (width as u64 * now / end.max(1)) as usize;
        for row in pixels.chunks_exact_mut(width).take(thick) {
            let (gone, to_come) = row.split_at_mut(done.min(width));
            gone.fill(line);
            to_come.fill(track);
        }
    }

    fn letter(&mut self, lettering: &mut Lettering, (shot, time): &(String, String)) {
        let [red, green, blue] = GROUND;
        self.canvas.fill(Color::from_rgba8(red, green, blue, 255));
        let (width, height) = (self.canvas.width() as f32, self.canvas.height() as f32);
        let size = height * 0.56;
        let [red, green, blue] = LETTERS;
        let style = TextStyle { face: Face::Mono, size, color: Color::from_rgba8(red, green, blue, 255) };
        for (text, align) in [(shot, Align::Left), (time, Align::Right)] {
            let y = height * 0.58 - size * 0.625;
            let place = Placement { x: size, y, max_width: width - 2.0 * size, align, lines: 1, ellipsis: false };
            lettering.draw(&mut self.canvas.as_mut(), text, &place, &style);
        }
    }
}
