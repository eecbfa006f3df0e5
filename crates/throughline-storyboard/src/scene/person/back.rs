//! Head and shoulder from behind, dark and close: whom the speaker speaks to. Looks away to the right.

use super::brush::Brush;
use super::hat;
use crate::scene::cast::{Garment, Hair, Look};
use crate::scene::tone::Rgb;

/// Draws the back of a head and the shoulders beneath. The frame's origin is the crown.
pub(crate) fn back(brush: &mut Brush<'_>, look: &Look, pen: f32) {
    let ink = brush.sheet.palette.ink;
    let dark = |colour: Rgb, by: f32| colour.mix(ink, by);
    let cloth = dark(brush.glow.shaded(look.cloth), 0.56);
    let deep = dark(brush.glow.shaded(look.cloth), 0.74);
    let skin = dark(brush.glow.shaded(look.skin), 0.42);
    let skin_deep = dark(brush.glow.shaded(look.skin), 0.6);
    let hair = dark(brush.glow.shaded(look.hair_tone), 0.5);
    // Black hair over a black coat would be one blot; a little light keeps the head apart from the shoulders.
    let is_blot = (hair.g - cloth.g).abs() < 0.06 && hair.g < 0.25;
    let hair = if is_blot { hair.mix(brush.sheet.palette.paper, 0.15) } else { hair };
    let b = look.broad;
    // Neck, then shoulders.
    brush.facet(&[(-0.30, 0.6), (-0.34, 1.2), (0.3, 1.2), (0.2, 0.8)], skin_deep);
    let shoulders = [
        (-0.30, 1.02),
        (-0.62, 1.16),
        (-1.1 * b, 1.34),
        (-1.45 * b, 1.72),
        (-1.6 * b, 2.6),
        (1.2 * b, 2.6),
        (1.08 * b, 1.78),
        (0.86 * b, 1.42),
        (0.5, 1.22),
        (0.2, 1.06),
        (-0.06, 1.12),
    ];
    brush.shape(&shoulders, cloth);
    brush.shape(&[(-0.3, 1.04), (-1.1 * b, 1.36), (-1.45 * b, 1.74), (-1.6 * b, 2.6), (-0.2, 2.6), (-0.16, 1.6)], deep);
    match look.garment {
        Garment::Hoodie => brush.shape(
            &[
                (-0.42, 1.0),
                (-0.7, 1.16),
                (-0.5, 1.52),
                (0.0, 1.68),
                (0.44, 1.42),
                (0.4, 1.1),
                (0.1, 1.2),
                (-0.2, 1.18),
            ],
            deep,
        ),
        Garment::Coat => brush.shape(
            &[(-0.4, 0.84), (-0.5, 1.2), (-0.1, 1.36), (0.36, 1.26), (0.34, 0.94), (0.1, 1.06), (-0.2, 1.02)],
            deep,
        ),
        Garment::Suit | Garment::Shirt | Garment::Uniform => {
            brush.shape(
                &[(-0.36, 0.96), (-0.38, 1.14), (0.0, 1.24), (0.3, 1.14), (0.26, 0.98), (-0.04, 1.08)],
                dark(brush.glow.shaded(look.under * 0.25), 0.4),
            );
            brush.shape(&[(-0.42, 1.04), (-0.5, 1.26), (0.0, 1.4), (0.42, 1.26), (0.32, 1.06), (0.0, 1.2)], deep);
        }
        Garment::Jumper => {
            brush.shape(&[(-0.36, 0.92), (-0.4, 1.14), (0.0, 1.22), (0.3, 1.12), (0.26, 0.94), (-0.04, 1.04)], deep)
        }
        Garment::Tee | Garment::Blouse => {}
    }
    // Cheek and ear, of which only the edge is seen.
    brush.shape(
        &[
            (0.0, 0.1),
            (0.28, 0.16),
            (0.355, 0.36),
            (0.34, 0.5),
            (0.36, 0.62),
            (0.335, 0.78),
            (0.24, 0.93),
            (0.1, 1.02),
            (-0.2, 1.0),
            (-0.34, 0.72),
            (-0.3, 0.3),
        ],
        skin,
    );
    brush.shape(
        &[(0.0, 0.1), (0.1, 0.4), (0.12, 0.7), (0.16, 0.96), (0.0, 1.04), (-0.2, 1.0), (-0.34, 0.72), (-0.3, 0.3)],
        skin_deep,
    );
    let head = hair_shape(look);
    if look.hair == Hair::Bald {
        brush.shape(&head, skin);
        brush.shape(
            &[(-0.1, 0.3), (0.02, 0.6), (-0.08, 0.92), (-0.28, 0.86), (-0.4, 0.6), (-0.46, 0.36), (-0.36, 0.12)],
            skin_deep,
        );
    } else {
        brush.shape(&head, hair);
        let line = dark(brush.glow.lit(look.hair_tone), 0.24);
        // The gloss on the crown, in three broad strokes.
        brush.stroke(&[(0.02, 0.1), (0.15, 0.14), (0.25, 0.25)], pen * 3.2, line);
        brush.stroke(&[(-0.02, 0.17), (0.1, 0.22), (0.17, 0.32)], pen * 2.2, line);
        brush.stroke(&[(-0.12, 0.13), (-0.22, 0.2), (-0.28, 0.32)], pen * 1.6, line);
    }
    match look.hair {
        Hair::Bun => brush.outlined(
            &[(-0.32, 0.12), (-0.14, 0.02), (0.04, 0.1), (0.08, 0.3), (-0.06, 0.42), (-0.26, 0.38), (-0.36, 0.26)],
            hair.mix(ink, 0.3),
            pen,
        ),
        Hair::Tail => brush.outlined(
            &[(-0.2, 0.3), (0.0, 0.28), (0.08, 0.6), (0.02, 1.0), (-0.1, 1.5), (-0.24, 1.1), (-0.28, 0.6)],
            hair.mix(ink, 0.3),
            pen,
        ),
        _ => {}
    }
    hat::from_behind(brush, look, pen);
    if !matches!(look.hair, Hair::Bob | Hair::Long | Hair::Afro) {
        brush.outlined(
            &[(0.10, 0.47), (0.17, 0.43), (0.21, 0.5), (0.19, 0.6), (0.13, 0.68), (0.09, 0.64)],
            skin,
            pen * 0.8,
        );
    }
    let edge = brush.glow.rim.unwrap_or_else(|| brush.glow.lit(0.16));
    let thin = if brush.glow.rim.is_some() { 2.2 } else { 1.0 };
    if look.hair == Hair::Bald {
        // Skin goes on into the neck: no line there.
        let around: Vec<(f32, f32)> = head.iter().cycle().skip(7).take(9).copied().collect();
        brush.line(&around, pen * 1.2);
    } else {
        brush.line(&head, pen * 1.2);
    }
    if look.machine {
        let accent = brush.sheet.palette.accent;
        brush.line(&[(0.15, 0.45), (0.17, 0.1), (0.16, -0.16)], pen * 1.4);
        brush.shape(&[(0.13, -0.17), (0.16, -0.21), (0.195, -0.17), (0.16, -0.13)], accent);
    }
    // The light of the other side catches cheek and shoulder.
    brush.stroke(
        &[(0.3, 0.2), (0.352, 0.36), (0.338, 0.5), (0.357, 0.62), (0.332, 0.78), (0.25, 0.92)],
        pen * thin,
        edge,
    );
    brush.stroke(&[(0.3, 1.1), (0.52, 1.22), (0.87 * b, 1.43), (1.07 * b, 1.8)], pen * thin, edge);
}

