//! The last resort: a character that no font of the house can show, as its code point in a frame.
//!
//! Four digits in two rows, or six (`01F9EA`), as browsers used to draw them. Nobody takes it for an empty box.

use super::fonts::EM;
use tiny_skia::{LineJoin, Path, PathBuilder, Rect, Stroke, Transform};

/// Font units to a cell of the grid that all is drawn on; the em has sixteen.
const CELL: i32 = EM / 16;

/// Three columns and five rows for each hexadecimal digit: the first row in the highest three bits.
const DIGITS: [u16; 16] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
    0b111_101_111_101_101,
    0b110_101_110_101_110,
    0b111_100_100_100_111,
    0b110_101_101_101_110,
    0b111_100_111_100_111,
    0b111_100_111_100_100,
];

/// Digits in a row: two for the first plane, three beyond.
fn columns(character: char) -> u8 {
    if u32::from(character) > 0xffff { 3 } else { 2 }
}

/// How far the next character stands away, in font units.
pub(super) fn advance(character: char) -> i32 {
    CELL * (i32::from(columns(character)) * 4 + 5)
}

/// The frame with its digits as an outline, in font units, y downwards from the baseline.
pub(super) fn outline(character: char) -> Option<Path> {
    let columns = columns(character);
    let (left, top) = (1.0, -13.5);
    let width = f32::from(columns) * 4.0 + 3.0;
    let frame = PathBuilder::from_rect(Rect::from_xywh(left, top, width, 15.0)?);
    let stroke = Stroke { width: 0.8, line_join: LineJoin::Round, ..Stroke::default() };
    let mut path = PathBuilder::new();
    path.push_path(&frame.stroke(&stroke, 8.0)?);
    for place in 0..columns * 2 {
        let shift = u32::from(columns * 2 - 1 - place) * 4;
        let digit = usize::try_from((u32::from(character) >> shift) & 15).ok()?;
        let (column, row) = (place % columns, place / columns);
        let x = left + 2.0 + f32::from(column) * 4.0;
        let y = top + 2.0 + f32::from(row) * 6.0;
        push_digit(&mut path, *DIGITS.get(digit)?, x, y);
    }
    path.finish()?.transform(Transform::from_scale(CELL as f32, CELL as f32))
}

fn push_digit(path: &mut PathBuilder, digit: u16, x: f32, y: f32) {
    for row in 0..5_u8 {
        for column in 0..3_u8 {
            let bit = 14 - row * 3 - column;
            let cell = Rect::from_xywh(x + f32::from(column), y + f32::from(row), 1.0, 1.0);
            if digit >> bit & 1 == 1
                && let Some(cell) = cell
            {
                path.push_rect(cell);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{advance, outline};

    #[test]
    fn each_code_point_has_a_frame_of_its_own() {
        let drawn = |character| outline(character).unwrap();
        assert_ne!(drawn('\u{e000}'), drawn('\u{e001}'));
        assert!(advance('\u{1f9ea}') > advance('\u{e000}'));
        assert!(drawn('\u{1f9ea}').bounds().right() < advance('\u{1f9ea}') as f32);
    }
}
