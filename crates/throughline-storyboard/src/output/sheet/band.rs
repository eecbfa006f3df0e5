//! A band of the sheet: a strip of paper as wide as the sheet, to be lettered, pasted on and handed to the encoder.

use crate::Size;
use crate::output::OutputError;
use crate::text::{Align, Color, Face, Lettering, Placement, TextStyle};
use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Rect, Shader, Transform};

/// Colours of the sheet: red, green, blue.
pub(super) const PAPER: [u8; 3] = [250, 249, 246];
pub(super) const TABLE: [u8; 3] = [214, 210, 202];
pub(super) const INK: [u8; 3] = [28, 27, 30];
pub(super) const GREY: [u8; 3] = [122, 117, 110];
pub(super) const RULE: [u8; 3] = [196, 190, 180];
pub(super) const ACCENT: [u8; 3] = [196, 62, 40];

/// Where a text goes, and how it looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) lines: usize,
    pub(super) align: Align,
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) colour: [u8; 3],
}

/// A strip of the sheet.
pub(super) struct Band {
    pixels: Pixmap,
}

impl Band {
    /// A strip in one colour.
    pub(super) fn new(width: u32, height: u32, colour: [u8; 3]) -> Result<Self, OutputError> {
        let size = Size { width, height };
        let mut pixels = Pixmap::new(width, height).ok_or(OutputError::Picture {
            width: size.width,
            height: size.height,
            bytes: 0,
        })?;
        pixels.fill(color(colour));
        Ok(Self { pixels })
    }

    /// Paints over everything.
    pub(super) fn clear(&mut self, colour: [u8; 3]) {
        self.pixels.fill(color(colour));
    }

    /// Letters a text, with `…` where it does not fit. Says how wide it became.
    pub(super) fn letter(&mut self, lettering: &mut Lettering, text: &str, spot: Spot) -> f32 {
        let place = Placement {
            x: spot.x,
            y: spot.y,
            max_width: spot.width,
            align: spot.align,
            lines: spot.lines,
            ellipsis: true,
        };
        let style = TextStyle { face: spot.face, size: spot.size, color: color(spot.colour) };
        lettering.draw(&mut self.pixels.as_mut(), text, &place, &style).extent.width
    }

    /// Fills a rectangle.
    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, colour: [u8; 3]) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            let paint = Paint { shader: Shader::SolidColor(color(colour)), anti_alias: true, ..Paint::default() };
            let path = PathBuilder::from_rect(rect);
            self.pixels.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
        }
    }

    /// Pastes a picture of three bytes a pixel.
    pub(super) fn paste(&mut self, rgb: &[u8], size: Size, left: u32, top: u32) {
        let stride = self.pixels.width() as usize * 4;
        let (width, left) = (size.width as usize * 3, left as usize * 4);
        let rows = self.pixels.data_mut().chunks_exact_mut(stride).skip(top as usize);
        for (row, source) in rows.zip(rgb.chunks_exact(width)) {
            for (pixel, source) in row.chunks_exact_mut(4).skip(left / 4).zip(source.chunks_exact(3)) {
                pixel[..3].copy_from_slice(source);
            }
        }
    }

    /// The pixels as they are encoded: three bytes each, row by row.
    pub(super) fn rgb(&self, rgb: &mut Vec<u8>) {
        rgb.clear();
        // Nothing here lets the table shine through: all pixels are opaque, and need not be divided by their opacity.
        rgb.extend(self.pixels.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]));
    }
}

fn color([red, green, blue]: [u8; 3]) -> Color {
    Color::from_rgba8(red, green, blue, 255)
}
