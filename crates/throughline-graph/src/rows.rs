//! Many short lists of numbers in one long one: a graph of a hundred thousand stages has several for each of them, and
//! an allocation for each list would be most of the time that checking takes.

/// What stands for something that there is not.
pub(crate) const NOWHERE: usize = usize::MAX;

/// Lists of numbers, by their own number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// By row: where it ends in `items`.
    ends: Vec<usize>,
    items: Vec<usize>,
}

impl Rows {
    /// Without rows, and with room for so many.
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self { ends: Vec::with_capacity(rows), items: Vec::with_capacity(rows) }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The row of this number.
    pub(crate) fn row(&self, row: usize) -> &[usize] {
        &self.items[self.start(row)..self.ends[row]]
    }

    /// All rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// Adds a row.
    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = usize>) {
        self.items.extend(row);
        self.ends.push(self.items.len());
    }

    /// Adds a row, in order and each number once.
    pub(crate) fn push_as_set(&mut self, row: impl IntoIterator<Item = usize>) {
        let start = self.items.len();
        self.items.extend(row);
        self.items[start..].sort_unstable();
        let mut kept = start;
        for at in start..self.items.len() {
            if kept == start || self.items[kept - 1] != self.items[at] {
                self.items[kept] = self.items[at];
                kept += 1;
            }
        }
        self.items.truncate(kept);
        self.ends.push(kept);
    }

    /// For each number below `count`, the rows that hold it, in order; as often as they do.
    pub(crate) fn inverse(&self, count: usize) -> Self {
        let mut ends = vec![0_usize; count];
        for &item in self.items.iter().filter(|item| **item < count) {
            ends[item] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            // The start for now; each item that comes moves it on, until it is the end.
            sum += std::mem::replace(end, sum);
        }
        let mut items = vec![0; sum];
        for (row, held) in self.iter().enumerate() {
            for &item in held.iter().filter(|item| **item < count) {
                items[ends[item]] = row;
                ends[item] += 1;
            }
        }
        Self { ends, items }
    }

    fn start(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.ends[before])
    }
}

impl<R: IntoIterator<Item = usize>> FromIterator<R> for Rows {
    fn from_iter<I: IntoIterator<Item = R>>(rows: I) -> Self {
        let mut all = Self::default();
        rows.into_iter().for_each(|row| all.push(row));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_those_that_were_pushed() {
        let mut rows = Rows::with_capacity(3);
        rows.push([3, 1, 3]);
        rows.push([]);
        rows.push_as_set([5, 2, 5, 2, 2]);
        rows.push_as_set([]);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [&[3, 1, 3][..], &[], &[2, 5], &[]]);
    }

    #[test]
    fn the_inverse_holds_the_rows_of_each_number() {
        let rows: Rows = [vec![1, NOWHERE], vec![], vec![0, 1, 7]].into_iter().collect();
        assert_eq!(rows.inverse(3).iter().collect::<Vec<_>>(), [&[2][..], &[0, 2], &[]]);
    }
}
