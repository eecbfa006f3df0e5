//! The programs that the tests use and a fresh machine may lack: one list, and how each is installed. Installing again
//! what is there does nothing.

use std::path::PathBuf;

use crate::failure::Failure;
use crate::{Outcome, command, files, say};

/// A subcommand of cargo that crates.io has.
pub(crate) struct CargoTool {
    /// `nextest` for `cargo nextest`.
    subcommand: &'static str,
    /// The crate that holds it.
    package: &'static str,
}

/// Runs the tests.
pub(crate) const NEXTEST: CargoTool = CargoTool { subcommand: "nextest", package: "cargo-nextest" };
/// Checks licences, sources and bans. Building it takes some three minutes, once.
pub(crate) const DENY: CargoTool = CargoTool { subcommand: "deny", package: "cargo-deny" };

/// Builds the fuzz targets.
const FUZZ: CargoTool = CargoTool { subcommand: "fuzz", package: "cargo-fuzz" };

/// A package of Debian and its relatives.
struct DebianPackage {
    name: &'static str,
    /// The command that works where the package is there.
    probe: &'static [&'static str],
    /// Why the tests use it.
    because: &'static str,
}

/// Every program that tests start and that is neither Rust, git, Python 3, Node nor a C compiler.
const DEBIAN_PACKAGES: &[DebianPackage] = &[
    DebianPackage {
        name: "ninja-build",
        probe: &["ninja", "--version"],
        because: "the speed comparison runs the same graph with it",
    },
    DebianPackage { name: "wrk", probe: &["sh", "-c", "command -v wrk"], because: "it puts a load on the server" },
    DebianPackage {
        name: "make",
        probe: &["make", "--version"],
        because: "the speed comparison runs the same graph with it",
    },
    DebianPackage {
        name: "g++",
        probe: &["c++", "--version"],
        because: "libFuzzer, which the fuzz targets are linked with, is written in C++",
    },
    DebianPackage {
        name: "ffmpeg",
        probe: &["ffprobe", "-version"],
        because: "an independent reader opens the animatic",
    },
    DebianPackage {
        name: "postgresql",
        // Its programs are not on the path; what finds them is.
        probe: &["sh", "-c", "command -v initdb || ls /usr/lib/postgresql/*/bin/initdb"],
        because: "the suite of the store runs on a PostgreSQL server of its own",
    },
    DebianPackage {
        name: "python3-venv",
        probe: &["python3", "-c", "import ensurepip, venv"],
        because: "tools from PyPI get an environment of their own under target/",
    },
];

/// The version of typos, from PyPI, whose wheel holds the built program.
const TYPOS: &str = "1.52.0";

/// The version of Schemathesis.
const SCHEMATHESIS: &str = "4.32.5";

/// Packages of PyPI with which tests read what Throughline wrote, as somebody else's program reads it: a timeline, and
/// pictures. Each with its version.
const READERS: [(&str, &str); 2] = [("OpenTimelineIO", "0.18.1"), ("Pillow", "12.0.0")];

/// Where their environment is, relative to the root. Tests look for its interpreter there (`reader_python`).
const READERS_HOME: &str = "target/tools/readers";

/// Installs the tool unless it is there.
pub(crate) fn cargo_tool(tool: &CargoTool) -> Outcome {
    if command::works(command::cargo().args([tool.subcommand, "--version"])) {
        return Ok(());
    }
    say::line(&format!("installing {} (takes some minutes, once)", tool.package));
    command::run(command::cargo().args(["install", "--locked", tool.package]))
}

/// Installs the component of the toolchain unless it is there.
pub(crate) fn component(subcommand: &str, component: &str) -> Outcome {
    if command::works(command::cargo().args([subcommand, "--version"])) {
        return Ok(());
    }
    say::line(&format!("installing the component {component}"));
    command::run(command::command("rustup").args(["component", "add", component]))
}

/// Installs the packages that lack. Where there is no apt-get, says what to install and goes on: a test that needs
/// the program says so itself.
pub(crate) fn debian_packages() -> Outcome {
    let lacking: Vec<&DebianPackage> = DEBIAN_PACKAGES
        .iter()
        .filter(|package| !command::works(command::command(package.probe[0]).args(&package.probe[1..])))
        .collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = lacking.iter().map(|package| package.name).collect();
    if !command::works(command::command("apt-get").arg("--version")) {
        for package in lacking {
            say::line(&format!(
                "warning: `{}` is not there; install {}: {}",
                package.probe[0], package.name, package.because
            ));
        }
        return Ok(());
    }
    say::line(&format!("installing {}", names.join(", ")));
    let install = |names: &[&str]| {
        command::run(as_root("apt-get").args(["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(names))
    };
    // The lists of a fresh machine may be empty or old; fetching them is only worth it then.
    if install(&names).is_err() {
        command::run(as_root("apt-get").args(["update", "--quiet=2"]))?;
        install(&names).map_err(|failure| {
            Failure::new(format!("{failure}; install {} as root and start again", names.join(", ")))
        })?;
    }
    Ok(())
}

/// typos, in a Python environment under `target/`.
pub(crate) fn typos() -> Result<PathBuf, Failure> {
    python_tool("typos", TYPOS)
}

/// A program of PyPI in this version, in a Python environment of its own under `target/`.
fn python_tool(name: &str, version: &str) -> Result<PathBuf, Failure> {
    let home = files::root().join("target/tools").join(format!("{name}-{version}"));
    let bin = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = bin.join(name);
    if !command::works(command::command(&program).arg("--version")) {
        say::line(&format!("installing {name} {version} into {}", home.display()));
        command::run(command::command("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
        let wheel = format!("{name}=={version}");
        command::run(command::command(bin.join("python")).args(["-m", "pip", "install", "--quiet"]).arg(wheel))?;
    }
    Ok(program)
}

/// Schemathesis, in a Python environment under `target/`.
pub(crate) fn schemathesis() -> Result<PathBuf, Failure> {
    python_tool("schemathesis", SCHEMATHESIS)
}

/// What the fuzz targets are built with.
pub(crate) fn fuzzer() -> Outcome {
    cargo_tool(&FUZZ)?;
    debian_packages()
}

/// The readers, in one Python environment under `target/`: there already with these versions, or installed.
pub(crate) fn readers() -> Outcome {
    let home = files::root().join(READERS_HOME);
    let python = home.join(if cfg!(windows) { "Scripts" } else { "bin" }).join("python");
    let pinned: Vec<String> = READERS.iter().map(|(name, version)| format!("{name}=={version}")).collect();
    let probe = "import sys, importlib.metadata as m; \
                 sys.exit(any(m.version(n) != v for n, v in (p.split('==') for p in sys.argv[1:])))";
    if command::works(command::command(&python).args(["-c", probe]).args(&pinned)) {
        return Ok(());
    }
    say::line(&format!("installing {} into {READERS_HOME}", pinned.join(", ")));
    command::run(command::command("python3").args(["-m", "venv", "--clear"]).arg(&home))?;
    // Built programs only: none of them is to be compiled on the way to a test.
    let install = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
    command::run(command::command(&python).args(install).args(&pinned))
}

/// The program as root: as it is for root, through sudo (which must not ask) for everyone else.
fn as_root(program: &str) -> std::process::Command {
    let uid = command::command("id").arg("-u").output();
    let mut command = if uid.is_ok_and(|output| output.stdout.trim_ascii() == b"0") {
        command::command(program)
    } else {
        let mut sudo = command::command("sudo");
        sudo.args(["--non-interactive", "--preserve-env=DEBIAN_FRONTEND", program]);
        sudo
    };
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}
