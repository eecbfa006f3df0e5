//! Building the targets, with the toolchain that there is.

use std::path::PathBuf;

use super::args::{Sanitizer, Target};
use crate::failure::Failure;
use crate::{command, files, say, tools};

/// Where cargo builds them, relative to the root.
const FOLDER: &str = "target/fuzz";

/// The binaries, built.
pub(super) struct Built {
    folder: PathBuf,
}

impl Built {
    pub(super) fn program(&self, target: Target) -> PathBuf {
        self.folder.join(target.name())
    }
}

/// A folder or file for what comes of running them.
pub(super) fn place(path: &str) -> PathBuf {
    files::root().join(FOLDER).join(path)
}

/// Builds the targets.
pub(super) fn build(sanitizer: Option<Sanitizer>) -> Result<Built, Failure> {
    tools::fuzzer()?;
    let nightly = command::works(command::command("rustup").args(["run", "nightly", "cargo", "--version"]));
    let sanitizer = sanitizer.unwrap_or(if nightly { Sanitizer::Address } else { Sanitizer::None });
    if sanitizer == Sanitizer::Address && !nightly {
        return Err(Failure::new(
            "the address sanitizer needs a nightly toolchain: `rustup toolchain install nightly`, or `--sanitizer none`",
        ));
    }
    let triple = host()?;
    say::line(&format!("building the targets, sanitizer: {}", sanitizer.name()));
    let mut cargo = match sanitizer {
        Sanitizer::Address => {
            let mut rustup = command::command("rustup");
            rustup.args(["run", "nightly", "cargo"]);
            rustup
        }
        Sanitizer::None => command::cargo(),
    };
    // Two folders, so that changing one's mind does not build everything again.
    let folder = place(sanitizer.name());
    cargo.args(["fuzz", "build", "--sanitizer", sanitizer.name(), "--target", &triple, "--codegen-units", "16"]);
    command::run(cargo.arg("--target-dir").arg(&folder))?;
    Ok(Built { folder: folder.join(triple).join("release") })
}

/// The triple of this machine, as the toolchain calls it.
fn host() -> Result<String, Failure> {
    let output = command::cargo().arg("-vV").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::new("`cargo -vV` names no host"))
}
