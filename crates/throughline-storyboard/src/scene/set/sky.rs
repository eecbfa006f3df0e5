//! The sky: above the horizon, and as seen through a window.

use super::build::Build;
use crate::Light;
use crate::scene::geometry::{P, bounds, cut, ellipse, p};
use crate::scene::tone::Rgb;

/// Colours of the sky from the top to the horizon.
fn bands(b: &Build<'_>) -> [Rgb; 5] {
    match b.light {
        Light::Day => [b.grey(0.2), b.grey(0.15), b.grey(0.1), b.grey(0.05), b.grey(0.0)],
        Light::Night => [b.grey(0.92), b.grey(0.86), b.grey(0.8), b.grey(0.73), b.grey(0.64)],
        Light::Dawn => [b.grey(0.36), b.grey(0.24), b.grey(0.12), b.tint(0.2), b.tint(0.38)],
        Light::Dusk => [b.grey(0.56), b.grey(0.42), b.tint(0.22).mix(b.grey(0.4), 0.5), b.tint(0.45), b.tint(0.7)],
    }
}

/// The whole sky down to the horizon, in marker bands, with what stands in it.
pub(super) fn open(b: &mut Build<'_>) {
    let (width, horizon) = (b.sheet.width, b.lens.centre.y);
    let colours = bands(b);
    b.sheet.flood(colours[0]);
    for (index, colour) in colours.iter().enumerate().skip(1) {
        let y = horizon * (index as f32 / 5.2);
        let mut edge = Vec::with_capacity(12);
        for step in 0..=8_i16 {
            edge.push(p(width * f32::from(step) / 8.0, y + b.rng.sway() * 5.0));
        }
        let mut polygon = crate::scene::geometry::smooth(&edge, false, 30.0);
        polygon.push(p(width + 10.0, horizon + 40.0));
        polygon.push(p(-10.0, horizon + 40.0));
        b.sheet.fill(&polygon, *colour, 1.0);
    }
    let side = b.rng.range(0.14, 0.36);
    let x = if b.rng.chance(0.5) { width * side } else { width * (1.0 - side) };
    match b.light {
        Light::Day => {
            clouds(b, horizon);
            let sun = ellipse(p(x, horizon * 0.36), 24.0, 24.0, 40);
            let paper = b.sheet.palette.paper;
            b.sheet.fill(&sun, paper, 1.0);
            b.sheet.ink_ring(&ellipse(p(x, horizon * 0.36), 24.0, 24.0, 10), 1.0);
        }
        Light::Dawn | Light::Dusk => {
            let centre = p(x, horizon * 0.8);
            let colour = b.tint(0.35);
            b.sheet.fill(&ellipse(centre, 62.0, 62.0, 44), colour, 0.55);
            let sun = b.tint(1.0);
            b.sheet.fill(&ellipse(centre, 34.0, 34.0, 40), sun, 1.0);
            streaks(b, horizon);
        }
        Light::Night => {
            let mut stars = Vec::new();
            for _ in 0..46 {
                let at = p(b.rng.unit() * width, b.rng.unit() * horizon * 0.85);
                stars.push((at, 0.5 + b.rng.unit() * 1.1));
            }
            let paper = b.sheet.palette.paper;
            for (at, radius) in stars {
                b.shine(
                    &[p(at.x - radius, at.y), p(at.x, at.y - radius), p(at.x + radius, at.y), p(at.x, at.y + radius)],
                    paper,
                    0.85,
                );
            }
            let centre = p(x, horizon * 0.36);
            let halo = b.grey(0.35);
            b.shine(&ellipse(centre, 52.0, 52.0, 40), halo, 0.22);
            b.shine(&ellipse(centre, 26.0, 26.0, 36), paper, 1.0);
            let crater = b.grey(0.12);
            b.shine(&ellipse(p(centre.x - 7.0, centre.y - 5.0), 6.0, 5.0, 16), crater, 1.0);
            b.shine(&ellipse(p(centre.x + 8.0, centre.y + 7.0), 4.5, 4.0, 14), crater, 1.0);
        }
    }
}

