//! The shell of an interior: floor, walls, ceiling, windows, doors.

use super::build::Build;
use super::lens::{P3, p3};
use super::sky;
use crate::scene::geometry::P;

/// Measures and tones of a room.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Half of the width, depth and height in metres. The floor begins behind the camera.
    pub(super) half: f32,
    pub(super) deep: f32,
    pub(super) high: f32,
    pub(super) wall: f32,
    pub(super) floor: f32,
    pub(super) ceiling: f32,
    pub(super) boards: Boards,
}

/// What lines run over the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Boards {
    None,
    Planks,
    Tiles,
}

/// The wall that carries a window, a door or a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wall {
    Back,
    Left,
    Right,
}

const FRONT: f32 = -3.4;

impl Room {
    pub(super) fn plain() -> Self {
        Self { half: 3.6, deep: 6.2, high: 2.9, wall: 0.07, floor: 0.22, ceiling: 0.0, boards: Boards::Planks }
    }

    /// A point on a wall: `u` metres along it from the left as seen from inside, `v` up, a little before it.
    pub(super) fn on(&self, wall: Wall, u: f32, v: f32) -> P3 {
        match wall {
            Wall::Back => p3(u - self.half, v, self.deep - 0.02),
            Wall::Left => p3(-self.half + 0.02, v, u),
            Wall::Right => p3(self.half - 0.02, v, u),
        }
    }

    fn quad(&self, wall: Wall, u: f32, v: f32, w: f32, h: f32) -> [P3; 4] {
        [self.on(wall, u, v), self.on(wall, u + w, v), self.on(wall, u + w, v + h), self.on(wall, u, v + h)]
    }

    /// Floor, walls and ceiling.
    pub(super) fn draw(&self, b: &mut Build<'_>) {
        let (w, d, h) = (self.half, self.deep, self.high);
        b.sheet.flood(b.grey(self.wall));
        b.surface(&[p3(-w, h, FRONT), p3(w, h, FRONT), p3(w, h, d), p3(-w, h, d)], self.ceiling, 0.1);
        let side = if b.lens.eye.x > 0.0 { (0.16, 0.04) } else { (0.04, 0.16) };
        b.surface(&[p3(-w, 0.0, FRONT), p3(-w, 0.0, d), p3(-w, h, d), p3(-w, h, FRONT)], self.wall + side.0, 1.2);
        b.surface(&[p3(w, 0.0, FRONT), p3(w, 0.0, d), p3(w, h, d), p3(w, h, FRONT)], self.wall + side.1, 1.9);
        b.surface(&[p3(-w, 0.0, d), p3(w, 0.0, d), p3(w, h, d), p3(-w, h, d)], self.wall, 1.45);
        b.surface(&[p3(-w, 0.0, FRONT), p3(w, 0.0, FRONT), p3(w, 0.0, d), p3(-w, 0.0, d)], self.floor, 0.25);
        match self.boards {
            Boards::None => {}
            Boards::Planks => {
                for step in -9..=9_i16 {
                    let x = f32::from(step) * 0.4;
                    if x.abs() < w {
                        b.rule(p3(x, 0.0, -1.6), p3(x, 0.0, d), 0.5);
                    }
                }
            }
            Boards::Tiles => {
                for step in -4..=4_i16 {
                    let x = f32::from(step) * 0.85;
                    b.rule(p3(x, 0.0, -1.6), p3(x, 0.0, d), 0.5);
                }
                for step in 0..8_i16 {
                    let z = -1.2 + f32::from(step) * 0.95;
                    b.rule(p3(-w, 0.0, z), p3(w, 0.0, z), 0.5);
                }
            }
        }
        // Edges of the shell, and a skirting board.
        for x in [-w, w] {
            b.rule(p3(x, 0.0, d), p3(x, h, d), 1.5);
            b.rule(p3(x, 0.0, -2.4), p3(x, 0.0, d), 1.5);
            b.rule(p3(x, h, -2.4), p3(x, h, d), 1.2);
            b.rule(p3(x, 0.13, -2.4), p3(x, 0.13, d), 0.6);
        }
        b.rule(p3(-w, 0.0, d), p3(w, 0.0, d), 1.5);
        b.rule(p3(-w, 0.13, d), p3(w, 0.13, d), 0.6);
        b.rule(p3(-w, h, d), p3(w, h, d), 1.2);
    }

    /// A window with `panes` columns, the sky in it, and in daylight its light on the floor.
    pub(super) fn window(&self, b: &mut Build<'_>, wall: Wall, at: (f32, f32), size: (f32, f32), panes: usize) {
        let ((u, v), (w, h)) = (at, size);
        let opening = b.lens.polygon(&self.quad(wall, u, v, w, h));
        sky::in_window(b, &opening);
        let frame = self.quad(wall, u, v, w, h);
        b.outline(&frame, 1.7);
        b.outline(&self.quad(wall, u - 0.09, v - 0.09, w + 0.18, h + 0.18), 1.0);
        for pane in 1..panes {
            let x = u + w * pane as f32 / panes as f32;
            b.rule(self.on(wall, x, v), self.on(wall, x, v + h), 1.5);
        }
        if panes > 1 {
            b.rule(self.on(wall, u, v + h * 0.55), self.on(wall, u + w, v + h * 0.55), 1.2);
        }
        self.beam(b, wall, at, size, panes);
    }

