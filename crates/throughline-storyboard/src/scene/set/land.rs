//! Exteriors that nobody built: forest, field, desert, mountains, the sea.

use super::build::Build;
use super::lens::{P3, p3};
use super::outdoors::{ground, ridge};
use super::props::{bush, grass, shadow, street_lamp, tree};
use crate::scene::geometry::p;

pub(super) fn forest(b: &mut Build<'_>) {
    ridge(b, 120.0, 0.3, 0.36, true);
    ground(b, 0.3);
    let mut trees = Vec::new();
    for row in 0..6_i16 {
        let z = 26.0 - 3.9 * f32::from(row);
        for column in -5..=5_i16 {
            let x = f32::from(column) * 3.1 + b.rng.sway() * 1.3;
            if x.abs() > 2.6 + 0.04 * z || z > 17.0 {
                trees.push((x, z + b.rng.sway()));
            }
        }
    }
    let kind = b.rng.below(2);
    for (x, z) in trees {
        let far = ((z - 5.0) / 22.0).clamp(0.0, 1.0);
        let high = b.rng.range(5.5, 8.5);
        let tone = 0.62 - 0.3 * far + b.rng.sway() * 0.05;
        let kind = if z < 11.0 { 2 } else { kind };
        tree(b, x, z, if kind == 2 { high * 1.5 } else { high }, tone, kind);
    }
    // The path between the trees.
    let path: Vec<P3> = [
        (-0.9, -2.0),
        (-1.1, 2.0),
        (-0.2, 6.0),
        (0.5, 12.0),
        (0.2, 22.0),
        (0.6, 22.0),
        (1.3, 12.0),
        (1.0, 6.0),
        (1.2, 2.0),
        (1.6, -2.0),
    ]
    .iter()
    .map(|&(x, z)| p3(x, 0.01, z))
    .collect();
    b.flat(&path, 0.12);
    for _ in 0..12 {
        let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
        let (x, z, size) = (side * b.rng.range(1.7, 5.5), b.rng.range(0.4, 9.0), b.rng.range(0.3, 0.7));
        if b.rng.chance(0.5) {
            bush(b, x * 1.3, z, size, 0.52);
        } else {
            grass(b, x, z, size);
        }
    }
    let clearing = b.on_ground(p3(0.0, 0.0, 3.0), 3.2, 1.8);
    b.pools.push(clearing);
}

pub(super) fn field(b: &mut Build<'_>) {
    ridge(b, 46.0, 0.6, 0.24, true);
    ridge(b, 24.0, 0.5, 0.34, true);
    ground(b, 0.2);
    let road = [p3(-2.4, 0.01, -3.0), p3(2.4, 0.01, -3.0), p3(2.4, 0.01, 200.0), p3(-2.4, 0.01, 200.0)];
    b.surface(&road, 0.4, 0.1);
    for x in [-2.4_f32, 2.4] {
        b.rule(p3(x, 0.01, -2.0), p3(x, 0.01, 160.0), 1.3);
    }
    for dash in 0..8_i16 {
        let z = 0.5 + 3.2 * f32::from(dash);
        b.flat(&[p3(-0.07, 0.02, z), p3(0.07, 0.02, z), p3(0.07, 0.02, z + 1.5), p3(-0.07, 0.02, z + 1.5)], 0.02);
    }
    for furrow in 0..9_i16 {
        let x = 4.0 + 2.2 * f32::from(furrow);
        for side in [-1.0_f32, 1.0] {
            b.rule(p3(side * x, 0.0, 2.0), p3(side * x, 0.0, 120.0), 0.6);
        }
    }
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    for pole in (0..6_i16).rev() {
        let z = 5.0 + 8.0 * f32::from(pole);
        b.rule(p3(side * 3.6, 0.0, z), p3(side * 3.6, 5.6, z), 2.6);
        b.rule(p3(side * 3.6 - 0.6, 5.2, z), p3(side * 3.6 + 0.6, 5.2, z), 1.8);
    }
    for wire in [-0.55_f32, 0.55] {
        b.rule(p3(side * 3.6 + wire, 5.2, 0.0), p3(side * 3.6 + wire, 5.2, 45.0), 0.7);
    }
    tree(b, -side * 7.5, 15.0, 6.0, 0.48, 1);
    tree(b, -side * 12.0, 28.0, 6.5, 0.4, 1);
    for _ in 0..14 {
        let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
        let (x, z, size) = (side * b.rng.range(2.8, 6.0), b.rng.range(0.5, 8.0), b.rng.range(0.3, 0.6));
        grass(b, x, z, size);
    }
}

