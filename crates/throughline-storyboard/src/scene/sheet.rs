//! The paper and the hand: washes, ink lines with a swelling and a tremble, hatching.

use super::geometry::{P, bounds, cut, line, p, smooth};
use super::rng::Rng;
use super::tone::{Palette, Rgb};
use tiny_skia::{Color, FillRule, Mask, Paint, Path, PathBuilder, Pixmap, Shader, Transform};

/// A sheet of paper under the pen.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) pixels: Pixmap,
    /// Pixels of one unit.
    pub(crate) unit: f32,
    /// Width in units; the height is 540.
    pub(crate) width: f32,
    pub(crate) palette: Palette,
    pub(crate) hand: Rng,
    /// Ink lines are drawn this much thinner and lighter: 1 in focus, less behind the focus.
    pub(crate) focus: f32,
}

impl Sheet {
    /// Height of a sheet in units.
    pub(crate) const HEIGHT: f32 = 540.0;

    pub(crate) fn new(pixels: Pixmap, palette: Palette, hand: Rng) -> Self {
        let unit = pixels.height() as f32 / Self::HEIGHT;
        let width = pixels.width() as f32 / unit;
        Self { pixels, unit, width, palette, hand, focus: 1.0 }
    }

    /// Fills a closed polygon with a colour of opacity `alpha`.
    pub(crate) fn fill(&mut self, points: &[P], colour: Rgb, alpha: f32) {
        self.fill_rings(&[points], colour, alpha);
    }

    /// Fills between rings by the even-odd rule: a second ring inside of the first is a hole.
    pub(crate) fn fill_rings(&mut self, rings: &[&[P]], colour: Rgb, alpha: f32) {
        if let Some(path) = path_of(rings) {
            self.fill_path(&path, colour, alpha, FillRule::EvenOdd);
        }
    }

    fn fill_path(&mut self, path: &Path, colour: Rgb, alpha: f32, rule: FillRule) {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.shader = Shader::SolidColor(colour.with_alpha(alpha));
        self.pixels.fill_path(path, &paint, rule, Transform::from_scale(self.unit, self.unit), None);
    }

    /// Fills the whole sheet.
    pub(crate) fn flood(&mut self, colour: Rgb) {
        self.pixels.fill(colour.with_alpha(1.0));
    }

    /// Fills a smooth closed shape.
    pub(crate) fn blob(&mut self, points: &[P], colour: Rgb, alpha: f32) {
        let curve = smooth(points, true, 4.0);
        self.fill(&curve, colour, alpha);
    }

    /// A line of ink through points: swells in the middle, trembles a little. `width` in units.
    pub(crate) fn ink(&mut self, points: &[P], width: f32) {
        let colour = self.palette.line(self.focus);
        self.pen(points, width * (0.45 + 0.55 * self.focus), colour, 1.0, 0.35);
    }

    /// The same along a smooth curve.
    pub(crate) fn ink_curve(&mut self, points: &[P], width: f32) {
        let curve = smooth(points, false, 5.0);
        self.ink(&curve, width);
    }

    /// The outline of a smooth closed shape, drawn in one go with the ends overlapping.
    pub(crate) fn ink_ring(&mut self, points: &[P], width: f32) {
        let mut curve = smooth(points, true, 5.0);
        curve.extend(curve.first().copied());
        let colour = self.palette.line(self.focus);
        self.pen(&curve, width * (0.45 + 0.55 * self.focus), colour, 1.0, 0.75);
    }

    /// A straight line, as drawn with a ruler and a loose wrist.
    pub(crate) fn rule(&mut self, a: P, b: P, width: f32) {
        let points = line(&[a, b], 40.0);
        self.ink(&points, width);
    }

    /// A pen of any colour. `ends` is the width at the ends, as a share of the full width.
    pub(crate) fn pen(&mut self, points: &[P], width: f32, colour: Rgb, alpha: f32, ends: f32) {
        let count = points.len();
        if count < 2 {
            return;
        }
        let tremble = self.palette.tremble;
        let half = width * self.palette.pen * 0.5;
        // A line thinner than this would break up into dots.
        let thinnest = 0.36 / self.unit.max(0.4);
        let mut drift = P::default();
        let mut left = Vec::with_capacity(count * 2);
        let mut right = Vec::with_capacity(count);
        for (index, &here) in points.iter().enumerate() {
            let before = points.get(index.saturating_sub(1)).copied().unwrap_or(here);
            let after = points.get((index + 1).min(count - 1)).copied().unwrap_or(here);
            let normal = before.normal_to(after);
            let t = index as f32 / (count - 1) as f32;
            // A parabola is as good as a sine here, and the same on every machine.
            let swell = ends + (1.0 - ends) * (4.0 * t * (1.0 - t)).min(1.0);
            drift = p(drift.x * 0.7 + self.hand.sway() * tremble, drift.y * 0.7 + self.hand.sway() * tremble);
            let half = (half * swell * (1.0 + 0.16 * self.hand.sway())).max(thinnest);
            left.push(p(here.x + normal.x * half + drift.x, here.y + normal.y * half + drift.y));
            right.push(p(here.x - normal.x * half + drift.x, here.y - normal.y * half + drift.y));
        }
        left.extend(right.into_iter().rev());
        if let Some(path) = path_of(&[&left]) {
            self.fill_path(&path, colour, alpha, FillRule::Winding);
        }
    }

    /// Marker over a convex polygon: a flat wash, and darker bands where the strokes overlap.
    pub(crate) fn marker(&mut self, polygon: &[P], colour: Rgb, band: Rgb, angle: f32) {
        self.fill(polygon, colour, 1.0);
        self.streaks(polygon, band, 1.0, angle, 0.34);
    }

