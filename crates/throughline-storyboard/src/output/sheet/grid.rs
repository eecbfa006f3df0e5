//! The measures of a contact sheet: columns, sizes and pages. Pixels throughout.

use crate::Size;

/// From so many panels on: columns, width of a panel, size of the type, lines under a panel for what is said.
const STEPS: [(usize, u32, u32, f32, u32); 5] = [
    (1601, 16, 128, 10.0, 0),
    (601, 12, 160, 11.0, 0),
    (161, 8, 224, 12.0, 1),
    (49, 6, 288, 13.0, 2),
    (0, 4, 400, 15.0, 2),
];

/// Up to so many panels, columns follow from the scenes.
const FEW: usize = 12;

/// For one column and up: width of a panel, size of the type.
const FEW_STEPS: [(u32, f32); 4] = [(960, 21.0), (720, 19.0), (480, 16.0), (400, 15.0)];

/// The measures of one sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Grid {
    /// Panels in a row.
    pub(super) columns: usize,
    /// A panel.
    pub(super) panel: Size,
    /// Between two panels.
    pub(super) gap: u32,
    /// Around all.
    pub(super) margin: u32,
    /// The size of the type.
    pub(super) type_size: f32,
    /// Lines under a panel for what is said.
    pub(super) note_lines: u32,
    /// Rows of panels.
    pub(super) rows: usize,
    /// Rows on a page at most: on the first page, on those after it.
    pub(super) page_rows: (usize, usize),
}

impl Grid {
    /// The measures for panels of this shape, so many in each scene.
    pub(super) fn of(scenes: &[usize], shape: Size) -> Self {
        let count: usize = scenes.iter().sum();
        let (columns, width, type_size, note_lines) = if count <= FEW {
            few(scenes)
        } else {
            let (_, columns, width, type_size, lines) =
                STEPS.into_iter().find(|&(from, ..)| count >= from).unwrap_or(STEPS[4]);
            (columns, width, type_size, lines)
        };
        let height = u64::from(width) * u64::from(shape.height) / u64::from(shape.width.max(1));
        let height = u32::try_from(height).unwrap_or(u32::MAX).clamp(1, width * 4);
        let columns = columns as usize;
        let mut grid = Self {
            columns,
            panel: Size { width, height },
            gap: (width / 16 + 4).min(40),
            margin: 36 + (width / 10).min(60),
            type_size,
            note_lines,
            rows: count.div_ceil(columns).max(1),
            page_rows: (usize::MAX, usize::MAX),
        };
        // Pages have the proportions of paper. What is little longer than one is left in one piece.
        let page = u64::from(grid.width()) * 141 / 100;
        let whole = u64::from(grid.title()) + grid.rows as u64 * u64::from(grid.row());
        if whole > page * 5 / 4 {
            let fit = |head: u32| (page.saturating_sub(u64::from(head + grid.foot())) / u64::from(grid.row())).max(1);
            grid.page_rows = (fit(grid.title()) as usize, fit(grid.head()) as usize);
        }
        grid
    }

    /// The whole width.
    pub(super) fn width(&self) -> u32 {
        let columns = self.columns as u32;
        columns * self.panel.width + (columns - 1) * self.gap + 2 * self.margin
    }

    /// From the top of the first page to its first row.
    pub(super) fn title(&self) -> u32 {
        self.margin + 96
    }

    /// From the top of another page to its first row.
    pub(super) fn head(&self) -> u32 {
        self.margin
    }

    /// From the last row of a page to its end.
    pub(super) fn foot(&self) -> u32 {
        self.margin
    }

    /// Between two pages.
    pub(super) fn between(&self) -> u32 {
        self.margin / 3
    }

    /// From the top of a row to its panels: the headings of scenes.
    pub(super) fn heading(&self) -> u32 {
        (self.type_size * 1.25).ceil() as u32 + 9
    }

    /// Under the panels of a row: number, length and notes, and the space to the next row.
    pub(super) fn caption(&self) -> u32 {
        (self.type_size * 1.25 * (1 + self.note_lines) as f32).ceil() as u32 + 6 + (self.panel.width / 16).min(40)
    }

