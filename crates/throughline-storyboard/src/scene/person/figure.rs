//! The whole figure, turned to the right: feet at `y` 0, crown about 7.4 heads above (`y` grows downwards).

use super::brush::Brush;
use super::head::{Mood, small_head};
use crate::scene::cast::{Garment, Hat, Look};
use crate::scene::geometry::{Frame, P, smooth};
use crate::scene::tone::Rgb;

/// What arms and legs do.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    near_arm: [(f32, f32); 3],
    far_arm: [(f32, f32); 3],
    near_leg: [(f32, f32); 3],
    far_leg: [(f32, f32); 3],
    /// The near arm lies over the chest.
    over: bool,
    lean: f32,
}

const NEAR: (f32, f32) = (-0.80, -5.72);
const FAR: (f32, f32) = (0.60, -5.78);

const HANGING: [(f32, f32); 3] = [NEAR, (-1.06, -4.5), (-0.96, -3.38)];
const FAR_HANGING: [(f32, f32); 3] = [FAR, (0.84, -4.55), (0.86, -3.45)];

const STANDING: Pose = Pose {
    near_arm: HANGING,
    far_arm: FAR_HANGING,
    near_leg: [(-0.34, -3.5), (-0.44, -1.9), (-0.50, -0.22)],
    far_leg: [(0.28, -3.5), (0.44, -1.92), (0.46, -0.34)],
    over: true,
    lean: 0.0,
};

const POSES: [Pose; 6] = [
    STANDING,
    // A hand in the pocket, the weight on one leg.
    Pose {
        near_arm: [NEAR, (-1.34, -4.62), (-0.78, -3.74)],
        far_leg: [(0.28, -3.5), (0.62, -1.95), (0.52, -0.36)],
        lean: -0.02,
        ..STANDING
    },
    // Arms crossed.
    Pose {
        near_arm: [NEAR, (-0.98, -4.66), (0.34, -4.92)],
        far_arm: [FAR, (0.86, -4.72), (-0.1, -4.64)],
        lean: -0.02,
        ..STANDING
    },
    // A hand on the hip.
    Pose {
        near_arm: [NEAR, (-1.62, -4.72), (-0.72, -4.0)],
        near_leg: [(-0.34, -3.5), (-0.52, -1.9), (-0.66, -0.2)],
        ..STANDING
    },
    // A step forward.
    Pose {
        near_arm: [NEAR, (-1.16, -4.62), (-0.72, -3.62)],
        near_leg: [(-0.3, -3.5), (-0.5, -1.95), (-1.02, -0.3)],
        far_leg: [(0.28, -3.5), (0.62, -1.95), (0.74, -0.26)],
        lean: 0.035,
        ..STANDING
    },
    // Both hands before the body.
    Pose { near_arm: [NEAR, (-1.06, -4.6), (0.04, -3.86)], far_arm: [FAR, (0.86, -4.6), (0.22, -3.86)], ..STANDING },
];

/// The gesture of somebody who speaks: the far hand is held out towards the other.
const SPEAKING: [[(f32, f32); 3]; 3] =
    [[FAR, (1.0, -4.66), (1.82, -5.02)], [FAR, (1.04, -4.7), (1.62, -5.6)], [FAR, (0.96, -4.56), (1.7, -4.5)]];

