//! Kahn's algorithm: the stages of a pipeline in a row, each after what it depends on; among ready ones, the one that the
//! pipeline lists first.

use super::ready::Ready;
use crate::rows::{NOWHERE, Rows};

/// The stages of a pipeline in a row.
pub(crate) struct Line {
    /// By position: the stage's index in the graph.
    pub(crate) stages: Vec<usize>,
    /// By position: the positions that it depends on, in order and once each.
    pub(crate) depends: Rows,
}

/// Where the members of a line stand among all stages; made once for many lines.
pub(crate) struct Places(Vec<usize>);

impl Places {
    pub(crate) fn new(stages: usize) -> Self {
        Self(vec![NOWHERE; stages])
    }

    fn of(&self, stage: usize) -> usize {
        self.0.get(stage).copied().unwrap_or(NOWHERE)
    }
}

impl Line {
    /// None if some members wait for each other. `members` are stages, once each; `depends_on` has for each stage what it
    /// depends on, members or not; `places` is as long as there are stages, and used again for the next line.
    pub(crate) fn new(members: &[usize], places: &mut Places, depends_on: &Rows) -> Option<Self> {
        for (place, &stage) in members.iter().enumerate() {
            places.0[stage] = place;
        }
        let mut depends = Rows::with_capacity(members.len());
        for &stage in members {
            let all = depends_on.row(stage).iter().map(|&other| places.of(other));
            depends.push_as_set(all.filter(|place| *place != NOWHERE));
        }
        for &stage in members {
            places.0[stage] = NOWHERE;
        }
        let order = kahn(&depends)?;
        let mut position = vec![0; order.len()];
        for (at, &member) in order.iter().enumerate() {
            position[member] = at;
        }
        let mut in_order = Rows::with_capacity(members.len());
        for &member in &order {
            in_order.push_as_set(depends.row(member).iter().map(|&place| position[place]));
        }
        Some(Self { depends: in_order, stages: order.iter().map(|&member| members[member]).collect() })
    }
}

fn kahn(depends: &Rows) -> Option<Vec<usize>> {
    let mut waiting: Vec<usize> = depends.iter().map(<[usize]>::len).collect();
    let dependents = depends.inverse(depends.len());
    let mut ready = Ready::new(depends.len());
    (0..depends.len()).filter(|&member| waiting[member] == 0).for_each(|member| ready.insert(member));
    let mut order = Vec::with_capacity(depends.len());
    while let Some(member) = ready.take_least() {
        order.push(member);
        for &dependent in dependents.row(member) {
            waiting[dependent] -= 1;
            if waiting[dependent] == 0 {
                ready.insert(dependent);
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
        let rows = |rows: &[&[usize]]| rows.iter().map(|row| row.iter().copied()).collect::<Rows>();
        assert_eq!(kahn(&rows(&[&[2], &[], &[], &[0]])), Some(vec![1, 2, 0, 3]));
        assert_eq!(kahn(&rows(&[&[1], &[0], &[]])), None);
    }
}