    /// A row with its headings and captions.
    pub(super) fn row(&self) -> u32 {
        self.heading() + self.panel.height + self.caption()
    }

    /// Pages.
    pub(super) fn pages(&self) -> usize {
        1 + self.rows.saturating_sub(self.page_rows.0).div_ceil(self.page_rows.1)
    }

    /// The whole height.
    pub(super) fn height(&self) -> u64 {
        let pages = self.pages() as u64;
        u64::from(self.title())
            + (pages - 1) * u64::from(self.head() + self.between())
            + pages * u64::from(self.foot())
            + self.rows as u64 * u64::from(self.row())
    }

    /// Whether a row is the last on its page.
    pub(super) fn ends_page(&self, row: usize) -> bool {
        let after = row + 1;
        after >= self.rows
            || after == self.page_rows.0
            || (after > self.page_rows.0 && (after - self.page_rows.0).is_multiple_of(self.page_rows.1))
    }

    /// The left edge of a column.
    pub(super) fn left(&self, column: usize) -> u32 {
        self.margin + column as u32 * (self.panel.width + self.gap)
    }
}

/// Columns, width, size of the type and lines for few panels: as many columns as cost the least in scenes that are
/// broken over rows (above all where they would fit into one), in places that stay empty, and in a sheet that is long
/// or flat.
fn few(scenes: &[usize]) -> (u32, u32, f32, u32) {
    let count: usize = scenes.iter().sum();
    let cost = |columns: usize| {
        let rows = count.div_ceil(columns);
        let mut start = 0;
        let mut broken = 0;
        for &shots in scenes.iter().filter(|&&shots| shots > 0) {
            let end = start + shots;
            if start / columns != (end - 1) / columns {
                broken += if shots <= columns { 8 } else { 1 };
            }
            start = end;
        }
        broken + 5 * (rows * columns - count) + 2 * rows.abs_diff(columns)
    };
    let columns = if count < 2 { 1 } else { (2..=FEW_STEPS.len()).min_by_key(|&columns| cost(columns)).unwrap_or(2) };
    let (width, type_size) = FEW_STEPS.get(columns - 1).copied().unwrap_or(FEW_STEPS[0]);
    (columns as u32, width, type_size, 2)
}

#[cfg(test)]
mod tests {
    use super::Grid;
    use crate::Size;

    const SHAPE: Size = Size { width: 960, height: 540 };

    #[test]
    fn more_panels_are_smaller_and_stand_closer() {
        let columns: Vec<usize> = [1, 13, 48, 49, 161, 601, 1601, 30_000]
            .into_iter()
            .map(|count| Grid::of(&[count], SHAPE).columns)
            .collect();
        assert_eq!(columns, [1, 4, 4, 6, 8, 12, 16, 16]);
    }

    #[test]
    fn few_panels_stand_by_their_scenes_and_leave_little_empty() {
        for (scenes, columns) in [
            (vec![2], 2),
            (vec![3], 3),
            (vec![2, 2], 2),
            (vec![2, 2, 2], 2),
            (vec![3, 3], 3),
            (vec![4, 0, 4], 4),
            (vec![3, 3, 3], 3),
            (vec![2, 2, 2, 2, 2, 2], 4),
            (vec![12], 3),
        ] {
            assert_eq!(Grid::of(&scenes, SHAPE).columns, columns, "{scenes:?}");
        }
    }

    #[test]
    fn pages_hold_all_rows() {
        for count in [1, 3, 7, 60, 500, 3000] {
            let grid = Grid::of(&[count], SHAPE);
            let ends = (0..grid.rows).filter(|&row| grid.ends_page(row)).count();
            assert_eq!(ends, grid.pages(), "{count}");
        }
        assert_eq!(Grid::of(&[7], SHAPE).pages(), 1);
        assert!(Grid::of(&[500], SHAPE).pages() > 1);
    }
}
