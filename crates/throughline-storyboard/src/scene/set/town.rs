//! Exteriors that people built: streets, roofs, platforms, houses, churches.

use super::build::Build;
use super::lens::{P3, p3};
use super::outdoors::{ground, ridge};
use super::props::{car, grass, shadow, street_lamp, tree};
use crate::scene::geometry::p;

/// A building with rows of windows, some of them lit at night.
fn building(b: &mut Build<'_>, low: P3, high: P3, tone: f32) {
    b.block(low, high, tone);
    let lit = b.tint(0.4);
    let floors = ((high.y - 3.2) / 2.9).max(0.0) as i16;
    let side = if b.lens.eye.x < low.x {
        Some(low.x - 0.02)
    } else if b.lens.eye.x > high.x {
        Some(high.x + 0.02)
    } else {
        None
    };
    let pane = |b: &mut Build<'_>, quad: [P3; 4]| {
        let polygon = b.lens.polygon(&quad);
        if b.night() {
            if b.rng.chance(0.34) {
                b.shine(&polygon, lit, 1.0);
            } else {
                let dark = b.grey(0.88);
                b.sheet.fill(&polygon, dark, 1.0);
            }
        } else {
            let tone = b.rng.pick(&[0.5, 0.62, 0.4], 0.5);
            let colour = b.grey(tone);
            b.sheet.fill(&polygon, colour, 1.0);
            b.outline(&quad, 0.6);
        }
    };
    for floor in 0..floors {
        let y = 3.7 + 2.9 * f32::from(floor);
        let mut along = 0.8;
        while along + 1.0 < high.x - low.x {
            let x = low.x + along;
            pane(
                b,
                [
                    p3(x, y, low.z - 0.02),
                    p3(x + 1.0, y, low.z - 0.02),
                    p3(x + 1.0, y + 1.5, low.z - 0.02),
                    p3(x, y + 1.5, low.z - 0.02),
                ],
            );
            along += 1.9;
        }
        if let Some(x) = side {
            let mut along = 0.8;
            while along + 1.0 < high.z - low.z {
                let z = low.z + along;
                pane(b, [p3(x, y, z), p3(x, y, z + 1.0), p3(x, y + 1.5, z + 1.0), p3(x, y + 1.5, z)]);
                along += 1.9;
            }
        }
    }
    // A shop on the ground floor.
    if let Some(x) = side {
        let quad =
            [p3(x, 0.3, low.z + 0.6), p3(x, 0.3, high.z - 0.6), p3(x, 2.4, high.z - 0.6), p3(x, 2.4, low.z + 0.6)];
        let polygon = b.lens.polygon(&quad);
        if b.night() && b.rng.chance(0.6) {
            let glow = b.tint(0.25);
            b.shine(&polygon, glow, 1.0);
            let out = if x > 0.0 { -1.6 } else { 1.6 };
            let pool = b.lens.polygon(&[
                p3(x, 0.0, low.z + 0.4),
                p3(x, 0.0, high.z - 0.4),
                p3(x + out, 0.0, high.z),
                p3(x + out, 0.0, low.z),
            ]);
            b.pools.push(pool);
        } else {
            let tone = b.grey(0.55);
            b.sheet.fill(&polygon, tone, 1.0);
        }
        b.outline(&quad, 0.9);
        let out = if x > 0.0 { x - 0.9 } else { x + 0.9 };
        b.face(
            &[
                p3(x, 2.85, low.z + 0.4),
                p3(x, 2.85, high.z - 0.4),
                p3(out, 2.45, high.z - 0.4),
                p3(out, 2.45, low.z + 0.4),
            ],
            0.3,
            1.0,
        );
    }
}

