//! The head of a robot: a shell, a visor that glows, a grille that lights up when it speaks. Same coordinates as a head.

use super::brush::Brush;
use super::head::Mood;
use crate::scene::cast::Look;

/// Draws the head of a machine that looks to the right.
pub(super) fn machine(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let pen = mood.pen;
    let (lit, shade) = (brush.glow.lit(look.skin), brush.glow.shaded(look.skin));
    let (dark, bright) = (brush.glow.lit(0.95), brush.sheet.palette.accent);
    brush.line(&[(-0.27, 0.42), (-0.3, 0.1), (-0.29, -0.16)], pen * 1.4);
    brush.shape(&[(-0.32, -0.17), (-0.29, -0.21), (-0.255, -0.17), (-0.29, -0.13)], bright);
    let shell = [
        (-0.36, 0.12),
        (-0.2, 0.0),
        (0.14, -0.01),
        (0.31, 0.1),
        (0.345, 0.36),
        (0.335, 0.62),
        (0.28, 0.86),
        (0.15, 0.98),
        (-0.1, 0.97),
        (-0.3, 0.84),
        (-0.4, 0.5),
    ];
    brush.shape(&shell, lit);
    brush.shape(
        &[
            (-0.35, 0.13),
            (-0.2, 0.02),
            (-0.1, 0.2),
            (-0.12, 0.6),
            (-0.04, 0.95),
            (-0.1, 0.96),
            (-0.29, 0.83),
            (-0.39, 0.5),
        ],
        shade,
    );
    let points = brush.frame.all(&shell);
    brush.sheet.ink_ring(&points, pen * 1.25);
    // Seams of the shell.
    brush.line(&[(-0.1, 0.0), (0.04, 0.16), (0.1, 0.34)], pen * 0.6);
    brush.line(&[(-0.12, 0.64), (0.1, 0.68), (0.32, 0.64)], pen * 0.7);
    let visor = [(-0.1, 0.38), (0.12, 0.345), (0.345, 0.37), (0.34, 0.55), (0.12, 0.57), (-0.08, 0.56)];
    brush.outlined_facet(&visor, dark, pen * 1.1);
    brush.stroke(&[(-0.02, 0.465), (0.14, 0.455), (0.3, 0.46)], pen * 2.6, bright);
    for row in 0..3_i16 {
        let y = 0.75 + 0.055 * f32::from(row);
        let bar = [(0.0, y + 0.01), (0.14, y), (0.26 - 0.03 * f32::from(row), y - 0.005)];
        brush.stroke(&bar, pen * 1.7, if mood.speaking { bright } else { dark });
    }
    let ear = [(-0.34, 0.5), (-0.27, 0.41), (-0.19, 0.5), (-0.27, 0.6)];
    brush.outlined(&ear, shade, pen);
    brush.shape(&[(-0.3, 0.5), (-0.27, 0.465), (-0.235, 0.5), (-0.27, 0.54)], dark);
}
