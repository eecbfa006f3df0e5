//! `throughline serve` on a free port of this machine, until it is dropped.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::failure::Failure;

/// The key that may do everything; it is good for this server only.
pub(super) const KEY: &str = "a-key-for-a-minute";

/// A server that listens.
pub(super) struct Served {
    child: Child,
    /// Where: `http://127.0.0.1:PORT`.
    pub(super) url: String,
}

impl Served {
    /// Starts this program in this folder, which gets a database. Tasks may work in repositories under `harbour/`.
    ///
    /// # Errors
    /// When it cannot be started, or does not say where it listens.
    pub(super) fn start(program: &Path, folder: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--allowed-repos", "harbour/"]);
        command.env("THROUGHLINE_API_KEY", KEY).env("THROUGHLINE_LOG", "error").current_dir(folder);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.map_err(|error| Failure::new(format!("cannot start {}: {error}", program.display())))?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.as_mut() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url.map(|url| url.trim_end_matches(',').to_owned());
        let mut served = Self { child, url: String::new() };
        served.url = url.ok_or_else(|| Failure::new("the server does not say where it listens"))?;
        Ok(served)
    }

    /// How much memory it holds, in MiB.
    ///
    /// # Errors
    /// When the system does not say.
    pub(super) fn memory(&self) -> Result<f64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let held = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB")?.trim().parse().ok());
        held.map(|kib: f64| kib / 1024.0).ok_or_else(|| Failure::new("the system does not say how much memory is held"))
    }

    /// Whether it is still there.
    pub(super) fn is_there(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
