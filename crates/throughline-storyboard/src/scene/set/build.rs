//! Builds a set: walls, blocks, lines and things in perspective, and the light that is put over them at the end.

use super::lens::{Lens, P3, p3};
use crate::Light;
use crate::scene::geometry::{P, ellipse, p, smooth};
use crate::scene::rng::Rng;
use crate::scene::sheet::Sheet;
use crate::scene::tone::Rgb;

/// A set under construction.
pub(crate) struct Build<'a> {
    pub(crate) sheet: &'a mut Sheet,
    pub(crate) lens: Lens,
    pub(crate) light: Light,
    pub(crate) rng: Rng,
    /// How much of the light is missing: 0 where a lamp shines, up to 1.
    pub(crate) gloom: f32,
    /// A window shows the moon already; there is only one.
    pub(crate) moon: bool,
    /// Where lamps light the place; polygons on the sheet.
    pub(crate) pools: Vec<Vec<P>>,
}

impl Build<'_> {
    pub(crate) fn night(&self) -> bool {
        self.light == Light::Night
    }

    pub(crate) fn low_sun(&self) -> bool {
        matches!(self.light, Light::Dawn | Light::Dusk)
    }

    /// The grey of a surface. What is out of focus loses contrast.
    pub(crate) fn grey(&self, tone: f32) -> Rgb {
        let focus = self.sheet.focus;
        let palette = &self.sheet.palette;
        palette.grey(tone * (0.5 + 0.5 * focus) + 0.05 * (1.0 - focus)).mix(palette.grey(0.97), self.gloom)
    }

    pub(crate) fn tint(&self, strength: f32) -> Rgb {
        self.sheet.palette.tint(strength * (0.6 + 0.4 * self.sheet.focus))
    }

    /// Width of a line at a point: nearer is heavier.
    fn weight(&self, point: P3, width: f32) -> f32 {
        1.3 * width * (5.0 / self.lens.depth(point).max(1.0)).clamp(0.6, 1.7)
    }

    /// A flat surface without outline.
    pub(crate) fn flat(&mut self, points: &[P3], tone: f32) {
        let colour = self.grey(tone);
        self.coloured(points, colour);
    }

    pub(crate) fn coloured(&mut self, points: &[P3], colour: Rgb) {
        let polygon = self.lens.polygon(points);
        self.sheet.fill(&polygon, colour, 1.0);
    }

    /// A large surface: marker with visible strokes.
    pub(crate) fn surface(&mut self, points: &[P3], tone: f32, angle: f32) {
        let polygon = self.lens.polygon(points);
        let (colour, band) = (self.grey(tone), self.grey(tone + 0.045));
        if self.sheet.palette.hatching {
            self.sheet.fill(&polygon, colour, 1.0);
            if tone > 0.2 {
                self.sheet.hatch(&polygon, 11.0 - 8.0 * tone, angle, 0.9, 0.35);
            }
        } else {
            self.sheet.marker(&polygon, colour, band, angle);
        }
    }

    /// A surface with an outline.
    pub(crate) fn face(&mut self, points: &[P3], tone: f32, width: f32) {
        self.flat(points, tone);
        self.outline(points, width);
    }

    pub(crate) fn outline(&mut self, points: &[P3], width: f32) {
        for (index, &a) in points.iter().enumerate() {
            let b = points.get((index + 1) % points.len()).copied().unwrap_or(a);
            self.rule(a, b, width);
        }
    }

    /// A straight line that runs a little past its ends, as lines do that are drawn with verve.
    pub(crate) fn rule(&mut self, a: P3, b: P3, width: f32) {
        let width = self.weight(a, width).min(self.weight(b, width) * 1.6);
        if let Some((a, b)) = self.lens.segment(a, b) {
            let over = (2.2 / a.distance(b).max(1.0)).min(0.06);
            self.sheet.rule(a.lerp(b, -over), b.lerp(a, -over), width);
        }
    }

    /// A box from its low corner to its high corner. Its sides have three tones: light above, dark beside.
    pub(crate) fn block(&mut self, low: P3, high: P3, tone: f32) {
        self.block_lined(low, high, tone, 1.25);
    }

    pub(crate) fn block_lined(&mut self, low: P3, high: P3, tone: f32, width: f32) {
        let eye = self.lens.eye;
        let quad = |a: P3, b: P3, c: P3, d: P3| [a, b, c, d];
        let (l, h) = (low, high);
        if eye.x < l.x {
            self.face(
                &quad(p3(l.x, l.y, h.z), p3(l.x, l.y, l.z), p3(l.x, h.y, l.z), p3(l.x, h.y, h.z)),
                tone + 0.16,
                width,
            );
        }
        if eye.x > h.x {
            self.face(
                &quad(p3(h.x, l.y, l.z), p3(h.x, l.y, h.z), p3(h.x, h.y, h.z), p3(h.x, h.y, l.z)),
                tone + 0.16,
                width,
            );
        }
        if eye.y > h.y {
            self.face(
                &quad(p3(l.x, h.y, l.z), p3(h.x, h.y, l.z), p3(h.x, h.y, h.z), p3(l.x, h.y, h.z)),
                (tone - 0.14).max(0.0),
                width,
            );
        }
        if eye.y < l.y {
            self.face(
                &quad(p3(l.x, l.y, l.z), p3(h.x, l.y, l.z), p3(h.x, l.y, h.z), p3(l.x, l.y, h.z)),
                tone + 0.22,
                width,
            );
        }
        if eye.z < l.z {
            self.face(&quad(p3(l.x, l.y, l.z), p3(h.x, l.y, l.z), p3(h.x, h.y, l.z), p3(l.x, h.y, l.z)), tone, width);
        }
    }

    /// A smooth shape that stands upright at a point; its own coordinates are metres, `y` up.
    pub(crate) fn upright(&mut self, foot: P3, points: &[(f32, f32)], tone: f32, width: f32) {
        let (at, scale) = (self.lens.at(foot), self.lens.scale(foot));
        if self.lens.depth(foot) < 0.5 {
            return;
        }
        let points: Vec<P> = points.iter().map(|&(x, y)| p(at.x + x * scale, at.y - y * scale)).collect();
        let colour = self.grey(tone);
        let curve = smooth(&points, true, 6.0);
        self.sheet.fill(&curve, colour, 1.0);
        if width > 0.0 {
            let width = self.weight(foot, width);
            self.sheet.ink_ring(&points, width);
        }
    }

    /// A smooth line upright at a point, in metres.
    pub(crate) fn upright_line(&mut self, foot: P3, points: &[(f32, f32)], width: f32) {
        let (at, scale) = (self.lens.at(foot), self.lens.scale(foot));
        if self.lens.depth(foot) < 0.5 {
            return;
        }
        let points: Vec<P> = points.iter().map(|&(x, y)| p(at.x + x * scale, at.y - y * scale)).collect();
        let width = self.weight(foot, width);
        self.sheet.ink_curve(&points, width);
    }

    /// A flat shadow or pool on the ground, an ellipse of `rx` by `rz` metres.
    pub(crate) fn on_ground(&self, middle: P3, rx: f32, rz: f32) -> Vec<P> {
        let ring: Vec<P3> = ellipse(p(0.0, 0.0), rx, rz, 28)
            .into_iter()
            .map(|q| p3(middle.x + q.x, middle.y, middle.z + q.y))
            .collect();
        self.lens.polygon(&ring)
    }

    /// A disc that faces the camera; the radius in metres.
    pub(crate) fn disc(&self, middle: P3, radius: f32) -> Vec<P> {
        let at = self.lens.at(middle);
        let radius = radius * self.lens.scale(middle);
        ellipse(at, radius, radius, 24)
    }

    /// Something that shines by itself, on a polygon of the sheet.
    pub(crate) fn shine(&mut self, polygon: &[P], colour: Rgb, alpha: f32) {
        self.sheet.fill(polygon, colour, alpha);
    }

    /// What a lamp that is open above throws on the wall behind it.
    pub(crate) fn uplight(&mut self, at: P3, high: f32) {
        let (head, metre) = (self.lens.at(at), self.lens.scale(at));
        let half = 0.2 + high * 0.55;
        let edge = |x: f32, y: f32| p(head.x + x * metre, head.y - y * metre);
        // The cone ends in a bow, as it does on a wall.
        self.pools.push(vec![
            edge(-0.12, 0.0),
            edge(-half, high),
            edge(-half * 0.6, high * 1.22),
            edge(0.0, high * 1.3),
            edge(half * 0.6, high * 1.22),
            edge(half, high),
            edge(0.12, 0.0),
        ]);
    }

    /// A lamp: its bulb, its cone and the pool beneath it.
    pub(crate) fn lamp(&mut self, at: P3, floor: f32, reach: f32) {
        let glow = self.disc(at, 0.1);
        let pool = self.on_ground(p3(at.x, floor, at.z), reach, reach * 0.8);
        if self.night() || self.low_sun() {
            let head = self.lens.at(at);
            let spread = self.lens.scale(at);
            let (left, right) = pool.iter().fold((f32::MAX, f32::MIN), |(l, r), q| (l.min(q.x), r.max(q.x)));
            let ground = self.lens.at(p3(at.x, floor, at.z)).y;
            self.pools.push(vec![
                p(head.x - 0.1 * spread, head.y),
                p(head.x + 0.1 * spread, head.y),
                p(right, ground),
                p(left, ground),
            ]);
            self.pools.push(pool);
        }
        let colour = if self.night() { self.tint(0.22) } else { self.sheet.palette.paper };
        self.shine(&glow, colour, 1.0);
    }
}
