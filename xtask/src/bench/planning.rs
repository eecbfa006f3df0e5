//! Planning alone: what it costs to say what a large graph would do, and how that grows. Nothing has run before, so
//! every stage is to run; each plan reads and hashes every source.

use std::path::Path;

use super::contenders::{Contender, Programs};
use super::graphs::{Graph, Shape};
use super::measure::{Usage, measure};
use crate::failure::Failure;

/// What was measured of one contender's plans of one shape.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    /// The shape.
    pub(super) shape: Shape,
    /// Who planned.
    pub(super) contender: Contender,
    /// The numbers of stages, and what each round took.
    pub(super) sizes: Vec<(usize, Vec<Usage>)>,
}

/// Measures the plans of one shape. Sizes and contenders take turns within a round.
pub(super) fn planning(
    programs: &Programs,
    shape: Shape,
    sizes: &[usize],
    rounds: usize,
    base: &Path,
) -> Result<Vec<Planned>, Failure> {
    let contenders = [Contender::Throughline, Contender::Ninja];
    let mut planned: Vec<Planned> = contenders
        .iter()
        .map(|contender| Planned {
            shape,
            contender: *contender,
            sizes: sizes.iter().map(|size| (*size, Vec::new())).collect(),
        })
        .collect();
    let folder = |stages: usize| base.join(format!("plan-{shape}-{stages}"));
    for stages in sizes {
        let graph = Graph { shape, stages: *stages };
        graph.write_sources(&folder(*stages))?;
        for notation in contenders.iter().filter_map(|contender| contender.notation()) {
            notation.write(graph, &folder(*stages))?;
        }
    }
    rustix::fs::sync();
    for _ in 0..rounds {
        for index in 0..sizes.len() {
            for entry in &mut planned {
                let (stages, usages) = &mut entry.sizes[index];
                if let Some(invocation) = entry.contender.plan(programs, &folder(*stages)) {
                    usages.push(measure(&invocation)?);
                }
            }
        }
    }
    Ok(planned)
}
