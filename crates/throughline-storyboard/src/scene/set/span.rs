//! A bridge for people and cars, seen along its roadway: rails, towers and cables, the river far below.

use super::build::Build;
use super::land::water;
use super::lens::p3;
use super::outdoors::ridge;
use super::props::street_lamp;

/// Half the width of the roadway, and of all, in metres.
const ROAD: f32 = 3.2;
const EDGE: f32 = 4.8;
/// How high the towers are.
const TOWER: f32 = 15.0;

pub(super) fn bridge(b: &mut Build<'_>) {
    ridge(b, 40.0, 0.6, 0.26, true);
    ridge(b, 18.0, 0.6, 0.36, true);
    water(b, -9.0, -3.0);
    let strip = |from: f32, to: f32, y: f32| [p3(from, y, -3.0), p3(to, y, -3.0), p3(to, y, 140.0), p3(from, y, 140.0)];
    b.surface(&strip(-EDGE, EDGE, 0.0), 0.16, 0.1);
    b.surface(&strip(-ROAD, ROAD, 0.01), 0.34, 0.1);
    for x in [-ROAD, ROAD] {
        b.rule(p3(x, 0.02, -2.0), p3(x, 0.02, 140.0), 1.3);
    }
    for dash in 0..9_i16 {
        let z = 0.5 + 3.2 * f32::from(dash);
        b.flat(&[p3(-0.07, 0.02, z), p3(0.07, 0.02, z), p3(0.07, 0.02, z + 1.5), p3(-0.07, 0.02, z + 1.5)], 0.02);
    }
    for z in [58.0_f32, 20.0] {
        tower(b, z);
    }
    for side in [-1.0_f32, 1.0] {
        rail(b, side * EDGE);
        cables(b, side * EDGE);
    }
    let side = if b.lens.eye.x > 0.0 { -1.0 } else { 1.0 };
    street_lamp(b, side * 4.1, 11.0);
}

/// Two legs and the beams between them.
fn tower(b: &mut Build<'_>, z: f32) {
    for x in [-EDGE - 0.3, EDGE + 0.3] {
        b.block(p3(x - 0.45, 0.0, z), p3(x + 0.45, TOWER, z + 1.0), 0.42);
    }
    for y in [7.0_f32, TOWER - 1.2] {
        b.block(p3(-EDGE, y, z + 0.2), p3(EDGE, y + 0.8, z + 0.8), 0.46);
    }
}

/// A rail with posts.
fn rail(b: &mut Build<'_>, x: f32) {
    for post in (0..22_i16).rev() {
        let z = -1.0 + 1.5 * f32::from(post);
        b.rule(p3(x, 0.0, z), p3(x, 1.1, z), 1.5);
    }
    for (y, width) in [(0.25_f32, 0.8), (0.68, 0.8), (1.12, 2.6)] {
        b.rule(p3(x, y, -2.4), p3(x, y, 140.0), width);
    }
}

/// The cable from tower to tower, a parabola, and the hangers that carry the roadway.
fn cables(b: &mut Build<'_>, x: f32) {
    // Before the first tower the camera stands at the lowest point; between the towers there is another.
    let height = |z: f32| {
        let t = if z <= 20.0 { (z + 18.0) / 38.0 } else { ((z - 39.0) / 19.0).abs() };
        1.6 + (TOWER - 1.6) * t * t
    };
    let mut z = -1.0;
    while z < 58.0 {
        let next = z + 1.9;
        b.rule(p3(x, height(z), z), p3(x, height(next), next), 1.8);
        b.rule(p3(x, 1.1, next), p3(x, height(next), next), 0.6);
        z = next;
    }
}
