//! The head in three-quarter view, turned to the right: crown at `y` 0, chin at 1, the middle of the skull at `x` 0.

use super::brush::Brush;
use super::machine::machine;
use super::{eyes, hair, hat};
use crate::scene::cast::{Beard, Look};

/// What a face does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mood {
    pub(crate) speaking: bool,
    /// From -1, brows down, to 1, brows up.
    pub(crate) brows: f32,
    /// How far the mouth stands open, and how it is shaped: 0 to 1.
    pub(crate) mouth: f32,
    /// Lines are this wide, in units of the sheet.
    pub(crate) pen: f32,
}

/// Draws head, face and the hair over it, without the neck and what hangs behind it.
pub(super) fn head(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    if look.machine {
        machine(brush, look, mood);
        return;
    }
    let skin = brush.glow.lit(look.skin);
    let shade = brush.glow.shaded(look.skin);
    let drop = if mood.speaking { 0.01 + 0.026 * mood.mouth } else { 0.0 };
    let contour = contour(look, drop);
    brush.shape(&contour, skin);
    planes(brush, look, drop, shade);
    beard(brush, look, mood, drop);
    eyes::eyes(brush, look, mood);
    nose(brush, look, mood);
    mouth(brush, look, mood, drop);
    if look.old {
        wrinkles(brush, mood);
    }
    ear(brush, look, mood);
    // The face's own edge, from the forehead round the chin to the ear. The hair closes the rest.
    let edge: Vec<(f32, f32)> = contour.iter().copied().skip(2).take(14).collect();
    if let Some(rim) = brush.glow.rim {
        // The light catches the far side of the face.
        let inner: Vec<(f32, f32)> = contour.iter().skip(3).take(8).map(|&(x, y)| (x - 0.02, y)).collect();
        brush.stroke(&inner, mood.pen * 1.9, rim);
    }
    brush.line(&edge, mood.pen * 1.15);
    hair::over(brush, look, mood.pen);
    hat::hat(brush, look, mood.pen);
    if look.glasses {
        eyes::glasses(brush, mood.pen);
    }
}

/// The outline, clockwise from the crown.
fn contour(look: &Look, drop: f32) -> Vec<(f32, f32)> {
    let jaw = look.jaw;
    let cheek = if look.child {
        0.02
    } else if look.old {
        -0.012
    } else {
        0.0
    };
    let soft = if look.soft || look.child { 1.0 } else { 0.0 };
    vec![
        (-0.02, 0.0),
        (0.17, 0.04),
        (0.29, 0.16),
        (0.33, 0.30),
        (0.332, 0.40),
        (0.303, 0.495),
        (0.322 + cheek, 0.575),
        (0.306 + cheek, 0.68),
        (0.262 * (0.55 + 0.45 * jaw), 0.80),
        (0.222 * (0.3 + 0.7 * jaw) - soft * 0.012, 0.90 + drop),
        (0.163 * jaw - soft * 0.02, 0.978 + drop),
        (0.075, 1.0 + drop),
        (-0.03 * jaw, 0.962 + drop),
        (-0.165 * jaw + soft * 0.012, 0.862 + drop * 0.7),
        (-0.258 * jaw + soft * 0.012, 0.735 + drop * 0.3),
        (-0.295, 0.60),
        (-0.375, 0.53),
        (-0.425, 0.37),
        (-0.385, 0.17),
        (-0.225, 0.04),
    ]
}

/// The shaded planes: the near side of the face, the eye sockets, beneath nose and lip.
fn planes(brush: &mut Brush<'_>, look: &Look, drop: f32, shade: crate::scene::tone::Rgb) {
    let jaw = look.jaw;
    brush.shape(
        &[
            (-0.16, 0.27),
            (-0.125, 0.42),
            (-0.14, 0.53),
            (-0.085, 0.635),
            (-0.06, 0.70),
            (-0.095, 0.80),
            (-0.045, 0.90 + drop),
            (0.035, 0.985 + drop),
            (-0.03 * jaw, 0.958 + drop),
            (-0.162 * jaw, 0.857 + drop * 0.7),
            (-0.254 * jaw, 0.732 + drop * 0.3),
            (-0.29, 0.60),
            (-0.36, 0.45),
            (-0.3, 0.25),
        ],
        shade,
    );
    // Sockets: a thin wedge beneath each brow, towards the nose.
    brush.shape(&[(0.07, 0.43), (0.12, 0.422), (0.148, 0.47), (0.128, 0.52), (0.1, 0.515), (0.088, 0.47)], shade);
    if brush.sheet.palette.hatching {
        let side =
            brush.frame.all(&[(-0.13, 0.45), (-0.08, 0.64), (-0.05, 0.9), (-0.16, 0.85), (-0.27, 0.7), (-0.28, 0.45)]);
        brush.sheet.hatch(&side, 5.0, 2.2, 1.0, 0.7);
    }
}

