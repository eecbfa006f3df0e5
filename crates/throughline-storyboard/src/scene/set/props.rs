//! Furniture and other things, built from blocks and shapes.

use super::build::Build;
use super::lens::{P3, p3};

/// A table with four legs; `low` and `high` are its corners on the ground, `top` its height.
pub(super) fn table(b: &mut Build<'_>, low: (f32, f32), high: (f32, f32), top: f32, tone: f32) {
    shadow(
        b,
        p3((low.0 + high.0) * 0.5, 0.0, (low.1 + high.1) * 0.5),
        (high.0 - low.0) * 0.62,
        (high.1 - low.1) * 0.62,
    );
    let leg = 0.07;
    for z in [high.1 - leg, low.1] {
        for x in [low.0, high.0 - leg] {
            b.block_lined(p3(x, 0.0, z), p3(x + leg, top, z + leg), tone + 0.1, 0.9);
        }
    }
    b.block(p3(low.0 - 0.05, top, low.1 - 0.05), p3(high.0 + 0.05, top + 0.06, high.1 + 0.05), tone);
}

/// A chair seen from any side: seat, four legs, back at `z + 0.42`, or in front where `turned`.
pub(super) fn chair(b: &mut Build<'_>, x: f32, z: f32, turned: bool, tone: f32) {
    shadow(b, p3(x + 0.22, 0.0, z + 0.22), 0.36, 0.3);
    let back = |b: &mut Build<'_>| {
        let at = if turned { z } else { z + 0.4 };
        b.block_lined(p3(x, 0.46, at), p3(x + 0.44, 0.95, at + 0.05), tone, 1.0);
    };
    if !turned {
        back(b);
    }
    for (dx, dz) in [(0.0, 0.38), (0.39, 0.38), (0.0, 0.0), (0.39, 0.0)] {
        b.rule(p3(x + dx + 0.02, 0.0, z + dz), p3(x + dx + 0.02, 0.45, z + dz), 1.6);
    }
    b.block_lined(p3(x, 0.43, z), p3(x + 0.44, 0.49, z + 0.42), tone, 1.0);
    if turned {
        back(b);
    }
}

/// A sofa with its back to the far wall.
pub(super) fn sofa(b: &mut Build<'_>, low: (f32, f32), wide: f32, tone: f32) {
    let (x, z) = low;
    shadow(b, p3(x + wide * 0.5, 0.0, z + 0.3), wide * 0.6, 0.6);
    b.block(p3(x, 0.1, z + 0.62), p3(x + wide, 0.88, z + 0.86), tone);
    b.block(p3(x, 0.1, z), p3(x + 0.2, 0.62, z + 0.86), tone);
    b.block(p3(x + wide - 0.2, 0.1, z), p3(x + wide, 0.62, z + 0.86), tone);
    let half = (wide - 0.4) * 0.5;
    for part in [0.0, half] {
        b.block_lined(p3(x + 0.2 + part, 0.12, z + 0.02), p3(x + 0.2 + part + half, 0.46, z + 0.64), tone - 0.05, 1.1);
    }
}

/// A bed with its head at the far wall.
pub(super) fn bed(b: &mut Build<'_>, x: f32, z: f32, tone: f32) {
    let (wide, long) = (1.5, 2.1);
    shadow(b, p3(x + wide * 0.5, 0.0, z + long * 0.4), wide * 0.72, long * 0.62);
    b.block(p3(x - 0.05, 0.0, z + long), p3(x + wide + 0.05, 1.1, z + long + 0.08), tone + 0.3);
    b.block(p3(x, 0.12, z), p3(x + wide, 0.5, z + long), tone + 0.15);
    b.block_lined(p3(x - 0.03, 0.36, z - 0.03), p3(x + wide + 0.03, 0.56, z + long * 0.68), tone, 1.2);
    for part in [0.12, 0.8] {
        b.block_lined(p3(x + part, 0.52, z + long * 0.76), p3(x + part + 0.58, 0.68, z + long * 0.96), 0.04, 1.0);
    }
    b.rule(p3(x - 0.03, 0.56, z + long * 0.56), p3(x + wide + 0.03, 0.56, z + long * 0.56), 0.8);
}

