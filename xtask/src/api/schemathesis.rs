//! `cargo xtask schemathesis`: [Schemathesis](https://schemathesis.readthedocs.io) asks everything that the server's own
//! document allows, and what it forbids, and checks every answer against it.

use std::path::{Path, PathBuf};

use clap::Args;

use super::served::{KEY, Served};
use crate::failure::Failure;
use crate::{Outcome, command, files, say, tools};

/// What it is told, with a reason for each exception.
const SETTINGS: &str = "crates/throughline-server/schemathesis.toml";

/// How it asks.
#[derive(Args)]
pub(crate) struct SchemathesisArgs {
    /// How many examples are made up for each operation
    #[arg(long, value_name = "N", default_value_t = 200)]
    examples: u32,
    /// Where the made-up input begins; a failure tells its own
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Only operations whose path has this in it
    #[arg(long, value_name = "TEXT")]
    path: Option<String>,
    /// Ask this binary of Throughline instead of building one
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

impl SchemathesisArgs {
    /// As the suite asks: fewer examples than when it is asked alone, so that the suite ends soon.
    pub(crate) fn for_suite() -> Self {
        Self { examples: 10, seed: 1, path: None, binary: None }
    }
}

/// Asks a server of its own, and says what is wrong.
pub(crate) fn schemathesis(args: &SchemathesisArgs) -> Outcome {
    let program = tools::schemathesis()?;
    let binary = match &args.binary {
        Some(binary) => binary.clone(),
        None => built()?,
    };
    let folder = tempfile::Builder::new().prefix("throughline-schemathesis-").tempdir()?;
    let mut served = Served::start(&binary, folder.path())?;
    let mut ask = command::command(program);
    ask.arg("--config-file").arg(files::root().join(SETTINGS)).current_dir(folder.path());
    ask.args(["run", &format!("{}/openapi.json", served.url), "--no-color"]);
    // Threads of Python share one processor, and its parser of source texts fails now and then where two use it at once.
    ask.args(["--workers", "1"]);
    ask.args(["--max-examples", &args.examples.to_string(), "--seed", &args.seed.to_string()]);
    ask.args(["--header", &format!("Authorization: Bearer {KEY}")]);
    if let Some(path) = &args.path {
        ask.args(["--include-path-regex", path]);
    }
    let asked = command::run(&mut ask);
    if !served.is_there() {
        return Err(Failure::new("the server ended while it was asked"));
    }
    asked.map_err(|failure| {
        Failure::new(format!("{failure}; what it says of a failure has a command that asks it again"))
    })?;
    say::line("schemathesis: every answer is what the document says");
    Ok(())
}

/// The binary, built as the tests build it.
fn built() -> Result<PathBuf, Failure> {
    command::run(command::cargo().args(["build", "--package", "throughline"]))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new("target").to_owned(), PathBuf::from);
    Ok(files::root().join(target).join("debug/throughline"))
}
