//! The pointers that are looked for, as a tree: a text is gone through once, however many there are.

use std::collections::HashMap;
use std::ops::Range;

/// Where a value stands, and its key if it is a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) key: Option<Range<usize>>,
    pub(crate) value: Range<usize>,
}

/// The pointers that are looked for. Node 0 is the whole document.
pub(crate) struct Wanted {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    parent: usize,
    by_key: HashMap<String, usize>,
    by_index: HashMap<usize, usize>,
    place: Option<Place>,
}

impl Wanted {
    pub(crate) fn new() -> Self {
        Self { nodes: vec![Node::default()] }
    }

    /// Looks for one more pointer; gives the number by which [`Wanted::found`] tells where it leads.
    pub(crate) fn add(&mut self, pointer: &str) -> usize {
        let mut here = 0;
        for token in pointer.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            here = match self.nodes[here].by_key.get(&token) {
                Some(&child) => child,
                None => {
                    let child = self.nodes.len();
                    self.nodes.push(Node { parent: here, ..Node::default() });
                    // What is an index in a list may be a key in an object: the document decides.
                    if let Ok(index) = token.parse::<usize>()
                        && (token.len() == 1 || !token.starts_with(['0', '+']))
                    {
                        self.nodes[here].by_index.insert(index, child);
                    }
                    self.nodes[here].by_key.insert(token, child);
                    child
                }
            };
        }
        here
    }

    pub(crate) fn field(&self, node: usize, key: &str) -> Option<usize> {
        self.nodes[node].by_key.get(key).copied()
    }

    pub(crate) fn element(&self, node: usize, index: usize) -> Option<usize> {
        self.nodes[node].by_index.get(&index).copied()
    }

    /// Whether anything below is looked for.
    pub(crate) fn has_below(&self, node: usize) -> bool {
        !self.nodes[node].by_key.is_empty()
    }

    /// Notes where a value is. Of a repeated key the last counts, as it does in decoding.
    pub(crate) fn set(&mut self, node: usize, place: Place) {
        self.nodes[node].place = Some(place);
    }

    /// Where the value is; where there is none, its nearest parent that there is, and `false`.
    pub(crate) fn found(&self, mut node: usize) -> (Option<&Place>, bool) {
        let mut exact = true;
        loop {
            match &self.nodes[node].place {
                Some(place) => return (Some(place), exact),
                None if node == 0 => return (None, false),
                None => node = self.nodes[node].parent,
            }
            exact = false;
        }
    }
}