/// Hair from behind, closed around the skull.
fn hair_shape(look: &Look) -> Vec<(f32, f32)> {
    match look.hair {
        Hair::Long => vec![
            (0.0, -0.06),
            (0.26, 0.02),
            (0.36, 0.2),
            (0.3, 0.5),
            (0.3, 0.9),
            (0.26, 1.3),
            (-0.1, 1.5),
            (-0.5, 1.38),
            (-0.56, 0.9),
            (-0.52, 0.4),
            (-0.4, 0.08),
            (-0.2, -0.04),
        ],
        Hair::Bob => vec![
            (0.0, -0.06),
            (0.26, 0.02),
            (0.37, 0.22),
            (0.32, 0.5),
            (0.3, 0.84),
            (0.0, 0.96),
            (-0.36, 0.96),
            (-0.54, 0.84),
            (-0.54, 0.4),
            (-0.42, 0.08),
            (-0.2, -0.05),
        ],
        Hair::Afro => vec![
            (0.0, -0.22),
            (0.3, -0.14),
            (0.48, 0.08),
            (0.46, 0.36),
            (0.3, 0.6),
            (0.1, 0.8),
            (-0.3, 0.86),
            (-0.6, 0.6),
            (-0.64, 0.24),
            (-0.48, -0.06),
            (-0.24, -0.2),
        ],
        Hair::Curls => vec![
            (0.0, -0.14),
            (0.14, -0.1),
            (0.28, -0.08),
            (0.34, 0.06),
            (0.42, 0.16),
            (0.34, 0.3),
            (0.28, 0.42),
            (0.12, 0.46),
            (0.06, 0.62),
            (0.06, 0.82),
            (-0.1, 0.88),
            (-0.22, 0.84),
            (-0.36, 0.84),
            (-0.42, 0.68),
            (-0.5, 0.56),
            (-0.46, 0.4),
            (-0.52, 0.26),
            (-0.42, 0.1),
            (-0.34, -0.04),
            (-0.16, -0.06),
        ],
        Hair::Bald => vec![
            (0.0, -0.02),
            (0.2, 0.03),
            (0.33, 0.18),
            (0.35, 0.36),
            (0.2, 0.5),
            (0.1, 0.7),
            (0.0, 0.88),
            (-0.28, 0.86),
            (-0.42, 0.6),
            (-0.45, 0.36),
            (-0.36, 0.12),
            (-0.2, 0.01),
        ],
        Hair::Buzz => vec![
            (0.0, -0.03),
            (0.2, 0.02),
            (0.32, 0.16),
            (0.33, 0.32),
            (0.2, 0.42),
            (0.1, 0.5),
            (0.04, 0.74),
            (-0.04, 0.86),
            (-0.28, 0.84),
            (-0.42, 0.6),
            (-0.46, 0.36),
            (-0.37, 0.12),
            (-0.2, 0.0),
        ],
        Hair::Parted | Hair::Swept | Hair::Bun | Hair::Tail => {
            vec![
                (0.02, -0.07),
                (0.22, -0.02),
                (0.35, 0.12),
                (0.36, 0.3),
                (0.24, 0.4),
                (0.12, 0.46),
                (0.07, 0.66),
                (0.0, 0.9),
                (-0.28, 0.92),
                (-0.43, 0.66),
                (-0.48, 0.36),
                (-0.4, 0.1),
                (-0.2, -0.04),
            ]
        }
    }
}
