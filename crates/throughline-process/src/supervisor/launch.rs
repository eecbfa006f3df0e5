//! From a request to a running process.

use std::ffi::{CStr, CString, OsStr};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use rustix::process::Pid;

use super::start::{Start, Starter};
use crate::environment::Environment;
use crate::message::SpawnRequest;
use crate::program::{find_program, why_not_found, why_not_started};
use crate::spawn::Strings;

/// Starts the command in a process group of its own and returns its id and the reading end of its output.
///
/// # Errors
/// Why it could not be started, for a person.
pub(super) fn launch(
    request: &SpawnRequest,
    environment: &Environment,
    starter: &mut Starter,
    null: BorrowedFd<'_>,
) -> Result<(Pid, OwnedFd), String> {
    let cwd = c_string(request.cwd.as_str(), "the working directory")?;
    let name = c_string(&request.program, "the program")?;
    let env = environment.merge(&request.env)?;
    let found;
    // A path is executed as it was given, so that a script finds itself by the name that the graph gives it.
    let program: &CStr = if request.program.contains('/') {
        &name
    } else {
        let (path, cwd) = (env.get("PATH"), request.cwd.as_std_path());
        let file = find_program(&request.program, path, cwd).ok_or_else(|| {
            if cwd.is_dir() {
                why_not_found(&request.program, path, cwd)
            } else {
                why_not_started(&request.program, &name, cwd, Errno::NOENT)
            }
        })?;
        found = CString::new(file.into_os_string().into_encoded_bytes()).map_err(|_| nul("PATH"))?;
        &found
    };
    let args: Vec<CString> = request.args.iter().map(|arg| c_string(arg, "an argument")).collect::<Result<_, _>>()?;
    let args: Strings<'_> = std::iter::once(name.as_c_str()).chain(args.iter().map(CString::as_c_str)).collect();
    let env: Strings<'_> = env.entries().collect();

    let started = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).and_then(|(output, input)| {
        // Only our end: the command's is another open file description and keeps blocking.
        rustix::io::ioctl_fionbio(&output, true)?;
        let stdio = [null, input.as_fd(), input.as_fd()];
        let pid = starter.start(&Start { program, args: &args, env: &env, cwd: &cwd, stdio })?;
        Ok((pid, output))
    });
    started.map_err(|errno| {
        let cwd = Path::new(OsStr::from_bytes(cwd.to_bytes()));
        why_not_started(&request.program, program, cwd, errno)
    })
}

fn c_string(text: &str, what: &str) -> Result<CString, String> {
    CString::new(text).map_err(|_| nul(what))
}

fn nul(what: &str) -> String {
    format!("{what} holds a NUL byte")
}