/// Draws somebody from head to foot. The frame's origin is the ground between the feet, its scale one head.
pub(crate) fn figure(brush: &mut Brush<'_>, look: &Look, mood: Mood) {
    let mut chance = look.hand.clone();
    let mut pose = POSES.get(chance.below(POSES.len())).copied().unwrap_or(STANDING);
    if mood.speaking {
        pose.far_arm = chance.pick(&SPEAKING, FAR_HANGING);
        if pose.near_arm[2].0 > 0.2 {
            pose.near_arm = HANGING;
        }
    }
    let body = brush.frame;
    brush.frame = Frame { turn: pose.lean, ..body };
    let pen = mood.pen;
    let trousers =
        if look.garment == Garment::Suit || look.garment == Garment::Uniform { look.cloth } else { look.under };
    let cloth = brush.tones(look.cloth);
    let bare = look.garment == Garment::Tee;
    arm(brush, look, &pose.far_arm, true, bare, pen);
    legs(brush, look, &pose, trousers, pen);
    if look.skirt && look.garment != Garment::Suit {
        skirt(brush, trousers, pen);
    }
    trunk(brush, look, cloth, pen);
    let skin = brush.tones(look.skin);
    brush.facet(&[(-0.3, -6.55), (-0.28, -5.95), (0.0, -5.82), (0.2, -5.95), (0.14, -6.4)], skin.1);
    let size = if look.child { 1.3 } else { 1.08 };
    let head = Frame { origin: brush.at(0.0, -6.27 - size), scale: brush.frame.scale * size, ..brush.frame };
    let here = brush.frame;
    brush.frame = head;
    small_head(brush, look, mood);
    brush.frame = here;
    if look.garment == Garment::Coat && look.accent {
        let scarf = brush.glow.accent(false);
        brush.outlined(
            &[(-0.42, -6.25), (0.0, -6.08), (0.24, -6.2), (0.26, -5.95), (0.0, -5.84), (-0.4, -5.98)],
            scarf,
            pen,
        );
    }
    if pose.over {
        arm(brush, look, &pose.near_arm, false, bare, pen);
    }
    brush.frame = body;
}

impl Brush<'_> {
    /// A tone in the light and in the shade.
    fn tones(&self, tone: f32) -> (Rgb, Rgb) {
        (self.glow.lit(tone), self.glow.shaded(tone))
    }

    /// A limb: a ribbon along a bent line, with its shaded side and its outline, which starts after `skip` points.
    fn limb(&mut self, spine: &[(f32, f32)], widths: &[f32], tones: (Rgb, Rgb), pen: f32, skip: usize) {
        let scale = self.frame.scale;
        let points = smooth(&self.frame.all(spine), false, 5.0);
        let count = points.len().max(2);
        let (mut left, mut middle, mut right) = (Vec::new(), Vec::new(), Vec::new());
        for (index, &here) in points.iter().enumerate() {
            let before = points.get(index.saturating_sub(1)).copied().unwrap_or(here);
            let after = points.get((index + 1).min(count - 1)).copied().unwrap_or(here);
            let normal = before.normal_to(after);
            let along = index as f32 / (count - 1) as f32 * (widths.len() - 1) as f32;
            let low = widths.get(along as usize).copied().unwrap_or(0.3);
            let high = widths.get(along as usize + 1).copied().unwrap_or(low);
            let half = (low + (high - low) * (along - along as usize as f32)) * scale * 0.5;
            left.push(here.along(normal, half));
            middle.push(here.along(normal, half * 0.1));
            right.push(here.along(normal, -half));
        }
        // The shade lies on the side of the back, whichever way the figure looks.
        let back = |side: &[P]| side.iter().map(|q| q.x).sum::<f32>() * if self.frame.mirror { -1.0 } else { 1.0 };
        let shaded = if back(&left) < back(&right) { &left } else { &right };
        let mut outline = left.clone();
        outline.extend(right.iter().rev());
        let mut shade = shaded.clone();
        shade.extend(middle.iter().rev());
        self.sheet.fill(&outline, tones.0, 1.0);
        self.sheet.fill(&shade, tones.1, 1.0);
        if let Some(rim) = self.glow.rim {
            let bright = if back(&left) < back(&right) { &right } else { &left };
            let inner: Vec<P> = bright.iter().zip(&middle).map(|(edge, middle)| edge.lerp(*middle, 0.16)).collect();
            self.sheet.pen(&inner, (scale * 0.055).max(0.9), rim, 1.0, 0.3);
        }
        self.sheet.ink(left.get(skip..).unwrap_or_default(), pen);
        self.sheet.ink(right.get(skip..).unwrap_or_default(), pen);
    }
}

