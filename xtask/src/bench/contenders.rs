//! Who is compared, and the command line of each. All get two jobs, and talk as they do unless asked; nobody listens.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;

use super::graphs::Graph;
use super::measure::Invocation;
use super::notation::Notation;
use crate::failure::Failure;
use crate::{command, files, say, tools};

/// How many stages may run side by side.
pub(super) const JOBS: usize = 2;

/// Who is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contender {
    /// This product, as `cargo build --release` makes it.
    Throughline,
    /// <https://ninja-build.org>; what the others are measured by.
    Ninja,
    /// GNU make.
    Make,
    /// The least that can be done: starts the same programs in an order that is right, and knows nothing else.
    SpawnLoop,
}

/// In the order of the tables.
pub(super) const CONTENDERS: [Contender; 4] =
    [Contender::Throughline, Contender::Ninja, Contender::Make, Contender::SpawnLoop];

/// Where the programs are that are not simply on the path.
#[derive(Debug)]
pub(super) struct Programs {
    /// The release binary.
    pub(super) throughline: PathBuf,
    /// Whether it was built from this checkout just now.
    pub(super) built: bool,
    /// This program.
    this: PathBuf,
    /// Whether strace is there.
    pub(super) strace: bool,
}

impl Programs {
    /// Builds the release binary unless one is given, and installs what lacks.
    pub(super) fn prepare(binary: Option<&Path>) -> Result<Self, Failure> {
        tools::debian_packages()?;
        for (program, package) in [("ninja", "ninja-build"), ("make", "make")] {
            if !command::works(command::command(program).arg("--version")) {
                return Err(Failure::new(format!("`{program}` is not there; install {package}")));
            }
        }
        let throughline = match binary {
            Some(binary) => std::fs::canonicalize(binary)
                .map_err(|error| Failure::new(format!("cannot find {}: {error}", binary.display())))?,
            None => build()?,
        };
        let strace = command::works(command::command("strace").args(["-f", "-c", "-o", "/dev/null", "true"]));
        if !strace {
            say::line("note: strace is not there or may not trace; system calls are not counted");
        }
        Ok(Self { throughline, built: binary.is_none(), this: std::env::current_exe()?, strace })
    }
}

fn build() -> Result<PathBuf, Failure> {
    command::run(command::cargo().args(["build", "--release", "--package", "throughline"]))?;
    let metadata = MetadataCommand::new().current_dir(files::root()).no_deps().exec()?;
    Ok(metadata.target_directory.join("release/throughline").into())
}

impl Contender {
    /// The notation that it reads; `None` = it computes the graph itself.
    pub(super) fn notation(self) -> Option<Notation> {
        match self {
            Self::Throughline => Some(Notation::StageGraph),
            Self::Ninja => Some(Notation::Ninja),
            Self::Make => Some(Notation::Makefile),
            Self::SpawnLoop => None,
        }
    }

    /// Whether it knows what has not changed and leaves it alone.
    pub(super) fn knows_what_changed(self) -> bool {
        self != Self::SpawnLoop
    }

    /// Runs the graph whose notation lies in the folder.
    pub(super) fn run(self, programs: &Programs, graph: Graph, folder: &Path) -> Invocation {
        let jobs = JOBS.to_string();
        let (program, args): (PathBuf, Vec<String>) = match self {
            Self::Throughline => (programs.throughline.clone(), vec!["run".into(), "--jobs".into(), jobs]),
            Self::Ninja => ("ninja".into(), vec![format!("-j{jobs}")]),
            // Without the rules for C, Fortran and SCCS, which this graph does not use: a written-out Makefile that
            // minds its speed is run like this.
            Self::Make => ("make".into(), vec!["-rR".into(), format!("-j{jobs}")]),
            Self::SpawnLoop => {
                let (shape, stages) = (graph.shape.to_string(), graph.stages.to_string());
                let args = ["bench", "--spawn-loop", "--shape", &shape, "--stages", &stages];
                (programs.this.clone(), args.map(str::to_owned).to_vec())
            }
        };
        invocation(program, args, folder)
    }

    /// Says what a run would do and runs nothing; `None` where that is not compared.
    pub(super) fn plan(self, programs: &Programs, folder: &Path) -> Option<Invocation> {
        match self {
            Self::Throughline => {
                let args = ["plan", "--format", "json"].map(str::to_owned).to_vec();
                Some(invocation(programs.throughline.clone(), args, folder))
            }
            Self::Ninja => Some(invocation("ninja".into(), vec!["-n".into()], folder)),
            Self::Make | Self::SpawnLoop => None,
        }
    }
}

fn invocation(program: PathBuf, args: Vec<String>, folder: &Path) -> Invocation {
    Invocation { program, args: args.into_iter().map(OsString::from).collect(), folder: folder.to_owned() }
}

impl fmt::Display for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Throughline => "throughline",
            Self::Ninja => "ninja",
            Self::Make => "make",
            Self::SpawnLoop => "bare loop",
        })
    }
}
