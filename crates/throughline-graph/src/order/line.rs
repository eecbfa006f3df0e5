//! Kahn's algorithm: the stages of a pipeline in a row, each after what it depends on; among ready ones, the one that the
//! pipeline lists first.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use throughline_model::StageId;

use crate::Graph;

/// The stages of a pipeline in a row.
pub(crate) struct Line {
    /// By position: the stage's index in the graph.
    pub(crate) stages: Vec<usize>,
    /// By position: the positions that it depends on, in order and once each.
    pub(crate) depends: Vec<Vec<usize>>,
}

impl Line {
    /// None if some stages wait for each other. Ids that are no stage and repeated ids are passed over.
    pub(crate) fn new(graph: &Graph, listed: &[StageId], by_id: &HashMap<&str, usize>) -> Option<Self> {
        let mut place: HashMap<usize, usize> = HashMap::with_capacity(listed.len());
        let mut members = Vec::with_capacity(listed.len());
        for id in listed {
            if let Some(&stage) = by_id.get(id.as_str())
                && !place.contains_key(&stage)
            {
                place.insert(stage, members.len());
                members.push(stage);
            }
        }
        let depends: Vec<Vec<usize>> = members
            .iter()
            .map(|&stage| {
                let ids = graph.stages[stage].depends_on.iter();
                let stages = ids.filter_map(|id| by_id.get(id.as_str()));
                let mut places: Vec<usize> = stages.filter_map(|stage| place.get(stage).copied()).collect();
                places.sort_unstable();
                places.dedup();
                places
            })
            .collect();
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
