//! Unifont with a pen: its bitmaps of 16 rows become strokes with round ends, so that they can stand beside outlines at
//! any size.
//!
//! The middles of set pixels are points; neighbours are joined, across a corner only where no side leads around it.
//! What runs through without a branch is one line; lines lose the steps of their staircases, and blunt angles are
//! rounded. Rectangular corners stay, because in Chinese and Korean they are meant.

use super::fonts::EM;
use tiny_skia::{LineCap, LineJoin, Path, PathBuilder, Stroke};
use unifont::Glyph;

/// Rows of a bitmap, and the columns of a full-width one.
const ROWS: i32 = 16;
/// The row on whose upper edge letters stand.
const BASELINE: f32 = 14.0;
/// Font units to a pixel of the bitmap.
const PIXEL: i32 = EM / ROWS;
/// How far a corner is rounded at most, in pixels of the bitmap.
const ROUNDING: f32 = 1.5;

type Point = (i32, i32);

/// Whether Unifont has a picture of a character. Its stand-in for characters without a meaning, a white code point on
/// black, does not count.
pub(super) fn shows(character: char) -> bool {
    unifont::get_glyph(character).is_some_and(|glyph| match glyph {
        Glyph::Halfwidth(_) => true,
        Glyph::Fullwidth(rows) => {
            let solid = |row: usize| rows.get(row) == Some(&0x7ffe);
            !(solid(1) && solid(7) && solid(8) && solid(14))
        }
    })
}

/// How far the next character stands away, in font units.
pub(super) fn advance(character: char) -> i32 {
    let width = unifont::get_glyph(character).map_or(16, Glyph::get_width);
    if width == 8 { 8 * PIXEL } else { ROWS * PIXEL }
}

/// The strokes of a character as an outline, in font units, y downwards from the baseline. `broad` is for bold text.
pub(super) fn outline(character: char, broad: bool) -> Option<Path> {
    let glyph = unifont::get_glyph(character)?;
    let width = if broad { 1.65 } else { 1.2 };
    let mut lines = PathBuilder::new();
    let mut dots = PathBuilder::new();
    for line in Tracing::of(glyph).lines() {
        match line.as_slice() {
            [] => {}
            [dot] => {
                let (x, y) = middle(*dot);
                dots.push_circle(x, y, width * 0.62);
            }
            _ => draw(&mut lines, &simplify(&line)),
        }
    }
    let stroke = Stroke { width, miter_limit: 4.0, line_cap: LineCap::Round, line_join: LineJoin::Miter, dash: None };
    if let Some(stroked) = lines.finish().and_then(|path| path.stroke(&stroke, 8.0)) {
        dots.push_path(&stroked);
    }
    let scale = tiny_skia::Transform::from_scale(PIXEL as f32, PIXEL as f32);
    dots.finish()?.transform(scale)
}

/// The middle of a pixel, in pixels from the baseline.
fn middle((x, y): Point) -> (f32, f32) {
    (x as f32 + 0.5, y as f32 + 0.5 - BASELINE)
}

/// A bitmap as points and the joints between them. A joint that a line has taken is gone.
struct Tracing {
    /// For each pixel, row by row, one bit a direction of [`DIRECTIONS`].
    joints: [u8; 256],
    set: [bool; 256],
}

/// Right, down right, down, down left, and the opposite of each, in the same order.
const DIRECTIONS: [Point; 8] = [(1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)];