    /// What falls through a window: a bright shape on the floor, pane by pane.
    fn beam(&self, b: &mut Build<'_>, wall: Wall, at: (f32, f32), size: (f32, f32), panes: usize) {
        let ((u, _), (w, h)) = (at, size);
        let panes = panes.max(1);
        for pane in 0..panes {
            let share = w / panes as f32;
            let (from, to) = (u + share * (pane as f32 + 0.07), u + share * (pane as f32 + 0.93));
            let throw = |u: f32, out: f32| match wall {
                Wall::Back => p3(u - self.half - out * 0.45, 0.01, self.deep - out),
                Wall::Left => p3(-self.half + out, 0.01, u - out * 0.3),
                Wall::Right => p3(self.half - out, 0.01, u - out * 0.3),
            };
            let (near, far) = (0.9, 0.9 + h * 1.25);
            let patch = b.lens.polygon(&[throw(from, near), throw(to, near), throw(to, far), throw(from, far)]);
            if b.night() {
                let moon = b.grey(0.12);
                b.sheet.fill(&patch, moon, 0.75);
            } else {
                let colour = if b.low_sun() { b.tint(0.3) } else { b.sheet.palette.paper };
                b.sheet.fill(&patch, colour, 0.8);
                b.pools.push(patch);
            }
        }
    }

    /// A door in its frame.
    pub(super) fn door(&self, b: &mut Build<'_>, wall: Wall, u: f32, tone: f32) {
        let (w, h) = (0.95, 2.1);
        b.face(&self.quad(wall, u - 0.08, 0.0, w + 0.16, h + 0.08), (self.wall - 0.06).max(0.0), 1.0);
        b.face(&self.quad(wall, u, 0.0, w, h), tone, 1.5);
        b.outline(&self.quad(wall, u + 0.14, 1.15, w - 0.28, 0.75), 0.7);
        b.outline(&self.quad(wall, u + 0.14, 0.2, w - 0.28, 0.75), 0.7);
        let knob = b.disc(self.on(wall, u + w - 0.1, 1.02), 0.035);
        let ink = b.grey(0.95);
        b.sheet.fill(&knob, ink, 1.0);
    }

    /// A picture, a board, a screen: a framed field on a wall.
    pub(super) fn field(&self, b: &mut Build<'_>, wall: Wall, at: (f32, f32), size: (f32, f32), tone: f32) {
        b.face(&self.quad(wall, at.0, at.1, size.0, size.1), tone, 1.3);
    }

    /// The field of a wall on the sheet.
    pub(super) fn patch(&self, b: &Build<'_>, wall: Wall, at: (f32, f32), size: (f32, f32)) -> Vec<P> {
        b.lens.polygon(&self.quad(wall, at.0, at.1, size.0, size.1))
    }

    /// Shelves on a wall with books or bottles in rows.
    pub(super) fn shelves(
        &self,
        b: &mut Build<'_>,
        wall: Wall,
        at: (f32, f32),
        size: (f32, f32),
        rows: usize,
        bottles: bool,
    ) {
        let ((u, v), (w, h)) = (at, size);
        b.face(&self.quad(wall, u, v, w, h), self.wall + 0.22, 1.4);
        let row = h / rows.max(1) as f32;
        for index in 0..rows {
            let base = v + row * index as f32;
            let mut x = u + 0.05;
            for _ in 0..40 {
                let (wide, tall) = if bottles {
                    (b.rng.range(0.07, 0.1), row * b.rng.range(0.5, 0.8))
                } else {
                    (b.rng.range(0.05, 0.13), row * b.rng.range(0.6, 0.88))
                };
                if x + wide > u + w - 0.04 {
                    break;
                }
                if b.rng.chance(0.86) {
                    let tone = b.rng.pick(&[0.05, 0.2, 0.45, 0.65, 0.85, 0.1], 0.4);
                    if bottles {
                        b.flat(&self.quad(wall, x, base + 0.02, wide, tall * 0.66), tone);
                        b.flat(
                            &self.quad(wall, x + wide * 0.33, base + 0.02 + tall * 0.6, wide * 0.34, tall * 0.4),
                            tone,
                        );
                    } else {
                        b.flat(&self.quad(wall, x, base + 0.02, wide, tall), tone);
                    }
                    b.rule(self.on(wall, x + wide, base + 0.02), self.on(wall, x + wide, base + tall * 0.7), 0.5);
                }
                x += wide + if bottles { 0.035 } else { 0.008 };
            }
            b.rule(self.on(wall, u, base), self.on(wall, u + w, base), 1.3);
        }
        b.outline(&self.quad(wall, u, v, w, h), 1.4);
    }
}
