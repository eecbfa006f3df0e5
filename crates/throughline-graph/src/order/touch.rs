//! Which artifacts touch: have one path, or lie one inside the other.
//!
//! Every path that some artifact has is a *place*. Places know the nearest place above and those right below, so that
//! following them up or down compares no texts.

use std::borrow::Cow;

use crate::Graph;
use crate::path::plain;
use crate::rows::{NOWHERE, Rows};
use crate::table::Table;

/// The places of a graph's artifacts.
pub(crate) struct Touch {
    /// By artifact.
    places: Vec<usize>,
    /// By place: the nearest place above.
    above: Vec<usize>,
    /// By place: the places right below.
    below: Rows,
}

impl Touch {
    pub(crate) fn new(graph: &Graph) -> Self {
        let paths: Vec<Option<Cow<'_, str>>> =
            graph.artifacts.iter().map(|artifact| plain(artifact.path.as_str()).ok()).collect();
        // Of the artifacts that have a path, the first.
        let mut by_path = Table::with_capacity(paths.len());
        let path_of = |artifact: usize| paths[artifact].as_deref().unwrap_or_default();
        let mut places: Vec<usize> = Vec::with_capacity(paths.len());
        let mut count = 0;
        for (at, path) in paths.iter().enumerate() {
            // A path that is none touches nothing.
            let first = path.as_deref().map_or(at, |path| by_path.get_or_insert(path, at, path_of));
            places.push(if first == at { count } else { places[first] });
            count += usize::from(first == at);
        }
        let place_at = |path: &str| by_path.get(path, path_of).map(|first| places[first]);
        let mut above = vec![NOWHERE; count];
        // Most files lie where the one before does.
        let mut last = ("", place_at(""));
        for (path, &place) in paths.iter().zip(&places) {
            let Some(path) = path.as_deref().filter(|path| !path.is_empty()) else { continue };
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            if folder != last.0 {
                let above = folder.rmatch_indices('/').map(|(at, _)| &folder[..at]);
                let mut parents = std::iter::once(folder).chain(above).chain([""]);
                last = (folder, parents.find_map(place_at));
            }
            above[place] = last.1.unwrap_or(NOWHERE);
        }
        let below = above.iter().map(|above| [*above]).collect::<Rows>().inverse(count);
        Self { places, above, below }
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.above.len()
    }

    /// Where the artifact lies.
    pub(crate) fn place(&self, artifact: usize) -> usize {
        self.places[artifact]
    }

    /// The places above, the nearest first.
    pub(crate) fn above(&self, place: usize) -> impl Iterator<Item = usize> {
        let up = |place: &usize| Some(self.above[*place]).filter(|above| *above != NOWHERE);
        std::iter::successors(up(&place), up)
    }

    /// Calls `visit` with every place that touches this one, itself among them.
    pub(crate) fn visit(&self, place: usize, mut visit: impl FnMut(usize)) {
        self.above(place).for_each(&mut visit);
        visit(place);
        if !self.below.row(place).is_empty() {
            let mut open = self.below.row(place).to_vec();
            while let Some(below) = open.pop() {
                visit(below);
                open.extend_from_slice(self.below.row(below));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_above_and_below_touches() {
        let paths = [".", "a", "a-b", "a/b", "a/b/c/", "./a/bc", "a0", "b", "../x", "a//b"];
        let artifacts: Vec<_> = paths.iter().map(|path| serde_json::json!({"id": path, "path": path})).collect();
        let source = crate::Source::new("g.json", serde_json::json!({ "artifacts": artifacts }).to_string());
        let touch = Touch::new(&crate::decode(&source).graph.unwrap());
        let touching = |path: &str| {
            let artifact = paths.iter().position(|other| *other == path).unwrap();
            let mut places = Vec::new();
            touch.visit(touch.place(artifact), |place| places.push(place));
            let mut found: Vec<_> = (0..paths.len())
                .filter(|&other| places.contains(&touch.place(other)))
                .map(|other| paths[other])
                .collect();
            found.sort_unstable();
            found
        };
        assert_eq!(touching("a/b"), [".", "a", "a//b", "a/b", "a/b/c/"]);
        assert_eq!(touching("a"), [".", "./a/bc", "a", "a//b", "a/b", "a/b/c/"]);
        assert_eq!(touching("b"), [".", "b"]);
        assert_eq!(touching("../x"), ["../x"]);
        assert_eq!(touching("."), [".", "./a/bc", "a", "a-b", "a//b", "a/b", "a/b/c/", "a0", "b"]);
    }
}
