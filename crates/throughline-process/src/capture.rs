//! Runs a short command and returns what it printed: tool versions, probes. Not for stages.
//!
//! The command is a child of this process, so that its peak memory is not its own; it is not measured here.

use std::io::{ErrorKind, Read};
use std::os::fd::AsFd as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8Path;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal};

use crate::program::{find_program, why_not_found, why_not_started};

/// Of each stream, what comes after this many bytes is dropped.
const LIMIT: usize = 1 << 20;

/// What a command printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Captured {
    /// The exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output, at most 1 MiB, with U+FFFD for what is not UTF-8.
    pub stdout: String,
    /// Standard error, likewise.
    pub stderr: String,
}

/// Why nothing was captured.
#[derive(Debug, thiserror::Error)]
pub enum CaptureError {
    /// It could not be started.
    #[error("{reason}")]
    NotStarted {
        /// Why not, for a person.
        reason: String,
    },
    /// It took too long and was killed, with its whole group.
    #[error("`{program}` did not end within {limit:?}")]
    TimedOut {
        /// The program.
        program: String,
        /// The limit.
        limit: Duration,
    },
    /// What it printed could not be read.
    #[error("the output of `{program}` could not be read")]
    Read {
        /// The program.
        program: String,
        /// Why not.
        source: std::io::Error,
    },
}

/// Runs a command in a process group of its own, without input, and returns what it printed. When it ends, and when the
/// limit is over, its whole group is killed.
///
/// # Errors
/// When it cannot be started or takes longer than the limit. An exit code other than 0 is no error here.
pub fn run_and_capture(
    program: &str,
    args: &[String],
    cwd: &Utf8Path,
    env: &[(String, Option<String>)],
    limit: Duration,
) -> Result<Captured, CaptureError> {
    let until = Instant::now() + limit;
    let (mut child, group) = start(program, args, cwd, env)?;
    let captured = capture(&mut child, group.pid, until);
    drop(group);
    // It has ended, or is being killed.
    let waited = child.wait();
    let fault = |source| CaptureError::Read { program: program.to_owned(), source };
    match captured.map_err(fault)? {
        Some((stdout, stderr)) => Ok(Captured { code: waited.map_err(fault)?.code(), stdout, stderr }),
        None => Err(CaptureError::TimedOut { program: program.to_owned(), limit }),
    }
}

/// A process group that does not outlive this value.
struct Group {
    pid: Pid,
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = rustix::process::kill_process_group(self.pid, Signal::KILL);
    }
}

fn start(
    program: &str,
    args: &[String],
    cwd: &Utf8Path,
    env: &[(String, Option<String>)],
) -> Result<(Child, Group), CaptureError> {
    let fault = |reason| CaptureError::NotStarted { reason };
    let changed = env.iter().rev().find(|(name, _)| name == "PATH").map(|(_, value)| value.clone().map(Into::into));
    let path = changed.unwrap_or_else(|| std::env::var_os("PATH"));
    let file = if program.contains('/') {
        cwd.join(program).into()
    } else {
        let found = find_program(program, path.as_deref(), cwd.as_std_path());
        found.ok_or_else(|| fault(why_not_found(program, path.as_deref(), cwd.as_std_path())))?
    };
    let mut command = Command::new(&file);
    command.arg0(program).args(args).current_dir(cwd).process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for (name, value) in env {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let child = command.spawn().map_err(|error| {
        let name = std::ffi::CString::new(file.as_os_str().as_encoded_bytes()).unwrap_or_default();
        match Errno::from_io_error(&error) {
            Some(errno) => fault(why_not_started(program, &name, cwd.as_std_path(), errno)),
            None => fault(format!("{program}: {error}")),
        }
    })?;
    let pid = Pid::from_child(&child);
    Ok((child, Group { pid }))
}

/// Reads both streams until the command has ended and nothing more is to be read at once; none when time is up.
fn capture(child: &mut Child, pid: Pid, until: Instant) -> std::io::Result<Option<(String, String)>> {
    let (Some(mut stdout), Some(mut stderr)) = (child.stdout.take(), child.stderr.take()) else {
        return Err(ErrorKind::BrokenPipe.into());
    };
    rustix::io::ioctl_fionbio(&stdout, true)?;
    rustix::io::ioctl_fionbio(&stderr, true)?;
    let ended = rustix::process::pidfd_open(pid, PidfdFlags::empty())?;
    let (mut out, mut err) = (Stream::default(), Stream::default());
    loop {
        let Some(left) = until.checked_duration_since(Instant::now()) else { return Ok(None) };
        let timeout = Timespec::try_from(left).map_err(std::io::Error::other)?;
        let mut fds = vec![PollFd::new(&ended, PollFlags::IN)];
        if out.is_open {
            fds.push(PollFd::from_borrowed_fd(stdout.as_fd(), PollFlags::IN));
        }
        if err.is_open {
            fds.push(PollFd::from_borrowed_fd(stderr.as_fd(), PollFlags::IN));
        }
        match poll(&mut fds, Some(&timeout)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        // Asked before reading: what was printed before the end is read after it.
        let has_ended = !fds[0].revents().is_empty();
        out.read(&mut stdout)?;
        err.read(&mut stderr)?;
        if has_ended {
            return Ok(Some((out.text(), err.text())));
        }
    }
}

struct Stream {
    bytes: Vec<u8>,
    is_open: bool,
}

impl Default for Stream {
    fn default() -> Self {
        Self { bytes: Vec::new(), is_open: true }
    }
}

impl Stream {
    /// Reads what is there, but not for ever.
    fn read(&mut self, from: &mut impl Read) -> std::io::Result<()> {
        let mut buffer = [0; 16 << 10];
        for _ in 0..64 {
            match from.read(&mut buffer) {
                Ok(0) => {
                    self.is_open = false;
                    return Ok(());
                }
                Ok(length) => {
                    let kept = length.min(LIMIT - self.bytes.len());
                    self.bytes.extend_from_slice(&buffer[..kept]);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn text(self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
