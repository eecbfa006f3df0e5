//! How long the Rust files are.

use std::path::PathBuf;

/// A file longer than this is a room to divide.
const MOST: usize = 800;
/// A file longer than this is worth a look.
const MANY: usize = 500;

/// What there is to say about the lengths.
pub(super) struct Sizes {
    /// Half of the files are not longer than this.
    pub(super) median: usize,
    /// Nine of ten files are not longer than this.
    pub(super) ninetieth: usize,
    /// Files worth a look.
    pub(super) warnings: Vec<String>,
    /// Files that are too long.
    pub(super) findings: Vec<String>,
}

/// Measures files, given with their numbers of lines.
pub(super) fn sizes(files: &[(PathBuf, usize)]) -> Sizes {
    let mut lengths: Vec<usize> = files.iter().map(|(_, lines)| *lines).collect();
    lengths.sort_unstable();
    let mut sizes = Sizes {
        median: percentile(&lengths, 50),
        ninetieth: percentile(&lengths, 90),
        warnings: Vec::new(),
        findings: Vec::new(),
    };
    for (path, lines) in files {
        if *lines > MOST {
            sizes.findings.push(format!("{}: has {lines} lines; divide it (at most {MOST})", path.display()));
        } else if *lines > MANY {
            sizes.warnings.push(format!("{}: has {lines} lines; think of dividing it", path.display()));
        }
    }
    sizes
}

/// The smallest value that at least `percent` of the sorted values do not exceed (nearest rank).
fn percentile(sorted: &[usize], percent: usize) -> usize {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let values: Vec<usize> = (1..=10).collect();
        assert_eq!((percentile(&values, 50), percentile(&values, 90)), (5, 9));
        assert_eq!((percentile(&[7], 50), percentile(&[], 90)), (7, 0));
    }

    #[test]
    fn long_files_are_warned_of_and_longer_ones_refused() {
        let sizes = sizes(&[("a.rs".into(), 500), ("b.rs".into(), 501), ("c.rs".into(), 800), ("d.rs".into(), 801)]);
        assert_eq!(sizes.warnings.len(), 2);
        assert_eq!(sizes.findings, ["d.rs: has 801 lines; divide it (at most 800)"]);
    }
}