pub(super) fn desert(b: &mut Build<'_>) {
    ridge(b, 70.0, 0.75, 0.22, false);
    ground(b, 0.1);
    for dune in 0..5_i16 {
        let (x, z) = (b.rng.sway() * 16.0, 40.0 - 7.0 * f32::from(dune));
        let wide = b.rng.range(7.0, 14.0);
        let high = b.rng.range(0.7, 1.5);
        b.upright(
            p3(x, 0.0, z),
            &[(-wide, 0.0), (-wide * 0.3, high * 0.7), (0.0, high), (wide * 0.4, high * 0.5), (wide, 0.0)],
            0.14,
            1.0,
        );
        b.upright(
            p3(x, 0.0, z),
            &[(0.0, high * 0.98), (wide * 0.4, high * 0.5), (wide, 0.0), (wide * 0.2, 0.0), (wide * 0.05, high * 0.45)],
            0.36,
            0.0,
        );
    }
    for _ in 0..9 {
        let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
        let (x, z, size) = (side * b.rng.range(2.4, 7.0), b.rng.range(1.5, 11.0), b.rng.range(0.15, 0.6));
        shadow(b, p3(x, 0.0, z), size * 1.2, size * 0.5);
        b.upright(
            p3(x, 0.0, z),
            &[
                (-size, 0.0),
                (-size * 0.8, size * 0.5),
                (-size * 0.1, size * 0.8),
                (size * 0.6, size * 0.55),
                (size, 0.0),
            ],
            0.34,
            1.1,
        );
        b.upright(
            p3(x, 0.0, z),
            &[(0.0, 0.0), (size * 0.1, size * 0.7), (size * 0.6, size * 0.52), (size * 0.95, 0.02)],
            0.55,
            0.0,
        );
    }
    for ripple in 0..9_i16 {
        let (x, z) = (b.rng.sway() * 4.0, 0.4 + 0.9 * f32::from(ripple));
        b.rule(p3(x - 1.2, 0.0, z), p3(x + 1.0, 0.0, z + 0.15), 0.7);
    }
}

pub(super) fn mountain(b: &mut Build<'_>) {
    ridge(b, 168.0, 0.35, 0.14, false);
    ridge(b, 100.0, 0.5, 0.28, false);
    ridge(b, 34.0, 0.5, 0.42, true);
    ground(b, 0.26);
    for _ in 0..8 {
        let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
        let (x, z, high) = (side * b.rng.range(6.0, 16.0), b.rng.range(12.0, 26.0), b.rng.range(3.5, 6.0));
        tree(b, x, z, high, 0.52, 0);
    }
    for _ in 0..8 {
        let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
        let (x, z, size) = (side * b.rng.range(2.3, 6.5), b.rng.range(1.0, 9.0), b.rng.range(0.25, 0.9));
        shadow(b, p3(x, 0.0, z), size * 1.2, size * 0.5);
        b.upright(
            p3(x, 0.0, z),
            &[(-size, 0.0), (-size * 0.7, size * 0.7), (0.0, size), (size * 0.6, size * 0.6), (size, 0.0)],
            0.3,
            1.3,
        );
        b.upright(
            p3(x, 0.0, z),
            &[(size * 0.1, 0.02), (size * 0.15, size * 0.85), (size * 0.6, size * 0.55), (size * 0.95, 0.02)],
            0.52,
            0.0,
        );
    }
    for _ in 0..10 {
        let (x, z) = (b.rng.sway() * 5.0, b.rng.range(0.5, 7.0));
        grass(b, x, z, 0.3);
    }
}

