//! On the water: the deck of a boat, its wheelhouse, and the room of its engine.

use super::build::Build;
use super::land::water;
use super::lens::{P3, p3};
use super::outdoors::ridge;
use super::props::{hanging_lamp, shadow};
use super::room::{Boards, Room, Wall};
use crate::Light;
use crate::scene::geometry::{P, bounds, cut, ellipse, p};

/// Half of the deck from the camera to the bow: how far out, how far away.
const HULL: [(f32, f32); 6] = [(3.7, -3.0), (3.7, 5.0), (3.3, 7.6), (2.5, 10.0), (1.3, 12.2), (0.0, 13.4)];

/// The deck of a boat, seen towards its bow, with water on all sides.
pub(super) fn deck(b: &mut Build<'_>) {
    ridge(b, 24.0, 0.8, 0.34, true);
    water(b, -1.5, -3.0);
    let side = |sign: f32, y: f32| HULL.map(|(x, z)| p3(sign * x, y, z));
    let ring = |y: f32| side(-1.0, y).into_iter().chain(side(1.0, y).into_iter().rev()).collect::<Vec<P3>>();
    b.surface(&ring(0.0), 0.26, 1.5);
    for plank in -8..=8_i16 {
        let x = 0.42 * f32::from(plank);
        b.rule(p3(x, 0.0, -2.0), p3(x, 0.0, reach(x.abs())), 0.55);
    }
    // What stands before the bow: a hatch, a windlass, the mast with its stays and its lamp.
    let off = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    b.block(p3(-0.3, 0.0, 10.6), p3(0.3, 0.45, 11.1), 0.6);
    let mast = p3(off * 0.5, 0.0, 8.6);
    let top = p3(mast.x, 7.4, mast.z);
    for (x, z) in [(-3.4_f32, 7.0), (3.4, 7.0), (0.0, 13.2)] {
        b.rule(top, p3(x, 0.9, z), 0.8);
    }
    b.block_lined(p3(mast.x - 0.09, 0.0, mast.z), p3(mast.x + 0.09, 7.4, mast.z + 0.18), 0.52, 1.2);
    b.rule(p3(mast.x - 1.3, 5.6, mast.z), p3(mast.x + 1.3, 5.6, mast.z), 2.4);
    shadow(b, p3(off * 1.7, 0.0, 6.6), 1.2, 0.7);
    b.block(p3(off * 1.7 - 0.95, 0.0, 6.1), p3(off * 1.7 + 0.95, 0.5, 7.2), 0.42);
    b.lamp(p3(mast.x, 3.4, mast.z - 0.1), 0.0, 3.2);
    for sign in [-1.0_f32, 1.0] {
        bulwark(b, sign);
    }
    // A bench along the side, a ring of rope and a life belt.
    let x = -off * 3.1;
    b.block(p3(x - 0.3, 0.0, 3.4), p3(x + 0.3, 0.46, 5.6), 0.36);
    for turn in 0..3_i16 {
        let r = 0.46 - 0.11 * f32::from(turn);
        let coil = b.on_ground(p3(off * 2.7, 0.03 + 0.04 * f32::from(turn), 4.6), r, r * 0.8);
        let tone = b.grey(0.3);
        b.sheet.fill(&coil, tone, 1.0);
        b.sheet.ink_ring(&coil, 1.1);
    }
    let at = p3(off * 3.45, 0.72, 6.2);
    let (belt, hole) = (b.disc(at, 0.34), b.disc(at, 0.17));
    let (accent, dark) = (b.tint(0.9), b.grey(0.45));
    b.shine(&belt, accent, 1.0);
    b.shine(&hole, dark, 1.0);
    b.sheet.ink_ring(&belt, 1.1);
    b.sheet.ink_ring(&hole, 0.9);
}

/// How far the deck reaches ahead, so far out from its middle.
fn reach(out: f32) -> f32 {
    for pair in HULL.windows(2) {
        if let &[(x, z), (next_x, next_z)] = pair
            && out <= x
            && out >= next_x
            && x > next_x
        {
            return z + (next_z - z) * (x - out) / (x - next_x);
        }
    }
    5.0
}