pub(super) fn street(b: &mut Build<'_>) {
    // The town beyond, in one flat tone.
    let base = b.lens.centre.y;
    let mut x = -20.0;
    for _ in 0..24 {
        let (wide, high) = (b.rng.range(34.0, 74.0), b.rng.range(30.0, 118.0));
        let tone = b.grey(if b.night() { 0.84 } else { 0.2 });
        b.sheet.fill(
            &[p(x, base + 10.0), p(x, base - high), p(x + wide, base - high), p(x + wide, base + 10.0)],
            tone,
            1.0,
        );
        if b.night() {
            for _ in 0..4 {
                let (wx, wy) = (x + wide * b.rng.range(0.1, 0.8), base - high * b.rng.range(0.15, 0.9));
                let lit = b.tint(0.4);
                b.shine(&[p(wx, wy), p(wx + 3.0, wy), p(wx + 3.0, wy + 4.0), p(wx, wy + 4.0)], lit, 0.9);
            }
        }
        x += wide;
    }
    ground(b, 0.24);
    for side in [-1.0_f32, 1.0] {
        b.surface(
            &[
                p3(side * 3.2, 0.02, -3.0),
                p3(side * 3.2, 0.02, 60.0),
                p3(side * 5.2, 0.02, 60.0),
                p3(side * 5.2, 0.02, -3.0),
            ],
            0.2,
            0.1,
        );
        b.rule(p3(side * 3.2, 0.02, -2.0), p3(side * 3.2, 0.02, 60.0), 1.4);
        for slab in 0..8_i16 {
            let z = f32::from(slab) * 1.8;
            b.rule(p3(side * 3.2, 0.02, z), p3(side * 5.2, 0.02, z), 0.5);
        }
    }
    for dash in 0..6_i16 {
        let z = 0.5 + 3.0 * f32::from(dash);
        b.flat(&[p3(-0.09, 0.01, z), p3(0.09, 0.01, z), p3(0.09, 0.01, z + 1.4), p3(-0.09, 0.01, z + 1.4)], 0.02);
    }
    for row in (0..4_i16).rev() {
        let z = 1.5 + 8.5 * f32::from(row);
        for side in [-1.0_f32, 1.0] {
            let high = b.rng.range(7.0, 15.0);
            let tone = b.rng.pick(&[0.04, 0.14, 0.24, 0.4], 0.2);
            let (from, to) = if side < 0.0 { (-14.0, -5.2) } else { (5.2, 14.0) };
            building(b, p3(from, 0.0, z), p3(to, high, z + 8.0), tone);
        }
    }
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    car(b, -side * 3.6, 11.0, 0.5, side > 0.0);
    street_lamp(b, side * 3.5, 5.5);
    street_lamp(b, -side * 3.5, 12.0);
}

pub(super) fn roof(b: &mut Build<'_>) {
    let base = b.lens.centre.y;
    for layer in 0..2_i16 {
        let mut x = -30.0;
        for _ in 0..26 {
            let (wide, high) = (b.rng.range(30.0, 80.0), b.rng.range(10.0, 130.0) - 40.0 * f32::from(layer));
            let tone = if b.night() { 0.8 + 0.08 * f32::from(layer) } else { 0.18 + 0.12 * f32::from(layer) };
            let colour = b.grey(tone);
            let roof = [p(x, base + 130.0), p(x, base - high), p(x + wide, base - high), p(x + wide, base + 130.0)];
            b.sheet.fill(&roof, colour, 1.0);
            b.sheet.rule(roof[1], roof[2], 0.8);
            b.sheet.rule(roof[1], roof[0], 0.6);
            for _ in 0..5 {
                let (wx, wy) = (x + wide * b.rng.range(0.1, 0.85), base - high + b.rng.range(8.0, 110.0));
                let pane = vec![p(wx, wy), p(wx + 3.4, wy), p(wx + 3.4, wy + 5.0), p(wx, wy + 5.0)];
                if b.night() {
                    let lit = b.tint(0.4);
                    b.shine(&pane, lit, 0.95);
                } else {
                    let dark = b.grey(tone + 0.22);
                    b.sheet.fill(&pane, dark, 1.0);
                }
            }
            x += wide;
        }
    }
    b.surface(&[p3(-9.0, 0.0, -3.0), p3(9.0, 0.0, -3.0), p3(9.0, 0.0, 7.0), p3(-9.0, 0.0, 7.0)], 0.28, 0.1);
    b.block(p3(-9.0, 0.0, 7.0), p3(9.0, 0.75, 7.35), 0.4);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    b.block(p3(side * 4.2 - 1.1, 0.0, 5.0), p3(side * 4.2 + 1.1, 2.5, 6.8), 0.36);
    b.block(p3(-side * 3.6 - 0.5, 0.0, 5.4), p3(-side * 3.6 + 0.5, 0.9, 6.3), 0.5);
    let tank = p3(-side * 6.0, 0.0, 6.2);
    b.upright(tank, &[(-0.8, 1.4), (-0.85, 3.3), (0.0, 4.0), (0.85, 3.3), (0.8, 1.4)], 0.46, 1.4);
    for x in [-0.7_f32, 0.7] {
        b.rule(p3(tank.x + x, 0.0, 6.2), p3(tank.x + x, 1.5, 6.2), 2.0);
    }
    b.rule(p3(side * 4.2 - 0.6, 2.5, 5.6), p3(side * 4.2 - 0.6, 4.6, 5.6), 1.8);
    b.rule(p3(side * 4.2 - 1.1, 4.2, 5.6), p3(side * 4.2 - 0.1, 4.2, 5.6), 1.2);
    for tile in 0..6_i16 {
        let z = -1.0 + 1.4 * f32::from(tile);
        b.rule(p3(-9.0, 0.0, z), p3(9.0, 0.0, z), 0.5);
    }
    b.lamp(p3(side * 3.0, 2.2, 5.0), 0.0, 2.2);
}

