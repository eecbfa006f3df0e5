//! Eyes, brows and glasses of the three-quarter face.

use super::brush::Brush;
use super::head::Mood;
use crate::scene::cast::Look;

/// Both eyes look to the right, where the other one stands.
pub(super) fn eyes(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let size = brush.sheet.palette.eyes * if look.child { 1.18 } else { 1.0 };
    // Centre, half width, and how much of the height is left by the view from the side.
    for (x, half, near) in [(0.0, 0.078, true), (0.243, 0.048, false)] {
        eye(brush, look, mood, x, half, size, near);
    }
    brows(brush, look, mood);
}

fn eye(brush: &mut Brush<'_>, look: &Look, mood: Mood, x: f32, half: f32, size: f32, near: bool) {
    let y = 0.505;
    let (half, high) = (half * (0.75 + 0.25 * size), 0.0265 * size);
    let white = brush.glow.lit((look.skin * 0.35 - 0.05).max(0.0));
    let dark = brush.glow.lit(0.97);
    let peak = y - high - 0.004;
    let upper = [
        (x - half, y + 0.006),
        (x - half * 0.45, peak + 0.006),
        (x + half * 0.25, peak),
        (x + half * 0.8, y - 0.008),
        (x + half, y + 0.012),
    ];
    let lower = [
        (x - half * 0.9, y + 0.01),
        (x - half * 0.3, y + high * 0.72),
        (x + half * 0.4, y + high * 0.72),
        (x + half * 0.95, y + 0.012),
    ];
    let mut white_shape = upper.to_vec();
    white_shape.extend(lower.iter().rev());
    brush.shape(&white_shape, white);
    // Iris and pupil in one dark disc that the lid cuts; a spark of paper on top.
    let (ix, radius) = (x + half * 0.24, 0.033 * size);
    let squeeze = if near { 0.9 } else { 0.72 };
    let mut disc: Vec<(f32, f32)> = Vec::with_capacity(12);
    for step in 0..12 {
        let angle = step as f32 / 12.0 * core::f32::consts::TAU;
        let (dx, dy) = (libm::cosf(angle) * radius * squeeze, libm::sinf(angle) * radius);
        disc.push((ix + dx, (y - 0.003 + dy).max(peak + 0.006).min(y + high * 0.75)));
    }
    brush.facet(&disc, dark);
    let spark = radius * 0.3;
    brush.facet(
        &[
            (ix - spark * 1.3, y - spark * 1.6),
            (ix - spark * 0.2, y - spark * 1.9),
            (ix, y - spark * 0.5),
            (ix - spark * 1.2, y - spark * 0.4),
        ],
        brush.glow.lit(0.0),
    );
    brush.line(&upper, mood.pen * if look.soft { 2.1 } else { 1.7 });
    brush.line(&lower, mood.pen * 0.55);
    // The fold over the lid.
    brush.line(&[(x - half * 0.75, peak - 0.002), (x, peak - 0.02), (x + half * 0.8, peak - 0.002)], mood.pen * 0.6);
    if look.soft && near {
        brush.line(&[(x - half * 0.95, y + 0.004), (x - half - 0.022, y - 0.014)], mood.pen * 1.2);
    }
}

fn brows(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let tone = brush.glow.lit(if look.hair_tone < 0.3 && look.old { 0.4 } else { look.hair_tone.max(0.7) });
    let (lift, weight) = (mood.brows * -0.018, 0.02 * look.brow);
    let inner = -mood.brows * 0.012;
    brush.shape(
        &[
            (-0.105, 0.425 + lift),
            (-0.02, 0.388 + lift),
            (0.082, 0.412 + lift + inner),
            (0.085, 0.412 + weight + lift + inner),
            (-0.015, 0.39 + weight * 1.15 + lift),
        ],
        tone,
    );
    brush.shape(
        &[
            (0.19, 0.412 + lift + inner),
            (0.25, 0.388 + lift),
            (0.312, 0.42 + lift),
            (0.25, 0.388 + weight * 1.15 + lift),
            (0.192, 0.413 + weight + lift + inner),
        ],
        tone,
    );
}

/// Spectacles with a dark rim.
pub(super) fn glasses(brush: &mut Brush<'_>, pen: f32) {
    let near = [(-0.11, 0.455), (0.0, 0.435), (0.105, 0.455), (0.11, 0.53), (0.06, 0.595), (-0.05, 0.6), (-0.11, 0.54)];
    let far =
        [(0.185, 0.455), (0.255, 0.438), (0.325, 0.455), (0.328, 0.53), (0.29, 0.59), (0.215, 0.59), (0.185, 0.53)];
    for lens in [&near, &far] {
        let points = brush.frame.all(lens);
        brush.sheet.ink_ring(&points, pen * 1.5);
    }
    brush.line(&[(0.108, 0.49), (0.145, 0.475), (0.185, 0.49)], pen * 1.3);
    brush.line(&[(-0.11, 0.49), (-0.2, 0.485), (-0.27, 0.5)], pen * 1.3);
    let glint = brush.glow.lit(0.0);
    brush.stroke(&[(-0.075, 0.565), (-0.035, 0.475)], pen * 0.9, glint);
}
