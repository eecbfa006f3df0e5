//! Interiors that are no rooms of a house: bridges, corridors, vehicles, churches, halls.

use super::build::Build;
use super::lens::p3;
use super::props::{chair, hanging_lamp, shadow};
use super::room::{Boards, Room, Wall};
use super::sky;
use crate::scene::geometry::p;

pub(super) fn bridge(b: &mut Build<'_>) {
    let room = Room { half: 3.8, deep: 6.6, high: 3.0, wall: 0.42, floor: 0.5, ceiling: 0.46, boards: Boards::Tiles };
    room.draw(b);
    // One wide window with slanting posts; space or sky behind it.
    let view = b.lens.polygon(&[p3(-3.1, 1.05, 6.55), p3(3.1, 1.05, 6.55), p3(2.6, 2.55, 6.55), p3(-2.6, 2.55, 6.55)]);
    let black = b.sheet.palette.grey(0.97);
    b.shine(&view, black, 1.0);
    for _ in 0..60 {
        let (x, y) = (b.rng.range(-2.7, 2.7), b.rng.range(1.15, 2.45));
        let at = b.lens.at(p3(x, y, 6.54));
        let r = b.rng.range(0.5, 1.4);
        let paper = b.sheet.palette.paper;
        b.shine(&[p(at.x - r, at.y), p(at.x, at.y - r), p(at.x + r, at.y), p(at.x, at.y + r)], paper, 0.9);
    }
    let side = if b.rng.chance(0.5) { 1.0 } else { -1.0 };
    let planet = b.disc(p3(side * 1.5, 1.75, 6.53), 0.52);
    let (grey, dark) = (b.sheet.palette.grey(0.34), b.sheet.palette.grey(0.7));
    let shade: Vec<_> =
        planet.iter().map(|q| p(q.x * 0.9 + b.lens.at(p3(side * 1.62, 1.7, 6.53)).x * 0.1, q.y)).collect();
    b.shine(&planet, grey, 1.0);
    b.shine(&shade, dark, 0.35);
    for x in [-1.1_f32, 1.1] {
        let post = b.lens.polygon(&[
            p3(x - 0.06, 1.05, 6.5),
            p3(x + 0.06, 1.05, 6.5),
            p3(x * 0.86 + 0.06, 2.55, 6.5),
            p3(x * 0.86 - 0.06, 2.55, 6.5),
        ]);
        let tone = b.sheet.palette.grey(0.6);
        b.shine(&post, tone, 1.0);
    }
    // Ribs along the side walls.
    for rib in 0..4_i16 {
        let z = 0.8 + 1.6 * f32::from(rib);
        for x in [-3.8_f32, 3.8] {
            let inner = x * 0.93;
            b.face(
                &[p3(x, 0.0, z), p3(inner, 0.0, z), p3(inner, 2.6, z), p3(x * 0.75, 3.0, z), p3(x, 3.0, z)],
                0.6,
                1.0,
            );
        }
    }
    consoles(b);
    for x in [-2.2_f32, 0.0, 2.2] {
        let strip = b.lens.polygon(&[
            p3(x - 0.5, 2.98, 3.0),
            p3(x + 0.5, 2.98, 3.0),
            p3(x + 0.5, 2.98, 3.2),
            p3(x - 0.5, 2.98, 3.2),
        ]);
        let light = b.tint(0.12);
        b.shine(&strip, light, 1.0);
    }
    let pool = b.on_ground(p3(0.0, 0.0, 3.0), 2.6, 1.5);
    b.pools.push(pool);
}