pub(super) fn platform(b: &mut Build<'_>) {
    ridge(b, 40.0, 0.6, 0.28, true);
    ground(b, 0.3);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    // Rails on one side, the platform and its roof on the other.
    for rail in [4.4_f32, 5.8] {
        b.rule(p3(side * rail, -0.8, -1.0), p3(side * rail, -0.8, 120.0), 2.4);
    }
    for sleeper in 0..18_i16 {
        let z = 0.5 + 1.3 * f32::from(sleeper);
        b.rule(p3(side * 4.0, -0.8, z), p3(side * 6.2, -0.8, z), 1.8);
    }
    let edge = side * 3.2;
    b.surface(
        &[p3(edge, 0.0, -3.0), p3(edge, 0.0, 60.0), p3(-side * 9.0, 0.0, 60.0), p3(-side * 9.0, 0.0, -3.0)],
        0.18,
        0.1,
    );
    b.flat(
        &[
            p3(edge, 0.01, -3.0),
            p3(edge, 0.01, 60.0),
            p3(edge - side * 0.3, 0.01, 60.0),
            p3(edge - side * 0.3, 0.01, -3.0),
        ],
        0.02,
    );
    b.rule(p3(edge, 0.0, -2.0), p3(edge, 0.0, 60.0), 1.8);
    for slab in 0..10_i16 {
        let z = 1.5 * f32::from(slab);
        b.rule(p3(edge, 0.0, z), p3(-side * 8.0, 0.0, z), 0.5);
    }
    // A train stands far down the line.
    let (x0, x1) = if side > 0.0 { (4.0, 6.4) } else { (-6.4, -4.0) };
    b.block(p3(x0, -0.7, 17.0), p3(x1, 2.8, 70.0), 0.5);
    let lamp = b.disc(p3((x0 + x1) * 0.5, 0.5, 16.9), 0.2);
    let light = b.tint(0.2);
    b.shine(&lamp, light, 1.0);
    let (y0, y1) = (-side * 3.0, -side * 7.5);
    b.face(
        &[p3(y0 + side * 2.2, 3.5, 0.6), p3(y1, 3.7, 0.6), p3(y1, 3.7, 40.0), p3(y0 + side * 2.2, 3.5, 40.0)],
        0.5,
        1.3,
    );
    for post in (0..5_i16).rev() {
        let z = 3.6 + 5.0 * f32::from(post);
        b.block(p3(y0 - 0.1, 0.0, z), p3(y0 + 0.1, 3.55, z + 0.2), 0.56);
        b.lamp(p3(y0 + side * 0.8, 3.2, z), 0.0, 1.9);
    }
    b.block(p3(-side * 5.4 - 0.9, 0.42, 7.0), p3(-side * 5.4 + 0.9, 0.5, 7.5), 0.5);
    b.block(p3(-side * 5.4 - 0.9, 0.5, 7.5), p3(-side * 5.4 + 0.9, 1.0, 7.56), 0.5);
}

