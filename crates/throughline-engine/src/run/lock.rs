//! One run at a time in a workspace. The lock is the operating system's, so it dies with its holder; the file says who
//! that is.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who holds a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The process id.
    pub pid: u32,
    /// The machine.
    pub host: String,
    /// The command, for eyes.
    pub command: String,
    /// Since when.
    pub since: Timestamp,
}

impl std::fmt::Display for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let since = throughline_model::iso_millis(self.since);
        write!(f, "process {} on {} (`{}`, since {since})", self.pid, self.host, self.command)
    }
}

impl Holder {
    /// Whether it is a process of this machine.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.host == host()
    }

    /// Whether the process has ended, as far as can be seen from here.
    fn is_gone(&self) -> bool {
        self.is_here() && !std::path::Path::new(&format!("/proc/{}", self.pid)).exists()
    }
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned()
}

/// A process that was killed while it started another leaves the lock to it, until that executes its program.
const ITS_CHILDREN: Duration = Duration::from_secs(5);

/// Longer than it takes to look who holds a workspace.
const A_LOOK: Duration = Duration::from_millis(200);

/// Why the workspace cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody else has it.
    #[error("the workspace {root} is in use by {}", who(.holder.as_ref()))]
    Held {
        /// The workspace.
        root: Utf8PathBuf,
        /// Who, as far as the file says.
        holder: Option<Holder>,
    },
    /// An earlier run's processes do not end.
    #[error("processes of an earlier run are still alive: whoever holds {path} must end first")]
    Processes {
        /// The file that they hold.
        path: Utf8PathBuf,
    },
    /// The lock file cannot be made or locked.
    #[error("cannot lock the workspace with {path}")]
    File {
        /// The lock file.
        path: Utf8PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

fn who(holder: Option<&Holder>) -> String {
    holder.map_or_else(|| "another process".to_owned(), ToString::to_string)
}

/// The right to run in a workspace, until it is dropped.
#[derive(Debug)]
pub struct WorkspaceLock {
    file: File,
}

impl WorkspaceLock {
    /// Takes the workspace, or says who has it.
    ///
    /// # Errors
    /// When somebody has it, or the file cannot be made.
    pub fn acquire(root: &Utf8Path, state_dir: &Utf8Path, command: &str, now: Timestamp) -> Result<Self, LockError> {
        let path = state_dir.join("lock");
        let fault = |source| LockError::File { path: path.clone(), source };
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fault)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    let holder = read_holder(&mut file);
                    // Who only looks whether somebody is here holds it for a moment and leaves no name.
                    let patience = match &holder {
                        Some(holder) if holder.is_gone() => ITS_CHILDREN,
                        Some(_) => Duration::ZERO,
                        None => A_LOOK,
                    };
                    if started.elapsed() >= patience {
                        return Err(LockError::Held { root: root.to_owned(), holder });
                    }
                    std::thread::sleep(Duration::from_millis(2));
                }
                Err(TryLockError::Error(source)) => return Err(fault(source)),
            }
        }
        let holder = Holder { pid: std::process::id(), host: host(), command: command.to_owned(), since: now };
        let text = serde_json::to_string(&holder).map_err(|error| fault(error.into()))?;
        file.set_len(0).and_then(|()| file.rewind()).map_err(fault)?;
        file.write_all(text.as_bytes()).map_err(fault)?;
        let lock = Self { file };
        wait_for_processes(state_dir)?;
        Ok(lock)
    }
}

impl Drop for WorkspaceLock {
    fn drop(&mut self) {
        // Whoever looks now sees nobody; closing the file gives the lock back whatever happens here.
        let _ = self.file.set_len(0);
    }
}

/// The file that the supervisor of a run holds while any process of it may be alive.
#[must_use]
pub fn processes_file(state_dir: &Utf8Path) -> Utf8PathBuf {
    state_dir.join("processes")
}

/// Waits until no process of an earlier run is alive: when an engine is killed, its supervisor ends what it had
/// started, and that takes a moment in which an output may still be written.
fn wait_for_processes(state_dir: &Utf8Path) -> Result<(), LockError> {
    const PATIENCE: Duration = Duration::from_secs(30);
    let path = processes_file(state_dir);
    let fault = |source| LockError::File { path: path.clone(), source };
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(fault)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(2))
            }
            Err(TryLockError::WouldBlock) => return Err(LockError::Processes { path }),
            Err(TryLockError::Error(source)) => return Err(fault(source)),
        }
    }
}

/// Who holds a workspace now, if anybody does.
#[must_use]
pub fn holder(state_dir: &Utf8Path) -> Option<Holder> {
    let mut file = File::open(state_dir.join("lock")).ok()?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => read_holder(&mut file),
        _ => None,
    }
}

fn read_holder(file: &mut File) -> Option<Holder> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_told_who_has_it_and_a_third_gets_it_when_it_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap();
        let take = || WorkspaceLock::acquire(path, path, "run full", Timestamp::UNIX_EPOCH);
        let first = take().unwrap();
        let refusal = take().unwrap_err().to_string();
        assert!(refusal.contains(&format!("process {}", std::process::id())), "{refusal}");
        assert!(refusal.contains("run full"), "{refusal}");
        assert_eq!(holder(path).unwrap().pid, std::process::id());
        drop(first);
        assert!(take().is_ok());
        assert_eq!(holder(path), None);
    }
}
