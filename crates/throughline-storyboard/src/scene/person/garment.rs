//! Clothes from the neck to below the chest, for close shots. Same coordinates as the head.

use super::brush::Brush;
use crate::scene::cast::{Garment, Hat, Look};

/// The trunk with both shoulders, without the neck.
fn trunk(look: &Look) -> Vec<(f32, f32)> {
    let b = look.broad * 0.9;
    vec![
        (-0.30, 1.06),
        (-0.44, 1.17),
        (-0.80 * b, 1.28),
        (-1.03 * b, 1.42),
        (-1.13 * b, 1.72),
        (-1.16 * b, 2.20),
        (-1.18 * b, 2.85),
        (0.92 * b, 2.85),
        (0.90 * b, 2.20),
        (0.86 * b, 1.75),
        (0.78 * b, 1.47),
        (0.58 * b, 1.33),
        (0.26, 1.22),
        (0.10, 1.14),
    ]
}

/// Draws trunk and clothes; the head comes on top.
pub(super) fn garment(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let b = look.broad * 0.9;
    let (lit, shade) = (brush.glow.lit(look.cloth), brush.glow.shaded(look.cloth));
    let outline = trunk(look);
    brush.shape(&outline, lit);
    // The shaded side: near arm, and the fall from the shoulder.
    brush.shape(
        &[
            (-0.46, 1.19),
            (-0.80 * b, 1.29),
            (-1.02 * b, 1.43),
            (-1.12 * b, 1.72),
            (-1.15 * b, 2.2),
            (-1.17 * b, 2.84),
            (-0.55 * b, 2.84),
            (-0.60 * b, 2.1),
            (-0.64 * b, 1.72),
            (-0.52, 1.42),
        ],
        shade,
    );
    if look.striped && matches!(look.garment, Garment::Jumper | Garment::Tee) {
        stripes(brush, look, pen);
    }
    match look.garment {
        Garment::Suit => suit(brush, look, pen),
        Garment::Coat => coat(brush, look, pen),
        Garment::Hoodie => hoodie(brush, look, pen),
        Garment::Jumper => jumper(brush, look, pen),
        Garment::Shirt => shirt(brush, look, pen),
        Garment::Tee => tee(brush, look, pen),
        Garment::Uniform => uniform(brush, look, pen),
        Garment::Blouse => blouse(brush, look, pen),
    }
    brush.line(&outline.iter().copied().take(7).collect::<Vec<_>>(), pen * 1.35);
    brush.line(&outline.iter().copied().skip(7).collect::<Vec<_>>(), pen * 1.35);
    if let Some(rim) = brush.glow.rim {
        let inner: Vec<(f32, f32)> = outline.iter().skip(8).take(5).map(|&(x, y)| (x - 0.025, y + 0.02)).collect();
        brush.stroke(&inner, pen * 1.8, rim);
    }
    // Where the arms leave the chest, and a fold or two.
    brush.line(&[(-0.72 * b, 1.78), (-0.74 * b, 2.05), (-0.70 * b, 2.6)], pen);
    brush.line(&[(0.60 * b, 1.80), (0.63 * b, 2.1), (0.60 * b, 2.6)], pen);
    brush.line(&[(-0.98 * b, 1.62), (-0.86 * b, 1.74), (-0.74 * b, 1.80)], pen * 0.7);
    brush.line(&[(0.74 * b, 1.64), (0.68 * b, 1.76), (0.6 * b, 1.82)], pen * 0.7);
}

/// Bands over the chest, bent as the chest is.
fn stripes(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let b = look.broad * 0.9;
    let tone = if look.cloth > 0.5 { look.cloth - 0.34 } else { look.cloth + 0.3 };
    let (lit, shade) = (brush.glow.lit(tone), brush.glow.shaded(tone));
    for row in 0..4_i16 {
        let y = 1.5 + 0.26 * f32::from(row);
        let width = pen * 8.0;
        brush.stroke(&[(-1.04 * b, y + 0.02), (-0.85 * b, y + 0.05), (-0.6, y + 0.07)], width, shade);
        brush.stroke(&[(-0.62, y + 0.07), (-0.1, y + 0.1), (0.4, y + 0.05), (0.8 * b, y)], width, lit);
    }
}

