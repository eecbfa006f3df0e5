//! Points and curves in the plane of the drawing. One unit is 1/540 of the picture's height.

/// A point or a vector; `y` grows downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct P {
    pub(crate) x: f32,
    pub(crate) y: f32,
}

/// Short for a point.
pub(crate) const fn p(x: f32, y: f32) -> P {
    P { x, y }
}

impl P {
    pub(crate) fn lerp(self, to: Self, t: f32) -> Self {
        p(self.x + (to.x - self.x) * t, self.y + (to.y - self.y) * t)
    }

    pub(crate) fn distance(self, to: Self) -> f32 {
        libm::hypotf(to.x - self.x, to.y - self.y)
    }

    /// The vector of length 1 that stands left of the way from here to there (with `y` down, that is clockwise back).
    pub(crate) fn normal_to(self, to: Self) -> Self {
        let length = self.distance(to).max(1e-4);
        p(-(to.y - self.y) / length, (to.x - self.x) / length)
    }

    pub(crate) fn along(self, direction: Self, by: f32) -> Self {
        p(self.x + direction.x * by, self.y + direction.y * by)
    }
}

/// Where a drawing of its own coordinates stands on the sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    pub(crate) origin: P,
    /// Units of the sheet for one of the drawing's own.
    pub(crate) scale: f32,
    /// Looks to the left: `x` is turned round.
    pub(crate) mirror: bool,
    /// Lean in radians, clockwise.
    pub(crate) turn: f32,
}

impl Frame {
    pub(crate) fn at(self, x: f32, y: f32) -> P {
        let x = if self.mirror { -x } else { x };
        let turn = if self.mirror { -self.turn } else { self.turn };
        let (sin, cos) = (libm::sinf(turn), libm::cosf(turn));
        p(self.origin.x + (x * cos - y * sin) * self.scale, self.origin.y + (x * sin + y * cos) * self.scale)
    }

    pub(crate) fn all(self, points: &[(f32, f32)]) -> Vec<P> {
        points.iter().map(|&(x, y)| self.at(x, y)).collect()
    }
}

/// Points along a smooth curve through the given ones (centripetal enough for drawing: Catmull-Rom).
pub(crate) fn smooth(points: &[P], closed: bool, step: f32) -> Vec<P> {
    let count = points.len();
    if count < 3 {
        return line(points, step);
    }
    let segments = if closed { count } else { count - 1 };
    let at = |index: isize| -> P {
        let wrapped = if closed { index.rem_euclid(count as isize) } else { index.clamp(0, count as isize - 1) };
        points.get(wrapped as usize).copied().unwrap_or_default()
    };
    let mut curve = Vec::with_capacity(segments * 6);
    for segment in 0..segments as isize {
        let (a, b, c, d) = (at(segment - 1), at(segment), at(segment + 1), at(segment + 2));
        let pieces = (b.distance(c) / step).clamp(2.0, 14.0) as usize;
        for piece in 0..pieces {
            let t = piece as f32 / pieces as f32;
            let (t2, t3) = (t * t, t * t * t);
            let mix = |a: f32, b: f32, c: f32, d: f32| {
                0.5 * (2.0 * b
                    + (c - a) * t
                    + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2
                    + (3.0 * b - a - 3.0 * c + d) * t3)
            };
            curve.push(p(mix(a.x, b.x, c.x, d.x), mix(a.y, b.y, c.y, d.y)));
        }
    }
    if !closed {
        curve.push(at(count as isize - 1));
    }
    curve
}

/// Points along straight lines through the given ones.
pub(crate) fn line(points: &[P], step: f32) -> Vec<P> {
    let mut way = Vec::with_capacity(points.len() * 4);
    for pair in points.windows(2) {
        let &[a, b] = pair else { continue };
        let pieces = (a.distance(b) / step).clamp(1.0, 24.0) as usize;
        way.extend((0..pieces).map(|piece| a.lerp(b, piece as f32 / pieces as f32)));
    }
    way.extend(points.last());
    way
}

/// The part of a polygon on the side of a line through `at` to which `normal` points (Sutherland and Hodgman).
pub(crate) fn cut(polygon: &[P], at: P, normal: P) -> Vec<P> {
    let side = |point: P| (point.x - at.x) * normal.x + (point.y - at.y) * normal.y;
    let mut kept = Vec::with_capacity(polygon.len() + 2);
    for (index, &here) in polygon.iter().enumerate() {
        let there = polygon.get((index + 1) % polygon.len()).copied().unwrap_or(here);
        let (a, b) = (side(here), side(there));
        if a >= 0.0 {
            kept.push(here);
        }
        if (a >= 0.0) != (b >= 0.0) {
            kept.push(here.lerp(there, a / (a - b)));
        }
    }
    kept
}

/// Points of an ellipse.
pub(crate) fn ellipse(centre: P, rx: f32, ry: f32, pieces: usize) -> Vec<P> {
    (0..pieces)
        .map(|piece| {
            let angle = piece as f32 / pieces as f32 * core::f32::consts::TAU;
            p(centre.x + rx * libm::cosf(angle), centre.y + ry * libm::sinf(angle))
        })
        .collect()
}

/// Low and high corner around points.
pub(crate) fn bounds(points: &[P]) -> (P, P) {
    points.iter().fold((p(f32::MAX, f32::MAX), p(f32::MIN, f32::MIN)), |(low, high), point| {
        (p(low.x.min(point.x), low.y.min(point.y)), p(high.x.max(point.x), high.y.max(point.y)))
    })
}
