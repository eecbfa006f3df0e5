//! Head and shoulders, for close shots.

use super::brush::Brush;
use super::garment::garment;
use super::hair;
use super::head::{Mood, head};
use crate::scene::cast::Look;

/// Draws head, neck and shoulders. The frame's origin is the crown.
pub(crate) fn bust(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    hair::behind(brush, look, mood.pen);
    garment(brush, look, mood.pen);
    neck(brush, look, mood.pen);
    head(brush, look, mood);
}

fn neck(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let (lit, shade) = (brush.glow.lit(look.skin), brush.glow.shaded(look.skin + 0.12));
    let slim = if look.soft { 0.03 } else { 0.0 };
    brush.facet(
        &[(-0.28 + slim, 0.66), (-0.29 + slim, 1.10), (-0.12, 1.17), (0.06, 1.17), (0.09 - slim, 1.10), (0.06, 0.9)],
        lit,
    );
    // The jaw's shadow covers most of the neck.
    brush.facet(
        &[
            (-0.28 + slim, 0.66),
            (-0.29 + slim, 1.10),
            (-0.16, 1.15),
            (-0.07, 1.12),
            (0.02, 1.03),
            (0.075, 1.02),
            (0.06, 0.9),
        ],
        shade,
    );
    brush.line(&[(-0.272 + slim, 0.74), (-0.268 + slim, 0.95), (-0.30 + slim, 1.08)], pen);
    brush.line(&[(0.07 - slim, 1.0), (0.078 - slim, 1.08), (0.115 - slim, 1.15)], pen);
}
