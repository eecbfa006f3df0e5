//! Exteriors: sky and ground, and what makes them a street, a forest, a shore.

use super::build::Build;
use super::lens::p3;
use super::{land, ship, sky, span, town};
use crate::scene::geometry::{P, p, smooth};
use crate::scene::place::Place;

/// Draws the exterior of a kind of place.
pub(super) fn draw(b: &mut Build<'_>, kind: Option<Place>) {
    sky::open(b);
    match kind {
        Some(Place::Forest) => land::forest(b),
        Some(Place::Field | Place::Vehicle | Place::Carriage) => land::field(b),
        Some(Place::Desert | Place::Space) => land::desert(b),
        Some(Place::Mountain) => land::mountain(b),
        Some(Place::Sea) => land::sea(b),
        Some(Place::Deck | Place::Wheelhouse | Place::Engine) => ship::deck(b),
        Some(Place::Span) => span::bridge(b),
        Some(Place::Roof) => town::roof(b),
        Some(Place::Platform) => town::platform(b),
        Some(Place::House | Place::Room | Place::Bedroom | Place::Kitchen) => town::house(b),
        Some(Place::Church) => town::church(b),
        _ => town::street(b),
    }
}

/// The ground, from before the camera to the horizon.
pub(super) fn ground(b: &mut Build<'_>, tone: f32) {
    b.surface(&[p3(-60.0, 0.0, -3.0), p3(60.0, 0.0, -3.0), p3(90.0, 0.0, 300.0), p3(-90.0, 0.0, 300.0)], tone, 0.06);
}

/// Hills or peaks along the horizon: a jagged or a soft line at a height, filled down to the ground.
pub(super) fn ridge(b: &mut Build<'_>, high: f32, rough: f32, tone: f32, soft: bool) {
    let (width, base) = (b.sheet.width, b.lens.centre.y);
    let count = if soft { 7 } else { 13 };
    let mut line: Vec<P> = Vec::with_capacity(count + 3);
    for step in 0..=count {
        let x = width * (step as f32 / count as f32 * 1.1 - 0.05);
        let up = if !soft && step % 2 == 0 { high * 0.45 } else { high };
        line.push(p(x, base - up * b.rng.range(1.0 - rough, 1.0)));
    }
    let curve = if soft { smooth(&line, false, 14.0) } else { line.clone() };
    let mut shape = curve.clone();
    shape.push(p(width + 60.0, base + 30.0));
    shape.push(p(-60.0, base + 30.0));
    let colour = b.grey(tone);
    b.sheet.fill(&shape, colour, 1.0);
    b.sheet.ink(&curve, 1.1);
    if !soft {
        // The shaded flank of each peak.
        let dark = b.grey(tone + 0.16);
        for trio in line.windows(3) {
            if let &[_, top, right] = trio
                && top.y < right.y
            {
                b.sheet.fill(
                    &[
                        top,
                        right,
                        p(right.x, base + 5.0),
                        p(top.x + (right.x - top.x) * 0.3, base + 5.0),
                        p(top.x + (right.x - top.x) * 0.1, (top.y + base) * 0.5),
                    ],
                    dark,
                    1.0,
                );
            }
        }
    }
}
