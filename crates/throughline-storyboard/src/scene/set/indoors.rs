//! Interiors: a shell each, and what makes it a kitchen, an office, a bar.

use super::build::Build;
use super::lens::p3;
use super::props::{bed, chair, floor_lamp, hanging_lamp, plant, shadow, sofa, stool, table};
use super::room::{Boards, Room, Wall};
use super::{car, interiors_large as large, outdoors, ship};
use crate::scene::place::Place;

/// Draws the interior of a kind of place.
pub(super) fn draw(b: &mut Build<'_>, kind: Option<Place>) {
    match kind {
        Some(Place::Kitchen) => kitchen(b),
        Some(Place::Bedroom) => bedroom(b),
        Some(Place::Office) => office(b),
        Some(Place::Bar) => bar(b),
        Some(Place::Clinic) => clinic(b),
        // `INT. BRIDGE` is that of a ship, and most of those in films fly.
        Some(Place::Bridge | Place::Space | Place::Span) => large::bridge(b),
        Some(Place::Wheelhouse | Place::Deck) => ship::wheelhouse(b),
        Some(Place::Engine) => ship::engine_room(b),
        Some(Place::Corridor) => large::corridor(b),
        Some(Place::Carriage) => large::carriage(b),
        Some(Place::Vehicle) => car::inside(b),
        Some(Place::Church) => large::church(b),
        Some(Place::Hall | Place::Platform) => large::hall(b),
        Some(place)
            if place.outdoors() && !matches!(place, Place::House | Place::Roof | Place::Street | Place::Sea) =>
        {
            // A heading may say `INT. FOREST`; what it shows is still the forest.
            outdoors::draw(b, Some(place));
        }
        _ => living(b),
    }
}

