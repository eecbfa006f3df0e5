//! Hats, over the hair. Same coordinates as the head.

use super::brush::Brush;
use crate::scene::cast::{Hat, Look};
use crate::scene::tone::Rgb;

/// The hat of somebody who looks to the right.
pub(super) fn hat(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let (lit, shade) = tones(brush, look);
    match look.hat {
        Hat::None => {}
        Hat::Beanie => {
            brush.outlined(
                &[
                    (-0.46, 0.3),
                    (-0.49, 0.1),
                    (-0.36, -0.1),
                    (-0.06, -0.18),
                    (0.24, -0.12),
                    (0.38, 0.06),
                    (0.38, 0.24),
                    (0.0, 0.3),
                ],
                lit,
                pen * 1.1,
            );
            brush.shape(
                &[(-0.46, 0.28), (-0.48, 0.1), (-0.36, -0.08), (-0.22, -0.13), (-0.26, 0.05), (-0.2, 0.25)],
                shade,
            );
            brush.outlined(
                &[
                    (-0.5, 0.17),
                    (-0.49, 0.42),
                    (-0.2, 0.33),
                    (0.1, 0.28),
                    (0.395, 0.3),
                    (0.385, 0.11),
                    (0.1, 0.09),
                    (-0.2, 0.12),
                ],
                lit,
                pen * 1.1,
            );
            for x in [-0.38_f32, -0.26, -0.13, 0.0, 0.13, 0.26] {
                brush.line(&[(x, 0.14), (x + 0.005, 0.31)], pen * 0.5);
            }
        }
        Hat::Peaked => {
            brush.outlined(
                &[
                    (-0.43, 0.24),
                    (-0.53, 0.03),
                    (-0.34, -0.13),
                    (0.03, -0.19),
                    (0.36, -0.12),
                    (0.44, 0.04),
                    (0.36, 0.2),
                    (0.0, 0.2),
                ],
                lit,
                pen * 1.1,
            );
            brush.shape(
                &[(-0.42, 0.22), (-0.52, 0.03), (-0.34, -0.12), (-0.2, -0.15), (-0.25, 0.02), (-0.2, 0.21)],
                shade,
            );
            let band = brush.glow.lit(0.88);
            brush.outlined_facet(
                &[(-0.44, 0.2), (-0.1, 0.15), (0.36, 0.14), (0.37, 0.25), (0.0, 0.27), (-0.44, 0.36)],
                band,
                pen,
            );
            brush.outlined(
                &[(0.0, 0.255), (0.2, 0.235), (0.37, 0.24), (0.5, 0.33), (0.44, 0.37), (0.2, 0.33)],
                band,
                pen,
            );
            let badge = brush.glow.accent(false);
            brush.shape(&[(0.2, 0.02), (0.245, -0.04), (0.29, 0.02), (0.245, 0.09)], badge);
        }
        Hat::Brimmed => {
            brush.outlined(
                &[
                    (-0.4, 0.2),
                    (-0.38, -0.1),
                    (-0.22, -0.25),
                    (0.0, -0.2),
                    (0.2, -0.26),
                    (0.34, -0.1),
                    (0.36, 0.18),
                    (0.0, 0.24),
                ],
                lit,
                pen * 1.1,
            );
            brush.shape(
                &[(-0.39, 0.18), (-0.37, -0.1), (-0.22, -0.23), (-0.12, -0.2), (-0.2, 0.0), (-0.18, 0.2)],
                shade,
            );
            let band = brush.glow.lit(0.95);
            brush.facet(&[(-0.395, 0.08), (0.0, 0.1), (0.355, 0.05), (0.36, 0.17), (0.0, 0.22), (-0.4, 0.2)], band);
            brush.outlined(
                &[
                    (-0.72, 0.3),
                    (-0.42, 0.17),
                    (0.0, 0.2),
                    (0.36, 0.13),
                    (0.64, 0.2),
                    (0.44, 0.28),
                    (0.05, 0.305),
                    (-0.38, 0.36),
                ],
                lit,
                pen * 1.1,
            );
        }
    }
}

/// The same from behind, in the dark colours of the foreground.
pub(super) fn from_behind(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let ink = brush.sheet.palette.ink;
    let (_, shade) = tones(brush, look);
    let (dark, deep) = (shade.mix(ink, 0.5), shade.mix(ink, 0.68));
    match look.hat {
        Hat::None => {}
        Hat::Beanie => {
            brush.outlined(
                &[
                    (-0.51, 0.38),
                    (-0.51, 0.1),
                    (-0.32, -0.12),
                    (0.0, -0.19),
                    (0.26, -0.1),
                    (0.41, 0.12),
                    (0.39, 0.34),
                    (0.0, 0.44),
                ],
                dark,
                pen,
            );
            brush.outlined(
                &[(-0.53, 0.22), (-0.51, 0.44), (0.0, 0.5), (0.4, 0.38), (0.42, 0.2), (0.0, 0.28)],
                deep,
                pen,
            );
        }
        Hat::Peaked => {
            brush.outlined(
                &[(-0.47, 0.22), (-0.54, -0.02), (-0.22, -0.17), (0.2, -0.15), (0.45, 0.0), (0.4, 0.22), (0.0, 0.3)],
                dark,
                pen,
            );
            brush.outlined(
                &[(-0.47, 0.18), (-0.46, 0.32), (0.0, 0.4), (0.4, 0.3), (0.41, 0.16), (0.0, 0.26)],
                deep,
                pen,
            );
        }
        Hat::Brimmed => {
            brush.outlined(
                &[
                    (-0.42, 0.24),
                    (-0.4, -0.1),
                    (-0.22, -0.25),
                    (0.02, -0.2),
                    (0.22, -0.26),
                    (0.36, -0.08),
                    (0.37, 0.2),
                    (0.0, 0.3),
                ],
                dark,
                pen,
            );
            brush.outlined(
                &[
                    (-0.76, 0.32),
                    (-0.4, 0.24),
                    (0.0, 0.28),
                    (0.36, 0.2),
                    (0.64, 0.24),
                    (0.36, 0.38),
                    (-0.05, 0.44),
                    (-0.44, 0.42),
                ],
                deep,
                pen,
            );
        }
    }
}

fn tones(brush: &Brush<'_>, look: &Look) -> (Rgb, Rgb) {
    if look.hat == Hat::Beanie && look.accent {
        return (brush.glow.accent(false), brush.glow.accent(true));
    }
    let tone = if look.hat == Hat::Brimmed { 0.74 } else { look.cloth };
    (brush.glow.lit(tone), brush.glow.shaded(tone))
}
