//! Projects to look at: one with a long history, and one with a short.
//!
//! The history is told by the store itself, out of some real runs (`crates/throughline-store/examples/long_history.rs`):
//! ten thousand real runs would take minutes, and rows written past the store might not be what it writes.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::contenders::{Contender, Programs};
use super::super::graphs::{File, Graph, Shape};
use super::super::measure::{Usage, measure};
use super::super::notation::Notation;
use crate::command;
use crate::failure::Failure;
use crate::files;

/// How long a history is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Length {
    /// The stages of the pipeline, one after the other.
    pub(in super::super) stages: usize,
    /// The runs before the first that is measured.
    pub(in super::super) runs: usize,
}

/// Both projects of one pipeline.
pub(super) struct Projects {
    /// Has so many runs behind it.
    pub(super) long: Project,
    /// Has a few runs behind it.
    pub(super) short: Project,
    /// How large the ledger of the long one is, in bytes.
    pub(super) ledger_bytes: u64,
}

/// A project that is run.
pub(super) struct Project {
    /// Its folder.
    pub(super) folder: PathBuf,
    graph: Graph,
    changes: usize,
}

/// How many of the runs that a history is made of have something to do. One has not.
const BUSY: usize = 4;

impl Projects {
    /// Makes both.
    pub(super) fn make(programs: &Programs, teller: &Path, length: Length, base: &Path) -> Result<Self, Failure> {
        let base = base.join(format!("history-{}", length.stages));
        let mut seed = Project::make(&base.join("seed"), length.stages)?;
        for _ in 0..BUSY {
            seed.run_changed(programs)?;
        }
        seed.run(programs)?;
        let mut long = Project::make(&base.join("long"), length.stages)?;
        let mut tell = command::command(teller);
        command::run(tell.arg(&seed.folder).arg(&long.folder).arg(length.runs.to_string()))?;
        let ledger_bytes = fs::metadata(long.folder.join(".throughline/state.db"))?.len();
        let mut short = Project::make(&base.join("short"), length.stages)?;
        for project in [&mut long, &mut short] {
            project.run_changed(programs)?;
            project.run(programs)?;
            project.run_changed(programs)?;
        }
        Ok(Self { long, short, ledger_bytes })
    }
}

impl Project {
    fn make(folder: &Path, stages: usize) -> Result<Self, Failure> {
        let graph = Graph { shape: Shape::Chain, stages };
        graph.write_sources(folder)?;
        Notation::StageGraph.write(graph, folder)?;
        Ok(Self { folder: folder.to_owned(), graph, changes: 0 })
    }

    /// Runs it with nothing to do, or for the first time.
    pub(super) fn run(&self, programs: &Programs) -> Result<Usage, Failure> {
        measure(&Contender::Throughline.run(programs, self.graph, &self.folder))
    }

    /// Runs it after its source has changed, so that every stage runs, and looks whether the last did.
    pub(super) fn run_changed(&mut self, programs: &Programs) -> Result<Usage, Failure> {
        self.changes += 1;
        let content = format!("change {:>9}\n", self.changes);
        fs::write(self.folder.join(File::Source(0).to_string()), &content)?;
        let usage = self.run(programs)?;
        let last = self.folder.join(File::Output(self.graph.stages - 1).to_string());
        if fs::read_to_string(&last)? == content {
            return Ok(usage);
        }
        Err(Failure::new(format!("the run ended well, but {} holds something else", last.display())))
    }
}

/// Builds the program that tells a history.
pub(super) fn teller() -> Result<PathBuf, Failure> {
    let package = ["build", "--release", "--package", "throughline-store", "--example", "long_history"];
    command::run(command::cargo().args(package))?;
    let metadata = cargo_metadata::MetadataCommand::new().current_dir(files::root()).no_deps().exec()?;
    Ok(metadata.target_directory.join("release/examples/long_history").into())
}