impl Tracing {
    fn of(glyph: &Glyph) -> Self {
        let mut tracing = Self { joints: [0; 256], set: [false; 256] };
        let pixel = |x: i32, y: i32| {
            let inside = x >= 0 && y >= 0 && usize::try_from(x).is_ok_and(|x| x < glyph.get_width());
            inside && glyph.get_pixel(usize::try_from(x).unwrap_or(0), usize::try_from(y).unwrap_or(0))
        };
        for (y, x) in (0..ROWS).flat_map(|y| (0..ROWS).map(move |x| (y, x))).filter(|&(y, x)| pixel(x, y)) {
            let mut bits = 0;
            for (bit, (dx, dy)) in DIRECTIONS.iter().enumerate() {
                let around = pixel(x + dx, y) || pixel(x, y + dy);
                let joined = pixel(x + dx, y + dy) && (*dx == 0 || *dy == 0 || !around);
                bits |= u8::from(joined) << bit;
            }
            if let (Some(joints), Some(set)) = (tracing.joints.get_mut(at((x, y))), tracing.set.get_mut(at((x, y)))) {
                *joints = bits;
                *set = true;
            }
        }
        tracing
    }

    /// All lines: first those with ends, then the rings, whose first point is their last.
    fn lines(mut self) -> Vec<Vec<Point>> {
        let points: Vec<Point> = (0..ROWS)
            .flat_map(|y| (0..ROWS).map(move |x| (x, y)))
            .filter(|&point| self.set.get(at(point)) == Some(&true))
            .collect();
        let degree: Vec<u32> = points.iter().map(|&point| self.bits(point).count_ones()).collect();
        let through: Vec<Point> =
            points.iter().zip(&degree).filter(|&(_, degree)| *degree == 2).map(|(point, _)| *point).collect();
        let mut lines = Vec::new();
        for (&point, &degree) in points.iter().zip(&degree) {
            if degree == 0 {
                lines.push(vec![point]);
            } else if degree != 2 {
                while self.bits(point) != 0 {
                    lines.push(self.follow(point, &through));
                }
            }
        }
        for &point in &points {
            while self.bits(point) != 0 {
                lines.push(self.follow(point, &through));
            }
        }
        lines
    }

    /// Takes joints from a point on until the line ends, branches or closes.
    fn follow(&mut self, start: Point, through: &[Point]) -> Vec<Point> {
        let mut line = vec![start];
        let mut here = start;
        while let Some(direction) = (0..8_usize).find(|direction| self.bits(here) & (1 << direction) != 0) {
            let Some((dx, dy)) = DIRECTIONS.get(direction) else { break };
            let next = (here.0 + dx, here.1 + dy);
            self.take(here, direction);
            self.take(next, (direction + 4) % 8);
            line.push(next);
            here = next;
            if !through.contains(&here) || here == start {
                break;
            }
        }
        line
    }

    fn bits(&self, point: Point) -> u8 {
        self.joints.get(at(point)).copied().unwrap_or(0)
    }

    fn take(&mut self, point: Point, direction: usize) {
        if let Some(joints) = self.joints.get_mut(at(point)) {
            *joints &= !(1 << direction);
        }
    }
}

/// The place of a point in the tables; out of the grid is out of the tables.
fn at((x, y): Point) -> usize {
    usize::try_from(y * ROWS + x).unwrap_or(usize::MAX)
}

/// Leaves out the points that lie less than 0.4 pixels from the line without them (Douglas and Peucker).
fn simplify(line: &[Point]) -> Vec<Point> {
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else { return Vec::new() };
    let apart = |&(x, y): &Point| {
        let (dx, dy) = (last.0 - first.0, last.1 - first.1);
        let (px, py) = (x - first.0, y - first.1);
        if (dx, dy) == (0, 0) {
            (100 * (px * px + py * py), 1)
        } else {
            let cross = dx * py - dy * px;
            (100 * cross * cross, dx * dx + dy * dy)
        }
    };
    let farthest = line
        .iter()
        .enumerate()
        .map(|(index, point)| (apart(point).0, index))
        .max_by_key(|&(far, index)| (far, std::cmp::Reverse(index)));
    let Some((far, index)) = farthest else { return line.to_vec() };
    let length = apart(&first).1;
    if far <= 16 * length || index == 0 || index + 1 >= line.len() {
        return vec![first, last];
    }
    let mut kept = simplify(line.get(..=index).unwrap_or_default());
    kept.pop();
    kept.extend(simplify(line.get(index..).unwrap_or_default()));
    kept
}