pub(super) fn house(b: &mut Build<'_>) {
    ridge(b, 60.0, 0.5, 0.3, true);
    ground(b, 0.2);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    tree(b, -side * 6.5, 13.0, 7.0, 0.44, 1);
    let (x0, x1, z) = (side * 2.6 - 4.0, side * 2.6 + 4.0, 9.5);
    shadow(b, p3(side * 2.6, 0.0, 9.6), 4.6, 0.8);
    b.block(p3(x0, 0.0, z), p3(x1, 3.2, z + 6.0), 0.12);
    b.face(
        &[
            p3(x0 - 0.5, 3.1, z - 0.5),
            p3(x1 + 0.5, 3.1, z - 0.5),
            p3(x1 - 0.6, 5.4, z + 3.0),
            p3(x0 + 0.6, 5.4, z + 3.0),
        ],
        0.56,
        1.5,
    );
    for row in 0..5_i16 {
        let t = f32::from(row) / 5.0 + 0.1;
        b.rule(
            p3(x0 - 0.5 + 1.1 * t, 3.1 + 2.3 * t, z - 0.5 + 3.5 * t),
            p3(x1 + 0.5 - 1.1 * t, 3.1 + 2.3 * t, z - 0.5 + 3.5 * t),
            0.6,
        );
    }
    for board in 0..7_i16 {
        let y = 0.4 + 0.4 * f32::from(board);
        b.rule(p3(x0, y, z - 0.01), p3(x1, y, z - 0.01), 0.4);
    }
    for x in [x0 + 1.0, x1 - 2.4] {
        let quad = [p3(x, 1.0, z - 0.03), p3(x + 1.4, 1.0, z - 0.03), p3(x + 1.4, 2.3, z - 0.03), p3(x, 2.3, z - 0.03)];
        let polygon = b.lens.polygon(&quad);
        if b.night() || b.low_sun() {
            let glow = b.tint(0.35);
            b.shine(&polygon, glow, 1.0);
            let pool = b.lens.polygon(&[
                p3(x - 0.3, 0.0, z),
                p3(x + 1.7, 0.0, z),
                p3(x + 2.2, 0.0, z - 2.8),
                p3(x - 0.8, 0.0, z - 2.8),
            ]);
            b.pools.push(pool);
        } else {
            let tone = b.grey(0.5);
            b.sheet.fill(&polygon, tone, 1.0);
        }
        b.outline(&quad, 1.4);
        b.rule(p3(x + 0.7, 1.0, z - 0.04), p3(x + 0.7, 2.3, z - 0.04), 1.0);
    }
    let door = side * 2.6 - 0.5;
    b.face(
        &[
            p3(door, 0.0, z - 0.03),
            p3(door + 1.0, 0.0, z - 0.03),
            p3(door + 1.0, 2.2, z - 0.03),
            p3(door, 2.2, z - 0.03),
        ],
        0.62,
        1.4,
    );
    b.lamp(p3(door + 0.5, 2.5, z - 0.3), 0.0, 1.8);
    b.flat(&[p3(door - 0.1, 0.01, z), p3(door + 1.1, 0.01, z), p3(1.2, 0.01, -2.5), p3(-1.2, 0.01, -2.5)], 0.08);
    for post in -7..=7_i16 {
        let x = f32::from(post) * 1.1;
        if (x - door * 0.7).abs() > 1.4 {
            b.block_lined(p3(x, 0.0, 6.6), p3(x + 0.1, 0.95, 6.66), 0.05, 0.9);
        }
    }
    for _ in 0..9 {
        let (x, z) = (b.rng.sway() * 5.5, b.rng.range(0.6, 6.0));
        grass(b, x, z, 0.34);
    }
}

pub(super) fn church(b: &mut Build<'_>) {
    ridge(b, 54.0, 0.5, 0.3, true);
    ground(b, 0.22);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    let x = side * 3.4;
    b.block(p3(x - 2.6, 0.0, 13.0), p3(x + 2.6, 4.6, 22.0), 0.16);
    b.face(&[p3(x - 3.0, 4.5, 12.8), p3(x, 7.6, 12.8), p3(x + 3.0, 4.5, 12.8)], 0.3, 1.4);
    b.block(p3(x - 1.1, 0.0, 11.6), p3(x + 1.1, 8.6, 13.4), 0.22);
    b.face(&[p3(x - 1.3, 8.6, 11.5), p3(x, 13.0, 12.5), p3(x + 1.3, 8.6, 11.5)], 0.6, 1.5);
    b.rule(p3(x, 13.0, 12.5), p3(x, 14.2, 12.5), 2.0);
    b.rule(p3(x - 0.35, 13.8, 12.5), p3(x + 0.35, 13.8, 12.5), 2.0);
    b.face(
        &[
            p3(x - 0.6, 0.0, 11.55),
            p3(x + 0.6, 0.0, 11.55),
            p3(x + 0.6, 2.0, 11.55),
            p3(x, 2.8, 11.55),
            p3(x - 0.6, 2.0, 11.55),
        ],
        0.72,
        1.3,
    );
    let window = b.disc(p3(x, 5.2, 11.5), 0.55);
    let glass = b.tint(0.6);
    b.shine(&window, glass, 1.0);
    b.flat(&[p3(x - 0.7, 0.01, 11.5), p3(x + 0.7, 0.01, 11.5), p3(1.3, 0.01, -2.5), p3(-1.3, 0.01, -2.5)], 0.08);
    tree(b, -side * 6.0, 12.0, 7.0, 0.46, 0);
    tree(b, -side * 9.0, 16.0, 8.0, 0.42, 0);
    for _ in 0..10 {
        let (x, z) = (b.rng.sway() * 6.0, b.rng.range(0.6, 7.0));
        grass(b, x, z, 0.34);
    }
    b.lamp(p3(x, 3.2, 11.3), 0.0, 2.0);
}
