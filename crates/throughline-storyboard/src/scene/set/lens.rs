//! The camera: points in metres to points on the sheet. `x` goes right, `y` up, `z` away from the camera.

use crate::scene::geometry::{P, cut, p};

/// A point in the place, in metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct P3 {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) z: f32,
}

/// Short for a point in the place.
pub(crate) const fn p3(x: f32, y: f32, z: f32) -> P3 {
    P3 { x, y, z }
}

/// A camera that stands upright: verticals stay vertical, as draughtsmen keep them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens {
    pub(crate) eye: P3,
    /// Turn to the right, in radians.
    pub(crate) yaw: f32,
    /// Units of the sheet for one metre at one metre's distance.
    pub(crate) focal: f32,
    /// Where the horizon and the middle of the view lie on the sheet.
    pub(crate) centre: P,
}

/// Nothing nearer than this is drawn, in metres.
const NEAR: f32 = 0.25;

impl Lens {
    /// The camera's own axes: right, up, depth.
    fn turned(&self, point: P3) -> P3 {
        let (sin, cos) = (libm::sinf(self.yaw), libm::cosf(self.yaw));
        let (x, z) = (point.x - self.eye.x, point.z - self.eye.z);
        p3(x * cos - z * sin, point.y - self.eye.y, x * sin + z * cos)
    }

    fn project(&self, seen: P3) -> P {
        let scale = self.focal / seen.z.max(NEAR);
        p(self.centre.x + seen.x * scale, self.centre.y - seen.y * scale)
    }

    /// How far away a point is, along the view, in metres.
    pub(crate) fn depth(&self, point: P3) -> f32 {
        self.turned(point).z
    }

    /// Units of the sheet for a metre at a point.
    pub(crate) fn scale(&self, point: P3) -> f32 {
        self.focal / self.depth(point).max(NEAR)
    }

    /// A point on the sheet; points behind the camera come to stand at its near edge.
    pub(crate) fn at(&self, point: P3) -> P {
        self.project(self.turned(point))
    }

    /// A polygon on the sheet, cut where it comes too near. Empty where nothing of it is seen.
    pub(crate) fn polygon(&self, points: &[P3]) -> Vec<P> {
        let seen: Vec<P3> = points.iter().map(|point| self.turned(*point)).collect();
        let mut kept = Vec::with_capacity(seen.len() + 2);
        for (index, &a) in seen.iter().enumerate() {
            let b = seen.get((index + 1) % seen.len()).copied().unwrap_or(a);
            if a.z >= NEAR {
                kept.push(self.project(a));
            }
            if (a.z >= NEAR) != (b.z >= NEAR) {
                let t = (NEAR - a.z) / (b.z - a.z);
                kept.push(self.project(p3(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, NEAR)));
            }
        }
        // What lies far outside of the sheet costs time and precision.
        for (at, normal) in [
            (p(-300.0, 0.0), p(1.0, 0.0)),
            (p(2.0 * self.centre.x + 300.0, 0.0), p(-1.0, 0.0)),
            (p(0.0, -300.0), p(0.0, 1.0)),
            (p(0.0, 840.0), p(0.0, -1.0)),
        ] {
            kept = cut(&kept, at, normal);
        }
        kept
    }

    /// The two ends of a line on the sheet, cut where it comes too near.
    pub(crate) fn segment(&self, a: P3, b: P3) -> Option<(P, P)> {
        let (mut a, mut b) = (self.turned(a), self.turned(b));
        if a.z < NEAR && b.z < NEAR {
            return None;
        }
        let cut = |from: P3, to: P3| {
            let t = (NEAR - from.z) / (to.z - from.z);
            p3(from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t, NEAR)
        };
        if a.z < NEAR {
            a = cut(a, b);
        } else if b.z < NEAR {
            b = cut(b, a);
        }
        Some((self.project(a), self.project(b)))
    }
}