/// The side of the deck: low planks, posts, a rail.
fn bulwark(b: &mut Build<'_>, sign: f32) {
    for pair in HULL.windows(2).rev() {
        let &[(x, z), (next_x, next_z)] = pair else { continue };
        let (near, far) = ((sign * x, z), (sign * next_x, next_z));
        let at = |(x, z): (f32, f32), y: f32| p3(x, y, z);
        b.flat(&[at(near, 0.0), at(far, 0.0), at(far, 0.5), at(near, 0.5)], 0.48);
        b.rule(at(near, 0.0), at(far, 0.0), 1.1);
        b.rule(at(near, 0.5), at(far, 0.5), 1.7);
        let posts = ((next_z - z) / 1.4).ceil().max(1.0);
        for post in 0..posts as i16 {
            let t = f32::from(post) / posts;
            let foot = (near.0 + (far.0 - near.0) * t, near.1 + (far.1 - near.1) * t);
            if foot.1 > -1.6 {
                b.rule(at(foot, 0.5), at(foot, 1.02), 1.6);
            }
        }
        b.rule(at(near, 0.78), at(far, 0.78), 0.9);
        b.rule(at(near, 1.04), at(far, 1.04), 2.6);
    }
}

/// The wheelhouse: windows all round, the water beyond them, the wheel and the desk before them.
pub(super) fn wheelhouse(b: &mut Build<'_>) {
    let room = Room { half: 3.1, deep: 5.4, high: 2.5, wall: 0.36, floor: 0.42, ceiling: 0.22, boards: Boards::Planks };
    room.draw(b);
    for pane in 0..5_i16 {
        let u = 0.14 + 1.18 * f32::from(pane);
        outlook(b, &room, Wall::Back, u, 1.08);
    }
    for pane in 0..3_i16 {
        let u = 0.5 + 1.55 * f32::from(pane);
        outlook(b, &room, Wall::Left, u, 1.4);
        outlook(b, &room, Wall::Right, u, 1.4);
    }
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    shadow(b, p3(0.0, 0.0, 4.6), 2.8, 0.4);
    b.block(p3(-2.7, 0.0, 4.75), p3(2.7, 0.86, 5.35), 0.56);
    b.face(&[p3(-2.8, 0.86, 4.7), p3(2.8, 0.86, 4.7), p3(2.8, 1.04, 5.3), p3(-2.8, 1.04, 5.3)], 0.3, 1.3);
    // Instruments, a compass on its stand, the throttle.
    for dial in 0..5_i16 {
        let x = side * (0.5 + 0.42 * f32::from(dial));
        let at = b.lens.at(p3(x, 0.95, 5.0));
        let r = 0.13 * b.lens.scale(p3(x, 0.95, 5.0));
        let face = ellipse(at, r, r * 0.6, 18);
        let colour = if b.light == Light::Day { b.sheet.palette.paper } else { b.tint(0.2) };
        b.shine(&face, colour, 1.0);
        b.sheet.ink_ring(&face, 0.9);
        let turn = b.rng.sway();
        b.sheet.rule(at, p(at.x + r * 0.7 * turn, at.y - r * 0.4), 1.0);
    }
    b.rule(p3(side * 2.55, 0.95, 4.9), p3(side * 2.5, 1.3, 4.8), 2.6);
    wheel(b, p3(-side * 1.35, 1.0, 4.35), 0.62);
    b.block_lined(p3(-side * 2.6 - 0.3, 0.0, 3.2), p3(-side * 2.6 + 0.3, 0.46, 4.5), 0.5, 1.0);
    hanging_lamp(b, side * 0.7, 3.6, 2.5, 0.3);
    if b.night() {
        let glow = b.disc(p3(side * 1.4, 1.05, 4.9), 0.8);
        b.pools.push(glow);
    }
}

