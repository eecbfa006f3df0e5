//! What is measured: the options, and what they come to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::graphs::Shape;
use super::history::Extent;

/// What is measured.
#[derive(Args)]
pub(crate) struct BenchArgs {
    /// 100 and 1,000 stages only, three rounds, planning of graphs a tenth as large, histories a tenth as long
    #[arg(long)]
    quick: bool,
    /// Only these shapes
    #[arg(long, value_delimiter = ',', value_name = "SHAPE")]
    shape: Vec<Shape>,
    /// These numbers of stages [default: 100,1000,10000]
    #[arg(long, value_delimiter = ',', value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    stages: Vec<u32>,
    /// How many rounds; a figure is the median over them [default: 5; with --quick, 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds: Option<u32>,
    /// How many rounds for 10,000 stages and more [default: that of --rounds]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rounds_large: Option<u32>,
    /// Only these parts
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    only: Vec<Part>,
    /// Measure this binary of Throughline instead of building one
    #[arg(long, value_name = "FILE")]
    pub(super) binary: Option<PathBuf>,
    /// Write the outcome into docs/benchmarks.md too
    #[arg(long)]
    write: bool,
    /// Be the bare loop, in the working directory: one shape, one number of stages
    #[arg(long, hide = true, requires = "shape", requires = "stages")]
    pub(super) spawn_loop: bool,
}

/// A part of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Graphs that are run, by all contenders
    Runs,
    /// Large graphs that are planned and not run
    Planning,
    /// Looking at runs, and running, when thousands of runs were before; and starting
    History,
}

/// What the options come to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The shapes of the graphs that are run.
    pub(super) shapes: Vec<Shape>,
    /// Their numbers of stages.
    pub(super) stages: Vec<usize>,
    /// The shapes of the graphs that are planned; empty = this part is left out.
    pub(super) planned_shapes: Vec<Shape>,
    /// Their numbers of stages, each double the one before.
    pub(super) planned_stages: [usize; 3],
    /// Rounds for a graph of fewer than [`LARGE`] stages.
    pub(super) rounds: usize,
    /// Rounds for a larger one.
    pub(super) rounds_large: usize,
    /// The histories that are looked at; `None` = this part is left out.
    pub(super) history: Option<Extent>,
    /// Whether the document is written.
    pub(super) write: bool,
}

/// From this number of stages on a round takes minutes.
const LARGE: usize = 10_000;

/// Shapes whose plans are looked at; a chain's is that of a wide graph, with other edges.
const PLANNED: [Shape; 2] = [Shape::Wide, Shape::Diamond];

impl BenchArgs {
    /// What the options come to.
    pub(super) fn choice(&self) -> Choice {
        let size = |count: &u32| usize::try_from(*count).unwrap_or(usize::MAX);
        let shapes = if self.shape.is_empty() { Shape::value_variants().to_vec() } else { self.shape.clone() };
        let wanted = |part| self.only.is_empty() || self.only.contains(&part);
        let stages = match (self.stages.as_slice(), self.quick) {
            ([], true) => vec![100, 1_000],
            ([], false) => vec![100, 1_000, 10_000],
            (given, _) => given.iter().map(size).collect(),
        };
        let rounds = self.rounds.as_ref().map_or(if self.quick { 3 } else { 5 }, size);
        Choice {
            planned_shapes: shapes
                .iter()
                .copied()
                .filter(|shape| wanted(Part::Planning) && PLANNED.contains(shape))
                .collect(),
            shapes: if wanted(Part::Runs) { shapes } else { Vec::new() },
            stages,
            planned_stages: if self.quick { [2_500, 5_000, 10_000] } else { [25_000, 50_000, 100_000] },
            rounds,
            history: wanted(Part::History).then_some(if self.quick { Extent::Quick } else { Extent::Whole }),
            rounds_large: self.rounds_large.as_ref().map_or(rounds, size),
            write: self.write,
        }
    }

    /// The graph that the bare loop runs.
    pub(super) fn loop_graph(&self) -> Option<super::graphs::Graph> {
        let (shape, stages) = (*self.shape.first()?, *self.stages.first()?);
        Some(super::graphs::Graph { shape, stages: usize::try_from(stages).ok()? })
    }
}

impl Choice {
    /// The rounds for planning: those of the largest graph that is planned.
    pub(super) fn planning_rounds(&self) -> usize {
        self.rounds_for(self.planned_stages[2])
    }

    /// The rounds for a graph of this many stages.
    pub(super) fn rounds_for(&self, stages: usize) -> usize {
        if stages < LARGE { self.rounds } else { self.rounds_large }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: BenchArgs,
    }

    fn choice(args: &[&str]) -> Choice {
        Cli::try_parse_from(std::iter::once("bench").chain(args.iter().copied())).unwrap().args.choice()
    }

    #[test]
    fn everything_is_measured_unless_less_is_asked_for() {
        let all = choice(&[]);
        assert_eq!((all.shapes.len(), all.stages.as_slice(), all.rounds), (3, [100, 1_000, 10_000].as_slice(), 5));
        assert_eq!((all.planned_shapes.len(), all.planned_stages[2]), (2, 100_000));
        let quick = choice(&["--quick"]);
        assert_eq!(
            (quick.stages.as_slice(), quick.rounds, quick.planned_stages[2]),
            ([100, 1_000].as_slice(), 3, 10_000)
        );
        let chains = choice(&["--shape", "chain", "--stages", "7,8", "--rounds", "2"]);
        assert_eq!((chains.stages.as_slice(), chains.planned_shapes.len()), ([7, 8].as_slice(), 0));
        assert_eq!((all.history, quick.history), (Some(Extent::Whole), Some(Extent::Quick)));
        let history = choice(&["--only", "history"]);
        assert!(history.shapes.is_empty() && history.planned_shapes.is_empty() && history.history.is_some());
        assert!(choice(&["--only", "planning"]).shapes.is_empty());
        let runs = choice(&["--only", "runs"]);
        assert!(runs.planned_shapes.is_empty() && runs.history.is_none());
    }

    #[test]
    fn large_graphs_may_have_rounds_of_their_own() {
        let choice = choice(&["--rounds", "9", "--rounds-large", "2"]);
        assert_eq!((choice.rounds_for(9_999), choice.rounds_for(10_000)), (9, 2));
    }
}
