//! The ends of children: SIGCHLD as something to poll, and `wait4` for what they used.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd as _, OwnedFd};
use std::ptr;

use libc::{c_int, sigset_t};
use rustix::io::Errno;
use rustix::process::Pid;
use throughline_model::ResourceUsage;

/// Readable when children have ended.
#[derive(Debug)]
pub(super) struct ChildSignals(OwnedFd);

impl ChildSignals {
    /// Blocks all signals of this process, so that Ctrl-C and `kill` end the engine and not the supervisor, and sets
    /// the ignored ones back, because commands inherit that. (The mask is emptied for them when they are spawned.)
    pub(super) fn take_over() -> io::Result<Self> {
        let mut blocked = MaybeUninit::<sigset_t>::uninit();
        let mut child = MaybeUninit::<sigset_t>::uninit();
        // SAFETY: the sets are initialised by `sigfillset` and `sigemptyset` before they are used; no other thread
        // runs, and default dispositions call no code.
        let fd = unsafe {
            libc::sigfillset(blocked.as_mut_ptr());
            for fault in [libc::SIGSEGV, libc::SIGBUS, libc::SIGILL, libc::SIGFPE, libc::SIGABRT, libc::SIGTRAP] {
                libc::sigdelset(blocked.as_mut_ptr(), fault);
            }
            if libc::sigprocmask(libc::SIG_SETMASK, blocked.as_ptr(), ptr::null_mut()) != 0 {
                return Err(io::Error::last_os_error());
            }
            for signal in 1..=libc::SIGRTMAX() {
                let mut action = MaybeUninit::<libc::sigaction>::zeroed();
                let known = libc::sigaction(signal, ptr::null(), action.as_mut_ptr()) == 0;
                if known && (*action.as_ptr()).sa_sigaction == libc::SIG_IGN {
                    libc::signal(signal, libc::SIG_DFL);
                }
            }
            libc::sigemptyset(child.as_mut_ptr());
            libc::sigaddset(child.as_mut_ptr(), libc::SIGCHLD);
            libc::signalfd(-1, child.as_ptr(), libc::SFD_CLOEXEC | libc::SFD_NONBLOCK)
        };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call returned a new descriptor that nobody else owns.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Forgets that children have ended; to be called before they are reaped.
    pub(super) fn clear(&self) {
        let mut info = [0; size_of::<libc::signalfd_siginfo>()];
        // SIGCHLD is pending once, however many children have ended.
        let _ = rustix::io::read(&self.0, &mut info);
    }
}

impl AsFd for ChildSignals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// What there is to reap.
#[derive(Debug)]
pub(super) enum Reaped {
    /// This child has ended.
    Ended(Pid, Exit, ResourceUsage),
    /// There are children, and all of them run.
    AllRun,
    /// There are no children.
    NoChildren,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// With this exit code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

/// Reaps one child, ours by birth or by adoption, if one has ended.
pub(super) fn reap() -> Reaped {
    let mut status: c_int = 0;
    let mut usage = MaybeUninit::<libc::rusage>::zeroed();
    // SAFETY: both pointers are valid for writing; an all-zero `rusage` is a valid one.
    let (pid, usage) = unsafe {
        let pid = libc::wait4(-1, &mut status, libc::WNOHANG, usage.as_mut_ptr());
        (pid, usage.assume_init())
    };
    match pid {
        0 => Reaped::AllRun,
        pid if pid > 0 => {
            let exit = if libc::WIFSIGNALED(status) {
                Exit::Signal(libc::WTERMSIG(status))
            } else {
                Exit::Code(libc::WEXITSTATUS(status))
            };
            Pid::from_raw(pid).map_or(Reaped::NoChildren, |pid| Reaped::Ended(pid, exit, usage_of(&usage)))
        }
        // With these arguments the only possible error is ECHILD.
        _ => Reaped::NoChildren,
    }
}

fn usage_of(usage: &libc::rusage) -> ResourceUsage {
    let micros = |time: libc::timeval| {
        let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
        seconds * 1_000_000 + u64::try_from(time.tv_usec).unwrap_or_default()
    };
    ResourceUsage {
        user_micros: micros(usage.ru_utime),
        system_micros: micros(usage.ru_stime),
        // In KiB on Linux, getrusage(2).
        max_rss_bytes: u64::try_from(usage.ru_maxrss).unwrap_or_default() * 1024,
    }
}

/// Whether any process, be it an unreaped one, is in the group.
pub(super) fn group_exists(group: Pid) -> bool {
    rustix::process::test_kill_process_group(group) != Err(Errno::SRCH)
}