/// Adds a line to a path, with blunt angles rounded.
fn draw(path: &mut PathBuilder, line: &[Point]) {
    let points: Vec<(f32, f32)> = line.iter().copied().map(middle).collect();
    let ring = line.len() > 3 && line.first() == line.last();
    let (Some(&first), Some(&second), Some(&last)) = (points.first(), points.get(1), points.last()) else { return };
    let before_last = points.len().checked_sub(2).and_then(|index| points.get(index)).copied().unwrap_or(first);
    let rounded_start = ring && is_blunt(before_last, first, second);
    let start = if rounded_start { toward(first, second) } else { first };
    path.move_to(start.0, start.1);
    for corner in points.windows(3) {
        if let [before, point, after] = *corner {
            bend(path, before, point, after);
        }
    }
    if rounded_start {
        bend(path, before_last, last, second);
    } else if !ring {
        path.line_to(last.0, last.1);
    }
    if ring {
        path.close();
    }
}

/// Goes around a corner and stops behind it, or on it where it is sharp.
fn bend(path: &mut PathBuilder, before: (f32, f32), point: (f32, f32), after: (f32, f32)) {
    if is_blunt(before, point, after) {
        let (from, to) = (toward(point, before), toward(point, after));
        path.line_to(from.0, from.1);
        path.quad_to(point.0, point.1, to.0, to.1);
    } else {
        path.line_to(point.0, point.1);
    }
}

/// Whether a line turns by less than a right angle at a point.
fn is_blunt(before: (f32, f32), point: (f32, f32), after: (f32, f32)) -> bool {
    (point.0 - before.0) * (after.0 - point.0) + (point.1 - before.1) * (after.1 - point.1) > 0.0
}

/// From a corner half way to the next, but not farther than the rounding goes.
fn toward(corner: (f32, f32), next: (f32, f32)) -> (f32, f32) {
    let (dx, dy) = (next.0 - corner.0, next.1 - corner.1);
    let length = (dx * dx + dy * dy).sqrt();
    let part = if length > 2.0 * ROUNDING { ROUNDING / length } else { 0.5 };
    (corner.0 + dx * part, corner.1 + dy * part)
}

#[cfg(test)]
mod tests {
    use super::{Tracing, outline, shows, simplify};
    use unifont::get_glyph;

    #[test]
    fn a_box_is_one_ring_and_a_stroke_is_one_line() {
        let lines = |character| Tracing::of(get_glyph(character).unwrap()).lines();
        assert_eq!(lines('一').len(), 1);
        assert!(lines('口').iter().any(|line| line.len() > 20), "{:?}", lines('口'));
        assert!(lines('\u{3000}').is_empty());
    }

    #[test]
    fn every_set_pixel_is_on_a_line() {
        for character in ['中', '龍', 'あ', '한', '鬱', '█', '▒'] {
            let glyph = get_glyph(character).unwrap();
            let lines = Tracing::of(glyph).lines();
            for y in 0..16 {
                for x in 0..glyph.get_width() {
                    let point = (i32::try_from(x).unwrap(), i32::try_from(y).unwrap());
                    assert_eq!(glyph.get_pixel(x, y), lines.iter().any(|line| line.contains(&point)), "{character}");
                }
            }
        }
    }

    #[test]
    fn staircases_become_straight_and_corners_stay() {
        assert_eq!(simplify(&[(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2)]), [(0, 0), (5, 2)]);
        assert_eq!(simplify(&[(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]), [(0, 0), (2, 0), (2, 2)]);
    }

    #[test]
    fn stand_ins_for_code_points_without_a_meaning_are_not_shown() {
        assert!(shows('漢') && shows('ก') && !shows('\u{378}') && !shows('\u{e000}') && !shows('\u{1f9ea}'));
        assert!(outline('漢', false).is_some() && outline('\u{3000}', false).is_none());
    }
}