/// The patch of skin below the throat.
fn throat(brush: &mut Brush<'_>, look: &Look, depth: f32) {
    let (skin, shade) = (brush.glow.lit(look.skin), brush.glow.shaded(look.skin));
    brush.shape(&[(-0.3, 1.05), (-0.2, 1.22), (0.02, 1.16 + depth), (0.17, 1.25), (0.1, 1.08), (-0.1, 1.0)], skin);
    brush.shape(&[(-0.3, 1.05), (-0.24, 1.2), (-0.13, 1.18 + depth * 0.55), (-0.1, 1.14), (-0.06, 1.02)], shade);
}

fn suit(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let shirt = brush.glow.lit(look.under * 0.25);
    let shade = brush.glow.shaded(look.under * 0.25);
    brush.facet(
        &[(-0.30, 1.08), (-0.1, 1.2), (0.04, 1.22), (0.16, 1.18), (0.24, 1.3), (0.12, 2.2), (-0.06, 2.0)],
        shirt,
    );
    brush.facet(&[(-0.30, 1.08), (-0.12, 1.22), (-0.05, 1.6), (0.03, 2.1), (-0.06, 2.0), (-0.28, 1.4)], shade);
    let tie = if look.accent { brush.glow.accent(false) } else { brush.glow.lit(0.9 - look.under * 0.3) };
    brush.facet(&[(0.0, 1.24), (0.1, 1.24), (0.125, 1.36), (0.17, 1.8), (0.1, 2.15), (0.01, 1.85), (0.01, 1.36)], tie);
    brush.line(&[(0.01, 1.36), (0.065, 1.385), (0.125, 1.36)], pen * 0.8);
    brush.line(&[(0.01, 1.36), (0.01, 1.85), (0.1, 2.15), (0.17, 1.8), (0.125, 1.36)], pen * 0.7);
    // Shirt collar, then lapels.
    brush.outlined_facet(&[(-0.28, 1.04), (-0.13, 1.16), (0.03, 1.24), (-0.1, 1.40), (-0.26, 1.2)], shirt, pen);
    brush.outlined_facet(&[(0.11, 1.12), (0.19, 1.18), (0.21, 1.34), (0.09, 1.25)], shirt, pen);
    let (lapel, dark) = (brush.glow.lit((look.cloth - 0.06).max(0.0)), brush.glow.shaded((look.cloth - 0.04).max(0.0)));
    brush.outlined_facet(
        &[(-0.33, 1.08), (-0.46, 1.36), (-0.36, 1.46), (-0.42, 1.53), (0.1, 2.3), (-0.04, 1.8), (-0.22, 1.36)],
        dark,
        pen,
    );
    brush.outlined_facet(
        &[(0.22, 1.2), (0.40, 1.38), (0.35, 1.45), (0.41, 1.52), (0.13, 2.3), (0.19, 1.75)],
        lapel,
        pen,
    );
    brush.line(&[(0.1, 2.28), (0.12, 2.7)], pen);
}

fn coat(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let inner = if look.accent { brush.glow.accent(true) } else { brush.glow.lit(look.under) };
    brush.facet(
        &[(-0.3, 1.05), (0.0, 1.15), (0.16, 1.12), (0.24, 1.3), (0.14, 2.75), (-0.14, 2.75), (-0.24, 1.5)],
        inner,
    );
    if look.accent {
        // A scarf.
        let scarf = brush.glow.accent(false);
        brush.outlined(
            &[(-0.33, 0.98), (-0.1, 1.12), (0.12, 1.08), (0.2, 1.2), (0.1, 1.36), (-0.14, 1.34), (-0.34, 1.16)],
            scarf,
            pen,
        );
        brush.outlined(&[(-0.02, 1.28), (0.14, 1.3), (0.17, 1.7), (0.1, 2.02), (-0.06, 1.96)], scarf, pen);
        brush.line(&[(-0.24, 1.1), (-0.06, 1.22), (0.12, 1.2)], pen * 0.7);
    } else {
        brush.line(&[(-0.18, 1.2), (0.0, 1.3), (0.17, 1.24)], pen);
    }
    let (lit, shade) = (brush.glow.lit((look.cloth - 0.05).max(0.0)), brush.glow.shaded(look.cloth));
    // A raised collar and broad lapels.
    brush.outlined_facet(
        &[(-0.30, 0.88), (-0.48, 1.02), (-0.56, 1.3), (-0.44, 1.62), (-0.16, 2.0), (-0.24, 1.5), (-0.33, 1.2)],
        shade,
        pen * 1.15,
    );
    brush.outlined_facet(
        &[(0.17, 1.02), (0.34, 1.12), (0.5, 1.44), (0.4, 1.66), (0.18, 1.98), (0.2, 1.5), (0.21, 1.25)],
        lit,
        pen * 1.15,
    );
    brush.line(&[(-0.16, 2.0), (-0.14, 2.7)], pen);
    brush.line(&[(0.18, 1.98), (0.16, 2.7)], pen);
}

