//! Tables without lines: columns that a person can read and `cut` and `awk` can too.

use comfy_table::{ContentArrangement, Table, presets};

use super::printable;

/// A table with these headings and rows. On a terminal it fits the width; elsewhere nothing is folded.
pub(crate) fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(headings.to_vec());
    for row in rows {
        table.add_row(row.iter().map(|cell| printable(cell).into_owned()).collect::<Vec<_>>());
    }
    for index in 0..headings.len() {
        if let Some(column) = table.column_mut(index) {
            column.set_padding((0, 2));
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
