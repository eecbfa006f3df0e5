//! A command with bounds: time, memory, what it says, what it leaves behind.

use std::fs::File;
use std::mem::MaybeUninit;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ExitStatus};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open};

use crate::support::TestEnvironment;

/// What a command may take of processors, in seconds. Unoptimised it takes ten times as long and more.
const PROCESSOR: Duration = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 1 });

/// What it may take of memory, in bytes.
const MEMORY: u64 = 500 * 1024 * 1024;

/// What it may print, in bytes: a screen or two for each problem, but never what it was given.
const PRINTED: usize = 64 * 1024;

/// After so long it is held up, not busy.
const PATIENCE: Timespec = Timespec { tv_sec: 60, tv_nsec: 0 };

/// How a measured command ended.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
    left: Vec<PathBuf>,
}

/// Runs a command to its end, within all bounds.
#[track_caller]
pub(super) fn measured(environment: &TestEnvironment, args: &[&str]) -> Measured {
    let before = environment.files_there();
    let (out, err) = (environment.outside("out"), environment.outside("err"));
    let mut command = environment.command(args);
    command.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
    let (status, processor, memory) = wait(command.spawn().unwrap());
    let read = |path| String::from_utf8(std::fs::read(path).unwrap()).unwrap();
    let left = environment.files_there().into_iter().filter(|path| !before.contains(path)).collect();
    let measured = Measured { code: status.code(), out: read(out), err: read(err), left };
    let said = measured.said();
    assert!(!said.contains("panicked"), "{args:?}: {said}");
    assert!(measured.code.is_some(), "{args:?} was ended by {status}: {said}");
    assert!(processor <= PROCESSOR, "{args:?} took {processor:?}: {said}");
    assert!(memory <= MEMORY, "{args:?} took {} MiB: {said}", memory >> 20);
    measured
}

impl Measured {
    /// The beginning of what it said.
    fn said(&self) -> String {
        format!("{}{}", self.err, self.out).chars().take(2_000).collect()
    }

    /// It was refused: with this code, with these words, briefly, and nothing was written.
    #[track_caller]
    pub(super) fn refused(self, code: i32, words: &str) {
        let said = self.said();
        assert_eq!(self.code, Some(code), "{said}");
        assert!(self.err.contains(words), "{words:?} is not in: {said}");
        assert!(self.err.len() + self.out.len() <= PRINTED, "{} bytes: {said}", self.err.len() + self.out.len());
        assert_eq!(self.left, Vec::<PathBuf>::new(), "{said}");
        let raw = |char: &char| char.is_control() && *char != '\n' && *char != '\t';
        assert_eq!(self.err.chars().find(raw), None, "{said:?}");
    }

    /// It was handled: ended with this code.
    #[track_caller]
    pub(super) fn handled(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said());
        self
    }
}

/// Waits for the end; what it used. Ends it where it does not end by itself.
fn wait(child: Child) -> (ExitStatus, Duration, u64) {
    let pid = Pid::from_child(&child);
    let ended = pidfd_open(pid, PidfdFlags::empty()).unwrap();
    let mut ends = [PollFd::new(&ended, PollFlags::IN)];
    if poll(&mut ends, Some(&PATIENCE)).unwrap() == 0 {
        kill_process(pid, Signal::KILL).unwrap();
    }
    // Neither kills nor waits; what follows does the waiting.
    drop(child);
    let mut status = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are valid for writing, and nobody else waits for this child.
    let waited = unsafe { libc::wait4(pid.as_raw_pid(), &mut status, 0, usage.as_mut_ptr()) };
    assert_eq!(waited, pid.as_raw_pid());
    // SAFETY: an all-zero `rusage` is a valid one, and the kernel has filled it in.
    let usage = unsafe { usage.assume_init() };
    let time = |time: libc::timeval| {
        Duration::new(time.tv_sec.try_into().unwrap(), u32::try_from(time.tv_usec).unwrap() * 1000)
    };
    let memory = u64::try_from(usage.ru_maxrss).unwrap() * 1024;
    (ExitStatus::from_raw(status), time(usage.ru_utime) + time(usage.ru_stime), memory)
}