/// Desks with screens and buttons along the front and the sides.
fn consoles(b: &mut Build<'_>) {
    for (x, wide) in [(-3.0_f32, 1.9), (-0.85, 1.7), (1.1, 1.9)] {
        shadow(b, p3(x + wide * 0.5, 0.0, 5.0), wide * 0.6, 0.4);
        b.block(p3(x, 0.0, 5.2), p3(x + wide, 0.8, 5.9), 0.55);
        b.face(&[p3(x, 0.8, 5.15), p3(x + wide, 0.8, 5.15), p3(x + wide, 1.08, 5.7), p3(x, 1.08, 5.7)], 0.4, 1.2);
        for screen in 0..3_i16 {
            let (from, to) =
                (x + wide * (0.06 + 0.31 * f32::from(screen)), x + wide * (0.3 + 0.31 * f32::from(screen)));
            let polygon =
                b.lens.polygon(&[p3(from, 0.85, 5.24), p3(to, 0.85, 5.24), p3(to, 1.03, 5.58), p3(from, 1.03, 5.58)]);
            let bright = if b.rng.chance(0.35) { b.tint(0.85) } else { b.tint(0.1) };
            b.shine(&polygon, bright, 0.95);
        }
        if b.rng.chance(0.7) {
            chair(b, x + wide * 0.5 - 0.22, 4.55, true, 0.68);
        }
        let glow = b.disc(p3(x + wide * 0.5, 1.1, 5.3), 0.7);
        b.pools.push(glow);
    }
    for side in [-1.0_f32, 1.0] {
        for row in 0..2_i16 {
            let y = 1.2 + 0.62 * f32::from(row);
            let x = side * 3.74;
            let polygon = b.lens.polygon(&[p3(x, y, 2.6), p3(x, y, 3.8), p3(x, y + 0.45, 3.8), p3(x, y + 0.45, 2.6)]);
            let dark = b.grey(0.88);
            b.sheet.fill(&polygon, dark, 1.0);
            for line in 0..3_i16 {
                let (h, end) = (y + 0.1 + 0.12 * f32::from(line), 2.7 + b.rng.range(0.3, 1.0));
                let trace = b.lens.polygon(&[p3(x, h, 2.7), p3(x, h, end), p3(x, h + 0.04, end), p3(x, h + 0.04, 2.7)]);
                let accent = if line == 1 { b.tint(1.0) } else { b.tint(0.2) };
                b.shine(&trace, accent, 0.9);
            }
        }
    }
}

pub(super) fn corridor(b: &mut Build<'_>) {
    let room = Room { half: 2.4, deep: 15.0, high: 2.8, wall: 0.22, floor: 0.34, ceiling: 0.16, boards: Boards::Tiles };
    room.draw(b);
    for door in 0..4_i16 {
        let z = 2.6 + 3.0 * f32::from(door);
        room.door(b, Wall::Left, z, 0.42);
        room.door(b, Wall::Right, z + 0.8, 0.42);
    }
    room.field(b, Wall::Back, (1.5, 0.0), (1.8, 2.3), 0.5);
    b.rule(room.on(Wall::Back, 2.4, 0.0), room.on(Wall::Back, 2.4, 2.3), 1.6);
    for (x, wall) in [(-2.38_f32, Wall::Left), (2.38, Wall::Right)] {
        b.rule(p3(x, 2.45, -1.5), p3(x, 2.45, 15.0), 2.6);
        b.rule(room.on(wall, -2.0, 1.05), room.on(wall, 15.0, 1.05), 0.8);
    }
    for lamp in 0..4_i16 {
        let z = 1.6 + 3.4 * f32::from(lamp);
        let tube =
            b.lens.polygon(&[p3(-0.7, 2.78, z), p3(0.7, 2.78, z), p3(0.7, 2.78, z + 0.6), p3(-0.7, 2.78, z + 0.6)]);
        let colour = if b.night() { b.tint(0.12) } else { b.sheet.palette.paper };
        b.shine(&tube, colour, 1.0);
        let pool = b.on_ground(p3(0.0, 0.0, z + 0.3), 1.7, 1.0);
        let pale = b.grey(0.1);
        b.sheet.fill(&pool, pale, 0.45);
        b.pools.push(pool);
    }
}

