//! Places in YAML text: the events of the parser that `serde-saphyr` itself stands on, built into a tree, in which the
//! pointers are then followed through aliases and merge keys.

use std::collections::HashMap;
use std::ops::Range;

use serde_saphyr::granit_parser::{Event, Parser, Span};

use super::wanted::{Place, Wanted};

/// Notes the places of all that is looked for.
pub(crate) fn scan(text: &str, wanted: &mut Wanted) {
    let tree = Tree::parse(text);
    if let Some(root) = tree.root {
        tree.follow(root, wanted, 0, None, 0);
    }
}

/// The parser has refused what is nested deeper.
const DEEPEST: usize = 256;

struct Node {
    span: Range<usize>,
    kind: Kind,
}

enum Kind {
    Scalar(String),
    List(Vec<usize>),
    /// Keys and values.
    Map(Vec<(usize, usize)>),
    Alias(usize),
}

#[derive(Default)]
struct Tree {
    nodes: Vec<Node>,
    anchors: HashMap<usize, usize>,
    root: Option<usize>,
    /// The collections that are open, each with its children so far.
    open: Vec<(usize, Vec<usize>)>,
}

impl Tree {
    fn parse(text: &str) -> Self {
        let mut tree = Self::default();
        for event in Parser::new_from_str(text) {
            let Ok((event, span)) = event else { break };
            if matches!(event, Event::DocumentEnd) {
                break;
            }
            tree.event(event, &span);
        }
        tree
    }

    fn event(&mut self, event: Event<'_>, span: &Span) {
        let bytes = span.byte_range().unwrap_or(0..0);
        match event {
            Event::Scalar(text, _, anchor, _) => {
                let node = self.add(bytes, Kind::Scalar(text.into_owned()), anchor);
                self.close(node);
            }
            Event::Alias(anchor) => {
                let node = self.add(bytes, Kind::Alias(anchor), 0);
                self.close(node);
            }
            Event::SequenceStart(_, anchor, _) => {
                let node = self.add(bytes, Kind::List(Vec::new()), anchor);
                self.open.push((node, Vec::new()));
            }
            Event::MappingStart(_, anchor, _) => {
                let node = self.add(bytes, Kind::Map(Vec::new()), anchor);
                self.open.push((node, Vec::new()));
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((node, children)) = self.open.pop() else { return };
                let end = children.last().map_or(bytes.end, |&last| self.nodes[last].span.end.max(bytes.end));
                self.nodes[node].span.end = self.nodes[node].span.end.max(end);
                self.nodes[node].kind = match self.nodes[node].kind {
                    Kind::Map(_) => Kind::Map(children.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()),
                    _ => Kind::List(children),
                };
                self.close(node);
            }
            _ => {}
        }
    }

    fn add(&mut self, span: Range<usize>, kind: Kind, anchor: usize) -> usize {
        self.nodes.push(Node { span, kind });
        let node = self.nodes.len() - 1;
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
        node
    }

    /// A node is complete: it belongs to the collection that is open.
    fn close(&mut self, node: usize) {
        match self.open.last_mut() {
            Some((_, children)) => children.push(node),
            None => self.root = self.root.or(Some(node)),
        }
    }

    /// What an alias stands for.
    fn resolve(&self, node: usize) -> usize {
        match self.nodes[node].kind {
            Kind::Alias(anchor) => self.anchors.get(&anchor).copied().unwrap_or(node),
            _ => node,
        }
    }

    fn follow(&self, node: usize, wanted: &mut Wanted, target: usize, key: Option<Range<usize>>, depth: usize) {
        let resolved = self.resolve(node);
        wanted.set(target, Place { key, value: self.nodes[resolved].span.clone() });
        if depth >= DEEPEST || !wanted.has_below(target) {
            return;
        }
        match &self.nodes[resolved].kind {
            Kind::List(items) => {
                for (index, &item) in items.iter().enumerate() {
                    if let Some(target) = wanted.element(target, index) {
                        self.follow(item, wanted, target, None, depth + 1);
                    }
                }
            }
            Kind::Map(entries) => {
                // What is merged in first, so that the fields of the object itself prevail.
                self.merge(entries, wanted, target, depth);
                self.fields(entries, wanted, target, depth);
            }
            Kind::Scalar(_) | Kind::Alias(_) => {}
        }
    }

    fn fields(&self, entries: &[(usize, usize)], wanted: &mut Wanted, target: usize, depth: usize) {
        for &(key, value) in entries {
            if let Kind::Scalar(name) = &self.nodes[self.resolve(key)].kind
                && let Some(target) = wanted.field(target, name)
            {
                self.follow(value, wanted, target, Some(self.nodes[key].span.clone()), depth + 1);
            }
        }
    }

    fn merge(&self, entries: &[(usize, usize)], wanted: &mut Wanted, target: usize, depth: usize) {
        if depth >= DEEPEST {
            return;
        }
        for &(key, value) in entries {
            if !matches!(&self.nodes[key].kind, Kind::Scalar(name) if name == "<<") {
                continue;
            }
            let value = self.resolve(value);
            let sources = match &self.nodes[value].kind {
                Kind::List(items) => items.clone(),
                _ => vec![value],
            };
            // Of several, the first prevails.
            for source in sources.into_iter().rev() {
                if let Kind::Map(entries) = &self.nodes[self.resolve(source)].kind {
                    self.merge(entries, wanted, target, depth + 1);
                    self.fields(entries, wanted, target, depth + 1);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
base: &base
  name: ä
  args: [one, 'two']
stages:
  - id: a
  - <<: *base
    id: b
  - *base
";

    fn found(pointer: &str) -> (&'static str, bool) {
        let mut wanted = Wanted::new();
        let node = wanted.add(pointer);
        scan(TEXT, &mut wanted);
        let (place, exact) = wanted.found(node);
        (TEXT[place.unwrap().value.clone()].trim_end(), exact)
    }

    #[test]
    fn values_are_found_through_aliases_and_merges() {
        assert_eq!(found("/stages/0/id"), ("a", true));
        assert_eq!(found("/base/args/1"), ("'two'", true));
        assert_eq!(found("/stages/1/id"), ("b", true));
        assert_eq!(found("/stages/1/args/0"), ("one", true));
        assert_eq!(found("/stages/2/name"), ("ä", true));
        assert_eq!(found("/stages/0/command"), ("id: a", false));
        assert_eq!(found("/base/args"), ("[one, 'two']", true));
    }

    #[test]
    fn of_several_merged_objects_the_one_that_the_reader_takes_is_found() {
        let text = "x: &x {k: from-x, l: only-x}\ny: &y {k: from-y, m: only-y}\nz:\n  <<: [*x, *y]\n  l: own\n";
        let graph = crate::decode(&crate::Source::new("g.yaml", text)).graph.unwrap();
        for key in ["k", "l", "m"] {
            let mut wanted = Wanted::new();
            let node = wanted.add(&format!("/z/{key}"));
            scan(text, &mut wanted);
            let (place, exact) = wanted.found(node);
            let found = &text[place.unwrap().value.clone()];
            assert_eq!((Some(found), exact), (graph.extra["z"][key].as_str(), true), "{key}");
        }
    }
}