fn arm(brush: &mut Brush<'_>, look: &Look, joints: &[(f32, f32); 3], far: bool, bare: bool, pen: f32) {
    let cloth = brush.tones((look.cloth + if far { 0.08 } else { 0.0 }).min(1.0));
    let skin = brush.tones(look.skin);
    let broad = look.broad;
    let [shoulder, elbow, hand] = *joints;
    // The hand first, so that the cuff closes it.
    let (dx, dy) = (hand.0 - elbow.0, hand.1 - elbow.1);
    let long = libm::hypotf(dx, dy).max(0.1);
    let (ux, uy) = (dx / long, dy / long);
    let tip = |along: f32, across: f32| (hand.0 + ux * along - uy * across, hand.1 + uy * along + ux * across);
    brush.outlined(
        &[tip(-0.1, -0.13), tip(0.2, -0.16), tip(0.42, -0.1), tip(0.5, 0.0), tip(0.34, 0.12), tip(-0.1, 0.13)],
        skin.0,
        pen * 0.8,
    );
    let root = (shoulder.0 * 0.72, shoulder.1 - 0.16);
    let spine = [
        root,
        shoulder,
        ((shoulder.0 + elbow.0) * 0.5 - 0.04, (shoulder.1 + elbow.1) * 0.5),
        elbow,
        ((hand.0 + elbow.0) * 0.5, (hand.1 + elbow.1) * 0.5),
        hand,
    ];
    if bare {
        brush.limb(&[elbow, spine[4], hand], &[0.34, 0.32, 0.22], skin, pen, 0);
        brush.limb(&[root, shoulder, spine[2], elbow], &[0.3, 0.54 * broad, 0.5, 0.42], cloth, pen, 2);
    } else {
        brush.limb(&spine, &[0.26, 0.54 * broad, 0.5, 0.44, 0.42, 0.34], cloth, pen, 2);
    }
}

fn legs(brush: &mut Brush<'_>, look: &Look, pose: &Pose, tone: f32, pen: f32) {
    let bare = look.skirt && look.garment != Garment::Suit;
    let dark = brush.tones(0.88);
    for (leg, far) in [(&pose.far_leg, true), (&pose.near_leg, false)] {
        let [hip, knee, ankle] = *leg;
        let foot = |points: &[(f32, f32)]| -> Vec<(f32, f32)> {
            points.iter().map(|&(x, y)| (ankle.0 + x, ankle.1 + y)).collect()
        };
        brush.outlined(
            &foot(&[(-0.24, -0.12), (-0.26, 0.2), (0.3, 0.24), (0.62, 0.2), (0.56, 0.06), (0.2, -0.08), (0.1, -0.16)]),
            dark.0,
            pen * 0.9,
        );
        let spine = [
            hip,
            ((hip.0 + knee.0) * 0.5 + 0.03, (hip.1 + knee.1) * 0.5),
            knee,
            ((knee.0 + ankle.0) * 0.5 - 0.03, (knee.1 + ankle.1) * 0.5),
            ankle,
        ];
        if bare {
            let tones = brush.tones((look.skin + if far { 0.1 } else { 0.0 }).min(1.0));
            brush.limb(&spine, &[0.7, 0.6, 0.4, 0.38, 0.24], tones, pen, 0);
        } else {
            let tones = brush.tones((tone + if far { 0.1 } else { 0.0 }).min(1.0));
            brush.limb(&spine, &[0.78, 0.72, 0.56, 0.52, 0.46], tones, pen, 0);
        }
    }
}

fn skirt(brush: &mut Brush<'_>, tone: f32, pen: f32) {
    let tones = brush.tones(tone);
    let shape = [(-0.6, -4.5), (0.5, -4.5), (0.68, -3.4), (0.86, -1.9), (0.1, -1.78), (-0.9, -1.86), (-0.76, -3.3)];
    brush.facet(&shape, tones.0);
    brush.facet(&[(-0.6, -4.5), (-0.1, -4.5), (-0.24, -3.2), (-0.3, -1.8), (-0.9, -1.86), (-0.76, -3.3)], tones.1);
    brush.line(
        &[(-0.6, -4.5), (-0.76, -3.3), (-0.9, -1.86), (0.1, -1.78), (0.86, -1.9), (0.68, -3.4), (0.5, -4.5)],
        pen,
    );
    brush.line(&[(0.05, -3.6), (0.1, -2.6), (0.16, -1.8)], pen * 0.6);
}

