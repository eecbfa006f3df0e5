//! Stages that write one artifact, or one inside the other, with no order between them.
//!
//! What several stages write, they must write one after the other: a chain. In a chain each must depend on the one
//! before, and a file inside a folder must be ordered against the folder's nearest writers before and after. That asks
//! about neighbours only, not about all pairs.

use std::collections::HashSet;

use super::flow::Written;
use super::index::Index;
use super::reach;
use crate::order::{Line, Touch};

/// What has been said of another pipeline already: earlier stage, later stage, and which of the later's outputs.
#[derive(Default)]
pub(crate) struct Reported(HashSet<(usize, usize, usize)>);

/// A question: whether these two writers are in an order. Each is a position, and a place among the stage's outputs.
struct Pair {
    earlier: (usize, usize),
    later: (usize, usize),
    /// Whether one writes a folder and the other something in it.
    nested: bool,
}

pub(crate) fn check(index: &mut Index<'_>, line: &Line, touch: &Touch, written: &Written, reported: &mut Reported) {
    let pairs = pairs(touch, written);
    let positions: Vec<_> = pairs.iter().map(|pair| (pair.earlier.0, pair.later.0)).collect();
    let answers = reach::depends_on(&line.depends, &positions);
    for (pair, ordered) in pairs.iter().zip(answers) {
        if !ordered {
            report(index, line, pair, reported);
        }
    }
}

fn pairs(touch: &Touch, written: &Written) -> Vec<Pair> {
    let mut pairs = Vec::new();
    for &place in &written.used {
        let neighbours = written.by(place).zip(written.by(place).skip(1));
        pairs.extend(neighbours.map(|(earlier, later)| Pair { earlier, later, nested: false }));
        for folder in touch.above(place) {
            for writer in written.by(place).filter(|_| written.by(folder).len() > 0) {
                let (before, behind) = written.around(folder, writer.0);
                if behind.is_some_and(|(position, _)| position == writer.0) {
                    // The stage writes both, and as a writer of the folder it is asked about there.
                    continue;
                }
                pairs.extend(before.map(|before| Pair { earlier: before, later: writer, nested: true }));
                pairs.extend(behind.map(|behind| Pair { earlier: writer, later: behind, nested: true }));
            }
        }
    }
    pairs
}

fn report(index: &mut Index<'_>, line: &Line, pair: &Pair, reported: &mut Reported) {
    let (earlier_at, later_at) = (line.stages[pair.earlier.0], line.stages[pair.later.0]);
    if !reported.0.insert((earlier_at, later_at, pair.later.1)) {
        return;
    }
    let graph = index.graph;
    let (earlier, later) = (&graph.stages[earlier_at], &graph.stages[later_at]);
    let artifacts = (&earlier.outputs[pair.earlier.1].artifact, &later.outputs[pair.later.1].artifact);
    let what = if artifacts.0 == artifacts.1 {
        format!("both write `{}`", artifacts.0)
    } else if !pair.nested {
        format!("write `{}` and `{}`, which have one path", artifacts.0, artifacts.1)
    } else {
        format!("write `{}` and `{}`, of which one lies inside the other", artifacts.0, artifacts.1)
    };
    let message = format!("stages `{}` and `{}` {what}, with no order between them", earlier.id, later.id);
    let help = format!("let one depend on the other: add `{}` to the `dependsOn` of `{}`", earlier.id, later.id);
    let pointer = format!("/stages/{later_at}/outputs/{}/artifact", pair.later.1);
    index.error("unordered-writers", pointer, message, Some(help));
}