fn hoodie(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    throat(brush, look, 0.06);
    let under = brush.glow.lit(look.under * 0.3);
    brush.shape(&[(-0.2, 1.16), (0.0, 1.22), (0.16, 1.18), (0.1, 1.36), (-0.06, 1.36)], under);
    let (lit, shade) = (brush.glow.lit(look.cloth), brush.glow.shaded(look.cloth));
    brush.outlined(
        &[
            (-0.26, 0.98),
            (-0.46, 0.96),
            (-0.62, 1.16),
            (-0.5, 1.40),
            (-0.2, 1.56),
            (0.02, 1.62),
            (-0.1, 1.42),
            (-0.26, 1.2),
        ],
        shade,
        pen * 1.1,
    );
    brush.outlined(
        &[(0.13, 1.1), (0.26, 1.08), (0.38, 1.26), (0.26, 1.48), (0.05, 1.62), (0.12, 1.42), (0.17, 1.26)],
        lit,
        pen * 1.1,
    );
    let cord = if look.accent { brush.glow.accent(false) } else { brush.glow.lit(0.0) };
    brush.stroke(&[(-0.08, 1.52), (-0.1, 1.74), (-0.07, 1.98)], pen * 1.8, cord);
    brush.stroke(&[(0.11, 1.54), (0.12, 1.72), (0.1, 1.9)], pen * 1.8, cord);
    brush.line(&[(0.02, 1.62), (0.03, 2.7)], pen * 0.9);
}

fn jumper(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    // One thing in the accent colour is enough for anybody.
    let bright = look.accent && look.hat != Hat::Beanie;
    let tone = if bright { brush.glow.accent(false) } else { brush.glow.lit(look.cloth) };
    let shade = if bright { brush.glow.accent(true) } else { brush.glow.shaded(look.cloth) };
    let collar = [
        (-0.31, 0.93),
        (-0.1, 1.04),
        (0.09, 1.03),
        (0.16, 1.12),
        (0.15, 1.26),
        (-0.04, 1.32),
        (-0.26, 1.24),
        (-0.35, 1.1),
    ];
    brush.outlined(&collar, tone, pen * 1.1);
    brush.shape(&[(-0.3, 0.96), (-0.16, 1.05), (-0.14, 1.26), (-0.26, 1.22), (-0.34, 1.1)], shade);
    for x in [-0.2_f32, -0.12, -0.04, 0.04, 0.1] {
        brush.line(&[(x, 1.06 + 0.02 * (x + 0.1).abs()), (x + 0.01, 1.24)], pen * 0.55);
    }
    brush.line(&[(-0.31, 0.93), (-0.1, 1.04), (0.09, 1.03)], pen);
    brush.line(&[(-0.45, 1.5), (-0.38, 1.62), (-0.36, 1.8)], pen * 0.7);
}

fn shirt(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    throat(brush, look, 0.26);
    let (lit, shade) = (brush.glow.lit((look.cloth - 0.08).max(0.0)), brush.glow.shaded((look.cloth - 0.08).max(0.0)));
    brush.outlined_facet(
        &[(-0.29, 1.0), (-0.36, 1.12), (-0.38, 1.38), (-0.2, 1.52), (0.03, 1.46), (-0.16, 1.26)],
        shade,
        pen * 1.1,
    );
    brush.outlined_facet(
        &[(0.12, 1.09), (0.24, 1.16), (0.32, 1.36), (0.2, 1.5), (0.03, 1.46), (0.14, 1.28)],
        lit,
        pen * 1.1,
    );
    brush.line(&[(0.03, 1.46), (0.05, 2.7)], pen);
    brush.line(&[(0.1, 1.5), (0.12, 2.7)], pen * 0.7);
    let button = if look.accent { brush.glow.accent(false) } else { brush.glow.lit(0.95) };
    for y in [1.62_f32, 1.86, 2.1] {
        brush.shape(&[(0.062, y), (0.085, y - 0.02), (0.108, y), (0.085, y + 0.02)], button);
    }
    brush.line(&[(0.26, 1.84), (0.5, 1.83), (0.5, 2.1)], pen * 0.7);
}