fn trunk(brush: &mut Brush<'_>, look: &Look, cloth: (Rgb, Rgb), pen: f32) {
    let b = look.broad;
    let hem = match look.garment {
        Garment::Coat => -1.9,
        Garment::Suit | Garment::Uniform => -3.05,
        Garment::Blouse | Garment::Shirt if look.skirt => -4.35,
        _ => -3.3,
    };
    let flare = if look.garment == Garment::Coat { 0.3 } else { 0.0 };
    let waist = if look.soft { 0.86 } else { 1.0 };
    let outline = [
        (-0.26, -6.06),
        (-0.72 * b, -5.94),
        (-0.94 * b, -5.66),
        (-0.84 * b, -5.1),
        (-0.68 * b * waist, -4.5),
        (-0.76 - flare * 0.4, (-3.9_f32).min(hem)),
        (-0.80 - flare, hem),
        (0.66 + flare, hem - 0.06),
        (0.62 + flare * 0.4, (-3.9_f32).min(hem)),
        (0.54 * b * waist, -4.5),
        (0.66 * b, -5.1),
        (0.74 * b, -5.66),
        (0.54 * b, -5.96),
        (0.2, -6.08),
    ];
    brush.facet(&outline, cloth.0);
    brush.facet(
        &[
            (-0.26, -6.06),
            (-0.72 * b, -5.94),
            (-0.94 * b, -5.66),
            (-0.84 * b, -5.1),
            (-0.68 * b * waist, -4.5),
            (-0.76 - flare * 0.4, (-3.9_f32).min(hem)),
            (-0.80 - flare, hem),
            (-0.24, hem),
            (-0.2, -4.4),
            (-0.36, -5.4),
        ],
        cloth.1,
    );
    if look.striped && matches!(look.garment, Garment::Jumper | Garment::Tee) {
        let tone = brush.glow.lit(if look.cloth > 0.5 { look.cloth - 0.34 } else { look.cloth + 0.3 });
        for row in 0..4_i16 {
            let y = -5.4 + 0.5 * f32::from(row);
            let half = 0.78 - 0.05 * f32::from(row);
            brush.stroke(&[(-half * b, y), (0.0, y + 0.06), (half * 0.82 * b, y)], brush.frame.scale * 0.16, tone);
        }
    }
    front(brush, look, hem, pen);
    brush.line(outline.get(..7).unwrap_or_default(), pen * 1.1);
    brush.line(outline.get(7..).unwrap_or_default(), pen * 1.1);
    brush.line(&[(-0.80 - flare, hem), (-0.1, hem + 0.05), (0.66 + flare, hem - 0.06)], pen);
}