/// A standing lamp.
pub(super) fn floor_lamp(b: &mut Build<'_>, x: f32, z: f32) {
    shadow(b, p3(x, 0.0, z), 0.2, 0.16);
    b.rule(p3(x, 0.02, z), p3(x, 1.5, z), 2.4);
    b.lamp(p3(x, 1.56, z), 0.0, 1.5);
    b.uplight(p3(x, 1.68, z), 0.8);
    shade(b, p3(x, 1.42, z), 0.24, 0.34);
}

/// A lamp that hangs from the ceiling.
pub(super) fn hanging_lamp(b: &mut Build<'_>, x: f32, z: f32, ceiling: f32, drop: f32) {
    b.rule(p3(x, ceiling, z), p3(x, ceiling - drop, z), 1.2);
    b.lamp(p3(x, ceiling - drop - 0.2, z), 0.0, 1.9);
    shade(b, p3(x, ceiling - drop - 0.22, z), 0.27, 0.24);
}

/// A lamp shade: it shines where it is dark.
fn shade(b: &mut Build<'_>, foot: P3, half: f32, high: f32) {
    let shape = [(-half, 0.0), (-half * 0.55, high), (half * 0.55, high), (half, 0.0)];
    let corner = |(x, y): (f32, f32)| b.lens.at(p3(foot.x + x, foot.y + y, foot.z));
    let polygon: Vec<_> = shape.iter().map(|&q| corner(q)).collect();
    let colour = if b.light == crate::Light::Day { b.grey(0.06) } else { b.tint(0.42) };
    b.shine(&polygon, colour, 1.0);
    let width = 1.4 * b.lens.scale(foot) / 110.0;
    let ink = b.sheet.palette.line(b.sheet.focus);
    for pair in [(0, 1), (1, 2), (2, 3), (3, 0)] {
        if let (Some(&from), Some(&to)) = (polygon.get(pair.0), polygon.get(pair.1)) {
            let normal = from.normal_to(to);
            let half = width.max(0.7) * 0.5;
            b.shine(
                &[from.along(normal, half), to.along(normal, half), to.along(normal, -half), from.along(normal, -half)],
                ink,
                1.0,
            );
        }
    }
}

/// A plant in a pot.
pub(super) fn plant(b: &mut Build<'_>, x: f32, z: f32, high: f32) {
    shadow(b, p3(x, 0.0, z), 0.3, 0.22);
    b.upright(p3(x, 0.0, z), &[(-0.14, 0.0), (-0.2, 0.36), (0.2, 0.36), (0.14, 0.0)], 0.4, 1.2);
    for step in 0..9_i16 {
        let side = if step % 2 == 0 { 1.0 } else { -1.0 };
        let (out, up) = (b.rng.range(0.1, 0.55) * side, high * b.rng.range(0.5, 1.0));
        let tone = b.rng.pick(&[0.45, 0.55, 0.68, 0.75], 0.55);
        b.upright(
            p3(x, 0.34, z),
            &[
                (0.0, 0.0),
                (out * 0.35 - 0.06, up * 0.5),
                (out * 0.9, up * 0.98),
                (out, up),
                (out * 0.8, up * 0.6),
                (out * 0.3, up * 0.25),
            ],
            tone,
            0.7,
        );
    }
}

/// A stool of a bar.
pub(super) fn stool(b: &mut Build<'_>, x: f32, z: f32) {
    shadow(b, p3(x, 0.0, z), 0.24, 0.2);
    b.rule(p3(x, 0.0, z), p3(x, 0.74, z), 2.2);
    let foot = b.on_ground(p3(x, 0.01, z), 0.2, 0.16);
    let seat = b.on_ground(p3(x, 0.78, z), 0.2, 0.17);
    let (dark, tone) = (b.grey(0.85), b.grey(0.62));
    b.sheet.fill(&foot, dark, 1.0);
    b.sheet.fill(&seat, tone, 1.0);
    b.sheet.ink_ring(&seat, 1.2);
}

/// A soft shadow on the ground, in one flat tone.
pub(super) fn shadow(b: &mut Build<'_>, middle: P3, rx: f32, rz: f32) {
    let polygon = b.on_ground(p3(middle.x + 0.12, middle.y + 0.005, middle.z), rx, rz);
    let colour = b.grey(0.72);
    b.sheet.fill(&polygon, colour, 0.6);
}