/// A window with the water beyond it. The horizon lies where the camera has it.
fn outlook(b: &mut Build<'_>, room: &Room, wall: Wall, u: f32, wide: f32) {
    let (low, high) = (0.98, 2.12);
    let corners =
        [room.on(wall, u, low), room.on(wall, u + wide, low), room.on(wall, u + wide, high), room.on(wall, u, high)];
    let opening = b.lens.polygon(&corners);
    let horizon = b.lens.centre.y;
    let (sky, haze) = match b.light {
        Light::Day => (b.grey(0.04), b.grey(0.0)),
        Light::Night => (b.sheet.palette.grey(0.93), b.sheet.palette.grey(0.84)),
        Light::Dawn | Light::Dusk => (b.tint(0.22), b.tint(0.55)),
    };
    let (sea, shore) = match b.light {
        Light::Day => (b.grey(0.34), b.grey(0.22)),
        Light::Night => (b.sheet.palette.grey(0.97), b.sheet.palette.grey(0.99)),
        Light::Dawn | Light::Dusk => (b.grey(0.5), b.grey(0.56)),
    };
    b.shine(&opening, sky, 1.0);
    let below = |y: f32| cut(&opening, p(0.0, y), p(0.0, 1.0));
    b.shine(&below(horizon - 26.0), haze, 1.0);
    let hills = horizon - b.rng.range(7.0, 11.0);
    b.shine(&below(hills), shore, 1.0);
    b.shine(&below(horizon), sea, 1.0);
    let (from, to) = bounds(&opening);
    if from.x < to.x && b.night() {
        for _ in 0..2 {
            let at = p(b.rng.range(from.x, to.x), horizon - b.rng.range(3.0, 6.0));
            let lit = b.tint(0.5);
            let light = cut(&opening, p(at.x, at.y - 1.2), p(0.0, 1.0));
            let light = cut(&light, p(at.x, at.y + 1.2), p(0.0, -1.0));
            let light = cut(&light, p(at.x - 1.3, at.y), p(1.0, 0.0));
            let light = cut(&light, p(at.x + 1.3, at.y), p(-1.0, 0.0));
            b.shine(&light, lit, 1.0);
        }
    }
    b.outline(&corners, 1.9);
}

/// A steering wheel that faces the camera.
fn wheel(b: &mut Build<'_>, at: P3, radius: f32) {
    b.block_lined(p3(at.x - 0.12, 0.0, at.z + 0.1), p3(at.x + 0.12, at.y, at.z + 0.3), 0.6, 1.0);
    let (centre, metre) = (b.lens.at(at), b.lens.scale(at));
    let ink = b.sheet.palette.line(b.sheet.focus);
    let wood = b.grey(0.66);
    // Eight spokes, each in the direction of a corner of an octagon; they end in handles beyond the rim.
    for end in ellipse(centre, radius * metre * 1.22, radius * metre * 1.22, 8) {
        b.sheet.pen(&[centre, centre.lerp(end, 0.5), end], metre * 0.05, ink, 1.0, 0.9);
    }
    let rim: Vec<P> = ellipse(centre, radius * metre, radius * metre, 32);
    let closed: Vec<P> = rim.iter().copied().chain(rim.first().copied()).collect();
    b.sheet.pen(&closed, metre * 0.15, ink, 1.0, 1.0);
    b.sheet.pen(&closed, metre * 0.09, wood, 1.0, 1.0);
    let hub = b.disc(at, 0.12);
    b.sheet.fill(&hub, wood, 1.0);
    b.sheet.ink_ring(&hub, 1.2);
}