/// Three clouds: flat beneath, round above.
fn clouds(b: &mut Build<'_>, horizon: f32) {
    for _ in 0..3 {
        let x = b.rng.range(0.05, 0.95) * b.sheet.width;
        let y = horizon * b.rng.range(0.3, 0.72);
        let size = b.rng.range(50.0, 105.0);
        let paper = b.sheet.palette.paper;
        let shape = [
            p(x - size, y),
            p(x - size * 0.8, y - size * 0.16),
            p(x - size * 0.5, y - size * 0.2),
            p(x - size * 0.28, y - size * 0.4),
            p(x + size * 0.1, y - size * 0.44),
            p(x + size * 0.36, y - size * 0.26),
            p(x + size * 0.7, y - size * 0.22),
            p(x + size, y),
            p(x, y + size * 0.03),
        ];
        b.sheet.blob(&shape, paper, 1.0);
        b.sheet.ink_curve(&shape[1..7], 0.9);
    }
}

/// Long flat clouds against a low sun.
fn streaks(b: &mut Build<'_>, horizon: f32) {
    for index in 0..5_i16 {
        let x = b.rng.range(0.0, 1.0) * b.sheet.width;
        let y = horizon * (0.36 + 0.1 * f32::from(index)) + b.rng.sway() * 6.0;
        let (long, thick) = (b.rng.range(70.0, 190.0), b.rng.range(2.5, 6.0));
        let colour = b.grey(0.5).mix(b.tint(0.8), 0.35);
        b.sheet.blob(
            &[p(x - long, y), p(x - long * 0.2, y - thick), p(x + long, y - thick * 0.2), p(x + long * 0.1, y + thick)],
            colour,
            0.75,
        );
    }
}

/// What a window shows: sky, and roofs or tree tops along its sill.
pub(super) fn in_window(b: &mut Build<'_>, opening: &[P]) {
    let (low, high) = bounds(opening);
    if low.x > high.x {
        return;
    }
    let colours = bands(b);
    b.sheet.fill(opening, if b.light == Light::Day { b.sheet.palette.paper } else { colours[1] }, 1.0);
    let tall = high.y - low.y;
    if b.light != Light::Day {
        for (index, colour) in colours.iter().enumerate().skip(2) {
            let lower = cut(opening, p(0.0, low.y + tall * (0.24 * (index as f32 - 1.0))), p(0.0, 1.0));
            b.sheet.fill(&lower, *colour, 1.0);
        }
    }
    // Roofs: steps along the sill.
    let tone = match b.light {
        Light::Day => b.grey(0.14),
        Light::Night => b.grey(0.97),
        Light::Dawn | Light::Dusk => b.grey(0.6),
    };
    let mut x = low.x;
    for _ in 0..30 {
        if x >= high.x {
            break;
        }
        let wide = tall * b.rng.range(0.12, 0.3);
        let top = high.y - tall * b.rng.range(0.14, 0.42);
        let roof =
            cut(&cut(&cut(opening, p(x, 0.0), p(1.0, 0.0)), p(x + wide, 0.0), p(-1.0, 0.0)), p(0.0, top), p(0.0, 1.0));
        b.sheet.fill(&roof, tone, 1.0);
        if b.light == Light::Night {
            let lit = b.tint(0.45);
            for _ in 0..3 {
                if b.rng.chance(0.55) {
                    let (wx, wy) = (x + wide * b.rng.range(0.15, 0.7), b.rng.range(top + 3.0, high.y.max(top + 4.0)));
                    let size = tall * 0.02;
                    let pane = [p(wx, wy), p(wx + size, wy), p(wx + size, wy + size * 1.4), p(wx, wy + size * 1.4)];
                    if wx + size < high.x && wy + size * 1.4 < high.y - tall * 0.03 && wx > low.x {
                        b.shine(&pane, lit, 1.0);
                    }
                }
            }
        }
        x += wide;
    }
    // The moon stands in one window, and in none that the frame cuts.
    if b.light == Light::Night && !b.moon && low.x > 0.0 && high.x < b.sheet.width {
        b.moon = true;
        let centre = p(low.x + (high.x - low.x) * 0.3, low.y + tall * 0.22);
        let radius = (tall * 0.07).min((high.x - low.x) * 0.12);
        let paper = b.sheet.palette.paper;
        b.shine(&ellipse(centre, radius, radius, 24), paper, 1.0);
    }
}