/// A carriage: windows left and right, seats in rows, the line ahead.
pub(super) fn carriage(b: &mut Build<'_>) {
    let room = Room { half: 2.3, deep: 5.6, high: 2.35, wall: 0.36, floor: 0.48, ceiling: 0.26, boards: Boards::None };
    room.draw(b);
    let ahead =
        b.lens.polygon(&[p3(-1.9, 0.95, 5.58), p3(1.9, 0.95, 5.58), p3(1.65, 2.05, 5.58), p3(-1.65, 2.05, 5.58)]);
    sky::in_window(b, &ahead);
    b.outline(&[p3(-1.9, 0.95, 5.57), p3(1.9, 0.95, 5.57), p3(1.65, 2.05, 5.57), p3(-1.65, 2.05, 5.57)], 2.2);
    for window in 0..3_i16 {
        let z = -0.4 + 2.0 * f32::from(window);
        for x in [-2.28_f32, 2.28] {
            let quad = [p3(x, 0.95, z), p3(x, 0.95, z + 1.6), p3(x, 1.95, z + 1.6), p3(x, 1.95, z)];
            let polygon = b.lens.polygon(&quad);
            sky::in_window(b, &polygon);
            b.outline(&quad, 1.8);
        }
    }
    for x in [-2.1_f32, 2.1] {
        b.rule(p3(x, 2.1, -1.0), p3(x, 2.1, 5.5), 2.4);
    }
    for row in 0..2_i16 {
        let z = 4.4 - 1.3 * f32::from(row);
        for x in [-2.1_f32, 1.0] {
            b.block(p3(x, 0.0, z), p3(x + 1.1, 0.46, z + 0.6), 0.55);
            b.block(p3(x, 0.42, z + 0.5), p3(x + 1.1, 1.2, z + 0.72), 0.6);
            b.block_lined(p3(x + 0.3, 1.2, z + 0.54), p3(x + 0.8, 1.42, z + 0.68), 0.6, 1.0);
        }
    }
    hanging_lamp(b, 0.0, 3.4, 2.35, 0.02);
}

pub(super) fn church(b: &mut Build<'_>) {
    let room = Room { half: 4.2, deep: 13.0, high: 7.0, wall: 0.24, floor: 0.34, ceiling: 0.46, boards: Boards::Tiles };
    room.draw(b);
    let arch = |z: f32, x: f32, low: f32, high: f32, half: f32| -> Vec<super::lens::P3> {
        let mut points = vec![p3(x, low, z - half)];
        for step in 0..=8_i16 {
            let t = f32::from(step) / 8.0;
            let lift = 1.0 - (2.0 * t - 1.0) * (2.0 * t - 1.0);
            points.push(p3(x, high + half * 1.5 * lift, z - half + 2.0 * half * t));
        }
        points.push(p3(x, low, z + half));
        points
    };
    for bay in 0..4_i16 {
        let z = 2.2 + 2.8 * f32::from(bay);
        for x in [-4.15_f32, 4.15] {
            let points = arch(z, x, 2.4, 4.2, 0.62);
            let polygon = b.lens.polygon(&points);
            let colour = if b.night() {
                b.grey(0.8)
            } else if b.low_sun() {
                b.tint(0.45)
            } else {
                b.sheet.palette.paper
            };
            b.sheet.fill(&polygon, colour, 1.0);
            b.outline(&points, 1.2);
            b.rule(p3(x, 2.4, z), p3(x, 4.9, z), 0.8);
            let inner = x * 0.8;
            b.block(p3(inner - 0.22, 0.0, z + 1.2), p3(inner + 0.22, 5.6, z + 1.64), 0.3);
        }
    }
    // The round window over the altar, and the altar with its candles.
    let rose = b.disc(p3(0.0, 4.7, 12.9), 1.1);
    let glass = b.tint(if b.night() { 0.35 } else { 0.75 });
    b.sheet.fill(&rose, glass, 1.0);
    b.sheet.ink_ring(&rose, 1.6);
    for spoke in 0..6_i16 {
        let angle = f32::from(spoke) / 6.0 * core::f32::consts::PI;
        let (dx, dy) = (1.1 * libm::cosf(angle), 1.1 * libm::sinf(angle));
        b.rule(p3(-dx, 4.7 - dy, 12.88), p3(dx, 4.7 + dy, 12.88), 1.2);
    }
    b.block(p3(-1.3, 0.0, 11.4), p3(1.3, 1.1, 12.2), 0.12);
    b.rule(p3(0.0, 1.1, 12.0), p3(0.0, 2.7, 12.0), 3.4);
    b.rule(p3(-0.5, 2.2, 12.0), p3(0.5, 2.2, 12.0), 3.4);
    for x in [-1.0_f32, -0.7, 0.7, 1.0] {
        b.lamp(p3(x, 1.5, 11.6), 0.0, 1.5);
    }
    for row in 0..3_i16 {
        let z = 9.0 - 1.6 * f32::from(row);
        for x in [-3.0_f32, 1.2] {
            b.block(p3(x, 0.0, z), p3(x + 1.8, 0.45, z + 0.4), 0.5);
            b.block(p3(x, 0.45, z + 0.34), p3(x + 1.8, 0.92, z + 0.42), 0.56);
        }
    }
    if b.night() {
        let glow = b.on_ground(p3(0.0, 0.0, 3.0), 2.4, 1.4);
        b.pools.push(glow);
    }
}

