//! Kahn's algorithm: the stages of a pipeline in a row, each after what it depends on; among ready ones, the one that the
//! pipeline lists first.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The stages of a pipeline in a row.
pub(crate) struct Line {
    /// By position: the stage's index in the graph.
    pub(crate) stages: Vec<usize>,
    /// By position: the positions that it depends on, in order and once each.
    pub(crate) depends: Vec<Vec<usize>>,
}

/// Where the members of a line stand among all stages; made once for many lines.
pub(crate) struct Places(Vec<usize>);

impl Places {
    pub(crate) fn new(stages: usize) -> Self {
        Self(vec![NOWHERE; stages])
    }
}

/// The place of what is no member.
const NOWHERE: usize = usize::MAX;

impl Line {
    /// None if some members wait for each other. `members` are stages, once each; `depends_on` gives what a stage depends
    /// on, members or not; `places` is as long as there are stages, and used again for the next line.
    pub(crate) fn new<D: Iterator<Item = usize>>(
        members: &[usize],
        places: &mut Places,
        depends_on: impl Fn(usize) -> D,
    ) -> Option<Self> {
        for (place, &stage) in members.iter().enumerate() {
            places.0[stage] = place;
        }
        let depends: Vec<Vec<usize>> = members
            .iter()
            .map(|&stage| {
                let all = depends_on(stage).map(|other| places.0[other]);
                let mut inside: Vec<usize> = all.filter(|place| *place != NOWHERE).collect();
                inside.sort_unstable();
                inside.dedup();
                inside
            })
            .collect();
        for &stage in members {
            places.0[stage] = NOWHERE;
        }
        let order = kahn(&depends)?;
        let mut position = vec![0; order.len()];
        for (at, &member) in order.iter().enumerate() {
            position[member] = at;
        }
        let in_order = |member: &usize| {
            let mut positions: Vec<usize> = depends[*member].iter().map(|&place| position[place]).collect();
            positions.sort_unstable();
            positions
        };
        Some(Self {
            depends: order.iter().map(in_order).collect(),
            stages: order.iter().map(|&member| members[member]).collect(),
        })
    }
}

fn kahn(depends: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut waiting: Vec<usize> = depends.iter().map(Vec::len).collect();
    let mut dependents: Vec<Vec<usize>> = vec![Vec::new(); depends.len()];
    for (member, list) in depends.iter().enumerate() {
        for &dependency in list {
            dependents[dependency].push(member);
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> =
        (0..depends.len()).filter(|&member| waiting[member] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(depends.len());
    while let Some(Reverse(member)) = ready.pop() {
        order.push(member);
        for &dependent in &dependents[member] {
            waiting[dependent] -= 1;
            if waiting[dependent] == 0 {
                ready.push(Reverse(dependent));
            }
        }
    }
    (order.len() == depends.len()).then_some(order)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn among_ready_ones_the_first_listed_comes_first() {
        assert_eq!(kahn(&[vec![2], vec![], vec![], vec![0]]), Some(vec![1, 2, 0, 3]));
        assert_eq!(kahn(&[vec![1], vec![0], vec![]]), None);
    }
}