fn tee(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    throat(brush, look, 0.14);
    let rib = if look.accent { brush.glow.accent(false) } else { brush.glow.lit((look.cloth + 0.2).min(1.0)) };
    brush.stroke(&[(-0.33, 1.09), (-0.2, 1.26), (0.01, 1.34), (0.17, 1.27), (0.21, 1.2)], pen * 4.6, rib);
    brush.line(&[(-0.30, 1.07), (-0.18, 1.22), (0.01, 1.295), (0.15, 1.23), (0.19, 1.17)], pen * 0.8);
    brush.line(&[(-0.36, 1.11), (-0.22, 1.3), (0.01, 1.38), (0.19, 1.3), (0.24, 1.22)], pen * 0.8);
    brush.line(&[(-0.5, 1.56), (-0.3, 1.72), (-0.16, 1.76)], pen * 0.6);
    brush.line(&[(0.48, 1.6), (0.36, 1.74), (0.26, 1.78)], pen * 0.6);
}

fn uniform(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let b = look.broad;
    let (lit, shade) = (brush.glow.lit(look.cloth), brush.glow.shaded(look.cloth));
    let white = brush.glow.lit(0.05);
    brush.stroke(&[(-0.28, 0.99), (-0.12, 1.09), (0.04, 1.12), (0.13, 1.07)], pen * 3.0, white);
    brush.outlined_facet(
        &[(-0.29, 0.98), (-0.14, 1.08), (0.03, 1.13), (0.03, 1.30), (-0.2, 1.24), (-0.34, 1.12)],
        shade,
        pen * 1.1,
    );
    brush.outlined_facet(&[(0.03, 1.13), (0.12, 1.08), (0.2, 1.18), (0.03, 1.30)], lit, pen * 1.1);
    brush.line(&[(0.03, 1.3), (0.06, 2.7)], pen * 1.1);
    let badge = if look.accent { brush.glow.accent(false) } else { white };
    brush.outlined_facet(&[(0.3, 1.66), (0.42, 1.64), (0.43, 1.76), (0.36, 1.84), (0.3, 1.77)], badge, pen * 0.8);
    // Epaulettes, and a strap across the chest.
    brush.outlined_facet(&[(-0.5, 1.19), (-0.86 * b, 1.31), (-0.94 * b, 1.42), (-0.56, 1.3)], lit, pen);
    brush.outlined_facet(&[(0.42, 1.29), (0.6 * b, 1.34), (0.7 * b, 1.45), (0.44, 1.4)], lit, pen);
    brush.line(&[(-0.32, 1.72), (-0.08, 1.74), (-0.08, 2.02), (-0.32, 2.0), (-0.32, 1.72)], pen * 0.8);
    brush.line(&[(-0.33, 1.82), (-0.2, 1.86), (-0.08, 1.83)], pen * 0.8);
}

fn blouse(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    throat(brush, look, 0.44);
    let (lit, shade) = (brush.glow.lit((look.cloth - 0.1).max(0.0)), brush.glow.shaded((look.cloth - 0.1).max(0.0)));
    brush.outlined_facet(&[(-0.33, 1.08), (-0.42, 1.2), (-0.36, 1.46), (0.03, 1.78), (-0.16, 1.36)], shade, pen);
    brush.outlined_facet(&[(0.17, 1.17), (0.28, 1.24), (0.28, 1.46), (0.03, 1.78), (0.17, 1.36)], lit, pen);
    // Collar bones, then a chain.
    brush.line(&[(-0.2, 1.27), (-0.1, 1.285), (-0.02, 1.31)], pen * 0.6);
    let chain = if look.accent { brush.glow.accent(false) } else { brush.glow.lit(0.75) };
    brush.stroke(&[(-0.25, 1.16), (-0.1, 1.38), (0.03, 1.46), (0.12, 1.36), (0.15, 1.2)], pen * 0.9, chain);
    brush.shape(&[(0.0, 1.46), (0.03, 1.44), (0.06, 1.47), (0.03, 1.53)], chain);
    brush.line(&[(0.03, 1.78), (0.05, 2.7)], pen * 0.9);
    brush.line(&[(-0.4, 1.85), (-0.3, 2.0), (-0.26, 2.3)], pen * 0.6);
}