/// A tree with a round crown, or a bare trunk that leaves the sheet above.
pub(super) fn tree(b: &mut Build<'_>, x: f32, z: f32, high: f32, tone: f32, kind: usize) {
    let foot = p3(x, 0.0, z);
    shadow(b, foot, high * 0.22, high * 0.12);
    match kind {
        // A fir: layers of boughs.
        0 => {
            b.upright(foot, &[(-0.09, 0.0), (-0.07, high * 0.2), (0.07, high * 0.2), (0.09, 0.0)], tone + 0.25, 0.8);
            let half = high * 0.24;
            let mut shape = vec![(0.0, high)];
            for layer in 1..=4_i16 {
                let y = high * (1.0 - 0.21 * f32::from(layer));
                let w = half * f32::from(layer) / 4.0;
                shape.push((w * b.rng.range(0.85, 1.1), y));
                shape.push((w * 0.55, y + high * 0.03));
            }
            let left: Vec<(f32, f32)> =
                shape.iter().skip(1).rev().map(|&(x, y)| (-x * b.rng.range(0.9, 1.08), y)).collect();
            shape.extend(left);
            b.upright(foot, &shape, tone, 1.1);
            b.upright(
                foot,
                &[(0.0, high * 0.95), (half * 0.2, high * 0.6), (half * 0.75, high * 0.2), (half * 0.1, high * 0.24)],
                tone + 0.12,
                0.0,
            );
        }
        // A broad tree with a crown of leaves.
        1 => {
            b.upright(
                foot,
                &[
                    (-0.2, 0.0),
                    (-0.12, high * 0.2),
                    (-0.14, high * 0.45),
                    (0.14, high * 0.45),
                    (0.12, high * 0.2),
                    (0.24, 0.0),
                ],
                tone + 0.3,
                1.1,
            );
            let r = high * 0.32;
            let mut crown = Vec::with_capacity(13);
            for step in 0..13_i16 {
                let angle = f32::from(step) / 13.0 * core::f32::consts::TAU;
                let radius = r * if step % 2 == 0 { b.rng.range(1.0, 1.12) } else { b.rng.range(0.86, 0.94) };
                crown.push((radius * 1.15 * libm::cosf(angle), high * 0.66 + radius * libm::sinf(angle)));
            }
            b.upright(foot, &crown, tone, 1.2);
            let shade: Vec<(f32, f32)> =
                crown.iter().map(|&(x, y)| (x * 0.72 + r * 0.3, (y - high * 0.66) * 0.6 + high * 0.55)).collect();
            b.upright(foot, &shade, tone + 0.14, 0.0);
            for (dx, dy) in [(-0.5, 0.25), (-0.15, 0.5), (-0.6, -0.1), (0.1, 0.1)] {
                let (cx, cy) = (dx * r, high * 0.66 + dy * r);
                b.upright_line(
                    foot,
                    &[(cx - 0.16 * r, cy - 0.05 * r), (cx, cy + 0.1 * r), (cx + 0.16 * r, cy - 0.04 * r)],
                    0.8,
                );
            }
        }
        // A trunk whose crown is out of sight.
        _ => {
            let w = 0.22 + 0.02 * high;
            let lean = b.rng.sway() * 0.3;
            b.upright(
                foot,
                &[
                    (-w * 1.7, 0.0),
                    (-w, 0.5),
                    (-w * 0.8 + lean * 0.5, high * 0.5),
                    (-w * 0.6 + lean, high),
                    (w * 0.6 + lean, high),
                    (w * 0.8 + lean * 0.5, high * 0.5),
                    (w, 0.5),
                    (w * 1.9, 0.03),
                    (w * 0.7, -0.05),
                    (-w * 0.5, -0.06),
                ],
                tone,
                1.4,
            );
            b.upright(
                foot,
                &[
                    (w * 0.2, 0.1),
                    (w * 0.15 + lean * 0.5, high * 0.5),
                    (w * 0.1 + lean, high),
                    (w * 0.55 + lean, high),
                    (w * 0.75 + lean * 0.5, high * 0.5),
                    (w * 1.5, 0.05),
                ],
                tone + 0.2,
                0.0,
            );
            for step in 0..5_i16 {
                let y = 0.5 + f32::from(step) * high * 0.14;
                let x = b.rng.sway() * w * 0.5;
                b.upright_line(foot, &[(x, y), (x + 0.03, y + 0.25), (x, y + 0.5)], 0.6);
            }
        }
    }
}

