//! The one who draws: measures, wraps and draws text, and remembers the outlines of glyphs that it has met.

use super::fonts::EM;
use super::outline::Outlines;
use super::wrap::{self, Limits, Line};
use super::{Align, Extent, Outcome, Placement, TextStyle};
use std::collections::BTreeSet;
use tiny_skia::{FillRule, Paint, PathBuilder, PixmapMut, Shader, Transform};

/// From the top of a line to its baseline, in font units: the ascender of DejaVu Sans and half of the space between lines.
const ASCENT: i32 = 1989;
/// From one baseline to the next, in font units.
const LEADING: i32 = 2560;

/// Draws text. Cheap to make: fonts are read when a text first needs them. Keep one for many texts, because it caches.
#[derive(Default)]
pub struct Lettering {
    outlines: Outlines,
    missing: BTreeSet<char>,
}

impl Lettering {
    /// A new one, with nothing cached.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Draws a text into its box and says how large it became.
    pub fn draw(&mut self, canvas: &mut PixmapMut<'_>, text: &str, place: &Placement, style: &TextStyle) -> Outcome {
        let limits = Limits { width: room(place.max_width, style), lines: place.lines, ellipsis: place.ellipsis };
        let (lines, shortened) = self.lines(text, style, limits);
        let extent = extent(&lines, style);
        let scale = style.size / EM as f32;
        let paint = Paint { shader: Shader::SolidColor(style.color), anti_alias: true, ..Paint::default() };
        for (index, line) in lines.iter().enumerate() {
            // Baselines lie on whole pixels, so that equal letters in different lines have equal feet.
            let y = (place.y + index as f32 * extent.line_height + extent.ascent).round();
            let x = place.x + indent(line, place, pixels(line.width, style));
            // A word is one path: joined letters lie over each other, and must not be darker there. A whole line would
            // be one too, but filling takes longer the more edges a row of pixels crosses.
            let mut word = PathBuilder::new();
            for glyph in &line.glyphs {
                let (x, y) = (x + pixels(glyph.x, style), y + pixels(glyph.y, style));
                let transform = Transform::from_row(scale, 0.0, 0.0, scale, x, y);
                let outline = self.outlines.get(glyph.source, glyph.id).cloned();
                let outline = outline.and_then(|outline| outline.transform(transform));
                if outline.is_none() || !glyph.source.joins() {
                    fill(canvas, &mut word, &paint);
                }
                if let Some(outline) = outline {
                    word.push_path(&outline);
                }
            }
            fill(canvas, &mut word, &paint);
        }
        Outcome { extent, shortened }
    }

    /// The size of a text whose lines are no wider than `max_width` pixels.
    pub fn measure(&mut self, text: &str, style: &TextStyle, max_width: f32) -> Extent {
        let limits = Limits { width: room(max_width, style), lines: usize::MAX, ellipsis: false };
        extent(&self.lines(text, style, limits).0, style)
    }

    /// The lines of a text, none wider than `max_width` pixels, as they are drawn; white space at their ends is gone.
    pub fn wrap(&mut self, text: &str, style: &TextStyle, max_width: f32) -> Vec<String> {
        let limits = Limits { width: room(max_width, style), lines: usize::MAX, ellipsis: false };
        self.lines(text, style, limits).0.into_iter().map(|line| line.text).collect()
    }

    /// The characters met so far that no font of the house can show. They were drawn as code points in a frame.
    #[must_use]
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }

    fn lines(&mut self, text: &str, style: &TextStyle, limits: Limits) -> (Vec<Line>, bool) {
        if !(style.size.is_finite() && style.size > 0.0) {
            return (Vec::new(), false);
        }
        let (lines, shortened) = wrap::lines(text, style.face, limits);
        self.missing.extend(lines.iter().flat_map(Line::missing));
        (lines, shortened)
    }
}

/// Fills what has been gathered, and begins anew.
fn fill(canvas: &mut PixmapMut<'_>, path: &mut PathBuilder, paint: &Paint<'_>) {
    if let Some(path) = std::mem::take(path).finish() {
        canvas.fill_path(&path, paint, FillRule::Winding, Transform::identity(), None);
    }
}

/// A width in pixels as font units.
fn room(width: f32, style: &TextStyle) -> i32 {
    // Conversion saturates, so that an infinite width is the widest there is.
    (f64::from(width) * f64::from(EM) / f64::from(style.size)).floor() as i32
}

/// Font units as pixels.
fn pixels(units: i32, style: &TextStyle) -> f32 {
    (f64::from(units) * f64::from(style.size) / f64::from(EM)) as f32
}

fn extent(lines: &[Line], style: &TextStyle) -> Extent {
    let widest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    let line_height = pixels(LEADING, style);
    Extent {
        width: pixels(widest, style),
        height: line_height * lines.len() as f32,
        ascent: pixels(ASCENT, style),
        descent: pixels(LEADING - ASCENT, style),
        line_height,
        lines: lines.len(),
    }
}

/// How far from the left edge a line starts, in pixels.
fn indent(line: &Line, place: &Placement, width: f32) -> f32 {
    let space = place.max_width - width;
    match place.align {
        _ if !space.is_finite() => 0.0,
        Align::Right => space,
        Align::Start if line.rtl => space,
        Align::Center => space / 2.0,
        Align::Start | Align::Left => 0.0,
    }
}