    /// Bands over a convex polygon, `cover` of its surface.
    pub(crate) fn streaks(&mut self, polygon: &[P], colour: Rgb, alpha: f32, angle: f32, cover: f32) {
        let along = p(libm::cosf(angle), libm::sinf(angle));
        let across = p(-along.y, along.x);
        let (low, high) = bounds(polygon);
        if low.x > high.x || (high.x - low.x) * (high.y - low.y) < 400.0 {
            return;
        }
        let distances: Vec<f32> = polygon.iter().map(|q| q.x * across.x + q.y * across.y).collect();
        let start = distances.iter().copied().fold(f32::MAX, f32::min);
        let end = distances.iter().copied().fold(f32::MIN, f32::max);
        let mut at = start + self.hand.range(0.0, 26.0);
        for _ in 0..60 {
            if at >= end {
                break;
            }
            let width = self.hand.range(14.0, 34.0) * cover * 2.0;
            let tilt = self.hand.sway() * 0.03;
            let (n1, n2) = (
                p(across.x - along.x * tilt, across.y - along.y * tilt),
                p(-across.x - along.x * tilt, -across.y - along.y * tilt),
            );
            let middle = p((low.x + high.x) * 0.5, (low.y + high.y) * 0.5);
            let offset = middle.x * across.x + middle.y * across.y;
            let first = middle.along(across, at - offset);
            let second = middle.along(across, at + width - offset);
            let band = cut(&cut(polygon, first, n1), second, n2);
            if band.len() > 2 {
                self.fill(&band, colour, alpha);
            }
            at += width + self.hand.range(10.0, 46.0) * (1.0 - cover) * 1.6;
        }
    }

    /// A second sheet like this one, under the same hand.
    pub(crate) fn twin(&self) -> Self {
        Self { pixels: self.pixels.clone(), hand: self.hand.clone(), ..*self }
    }

    /// Shows another sheet of the same size through holes, which may lie over one another: nearly all of it in the
    /// holes, and a little in their halos.
    pub(crate) fn show_through(&mut self, other: &Self, holes: &[Vec<P>], halos: &[Vec<P>]) {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let masked = |polygons: &[Vec<P>]| {
            let mut mask = Mask::new(width, height)?;
            for path in polygons.iter().filter_map(|polygon| path_of(&[polygon])) {
                mask.fill_path(&path, FillRule::EvenOdd, true, Transform::from_scale(self.unit, self.unit));
            }
            Some(mask)
        };
        let (Some(inner), Some(outer)) = (masked(holes), masked(halos)) else { return };
        let pixels = self.pixels.data_mut().chunks_exact_mut(4).zip(other.pixels.data().chunks_exact(4));
        for ((to, from), (inner, outer)) in pixels.zip(inner.data().iter().zip(outer.data())) {
            // Of 256: seven eighths in a hole, a third in its halo.
            let share = (i32::from(*inner) * 7 / 8).max(i32::from(*outer) / 3);
            if share > 0 {
                for (to, from) in to.iter_mut().zip(from) {
                    *to = (i32::from(*to) + (i32::from(*from) - i32::from(*to)) * share / 256) as u8;
                }
            }
        }
    }

    /// Hatching over a convex polygon: parallel pen lines, `gap` units apart.
    pub(crate) fn hatch(&mut self, polygon: &[P], gap: f32, angle: f32, width: f32, alpha: f32) {
        let along = p(libm::cosf(angle), libm::sinf(angle));
        let across = p(-along.y, along.x);
        let distances: Vec<f32> = polygon.iter().map(|q| q.x * across.x + q.y * across.y).collect();
        let start = distances.iter().copied().fold(f32::MAX, f32::min);
        let end = distances.iter().copied().fold(f32::MIN, f32::max);
        let colour = self.palette.line(self.focus);
        let mut at = start + gap * 0.5;
        for _ in 0..220 {
            if at >= end {
                break;
            }
            let strip = cut(
                &cut(polygon, p(across.x * at, across.y * at), across),
                p(across.x * (at + 0.5), across.y * (at + 0.5)),
                p(-across.x, -across.y),
            );
            let reach = |from: f32, better: fn(f32, f32) -> f32| {
                strip.iter().map(|q| q.x * along.x + q.y * along.y).fold(from, better)
            };
            let (from, to) = (reach(f32::MAX, f32::min), reach(f32::MIN, f32::max));
            if to - from > 2.0 {
                let inset = (to - from) * 0.08 * self.hand.unit();
                let a = p(along.x * (from + inset) + across.x * at, along.y * (from + inset) + across.y * at);
                let b = p(along.x * (to - inset) + across.x * at, along.y * (to - inset) + across.y * at);
                self.pen(&[a, a.lerp(b, 0.35), a.lerp(b, 0.7), b], width, colour, alpha, 0.4);
            }
            at += gap * self.hand.range(0.75, 1.25);
        }
    }
}

fn path_of(rings: &[&[P]]) -> Option<Path> {
    let mut builder = PathBuilder::with_capacity(rings.len() * 2, rings.iter().map(|ring| ring.len()).sum());
    for ring in rings {
        let Some((first, rest)) = ring.split_first() else { continue };
        if rest.len() < 2 || !ring.iter().all(|q| q.x.abs() < 1e5 && q.y.abs() < 1e5) {
            continue;
        }
        builder.move_to(first.x, first.y);
        for point in rest {
            builder.line_to(point.x, point.y);
        }
        builder.close();
    }
    builder.finish()
}

impl Rgb {
    fn with_alpha(self, alpha: f32) -> Color {
        let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
        Color::from_rgba8(byte(self.r), byte(self.g), byte(self.b), byte(alpha))
    }
}