/// The room of an engine: the engine itself, pipes along the walls, gauges, a ladder to the hatch.
pub(super) fn engine_room(b: &mut Build<'_>) {
    let room = Room { half: 3.3, deep: 5.8, high: 2.6, wall: 0.4, floor: 0.5, ceiling: 0.46, boards: Boards::Tiles };
    room.draw(b);
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    // Pipes: each a pale tube between two lines.
    for (y, thick) in [(2.34_f32, 0.16), (2.06, 0.11), (0.34, 0.12)] {
        b.face(&[p3(-3.3, y, 5.7), p3(3.3, y, 5.7), p3(3.3, y + thick, 5.7), p3(-3.3, y + thick, 5.7)], 0.28, 1.1);
        for x in [-3.22_f32, 3.22] {
            b.face(&[p3(x, y, -2.0), p3(x, y, 5.7), p3(x, y + thick, 5.7), p3(x, y + thick, -2.0)], 0.34, 1.1);
        }
    }
    for x in [side * 2.5, side * 2.85, -side * 1.7] {
        b.face(
            &[p3(x - 0.07, 0.3, 5.66), p3(x + 0.07, 0.3, 5.66), p3(x + 0.07, 2.5, 5.66), p3(x - 0.07, 2.5, 5.66)],
            0.26,
            1.0,
        );
        let valve = b.disc(p3(x, 1.25, 5.6), 0.17);
        let accent = b.tint(0.85);
        b.shine(&valve, accent, 1.0);
        b.sheet.ink_ring(&valve, 1.2);
    }
    for gauge in 0..3_i16 {
        let x = -side * (0.5 + 0.42 * f32::from(gauge));
        let dial = b.disc(p3(x, 1.78, 5.64), 0.17);
        let face = if b.night() { b.tint(0.15) } else { b.sheet.palette.paper };
        b.shine(&dial, face, 1.0);
        b.sheet.ink_ring(&dial, 1.2);
        let centre = b.lens.at(p3(x, 1.78, 5.6));
        let tip = b.lens.at(p3(x + 0.12 * b.rng.sway(), 1.88, 5.6));
        b.sheet.rule(centre, tip, 1.2);
    }
    // The engine: a bed, a block, cylinders with their heads, the exhaust above, the flywheel at its end.
    let x = side * 0.9;
    shadow(b, p3(x, 0.0, 4.6), 2.1, 0.7);
    b.block(p3(x - 1.9, 0.0, 4.3), p3(x + 1.9, 0.3, 5.4), 0.62);
    b.block(p3(x - 1.6, 0.3, 4.4), p3(x + 1.6, 0.95, 5.3), 0.46);
    for cylinder in 0..4_i16 {
        let at = x - 1.45 + 0.76 * f32::from(cylinder);
        b.block(p3(at, 0.95, 4.55), p3(at + 0.56, 1.3, 5.15), 0.36);
        b.rule(p3(at + 0.28, 1.3, 4.8), p3(at + 0.28, 1.55, 4.8), 3.0);
        b.outline(&[p3(at, 0.4, 4.39), p3(at + 0.56, 0.4, 4.39), p3(at + 0.56, 0.82, 4.39), p3(at, 0.82, 4.39)], 0.8);
    }
    b.block(p3(x - 1.5, 1.52, 4.7), p3(x + 1.5, 1.7, 4.9), 0.52);
    let rim = b.disc(p3(x - side * 2.0, 0.62, 4.4), 0.56);
    let (steel, dark) = (b.grey(0.3), b.grey(0.62));
    b.sheet.fill(&rim, steel, 1.0);
    b.sheet.ink_ring(&rim, 1.6);
    let hub = b.disc(p3(x - side * 2.0, 0.62, 4.38), 0.16);
    b.sheet.fill(&hub, dark, 1.0);
    // The ladder, and the open hatch above it.
    let wall = -side * 3.1;
    for z in [3.4_f32, 4.0] {
        b.rule(p3(wall, 0.0, z), p3(wall, 2.6, z), 2.2);
    }
    for rung in 1..8_i16 {
        let y = 0.32 * f32::from(rung);
        b.rule(p3(wall, y, 3.4), p3(wall, y, 4.0), 1.6);
    }
    hanging_lamp(b, -side * 0.5, 3.3, 2.6, 0.25);
}
