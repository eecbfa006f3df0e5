//! Starts the supervisor: a safe face for `posix_spawn`, which shares the address space with the child until that
//! executes, so that nothing is copied, however large the engine is.
//!
//! Not `std::process::Command`, because the supervisor needs a session of its own. Commands are started by the
//! supervisor, in its `start.rs`.

use std::ffi::CStr;
use std::marker::PhantomData;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, BorrowedFd};
use std::ptr;

use libc::{c_char, c_int, c_short};
use rustix::io::Errno;
use rustix::process::Pid;

/// Strings for C: pointers and a null pointer behind them.
pub(crate) struct Strings<'s> {
    pointers: Vec<*mut c_char>,
    strings: PhantomData<&'s CStr>,
}

impl Strings<'_> {
    /// The first of the pointers.
    pub(crate) fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr().cast()
    }
}

impl<'s> FromIterator<&'s CStr> for Strings<'s> {
    fn from_iter<I: IntoIterator<Item = &'s CStr>>(strings: I) -> Self {
        // The functions that take these never write through them; their signatures are older than `const`.
        let pointers = strings.into_iter().map(|text| text.as_ptr().cast_mut()).chain([ptr::null_mut()]).collect();
        Self { pointers, strings: PhantomData }
    }
}

/// A process to start.
pub(crate) struct Launch<'l> {
    /// The file to execute.
    pub(crate) program: &'l CStr,
    /// All arguments, the program's name first.
    pub(crate) args: &'l Strings<'l>,
    /// Its whole environment.
    pub(crate) env: &'l Strings<'l>,
    /// Its standard input, output and error. All other descriptors must be close-on-exec.
    pub(crate) stdio: [BorrowedFd<'l>; 3],
}

/// Starts the process in a session of its own, with no signal blocked. It has begun to execute the program when this returns.
pub(crate) fn spawn(launch: &Launch<'_>) -> Result<Pid, Errno> {
    let mut actions = Actions::new()?;
    for (target, fd) in (0..).zip(&launch.stdio) {
        actions.duplicate(fd.as_raw_fd(), target)?;
    }
    let attributes = Attributes::new()?;
    let mut pid = 0;
    // SAFETY: the strings and arrays are null-terminated and borrowed for the whole call; actions and attributes are
    // initialised.
    let code = unsafe {
        libc::posix_spawn(
            &mut pid,
            launch.program.as_ptr(),
            &actions.0,
            &attributes.0,
            launch.args.pointers.as_ptr(),
            launch.env.pointers.as_ptr(),
        )
    };
    check(code)?;
    Pid::from_raw(pid).ok_or(Errno::SRCH)
}

fn check(code: c_int) -> Result<(), Errno> {
    if code == 0 { Ok(()) } else { Err(Errno::from_raw_os_error(code)) }
}

struct Actions(libc::posix_spawn_file_actions_t);

impl Actions {
    fn new() -> Result<Self, Errno> {
        let mut actions = MaybeUninit::uninit();
        // SAFETY: the call initialises what it is given, or fails.
        check(unsafe { libc::posix_spawn_file_actions_init(actions.as_mut_ptr()) })?;
        // SAFETY: it did not fail.
        Ok(Self(unsafe { actions.assume_init() }))
    }

    fn duplicate(&mut self, from: c_int, to: c_int) -> Result<(), Errno> {
        // SAFETY: `self.0` is initialised; the descriptors are only numbers until the child looks at them.
        check(unsafe { libc::posix_spawn_file_actions_adddup2(&mut self.0, from, to) })
    }
}

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: `self.0` is initialised and not used again.
        unsafe { libc::posix_spawn_file_actions_destroy(&mut self.0) };
    }
}

struct Attributes(libc::posix_spawnattr_t);

impl Attributes {
    fn new() -> Result<Self, Errno> {
        let mut attributes = MaybeUninit::uninit();
        // SAFETY: the call initialises what it is given, or fails.
        check(unsafe { libc::posix_spawnattr_init(attributes.as_mut_ptr()) })?;
        // SAFETY: it did not fail.
        let mut attributes = Self(unsafe { attributes.assume_init() });
        let flags = libc::POSIX_SPAWN_SETSIGMASK | libc::POSIX_SPAWN_SETSIGDEF | c_int::from(libc::POSIX_SPAWN_SETSID);
        let mut signals = MaybeUninit::uninit();
        // SAFETY: every call gets initialised attributes; the set is initialised by `sigemptyset` before it is used,
        // and copied.
        unsafe {
            check(libc::posix_spawnattr_setflags(&mut attributes.0, c_short::try_from(flags).unwrap_or_default()))?;
            libc::sigemptyset(signals.as_mut_ptr());
            check(libc::posix_spawnattr_setsigmask(&mut attributes.0, signals.as_ptr()))?;
            // Handlers are reset by executing; the one that is ignored in every Rust program is SIGPIPE.
            libc::sigaddset(signals.as_mut_ptr(), libc::SIGPIPE);
            check(libc::posix_spawnattr_setsigdefault(&mut attributes.0, signals.as_ptr()))?;
        }
        Ok(attributes)
    }
}

impl Drop for Attributes {
    fn drop(&mut self) {
        // SAFETY: `self.0` is initialised and not used again.
        unsafe { libc::posix_spawnattr_destroy(&mut self.0) };
    }
}