fn living(b: &mut Build<'_>) {
    let room =
        Room { wall: b.rng.pick(&[0.05, 0.1, 0.16], 0.1), floor: b.rng.pick(&[0.18, 0.3], 0.22), ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    let window = if flip { 3.9 } else { 1.1 };
    room.window(b, Wall::Back, (window, 0.95), (1.9, 1.4), 3);
    room.door(b, if flip { Wall::Right } else { Wall::Left }, 2.6, 0.3);
    let shelf = if flip { 0.6 } else { 4.4 };
    room.shelves(b, Wall::Back, (shelf, 0.0), (2.0, 2.2), 5, false);
    let picture = if flip { Wall::Left } else { Wall::Right };
    room.field(b, picture, (2.2, 1.3), (1.1, 0.8), 0.05);
    room.field(b, picture, (2.32, 1.42), (0.86, 0.56), 0.42);
    let rug = b.on_ground(p3(0.0, 0.005, 2.7), 2.3, 1.5);
    let (tone, dark) = (b.grey(0.42), b.grey(0.34));
    b.sheet.fill(&rug, tone, 0.6);
    let inner = b.on_ground(p3(0.0, 0.006, 2.7), 2.0, 1.25);
    b.sheet.fill(&inner, dark, 0.7);
    let side = if flip { 1.0 } else { -1.0 };
    sofa(b, (if flip { 0.9 } else { -3.0 }, 4.7), 2.1, 0.4);
    floor_lamp(b, -side * 3.0, 4.4);
    plant(b, side * 3.1, 5.5, 1.2);
    table(b, (side * 2.2 - 0.4, 3.2), (side * 2.2 + 0.6, 3.8), 0.42, 0.5);
}

fn kitchen(b: &mut Build<'_>) {
    let room = Room { wall: 0.06, floor: 0.14, boards: Boards::Tiles, ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    room.window(b, Wall::Back, (if flip { 1.1 } else { 4.2 }, 1.12), (1.6, 1.1), 2);
    // Tiles over the worktop.
    for row in 0..4_i16 {
        let y = 0.98 + 0.16 * f32::from(row);
        b.rule(p3(-3.6, y, 6.17), p3(3.6, y, 6.17), 0.4);
    }
    let back = 5.55;
    for unit in 0..7_i16 {
        let x = -2.9 + 0.9 * f32::from(unit);
        b.block_lined(p3(x, 0.08, back), p3(x + 0.9, 0.9, 6.2), 0.2, 0.9);
        b.outline(
            &[
                p3(x + 0.08, 0.18, back - 0.01),
                p3(x + 0.82, 0.18, back - 0.01),
                p3(x + 0.82, 0.82, back - 0.01),
                p3(x + 0.08, 0.82, back - 0.01),
            ],
            0.6,
        );
        b.rule(p3(x + 0.34, 0.72, back - 0.02), p3(x + 0.56, 0.72, back - 0.02), 1.6);
    }
    b.block(p3(-3.0, 0.9, back - 0.06), p3(3.5, 0.97, 6.2), 0.42);
    // Cupboards on the wall leave the window free; a hood hangs over the stove.
    for unit in 0..3_i16 {
        let x = if flip { 0.5 } else { -3.3 } + 0.9 * f32::from(unit);
        b.block_lined(p3(x, 1.62, 5.85), p3(x + 0.9, 2.5, 6.2), 0.26, 1.0);
        b.rule(p3(x + 0.76, 1.72, 5.83), p3(x + 0.76, 1.95, 5.83), 1.6);
    }
    let stove = if flip { 1.0 } else { -1.9 };
    b.block(p3(stove, 0.06, back - 0.05), p3(stove + 0.75, 0.92, 6.2), 0.62);
    b.face(
        &[
            p3(stove + 0.1, 0.2, back - 0.07),
            p3(stove + 0.65, 0.2, back - 0.07),
            p3(stove + 0.65, 0.6, back - 0.07),
            p3(stove + 0.1, 0.6, back - 0.07),
        ],
        0.85,
        0.9,
    );
    b.upright(p3(stove + 0.35, 0.97, 5.8), &[(-0.17, 0.0), (-0.18, 0.2), (0.18, 0.2), (0.17, 0.0)], 0.7, 1.0);
    let fridge = if flip { -3.5 } else { 2.75 };
    shadow(b, p3(fridge + 0.4, 0.0, 5.4), 0.6, 0.5);
    b.block(p3(fridge, 0.04, 5.2), p3(fridge + 0.78, 1.86, 6.0), 0.06);
    b.rule(p3(fridge, 1.25, 5.18), p3(fridge + 0.78, 1.25, 5.18), 1.1);
    b.rule(p3(fridge + 0.1, 0.9, 5.16), p3(fridge + 0.1, 1.18, 5.16), 2.0);
    let side = if flip { -1.0 } else { 1.0 };
    table(b, (side * 2.3 - 0.7, 3.5), (side * 2.3 + 0.7, 4.4), 0.74, 0.36);
    chair(b, side * 2.3 - 0.5, 4.35, false, 0.5);
    bottle(b, side * 2.3 - 0.2, 0.8, 3.9);
    bottle(b, side * 2.3 + 0.3, 0.8, 4.1);
    hanging_lamp(b, side * 1.1, 3.5, 2.9, 0.7);
}

fn bottle(b: &mut Build<'_>, x: f32, y: f32, z: f32) {
    b.upright(
        p3(x, y, z),
        &[
            (-0.045, 0.0),
            (-0.045, 0.17),
            (-0.018, 0.23),
            (-0.018, 0.31),
            (0.018, 0.31),
            (0.018, 0.23),
            (0.045, 0.17),
            (0.045, 0.0),
        ],
        0.55,
        0.9,
    );
}

fn bedroom(b: &mut Build<'_>) {
    let room = Room { wall: b.rng.pick(&[0.06, 0.12], 0.1), floor: 0.26, ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    let side = if flip { -1.0 } else { 1.0 };
    room.window(b, if flip { Wall::Right } else { Wall::Left }, (2.4, 0.9), (1.6, 1.5), 2);
    let x = if flip { -2.8 } else { 1.2 };
    room.field(b, Wall::Back, (x + 3.9, 1.5), (0.9, 0.7), 0.06);
    room.field(b, Wall::Back, (x + 4.02, 1.6), (0.66, 0.5), 0.36);
    b.block(p3(-side * 1.2 - 0.75, 0.0, 5.5), p3(-side * 1.2 + 0.75, 2.15, 6.15), 0.34);
    b.rule(p3(-side * 1.2, 0.05, 5.48), p3(-side * 1.2, 2.1, 5.48), 1.0);
    bed(b, x, 3.9, 0.16);
    for (at, lamp) in [(x - 0.62, true), (x + 1.62, false)] {
        b.block(p3(at, 0.0, 5.4), p3(at + 0.5, 0.52, 5.9), 0.46);
        if lamp {
            b.rule(p3(at + 0.25, 0.52, 5.6), p3(at + 0.25, 0.74, 5.6), 2.0);
            b.lamp(p3(at + 0.25, 0.88, 5.6), 0.5, 1.3);
            b.uplight(p3(at + 0.25, 0.95, 5.7), 0.9);
        }
    }
    floor_lamp(b, -side * 2.8, 4.7);
}

fn office(b: &mut Build<'_>) {
    let room = Room { wall: 0.06, floor: 0.24, boards: Boards::None, ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    let side = if flip { -1.0 } else { 1.0 };
    room.window(b, Wall::Back, (if flip { 3.2 } else { 0.8 }, 0.95), (3.0, 1.5), 4);
    let blind = if flip { 3.2 } else { 0.8 };
    for slat in 0..5_i16 {
        let y = 2.42 - 0.09 * f32::from(slat);
        b.rule(room.on(Wall::Back, blind, y), room.on(Wall::Back, blind + 3.0, y), 1.0);
    }
    room.shelves(b, if flip { Wall::Left } else { Wall::Right }, (2.4, 0.0), (2.6, 2.1), 5, false);
    b.block(p3(-side * 3.0 - 0.35, 0.0, 5.4), p3(-side * 3.0 + 0.35, 1.35, 6.1), 0.44);
    for y in [0.45_f32, 0.9] {
        b.rule(p3(-side * 3.0 - 0.35, y, 5.38), p3(-side * 3.0 + 0.35, y, 5.38), 0.9);
    }
    chair(b, side * 1.6 + 0.2, 4.9, false, 0.72);
    let x = side * 1.9;
    shadow(b, p3(x, 0.0, 4.4), 1.3, 0.7);
    b.block(p3(x - 1.0, 0.0, 3.9), p3(x - 0.55, 0.74, 4.7), 0.5);
    b.block(p3(x + 0.55, 0.0, 3.9), p3(x + 1.0, 0.74, 4.7), 0.5);
    b.block(p3(x - 1.1, 0.74, 3.8), p3(x + 1.1, 0.8, 4.8), 0.4);
    b.block(p3(x - 0.5, 0.8, 4.3), p3(x + 0.1, 1.22, 4.36), 0.8);
    b.block_lined(p3(x + 0.35, 0.8, 4.1), p3(x + 0.75, 0.9, 4.4), 0.05, 0.8);
    b.rule(p3(x + 0.85, 0.8, 4.4), p3(x + 0.85, 1.15, 4.4), 1.6);
    b.lamp(p3(x + 0.78, 1.18, 4.4), 0.8, 0.8);
    hanging_lamp(b, -side * 0.6, 3.4, 2.9, 0.4);
}

fn bar(b: &mut Build<'_>) {
    let room = Room { wall: 0.26, floor: 0.36, ceiling: 0.2, ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    let side = if flip { -1.0 } else { 1.0 };
    room.shelves(b, Wall::Back, (1.2, 1.15), (4.8, 1.4), 3, true);
    let mirror = room.patch(b, Wall::Back, (1.2, 1.15), (4.8, 0.04));
    let accent = b.tint(0.9);
    b.shine(&mirror, accent, 1.0);
    room.window(b, if flip { Wall::Right } else { Wall::Left }, (1.8, 0.9), (1.8, 1.5), 2);
    shadow(b, p3(0.3, 0.0, 4.7), 3.0, 0.6);
    b.block(p3(-2.7, 0.0, 4.9), p3(2.9, 1.06, 5.4), 0.6);
    b.block(p3(-2.85, 1.06, 4.78), p3(3.05, 1.14, 5.5), 0.46);
    for panel in 0..6_i16 {
        let x = -2.6 + 0.92 * f32::from(panel);
        b.outline(&[p3(x, 0.15, 4.89), p3(x + 0.76, 0.15, 4.89), p3(x + 0.76, 0.9, 4.89), p3(x, 0.9, 4.89)], 0.7);
    }
    for (x, z) in [(-1.9, 4.45), (-0.9, 4.45), (0.8, 4.45), (1.9, 4.45)] {
        stool(b, x, z);
    }
    for x in [-1.2_f32, 0.5, 1.3] {
        bottle(b, x, 1.14, 5.1);
    }
    table(b, (-side * 2.6 - 0.4, 2.9), (-side * 2.6 + 0.4, 3.6), 0.74, 0.5);
    for x in [-1.8_f32, 0.0, 1.8] {
        hanging_lamp(b, x, 4.9, 2.9, 0.75);
    }
}

fn clinic(b: &mut Build<'_>) {
    let room = Room { wall: 0.02, floor: 0.1, ceiling: 0.0, boards: Boards::Tiles, ..Room::plain() };
    room.draw(b);
    let flip = b.rng.chance(0.5);
    let side = if flip { -1.0 } else { 1.0 };
    room.window(b, Wall::Back, (if flip { 3.6 } else { 1.4 }, 1.0), (2.1, 1.3), 3);
    for wall in [Wall::Back, Wall::Left, Wall::Right] {
        b.rule(room.on(wall, -2.4, 1.0), room.on(wall, 7.0, 1.0), 0.6);
    }
    let x = if flip { -2.9 } else { 1.3 };
    bed(b, x, 3.9, 0.03);
    // The stand of a drip, a monitor on its pole, a curtain.
    b.rule(p3(x + 1.85, 0.0, 5.0), p3(x + 1.85, 1.95, 5.0), 1.8);
    b.rule(p3(x + 1.7, 1.95, 5.0), p3(x + 2.0, 1.95, 5.0), 1.4);
    b.upright(p3(x + 1.98, 1.5, 5.0), &[(-0.09, 0.0), (-0.1, 0.32), (0.1, 0.32), (0.09, 0.0), (0.0, -0.06)], 0.1, 1.0);
    b.rule(p3(x - 0.4, 0.0, 5.4), p3(x - 0.4, 1.35, 5.4), 2.0);
    b.block(p3(x - 0.75, 1.3, 5.35), p3(x - 0.1, 1.75, 5.45), 0.7);
    let screen = b.lens.polygon(&[
        p3(x - 0.7, 1.35, 5.34),
        p3(x - 0.15, 1.35, 5.34),
        p3(x - 0.15, 1.7, 5.34),
        p3(x - 0.7, 1.7, 5.34),
    ]);
    let dark = b.grey(0.9);
    b.shine(&screen, dark, 1.0);
    let accent = b.tint(1.0);
    let pulse = [(-0.66, 1.5), (-0.52, 1.5), (-0.48, 1.62), (-0.43, 1.42), (-0.38, 1.5), (-0.19, 1.5)];
    for pair in pulse.windows(2) {
        if let &[(ax, ay), (bx, by)] = pair {
            let (from, to) = (b.lens.at(p3(x + ax, ay, 5.33)), b.lens.at(p3(x + bx, by, 5.33)));
            let n = from.normal_to(to);
            b.shine(&[from.along(n, 0.9), to.along(n, 0.9), to.along(n, -0.9), from.along(n, -0.9)], accent, 1.0);
        }
    }
    let curtain = -side * 3.0;
    b.face(
        &[
            p3(curtain - 0.5, 0.25, 5.6),
            p3(curtain + 0.5, 0.25, 5.6),
            p3(curtain + 0.5, 2.5, 5.6),
            p3(curtain - 0.5, 2.5, 5.6),
        ],
        0.14,
        1.0,
    );
    for fold in 0..5_i16 {
        let at = curtain - 0.4 + 0.2 * f32::from(fold);
        b.rule(p3(at, 0.3, 5.59), p3(at, 2.45, 5.59), 0.8);
    }
    b.block(p3(-side * 1.6 - 0.4, 0.0, 5.3), p3(-side * 1.6 + 0.4, 0.9, 5.8), 0.12);
    // Tubes of light along the ceiling.
    for z in [2.2_f32, 4.4] {
        let tube =
            b.lens.polygon(&[p3(-1.3, 2.88, z), p3(1.3, 2.88, z), p3(1.3, 2.88, z + 0.3), p3(-1.3, 2.88, z + 0.3)]);
        let paper = b.sheet.palette.paper;
        b.shine(&tube, paper, 1.0);
        let pool = b.on_ground(p3(0.0, 0.0, z), 2.6, 1.4);
        b.pools.push(pool);
    }
    if b.night() {
        let wall = room.patch(b, Wall::Back, (1.0, 0.0), (5.2, 2.9));
        b.pools.push(wall);
    }
}