fn nose(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let (n, pen) = (look.nose, mood.pen);
    let tip = 0.255 * (0.45 + 0.55 * n);
    let base = 0.685 + 0.02 * (n - 1.0);
    let shade = brush.glow.shaded(look.skin);
    // The shadow that the nose throws on the near side.
    brush.facet(
        &[
            (0.115, base - 0.02),
            (0.2, base + 0.012),
            (tip - 0.015, base + 0.02),
            (0.18, base + 0.062),
            (0.12, base + 0.04),
        ],
        shade,
    );
    let bridge = if look.soft { 0.56 } else { 0.50 };
    brush.line(
        &[
            (0.19, bridge),
            (0.2 + 0.012 * n, 0.575),
            (tip - 0.008, 0.635),
            (tip, 0.66),
            (tip - 0.022, base + 0.012),
            (0.19, base + 0.022),
        ],
        pen,
    );
    brush
        .line(&[(0.128, base - 0.035), (0.108, base - 0.005), (0.125, base + 0.022), (0.15, base + 0.018)], pen * 0.85);
    brush.line(&[(0.155, base + 0.014), (0.18, base + 0.01), (0.2, base + 0.016)], pen * 1.3);
}

fn mouth(brush: &mut Brush<'_>, look: &Look, mood: Mood, drop: f32) {
    let pen = mood.pen;
    let shade = brush.glow.shaded(look.skin + 0.1);
    if mood.speaking {
        let open = 0.014 + 0.05 * mood.mouth;
        let narrow = 0.02 * (1.0 - mood.mouth);
        let dark = brush.glow.lit(0.96);
        let lip = |y: f32| y + drop * 0.5;
        brush.shape(
            &[
                (0.045 + narrow, 0.806),
                (0.10, 0.79),
                (0.15, 0.793),
                (0.19, 0.79),
                (0.228 - narrow, 0.803),
                (0.205, lip(0.808 + open * 0.8)),
                (0.145, lip(0.812 + open)),
                (0.085, lip(0.808 + open * 0.8)),
            ],
            dark,
        );
        if mood.mouth > 0.5 {
            let teeth = brush.glow.lit(0.0);
            brush.facet(
                &[(0.082, 0.802), (0.15, 0.798), (0.203, 0.801), (0.195, 0.818), (0.145, 0.82), (0.09, 0.818)],
                teeth,
            );
        }
        brush.line(&[(0.035, 0.808), (0.10, 0.788), (0.148, 0.794), (0.192, 0.788), (0.232, 0.803)], pen * 1.1);
        brush.stroke(
            &[(0.09, lip(0.838 + open)), (0.145, lip(0.846 + open)), (0.195, lip(0.836 + open))],
            pen * 1.4,
            shade,
        );
        // The fold that an open mouth draws from the nose.
        brush.line(&[(0.075, 0.71), (0.035, 0.755), (0.015, 0.80)], pen * 0.6);
    } else {
        let bend = mood.brows * 0.008;
        brush.line(
            &[(0.04, 0.806 - bend), (0.10, 0.797), (0.148, 0.803), (0.192, 0.796), (0.226, 0.802 - bend)],
            pen * 1.25,
        );
        brush.stroke(&[(0.095, 0.845), (0.145, 0.852), (0.192, 0.843)], pen * 1.6, shade);
    }
    if look.soft {
        let tone = brush.glow.shaded(look.skin + 0.22);
        if !mood.speaking {
            brush.shape(
                &[(0.06, 0.803), (0.115, 0.782), (0.15, 0.79), (0.18, 0.781), (0.215, 0.80), (0.148, 0.805)],
                tone,
            );
            brush.shape(
                &[(0.075, 0.81), (0.148, 0.808), (0.205, 0.808), (0.18, 0.835), (0.145, 0.84), (0.105, 0.834)],
                tone,
            );
            brush.line(&[(0.045, 0.806), (0.10, 0.80), (0.148, 0.806), (0.19, 0.8), (0.225, 0.803)], pen);
        }
    }
}

fn ear(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let shade = brush.glow.shaded(look.skin);
    brush.outlined(
        &[
            (-0.235, 0.475),
            (-0.275, 0.445),
            (-0.32, 0.47),
            (-0.325, 0.55),
            (-0.295, 0.63),
            (-0.262, 0.685),
            (-0.238, 0.665),
            (-0.232, 0.58),
        ],
        shade,
        mood.pen * 0.9,
    );
    brush.line(&[(-0.25, 0.50), (-0.29, 0.49), (-0.298, 0.55), (-0.268, 0.59), (-0.275, 0.63)], mood.pen * 0.6);
}

fn wrinkles(brush: &mut Brush<'_>, mood: Mood) {
    let pen = mood.pen * 0.65;
    brush.line(&[(0.08, 0.715), (0.028, 0.765), (0.012, 0.835)], pen * 1.2);
    brush.line(&[(-0.06, 0.575), (0.0, 0.59), (0.05, 0.578)], pen);
    brush.line(&[(-0.11, 0.50), (-0.145, 0.485)], pen);
    brush.line(&[(-0.11, 0.525), (-0.15, 0.535)], pen);
    brush.line(&[(0.02, 0.315), (0.14, 0.30), (0.25, 0.31)], pen);
    brush.line(&[(0.05, 0.265), (0.15, 0.255), (0.24, 0.262)], pen);
}