/// Water from a distance to the horizon, so high above the ground or below it, with the light of the sky on it.
pub(super) fn water(b: &mut Build<'_>, y: f32, from: f32) {
    b.surface(&[p3(-90.0, y, from), p3(90.0, y, from), p3(120.0, y, 300.0), p3(-120.0, y, 300.0)], 0.38, 0.02);
    let horizon = b.lens.centre.y;
    b.sheet.rule(p(-10.0, horizon), p(b.sheet.width + 10.0, horizon), 1.2);
    // Beneath the sun or the moon.
    let glitter = if b.low_sun() { b.tint(0.6) } else { b.sheet.palette.paper };
    for wave in 0..26_i16 {
        let z = 6.0 + 0.16 * f32::from(wave) * f32::from(wave);
        let x = b.rng.sway() * z * 0.6;
        let half = b.rng.range(0.3, 0.8) * (1.0 + z * 0.05);
        let polygon = b.lens.polygon(&[
            p3(x - half, y, z),
            p3(x, y, z - 0.06 * z * 0.2),
            p3(x + half, y, z),
            p3(x, y, z + 0.05 * z * 0.3),
        ]);
        if b.night() {
            b.shine(&polygon, glitter, 0.4);
        } else {
            b.sheet.fill(&polygon, glitter, 0.9);
        }
    }
}

pub(super) fn sea(b: &mut Build<'_>) {
    ridge(b, 30.0, 0.9, 0.3, true);
    water(b, 0.0, 5.2);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    // A boat on the water, and a pier or sand before it.
    let (x, z) = (side * 10.5, 30.0);
    let at = |dx: f32, y: f32| p3(x + dx, y, z);
    b.face(&[at(-3.0, 1.0), at(-2.3, 0.0), at(2.2, 0.0), at(3.4, 1.2), at(0.0, 0.8)], 0.66, 1.3);
    b.face(&[at(0.25, 1.1), at(0.2, 6.8), at(0.9, 4.0), at(2.6, 1.5)], 0.03, 1.1);
    b.face(&[at(-0.05, 1.2), at(0.1, 6.2), at(-1.1, 3.4), at(-2.3, 1.4)], 0.2, 1.1);
    b.rule(at(0.1, 0.8), at(0.15, 7.2), 1.8);
    if b.rng.chance(0.5) {
        b.surface(&[p3(-60.0, 0.0, -3.0), p3(60.0, 0.0, -3.0), p3(60.0, 0.0, 5.0), p3(-60.0, 0.0, 5.6)], 0.1, 0.04);
        let foam = [
            p3(-14.0, 0.01, 5.4),
            p3(-7.0, 0.01, 4.9),
            p3(-2.0, 0.01, 5.5),
            p3(3.0, 0.01, 5.0),
            p3(8.0, 0.01, 5.5),
            p3(14.0, 0.01, 5.1),
        ];
        for pair in foam.windows(2) {
            if let &[from, to] = pair {
                b.rule(from, to, 1.5);
            }
        }
        for _ in 0..12 {
            let (x, z) = (b.rng.sway() * 5.0, b.rng.range(0.2, 4.2));
            b.rule(p3(x, 0.0, z), p3(x + 0.5, 0.0, z + 0.03), 0.7);
        }
    } else {
        b.surface(&[p3(-4.2, 0.01, -3.0), p3(4.2, 0.01, -3.0), p3(4.2, 0.01, 7.2), p3(-4.2, 0.01, 7.2)], 0.24, 0.05);
        for plank in 0..22_i16 {
            let z = -1.8 + 0.42 * f32::from(plank);
            b.rule(p3(-4.2, 0.01, z), p3(4.2, 0.01, z), 0.6);
        }
        for z in [6.9_f32, 3.6, 0.4] {
            for x in [-4.2_f32, 4.2] {
                b.block(p3(x - 0.14, -0.6, z), p3(x + 0.14, 0.9, z + 0.28), 0.55);
            }
        }
        street_lamp(b, side * 3.8, 5.8);
    }
}
