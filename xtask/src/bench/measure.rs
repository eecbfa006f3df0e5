//! One program, started and measured: how long it took, how much memory it had at most, how many system calls it made.
//!
//! Peak memory is `ru_maxrss` of `wait4`: that of the largest process among the program and those that it waited for,
//! with the pages of program files. The kernel counts in what the starting process had before it became the program,
//! so nothing under [`floor`] can be seen; therefore this process holds no graph.

use std::ffi::OsString;
use std::io::{self, Read, Seek};
use std::mem::MaybeUninit;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// A command line and where it is run, under an environment that is the same for all.
#[derive(Clone, Debug)]
pub(super) struct Invocation {
    /// The program: a path, or a name to look up.
    pub(super) program: PathBuf,
    /// Its arguments.
    pub(super) args: Vec<OsString>,
    /// Its working directory.
    pub(super) folder: PathBuf,
}

/// What one start of a program took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Usage {
    /// From before it was started until after it had ended.
    pub(super) wall: Duration,
    /// Its peak memory, in bytes.
    pub(super) peak: u64,
}

impl Invocation {
    /// The same, followed by strace, which writes into the file how often the program and all that it started made
    /// each system call.
    fn traced(&self, counts: &Path) -> Self {
        let mut args: Vec<OsString> = ["-f", "-c", "-o"].map(OsString::from).to_vec();
        args.push(counts.into());
        args.push(self.program.clone().into());
        args.extend(self.args.iter().cloned());
        Self { program: "strace".into(), args, folder: self.folder.clone() }
    }

    fn shown(&self) -> String {
        let words =
            std::iter::once(self.program.to_string_lossy()).chain(self.args.iter().map(|arg| arg.to_string_lossy()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// Only what programs are found by is passed on: a setting of the person who measures must not count.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.args(&self.args).current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).env_clear();
        for name in ["PATH", "HOME", "TMPDIR"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }
}

/// Starts the program and waits for it; what it prints on stdout is dropped.
///
/// # Errors
/// It cannot be started, or does not end well; then what it said on stderr is told.
pub(super) fn measure(invocation: &Invocation) -> Result<Usage, Failure> {
    let mut stderr = tempfile::tempfile()?;
    let mut command = invocation.command();
    command.stderr(stderr.try_clone()?);
    let start = Instant::now();
    let child =
        command.spawn().map_err(|error| Failure::new(format!("cannot start `{}`: {error}", invocation.shown())))?;
    let (status, peak) = wait(child)?;
    let wall = start.elapsed();
    if status.success() {
        return Ok(Usage { wall, peak });
    }
    let mut said = String::new();
    stderr.rewind()?;
    stderr.read_to_string(&mut said)?;
    let shown = invocation.shown();
    let folder = invocation.folder.display();
    Err(Failure::new(format!("`{shown}` in {folder} ended with {status}: {}", said.trim())))
}

/// How many system calls the program and all that it starts make; nothing is said of the time, which strace spoils.
pub(super) fn system_calls(invocation: &Invocation) -> Result<u64, Failure> {
    let counts = tempfile::NamedTempFile::new()?;
    measure(&invocation.traced(counts.path()))?;
    let text = std::fs::read_to_string(counts.path())?;
    Ok(sum_of_counts(&text))
}

/// The sum over the lines of strace's table: percent, seconds, microseconds a call, calls, perhaps errors, name. Its
/// own last line is not taken, as its columns differ from version to version.
fn sum_of_counts(table: &str) -> u64 {
    let counted = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let is_row = words.len() >= 5 && words[0].parse::<f64>().is_ok() && words.last() != Some(&"total");
        is_row.then(|| words[3].parse::<u64>().ok()).flatten()
    };
    table.lines().filter_map(counted).sum()
}

/// Waits for the child; its end, and its peak memory in bytes.
fn wait(child: Child) -> io::Result<(ExitStatus, u64)> {
    let pid = libc::pid_t::try_from(child.id()).map_err(io::Error::other)?;
    // Dropping a `Child` neither kills nor waits; what follows does the waiting.
    drop(child);
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    loop {
        // SAFETY: both pointers are valid for writing, and nobody else waits for this child.
        if unsafe { libc::wait4(pid, &mut status, 0, usage.as_mut_ptr()) } == pid {
            break;
        }
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    // SAFETY: an all-zero `rusage` is a valid one, and the kernel has filled it in.
    let usage = unsafe { usage.assume_init() };
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    Ok((ExitStatus::from_raw(status), u64::try_from(usage.ru_maxrss).unwrap_or(0) * unit))
}

/// The peak memory of this process so far, in bytes: that of a program that it starts is never told as less. `None`
/// where the system does not say.
pub(super) fn floor() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Invocation {
        Invocation { program: "sh".into(), args: vec!["-c".into(), script.into()], folder: std::env::temp_dir() }
    }

    #[test]
    fn time_and_memory_are_those_of_the_program() {
        let short = measure(&shell("true")).unwrap();
        let long = measure(&shell("sleep 0.2")).unwrap();
        assert!(long.wall >= Duration::from_millis(200) && long.wall > short.wall, "{long:?} {short:?}");
        let script = "import sys; b = bytearray(96 << 20)";
        let large = Invocation { program: "python3".into(), args: vec!["-c".into(), script.into()], ..shell("") };
        let large = measure(&large).unwrap();
        assert!((96 << 20..400 << 20).contains(&large.peak), "{large:?}");
    }

    #[test]
    fn a_program_that_fails_is_no_measurement() {
        let failure = measure(&shell("echo out of luck >&2; exit 3")).unwrap_err().to_string();
        assert!(failure.contains("exit status: 3") && failure.ends_with("out of luck"), "{failure}");
        let nothing = Invocation { program: "no-such-program-anywhere".into(), ..shell("") };
        assert!(measure(&nothing).unwrap_err().to_string().starts_with("cannot start `no-such-program-anywhere"));
    }

    #[test]
    fn settings_of_the_person_are_not_passed_on() {
        measure(&shell("test -z \"$CARGO_MANIFEST_DIR\" && test -n \"$PATH\"")).unwrap();
    }

    #[test]
    fn counts_of_strace_are_added_up() {
        let table = "\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 75.11    0.022928          11      2014           statx
  0.41    0.000126           3         5         4 mkdir
------ ----------- ----------- --------- --------- ----------------
100.00    0.030524          10      9999         4 total
";
        assert_eq!(sum_of_counts(table), 2019);
        assert_eq!(sum_of_counts(""), 0);
    }
}
