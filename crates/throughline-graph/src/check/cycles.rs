//! Cycles: stages that wait for each other. One problem for each knot of stages, naming a shortest way around.

use std::collections::{HashMap, VecDeque};

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

use super::index::Index;
use crate::rows::Rows;
use crate::{Graph, Problem};

pub(crate) fn check(index: &mut Index<'_>) {
    for problem in cycle_problems(index.graph, &index.links.depends) {
        index.push(problem);
    }
}

/// One problem for each knot. `dependencies` holds for each stage of the graph those that it waits for; numbers that are
/// no stage's count for nothing.
pub(crate) fn cycle_problems(graph: &Graph, dependencies: &Rows) -> Vec<Problem> {
    let stuck = stuck(dependencies);
    if stuck.is_empty() {
        return Vec::new();
    }
    let mut knots: Vec<Vec<usize>> = Vec::new();
    let mut net: DiGraph<usize, ()> = DiGraph::new();
    let nodes: HashMap<usize, NodeIndex> = stuck.iter().map(|&stage| (stage, net.add_node(stage))).collect();
    for (&stage, &node) in &nodes {
        for dependency in dependencies.row(stage) {
            if let Some(&other) = nodes.get(dependency) {
                net.add_edge(node, other, ());
            }
        }
    }
    for knot in kosaraju_scc(&net) {
        let mut members: Vec<usize> = knot.into_iter().map(|node| net[node]).collect();
        members.sort_unstable();
        if members.len() > 1 || dependencies.row(members[0]).contains(&members[0]) {
            knots.push(members);
        }
    }
    knots.sort_unstable();
    knots.iter().map(|members| problem(graph, dependencies, members)).collect()
}

/// The stages that wait, perhaps through others, for themselves or for some that do: what Kahn's algorithm leaves over.
fn stuck(dependencies: &Rows) -> Vec<usize> {
    let count = dependencies.len();
    let mut waiting: Vec<usize> =
        dependencies.iter().map(|row| row.iter().filter(|dependency| **dependency < count).count()).collect();
    let dependents = dependencies.inverse(count);
    let mut ready: Vec<usize> = (0..count).filter(|&stage| waiting[stage] == 0).collect();
    while let Some(stage) = ready.pop() {
        for &dependent in dependents.row(stage) {
            waiting[dependent] -= 1;
            if waiting[dependent] == 0 {
                ready.push(dependent);
            }
        }
    }
    (0..count).filter(|&stage| waiting[stage] > 0).collect()
}

fn problem(graph: &Graph, dependencies: &Rows, members: &[usize]) -> Problem {
    let way = way_around(dependencies, members);
    let names: Vec<&str> = way.iter().map(|&stage| graph.stages[stage].id.as_str()).collect();
    let (from, to) = (way[0], way[1]);
    let place = graph.stages[from].depends_on.iter().position(|id| *id == graph.stages[to].id).unwrap_or_default();
    let around = names.join(" → ");
    let message = match members.len() {
        1 => format!("stage `{}` depends on itself: `{around}`", names[0]),
        _ => format!("stages depend on each other in a circle: `{around}`"),
    };
    let others = members.len() + 1 - way.len();
    let help = match others {
        0 => "each stage depends on the one after the arrow; take one of these out of a `dependsOn`".to_owned(),
        _ => format!(
            "each stage depends on the one after the arrow; take one of these out of a `dependsOn` \
             ({others} more stages are part of the same knot)"
        ),
    };
    Problem::error("cycle", format!("/stages/{from}/dependsOn/{place}"), message).with_help(help)
}

/// A shortest way along dependencies from the first member back to it; its first and last stage are the same.
fn way_around(dependencies: &Rows, members: &[usize]) -> Vec<usize> {
    let start = members[0];
    let mut came_from: HashMap<usize, usize> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(stage) = queue.pop_front() {
        for &next in dependencies.row(stage) {
            if next == start {
                let mut way = vec![start];
                let mut here = stage;
                while here != start {
                    way.push(here);
                    here = came_from[&here];
                }
                way.push(start);
                way.reverse();
                return way;
            }
            if members.binary_search(&next).is_ok() && !came_from.contains_key(&next) {
                came_from.insert(next, stage);
                queue.push_back(next);
            }
        }
    }
    vec![start, start]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::NOWHERE;

    #[test]
    fn the_shortest_way_around_is_named() {
        // 0 → 1 → 2 → 0 and the shorter 0 → 3 → 0.
        let dependencies: Rows = [vec![1, 3], vec![2], vec![0], vec![0]].into_iter().collect();
        assert_eq!(way_around(&dependencies, &[0, 1, 2, 3]), [0, 3, 0]);
        assert_eq!(stuck(&dependencies), [0, 1, 2, 3]);
    }

    #[test]
    fn what_only_hangs_on_a_cycle_is_not_part_of_it() {
        let dependencies: Rows = [vec![0], vec![0], vec![NOWHERE]].into_iter().collect();
        assert_eq!(stuck(&dependencies), [0, 1]);
        assert_eq!(way_around(&dependencies, &[0]), [0, 0]);
    }
}