/// What is seen at the front of a garment.
fn front(brush: &mut Brush<'_>, look: &Look, hem: f32, pen: f32) {
    let (skin, under) = (brush.glow.lit(look.skin), brush.glow.lit(look.under * 0.25));
    let accent = brush.glow.accent(false);
    match look.garment {
        Garment::Suit => {
            brush.facet(&[(-0.2, -6.06), (0.22, -6.08), (0.3, -5.7), (0.16, -4.6), (-0.02, -5.4)], under);
            let tie = if look.accent { accent } else { brush.glow.lit(0.9) };
            brush.facet(&[(0.05, -5.98), (0.16, -5.98), (0.24, -5.2), (0.16, -4.8), (0.06, -5.2)], tie);
            brush.line(&[(-0.22, -6.02), (-0.16, -5.5), (0.16, -4.6), (0.18, hem)], pen * 0.8);
            brush.line(&[(0.24, -6.04), (0.36, -5.6), (0.16, -4.6)], pen * 0.8);
        }
        Garment::Coat => {
            brush.facet(
                &[(-0.18, -6.06), (0.2, -6.08), (0.3, -5.5), (0.22, hem), (0.0, hem), (-0.04, -5.2)],
                brush.glow.lit(look.under),
            );
            brush.line(&[(-0.3, -6.1), (-0.4, -5.5), (-0.04, -4.9), (0.0, hem)], pen);
            brush.line(&[(0.24, -6.1), (0.42, -5.6), (0.24, -4.9), (0.24, hem)], pen);
        }
        Garment::Hoodie => {
            let tone = brush.glow.shaded(look.cloth);
            brush.outlined(
                &[
                    (-0.36, -6.24),
                    (-0.58, -5.98),
                    (-0.2, -5.66),
                    (0.2, -5.6),
                    (0.4, -5.9),
                    (0.24, -6.16),
                    (-0.04, -6.0),
                ],
                tone,
                pen,
            );
            let cord = if look.accent { accent } else { brush.glow.lit(0.0) };
            brush.stroke(&[(-0.02, -5.66), (-0.02, -5.2)], pen * 1.2, cord);
            brush.stroke(&[(0.2, -5.64), (0.2, -5.26)], pen * 1.2, cord);
            brush.line(&[(-0.36, -3.5), (-0.28, -4.1), (0.36, -4.12), (0.42, -3.5)], pen * 0.7);
        }
        Garment::Jumper => {
            let collar = if look.accent && look.hat != Hat::Beanie {
                accent
            } else {
                brush.glow.lit((look.cloth - 0.1).max(0.0))
            };
            brush.outlined(&[(-0.3, -6.3), (0.18, -6.27), (0.22, -6.0), (-0.04, -5.92), (-0.32, -6.0)], collar, pen);
            brush.line(&[(-0.76, -3.5), (0.0, -3.42), (0.62, -3.52)], pen * 0.6);
        }
        Garment::Shirt => {
            brush.facet(&[(-0.22, -6.06), (0.2, -6.08), (0.1, -5.5)], skin);
            brush.line(&[(-0.24, -6.08), (-0.16, -5.74), (0.1, -5.52), (0.24, -5.8), (0.22, -6.08)], pen * 0.9);
            brush.line(&[(0.1, -5.52), (0.1, hem)], pen * 0.8);
            if look.accent {
                brush.facet(&[(-0.55, -5.2), (-0.24, -5.22), (-0.24, -4.8), (-0.55, -4.78)], accent);
            }
        }
        Garment::Tee => {
            brush.shape(&[(-0.26, -6.06), (0.0, -5.84), (0.22, -6.06), (0.0, -6.2)], skin);
            brush.line(&[(-0.28, -6.06), (0.0, -5.82), (0.24, -6.08)], pen);
            if look.accent {
                brush.facet(&[(-0.68, -5.1), (0.6, -5.1), (0.58, -4.76), (-0.64, -4.76)], accent);
            }
        }
        Garment::Uniform => {
            brush.line(&[(-0.26, -6.1), (0.06, -5.9), (0.22, -6.12)], pen);
            brush.line(&[(0.06, -5.9), (0.1, hem)], pen * 0.9);
            brush.facet(&[(-0.72, -4.36), (0.58, -4.38), (0.58, -4.14), (-0.74, -4.12)], brush.glow.lit(0.9));
            let badge = if look.accent { accent } else { under };
            brush.facet(&[(0.28, -5.5), (0.46, -5.5), (0.44, -5.24), (0.32, -5.2)], badge);
        }
        Garment::Blouse => {
            brush.facet(&[(-0.24, -6.06), (0.2, -6.08), (0.06, -5.2)], skin);
            brush.line(&[(-0.26, -6.06), (0.06, -5.2), (0.22, -6.08)], pen * 0.9);
            if look.accent {
                brush.facet(&[(-0.62, -4.56), (0.52, -4.58), (0.54, -4.36), (-0.64, -4.34)], accent);
            }
        }
    }
}
