//! How the program becomes the supervisor.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;

use rustix::fs::{FileType, OFlags};

use super::event_loop::EventLoop;
use super::reap::ChildSignals;

/// The first argument that makes the program the supervisor.
pub const SUPERVISE_ARGUMENT: &str = "__supervise";

/// Whether the program was started to be the supervisor; `args` begins with the program's name.
pub fn is_supervisor_invocation(args: impl IntoIterator<Item = OsString>) -> bool {
    args.into_iter().nth(1).is_some_and(|first| first == SUPERVISE_ARGUMENT)
}

/// Is the supervisor until the engine at the other end of standard input goes away.
///
/// To be called first thing in `main`, before there is a second thread and before much memory is used.
pub fn supervise() -> ! {
    let code = match take_over().and_then(|(engine, null, signals)| {
        let _held = hold(std::env::args_os().nth(2))?;
        let mut event_loop = EventLoop::new(engine, null, signals)?;
        event_loop.run()
    }) {
        Ok(()) => 0,
        Err(error) => {
            // There is nobody else to tell, and nothing to be done if this fails too.
            let _ = writeln!(io::stderr(), "throughline {SUPERVISE_ARGUMENT}: {error}");
            1
        }
    };
    std::process::exit(code)
}

/// Makes the process what the loop relies on: no descriptors but its own, no signals but SIGCHLD, adopter of orphans.
fn take_over() -> io::Result<(UnixStream, OwnedFd, ChildSignals)> {
    let stdin = io::stdin();
    if FileType::from_raw_mode(rustix::fs::fstat(&stdin)?.st_mode) != FileType::Socket {
        return Err(io::Error::other("standard input is not the engine's socket; this is not for people"));
    }
    close_inherited();
    let engine = rustix::io::fcntl_dupfd_cloexec(stdin.as_fd(), 3)?;
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, rustix::fs::Mode::empty())?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    let signals = ChildSignals::take_over()?;
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    // A convenience for whoever looks at a list of processes.
    let _ = rustix::thread::set_name(c"tl-supervisor");
    let engine = UnixStream::from(engine);
    engine.set_nonblocking(true)?;
    Ok((engine, null, signals))
}

/// Takes the file that says that processes of a workspace may be alive, and keeps it until this process has ended.
/// Waits for a supervisor of an engine that died and that is still ending what it left behind.
fn hold(path: Option<OsString>) -> io::Result<Option<File>> {
    let Some(path) = path else { return Ok(None) };
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    file.lock()?;
    Ok(Some(file))
}

/// Closes everything above standard error, so that no command inherits what the engine itself inherited.
fn close_inherited() {
    // SAFETY: called before this process has opened anything of its own.
    unsafe { libc::close_range(3, libc::c_uint::MAX, 0) };
}

/// Makes a test binary able to be the supervisor: with this at the top of its `main.rs`,
/// [`SupervisorCommand::this_program`](crate::SupervisorCommand::this_program) works in tests, although `main` is
/// libtest's. A program with a `main` of its own calls [`supervise`] there instead.
#[macro_export]
macro_rules! supervise_before_main {
    () => {
        /// Run by the C library before `main`, when there is one thread only.
        #[used]
        #[unsafe(link_section = ".init_array")]
        static SUPERVISE_BEFORE_MAIN: extern "C" fn() = {
            extern "C" fn supervise_if_asked() {
                if $crate::is_supervisor_invocation(std::env::args_os()) {
                    $crate::supervise();
                }
            }
            supervise_if_asked
        };
    };
}
