//! The three shapes of graphs, computed and never held: what stage number `i` reads, copies and waits for. What a
//! hundred thousand stages take in this process would count as memory of the programs that it starts
//! (see [`measure`](super::measure)).

use std::fmt;
use std::ops::Range;
use std::path::Path;

use clap::ValueEnum;

use crate::failure::Failure;

/// How the stages of a graph hang together. Every stage copies one file that it reads into the file of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// Each stage reads a source of its own
    Wide,
    /// Each stage reads what the one before wrote; the first, a source
    Chain,
    /// Layers of ten; each stage reads all ten files of the layer before and copies the one of its column
    Diamond,
}

/// How many stages a layer of a diamond has, and how many sources there are before the first.
const WIDTH: usize = 10;

/// A graph of one shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Graph {
    /// How its stages hang together.
    pub(super) shape: Shape,
    /// How many there are; they are numbered from 0 in an order in which they can run.
    pub(super) stages: usize,
}

/// A file of the graph; shown as its path relative to the folder that the graph is run in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum File {
    /// Is there from the beginning.
    Source(usize),
    /// Is written by the stage of this number.
    Output(usize),
}

impl fmt::Display for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(number) => write!(f, "in/{number}"),
            Self::Output(stage) => write!(f, "out/{stage}"),
        }
    }
}

/// What the sources hold. Both contents of a source have the same length, and no two sources ever hold the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// What they hold at first.
    Old,
    /// What source 0 holds after it was changed.
    FirstChanged,
}

impl Graph {
    /// How many sources it has.
    pub(super) fn sources(self) -> usize {
        match self.shape {
            Shape::Wide => self.stages,
            Shape::Chain => 1,
            Shape::Diamond => WIDTH,
        }
    }

    /// What a stage reads.
    pub(super) fn inputs(self, stage: usize) -> Vec<File> {
        match self.shape {
            Shape::Wide | Shape::Chain => vec![self.copied(stage)],
            Shape::Diamond => match (stage / WIDTH).checked_sub(1) {
                None => (0..WIDTH).map(File::Source).collect(),
                Some(layer) => (layer * WIDTH..(layer + 1) * WIDTH).map(File::Output).collect(),
            },
        }
    }

    /// Which of the files that it reads a stage copies.
    pub(super) fn copied(self, stage: usize) -> File {
        let before = match self.shape {
            Shape::Wide => None,
            Shape::Chain => stage.checked_sub(1),
            Shape::Diamond => stage.checked_sub(WIDTH),
        };
        before.map_or(File::Source(stage), File::Output)
    }

    /// The stages in waves: those of one wave depend only on earlier waves.
    pub(super) fn waves(self) -> impl Iterator<Item = Range<usize>> {
        let width = match self.shape {
            Shape::Wide => self.stages.max(1),
            Shape::Chain => 1,
            Shape::Diamond => WIDTH,
        };
        (0..self.stages).step_by(width).map(move |start| start..(start + width).min(self.stages))
    }

    /// How many stages must run again when source 0 has changed.
    pub(super) fn hang_on_the_first_source(self) -> usize {
        match self.shape {
            Shape::Wide => self.stages.min(1),
            Shape::Chain | Shape::Diamond => self.stages,
        }
    }

    /// What the source holds.
    pub(super) fn source(self, number: usize, content: Content) -> String {
        let word = if content == Content::FirstChanged && number == 0 { "is now" } else { "was so" };
        format!("source {number:>7} {word}\n")
    }

    /// What the file of a stage must hold after a run.
    pub(super) fn output(self, stage: usize, content: Content) -> String {
        let source = match self.shape {
            Shape::Wide => stage,
            Shape::Chain => 0,
            Shape::Diamond => stage % WIDTH,
        };
        self.source(source, content)
    }

    /// Writes the sources, and the folder that outputs go to: not every contender makes it.
    pub(super) fn write_sources(self, folder: &Path) -> Result<(), Failure> {
        std::fs::create_dir_all(folder.join("in"))?;
        std::fs::create_dir_all(folder.join("out"))?;
        for number in 0..self.sources() {
            let path = folder.join(File::Source(number).to_string());
            std::fs::write(path, self.source(number, Content::Old))?;
        }
        Ok(())
    }

    /// Changes source 0, and nothing of its length.
    pub(super) fn change_first_source(self, folder: &Path) -> Result<(), Failure> {
        let path = folder.join(File::Source(0).to_string());
        Ok(std::fs::write(path, self.source(0, Content::FirstChanged))?)
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wide => "wide",
            Self::Chain => "chain",
            Self::Diamond => "diamond",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_reads_only_what_an_earlier_wave_wrote() {
        for shape in [Shape::Wide, Shape::Chain, Shape::Diamond] {
            for stages in [0, 1, 9, 10, 11, 37] {
                let graph = Graph { shape, stages };
                let mut seen = 0;
                for wave in graph.waves() {
                    assert_eq!(wave.start, seen, "{graph:?}");
                    for stage in wave.clone() {
                        let inputs = graph.inputs(stage);
                        assert!(inputs.contains(&graph.copied(stage)), "{graph:?} {stage}");
                        for input in inputs {
                            match input {
                                File::Source(number) => assert!(number < graph.sources(), "{graph:?} {stage}"),
                                File::Output(before) => assert!(before < wave.start, "{graph:?} {stage}"),
                            }
                        }
                    }
                    seen = wave.end;
                }
                assert_eq!(seen, stages, "{graph:?}");
            }
        }
    }

    #[test]
    fn the_shapes_are_what_they_are_called() {
        let wide = Graph { shape: Shape::Wide, stages: 3 };
        assert_eq!((wide.inputs(2), wide.sources()), (vec![File::Source(2)], 3));
        let chain = Graph { shape: Shape::Chain, stages: 3 };
        assert_eq!((chain.inputs(0), chain.inputs(2)), (vec![File::Source(0)], vec![File::Output(1)]));
        let diamond = Graph { shape: Shape::Diamond, stages: 30 };
        assert_eq!(diamond.inputs(25), (10..20).map(File::Output).collect::<Vec<_>>());
        assert_eq!(diamond.copied(25), File::Output(15));
    }

    #[test]
    fn following_the_copies_says_what_an_output_holds() {
        for shape in [Shape::Wide, Shape::Chain, Shape::Diamond] {
            let graph = Graph { shape, stages: 35 };
            for stage in 0..graph.stages {
                let mut file = File::Output(stage);
                while let File::Output(before) = file {
                    file = graph.copied(before);
                }
                let File::Source(number) = file else { unreachable!() };
                let source = graph.source(number, Content::FirstChanged);
                assert_eq!(graph.output(stage, Content::FirstChanged), source, "{graph:?} {stage}");
            }
        }
    }

    #[test]
    fn a_change_changes_content_and_not_length() {
        let graph = Graph { shape: Shape::Wide, stages: 2 };
        let [old, new] = [Content::Old, Content::FirstChanged].map(|content| graph.source(0, content));
        assert_ne!(old, new);
        assert_eq!(old.len(), new.len());
        assert_eq!(graph.source(1, Content::Old), graph.source(1, Content::FirstChanged));
        assert_ne!(graph.source(0, Content::Old), graph.source(1, Content::Old));
    }
}