/// A bush or a tuft of grass.
pub(super) fn bush(b: &mut Build<'_>, x: f32, z: f32, size: f32, tone: f32) {
    let shape = [
        (-1.0, 0.0),
        (-0.95, 0.35),
        (-0.6, 0.5),
        (-0.4, 0.78),
        (0.05, 0.7),
        (0.3, 0.85),
        (0.6, 0.52),
        (0.95, 0.4),
        (1.0, 0.0),
    ];
    let shape: Vec<(f32, f32)> = shape.iter().map(|&(x, y)| (x * size, y * size)).collect();
    b.upright(p3(x, 0.0, z), &shape, tone, 1.0);
}

/// Blades of grass.
pub(super) fn grass(b: &mut Build<'_>, x: f32, z: f32, size: f32) {
    for step in -2..=2_i16 {
        let s = f32::from(step);
        b.upright_line(
            p3(x, 0.0, z),
            &[(s * 0.04 * size, 0.0), (s * 0.08 * size, size * 0.3), (s * 0.2 * size, size * (0.62 - 0.06 * s.abs()))],
            0.8,
        );
    }
}

/// A street lamp with an arm towards the middle.
pub(super) fn street_lamp(b: &mut Build<'_>, x: f32, z: f32) {
    shadow(b, p3(x, 0.0, z), 0.3, 0.2);
    let arm = if x > 0.0 { -0.9 } else { 0.9 };
    b.block_lined(p3(x - 0.07, 0.0, z), p3(x + 0.07, 0.5, z + 0.14), 0.7, 1.0);
    b.rule(p3(x, 0.5, z), p3(x, 4.3, z), 3.2);
    b.rule(p3(x, 4.3, z), p3(x + arm, 4.45, z), 2.4);
    b.lamp(p3(x + arm, 4.3, z), 0.0, 2.3);
}

/// A parked car, seen from the side, `long` metres.
pub(super) fn car(b: &mut Build<'_>, x: f32, z: f32, tone: f32, mirror: bool) {
    shadow(b, p3(x, 0.0, z), 2.4, 0.6);
    let m = if mirror { -1.0 } else { 1.0 };
    let points = |list: &[(f32, f32)]| -> Vec<(f32, f32)> { list.iter().map(|&(x, y)| (x * m, y)).collect() };
    let foot = p3(x, 0.0, z);
    b.upright(
        foot,
        &points(&[
            (-2.15, 0.35),
            (-2.2, 0.72),
            (-2.05, 0.9),
            (-1.35, 0.96),
            (-0.85, 1.38),
            (0.35, 1.42),
            (1.0, 0.98),
            (1.9, 0.88),
            (2.2, 0.7),
            (2.2, 0.36),
            (0.0, 0.28),
        ]),
        tone,
        1.5,
    );
    b.upright(foot, &points(&[(-1.1, 0.97), (-0.75, 1.28), (-0.2, 1.31), (-0.2, 0.97)]), 0.12, 1.0);
    b.upright(foot, &points(&[(-0.08, 0.97), (-0.08, 1.31), (0.3, 1.32), (0.78, 0.99)]), 0.12, 1.0);
    b.upright_line(foot, &points(&[(-2.1, 0.74), (0.0, 0.72), (2.1, 0.7)]), 0.8);
    for wheel in [-1.35_f32, 1.35] {
        let ring: Vec<(f32, f32)> = (0..10_i16)
            .map(|step| {
                let angle = f32::from(step) / 10.0 * core::f32::consts::TAU;
                (wheel + 0.36 * libm::cosf(angle), 0.36 + 0.36 * libm::sinf(angle))
            })
            .collect();
        b.upright(foot, &ring, 0.92, 1.0);
        let hub: Vec<(f32, f32)> =
            ring.iter().map(|&(x, y)| (wheel + (x - wheel) * 0.45, 0.36 + (y - 0.36) * 0.45)).collect();
        b.upright(foot, &hub, 0.35, 0.0);
    }
    let light = b.disc(p3(x + 2.08 * m, 0.72, z - 0.05), 0.09);
    let colour = if b.night() { b.tint(0.3) } else { b.sheet.palette.paper };
    b.shine(&light, colour, 1.0);
}