fn beard(brush: &mut Brush<'_>, look: &Look, mood: Mood, drop: f32) {
    let jaw = look.jaw;
    let tone = brush.glow.lit(look.hair_tone);
    let moustache = [
        (0.035, 0.80),
        (0.075, 0.745),
        (0.15, 0.722),
        (0.205, 0.738),
        (0.238, 0.79),
        (0.195, 0.778),
        (0.148, 0.768),
        (0.095, 0.775),
    ];
    match look.beard {
        Beard::None => {}
        Beard::Moustache => {
            brush.shape(&moustache, tone);
            brush.line(&[(0.035, 0.80), (0.085, 0.757), (0.15, 0.735), (0.205, 0.748), (0.238, 0.79)], mood.pen * 0.6);
        }
        Beard::Stubble => {
            // Short flecks along jaw and lip, each where chance puts it.
            let mut chance = look.hand.clone();
            for _ in 0..70 {
                let (u, v) = (chance.unit(), chance.unit());
                let y = 0.77 + 0.22 * v;
                let left = -0.25 * jaw + (y - 0.77) * 1.15;
                let right = 0.27 - (y - 0.77) * 0.55;
                let x = left + (right - left) * u;
                if !(0.05..0.23).contains(&x) || !(0.77..0.86).contains(&y) {
                    brush.line(&[(x, y + drop), (x + 0.004, y + 0.014 + drop)], mood.pen * 0.42);
                }
            }
        }
        Beard::Full => {
            brush.shape(
                &[
                    (-0.25, 0.56),
                    (-0.21, 0.67),
                    (-0.12, 0.735),
                    (-0.02, 0.745),
                    (0.06, 0.735),
                    (0.15, 0.728),
                    (0.23, 0.74),
                    (0.275, 0.79),
                    (0.25, 0.90 + drop),
                    (0.19, 1.02 + drop),
                    (0.085, 1.07 + drop),
                    (-0.04 * jaw, 1.02 + drop),
                    (-0.18 * jaw, 0.90 + drop),
                    (-0.275 * jaw, 0.74),
                    (-0.285, 0.60),
                ],
                tone,
            );
            let line = if look.hair_tone > 0.7 {
                brush.glow.lit(look.hair_tone - 0.28)
            } else {
                brush.glow.lit(look.hair_tone + 0.3)
            };
            for (x, y, lean) in [
                (-0.17, 0.80, 0.03),
                (-0.1, 0.86, 0.04),
                (-0.02, 0.90, 0.03),
                (0.06, 0.93, 0.01),
                (0.14, 0.92, -0.01),
                (0.2, 0.87, -0.02),
            ] {
                brush.stroke(
                    &[(x, y + drop), (x + lean * 0.6, y + 0.045 + drop), (x + lean, y + 0.085 + drop)],
                    mood.pen * 0.8,
                    line,
                );
            }
            let lip = brush.glow.lit(look.skin);
            brush.shape(
                &[
                    (0.085, 0.815 + drop * 0.4),
                    (0.148, 0.808),
                    (0.2, 0.812 + drop * 0.4),
                    (0.17, 0.85 + drop),
                    (0.115, 0.852 + drop),
                ],
                lip,
            );
        }
    }
}

/// The head of a figure that is seen from afar: the same shapes, few features.
pub(super) fn small_head(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    if brush.frame.scale > 58.0 || look.machine {
        hair::behind(brush, look, mood.pen);
        head(brush, look, mood);
        return;
    }
    let pen = mood.pen;
    let (skin, shade) = (brush.glow.lit(look.skin), brush.glow.shaded(look.skin));
    let outline = contour(look, 0.0);
    hair::behind(brush, look, pen * 0.8);
    brush.shape(&outline, skin);
    planes(brush, look, 0.0, shade);
    if look.beard == Beard::Full || look.beard == Beard::Moustache {
        beard(brush, look, mood, 0.0);
    }
    let dark = brush.glow.lit(0.97);
    for (x, wide) in [(0.0, 0.085), (0.255, 0.055)] {
        brush.stroke(&[(x - wide, 0.42), (x + wide, 0.41)], pen * 0.9, dark);
        brush.stroke(&[(x - wide * 0.8, 0.515), (x + wide, 0.505)], pen * 1.9, dark);
    }
    brush.line(&[(0.2, 0.52), (0.255, 0.66), (0.2, 0.70)], pen * 0.8);
    if mood.speaking {
        brush.shape(&[(0.05, 0.8), (0.14, 0.79), (0.22, 0.8), (0.14, 0.88)], dark);
    } else {
        brush.line(&[(0.05, 0.81), (0.22, 0.805)], pen);
    }
    let edge: Vec<(f32, f32)> = outline.iter().copied().skip(2).take(14).collect();
    brush.line(&edge, pen);
    hair::over(brush, look, pen * 0.8);
    hat::hat(brush, look, pen * 0.8);
    if look.glasses {
        eyes::glasses(brush, pen * 0.6);
    }
}
