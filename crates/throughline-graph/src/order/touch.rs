//! Which artifacts touch: have one path, or lie one inside the other.
//!
//! Every path that some artifact has is a *place*. Places know the nearest place above and those right below, so that
//! following them up or down compares no texts.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::Graph;
use crate::path::plain;

const NONE: usize = usize::MAX;

/// The places of a graph's artifacts.
pub(crate) struct Touch {
    /// By artifact.
    places: Vec<usize>,
    /// By place: the nearest place above.
    above: Vec<usize>,
    /// By place: the places right below.
    below: Vec<Vec<usize>>,
}

impl Touch {
    pub(crate) fn new(graph: &Graph) -> Self {
        let paths: Vec<Option<Cow<'_, str>>> =
            graph.artifacts.iter().map(|artifact| plain(artifact.path.as_str()).ok()).collect();
        let mut by_path: HashMap<&str, usize> = HashMap::with_capacity(paths.len());
        let mut count = 0;
        let mut next = || {
            count += 1;
            count - 1
        };
        let places = paths
            .iter()
            .map(|path| match path {
                Some(path) => *by_path.entry(path).or_insert_with(&mut next),
                // A path that is none touches nothing.
                None => next(),
            })
            .collect();
        let mut touch = Self { places, above: vec![NONE; count], below: vec![Vec::new(); count] };
        for (path, &place) in &by_path {
            let parents = path.rmatch_indices('/').map(|(at, _)| &path[..at]).chain((!path.is_empty()).then_some(""));
            if let Some(&above) = parents.into_iter().find_map(|parent| by_path.get(parent)) {
                touch.above[place] = above;
                touch.below[above].push(place);
            }
        }
        touch
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
        let up = |place: &usize| Some(self.above[*place]).filter(|above| *above != NONE);
        std::iter::successors(up(&place), up)
    }

    /// Calls `visit` with every place that touches this one, itself among them.
    pub(crate) fn visit(&self, place: usize, mut visit: impl FnMut(usize)) {
        self.above(place).for_each(&mut visit);
        visit(place);
        if !self.below[place].is_empty() {
            let mut open = self.below[place].clone();
            while let Some(below) = open.pop() {
                visit(below);
                open.extend_from_slice(&self.below[below]);
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
