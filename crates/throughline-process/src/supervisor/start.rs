//! Starts a command's process: `clone` with shared memory, and nothing in between that a command does not need.
//!
//! glibc's `posix_spawn` does the same, but makes a stack for each child and asks for the disposition of every signal:
//! about 130 system calls, a twentieth of the life of a small command. Here all of that is known: the supervisor has one
//! thread, blocks all signals, ignores none and handles none that can arrive.

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::ptr;

use libc::{c_int, c_void};
use rustix::io::Errno;
use rustix::process::{Pid, WaitOptions};

use crate::spawn::Strings;

/// What the child needs for a handful of calls.
const STACK: usize = 64 << 10;

/// Starts processes; keeps the stack on which children run until they execute their program.
#[derive(Debug)]
pub(super) struct Starter {
    stack: Vec<MaybeUninit<u128>>,
}

/// A command to start, in a process group of its own, with no signal blocked.
pub(super) struct Start<'s> {
    /// The file to execute; relative to `cwd`.
    pub(super) program: &'s CStr,
    /// All arguments, the program's name first.
    pub(super) args: &'s Strings<'s>,
    /// Its whole environment.
    pub(super) env: &'s Strings<'s>,
    /// Its working directory.
    pub(super) cwd: &'s CStr,
    /// Its standard input, output and error. All descriptors of this process must be close-on-exec.
    pub(super) stdio: [BorrowedFd<'s>; 3],
}

/// What parent and child share.
struct Shared<'s> {
    start: &'s Start<'s>,
    parent: c_int,
    no_signals: libc::sigset_t,
    /// Why the child did not get to its program; 0 when it did.
    error: c_int,
}

impl Starter {
    pub(super) fn new() -> Self {
        let mut stack = Vec::new();
        stack.resize(STACK / size_of::<u128>(), MaybeUninit::uninit());
        Self { stack }
    }

    /// Starts the process. It has begun to execute the program when this returns.
    pub(super) fn start(&mut self, start: &Start<'_>) -> Result<Pid, Errno> {
        let mut no_signals = MaybeUninit::uninit();
        // SAFETY: the call initialises the set.
        let no_signals = unsafe {
            libc::sigemptyset(no_signals.as_mut_ptr());
            no_signals.assume_init()
        };
        let parent = rustix::process::getpid().as_raw_nonzero().get();
        let mut shared = Shared { start, parent, no_signals, error: 0 };
        let top = self.stack.as_mut_ptr_range().end;
        let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::SIGCHLD;
        // SAFETY: this thread is the only one and stands still until the child has executed or ended, so that the child
        // has the stack and `shared` for itself. `child` only makes system calls through functions that neither
        // allocate nor lock, and never returns; no signal handler can run in it.
        let pid = unsafe { libc::clone(child, top.cast(), flags, ptr::from_mut(&mut shared).cast()) };
        let pid = Pid::from_raw(pid.max(0)).ok_or_else(last_error)?;
        // SAFETY: a plain read of a live variable, which the child may have changed behind the compiler's back.
        match unsafe { ptr::read_volatile(&raw const shared.error) } {
            0 => Ok(pid),
            error => {
                // It is on its way out; nobody else is to hear of it.
                let _ = rustix::process::waitpid(Some(pid), WaitOptions::empty());
                Err(Errno::from_raw_os_error(error))
            }
        }
    }
}

fn last_error() -> Errno {
    Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::AGAIN)
}

/// What the child does until it executes its program.
extern "C" fn child(shared: *mut c_void) -> c_int {
    // SAFETY: `shared` is what `start` passed, alive and used by nobody else; all pointers in it end as C wants them.
    unsafe {
        let shared = &mut *shared.cast::<Shared<'_>>();
        let start = shared.start;
        // Should the supervisor be killed, there is nobody to end its commands: the kernel does it. When it is dead by
        // now, it is too late to ask for that.
        libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL);
        if libc::getppid() != shared.parent {
            libc::_exit(127);
        }
        let is_ready = libc::setpgid(0, 0) == 0
            && libc::chdir(start.cwd.as_ptr()) == 0
            && (0..).zip(&start.stdio).all(|(target, fd)| libc::dup2(fd.as_raw_fd(), target) == target)
            && libc::sigprocmask(libc::SIG_SETMASK, &shared.no_signals, ptr::null_mut()) == 0;
        if is_ready {
            libc::execve(start.program.as_ptr(), start.args.as_ptr(), start.env.as_ptr());
        }
        shared.error = *libc::__errno_location();
        libc::_exit(127)
    }
}
