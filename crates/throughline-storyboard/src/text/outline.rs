//! Outlines of glyphs, and a bounded memory of those already met.

use super::fonts::Source;
use harfrust::GlyphId;
use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use std::collections::HashMap;
use tiny_skia::{Path, PathBuilder, Transform};

/// Glyphs remembered at most. Beyond, all are forgotten: a text that needs more is rare, and drawing them again is cheap.
const REMEMBERED: usize = 4096;

/// Outlines in font units, y downwards from the baseline.
#[derive(Default)]
pub(super) struct Outlines {
    known: HashMap<(Source, u32), Option<Path>>,
}

impl Outlines {
    /// The outline of a glyph; `None` for one without ink. `id` is a glyph of a font, else a code point.
    pub(super) fn get(&mut self, source: Source, id: u32) -> Option<&Path> {
        if self.known.len() >= REMEMBERED && !self.known.contains_key(&(source, id)) {
            self.known.clear();
        }
        self.known.entry((source, id)).or_insert_with(|| outline(source, id)).as_ref()
    }
}

fn outline(source: Source, id: u32) -> Option<Path> {
    match source {
        Source::Sans | Source::Bold | Source::Mono | Source::Emoji => {
            let glyph = source.font()?.outline_glyphs().get(GlyphId::new(id))?;
            let mut pen = Pen(PathBuilder::new());
            glyph.draw(&DrawOptions::new(), DrawMemory::Scratch, &mut pen).ok()?;
            let scale = source.shrink() as f32 / 256.0;
            pen.0.finish()?.transform(Transform::from_scale(scale, -scale))
        }
        Source::Pen => super::pen::outline(char::from_u32(id)?, false),
        Source::BroadPen => super::pen::outline(char::from_u32(id)?, true),
        Source::Code => super::code::outline(char::from_u32(id)?),
    }
}

/// Takes down what a font draws.
struct Pen(PathBuilder);

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.cubic_to(cx0, cy0, cx1, cy1, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
