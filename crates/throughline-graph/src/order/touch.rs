//! Which artifacts touch: have one path, or lie one inside the other.

use std::collections::BTreeMap;
use std::ops::Bound;

use crate::path::ancestors_and_self;
use crate::{Graph, within_root};

/// The paths of a graph's artifacts in a form that can be compared.
pub(crate) struct Touch {
    paths: Vec<String>,
}

impl Touch {
    pub(crate) fn new(graph: &Graph) -> Self {
        let plain = |(at, artifact): (usize, &crate::Artifact)| match within_root(&artifact.path) {
            Ok(path) => path.into_string(),
            // A path that is none touches nothing.
            Err(_) => format!("\0{at}"),
        };
        Self { paths: graph.artifacts.iter().enumerate().map(plain).collect() }
    }

    /// The artifact's path, made plain.
    pub(crate) fn path(&self, artifact: usize) -> &str {
        &self.paths[artifact]
    }
}

/// The entries whose path touches this one: those above, the path itself, and those below.
pub(crate) fn touching<'m, T>(by_path: &'m BTreeMap<&str, T>, path: &'m str) -> impl Iterator<Item = &'m T> {
    let above = ancestors_and_self(path).filter_map(|path| by_path.get(path));
    // "/" is followed by "0", so everything below `a` is from `a/` up to `a0`.
    let (from, to) = (format!("{path}/"), format!("{path}0"));
    let range: (Bound<&str>, Bound<&str>) = if path.is_empty() {
        // All but the root itself, and but what is no path: that begins with NUL.
        (Bound::Included("\u{1}"), Bound::Unbounded)
    } else {
        (Bound::Included(&from), Bound::Excluded(&to))
    };
    let below: Vec<&T> = by_path.range::<str, _>(range).map(|(_, entry)| entry).collect();
    above.chain(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_and_below_touches() {
        let paths = ["", "a", "a-b", "a/b", "a/b/c", "a/bc", "a0", "b", "\u{0}1"];
        let by_path: BTreeMap<&str, &str> = paths.iter().map(|path| (*path, *path)).collect();
        let touching = |path| touching(&by_path, path).copied().collect::<Vec<_>>();
        assert_eq!(touching("a/b"), ["", "a", "a/b", "a/b/c"]);
        assert_eq!(touching("a"), ["", "a", "a/b", "a/b/c", "a/bc"]);
        assert_eq!(touching("x"), [""]);
        assert_eq!(touching(""), ["", "a", "a-b", "a/b", "a/b/c", "a/bc", "a0", "b"]);
    }
}