pub(super) fn hall(b: &mut Build<'_>) {
    let room = Room { half: 5.2, deep: 11.0, high: 5.0, wall: 0.26, floor: 0.38, ceiling: 0.4, boards: Boards::None };
    room.draw(b);
    for truss in 0..4_i16 {
        let z = 1.8 + 2.8 * f32::from(truss);
        b.rule(p3(-5.2, 4.3, z), p3(5.2, 4.3, z), 2.6);
        b.rule(p3(-5.2, 4.9, z), p3(5.2, 4.9, z), 1.6);
        for step in 0..8_i16 {
            let x = -5.2 + 1.3 * f32::from(step);
            b.rule(p3(x, 4.3, z), p3(x + 0.65, 4.9, z), 1.0);
            b.rule(p3(x + 0.65, 4.9, z), p3(x + 1.3, 4.3, z), 1.0);
        }
    }
    room.window(b, Wall::Back, (1.2, 2.6), (3.2, 1.4), 5);
    room.window(b, Wall::Back, (6.0, 2.6), (3.2, 1.4), 5);
    room.field(b, Wall::Back, (4.6, 0.0), (2.2, 2.4), 0.6);
    let mut stack = |x: f32, z: f32, size: f32, tone: f32| {
        shadow(b, p3(x + size * 0.5, 0.0, z + size * 0.3), size * 0.8, size * 0.5);
        b.block(p3(x, 0.0, z), p3(x + size, size * 0.9, z + size), tone);
        let t = size * 0.12;
        b.outline(
            &[
                p3(x + t, t, z - 0.01),
                p3(x + size - t, t, z - 0.01),
                p3(x + size - t, size * 0.9 - t, z - 0.01),
                p3(x + t, size * 0.9 - t, z - 0.01),
            ],
            0.8,
        );
        b.rule(p3(x + t, t, z - 0.01), p3(x + size - t, size * 0.9 - t, z - 0.01), 0.8);
    };
    stack(-4.6, 7.8, 1.5, 0.46);
    stack(3.0, 8.0, 1.5, 0.4);
    stack(-4.4, 5.6, 1.1, 0.38);
    stack(-3.1, 6.6, 0.9, 0.5);
    stack(3.4, 5.4, 1.2, 0.48);
    stack(2.5, 6.8, 0.8, 0.36);
    b.block(p3(-4.2, 1.35, 8.2), p3(-3.2, 2.1, 9.0), 0.4);
    for (x, z) in [(-1.6_f32, 4.0), (1.6, 4.0), (0.0, 7.5)] {
        hanging_lamp(b, x, z, 5.0, 1.6);
    }
}
