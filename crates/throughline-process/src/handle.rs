//! The engine's side: starts the supervisor, sends it requests from any thread, receives its replies on one.

use camino::Utf8Path;
use std::collections::HashMap;
use std::ffi::CString;
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::Shutdown;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{Mode, OFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus};

use crate::environment::Environment;
use crate::frame::{self, Decoder, FrameError};
use crate::message::{Reply, Request, SpawnRequest};
use crate::spawn::{Launch, Strings, spawn};
use crate::supervisor::SUPERVISE_ARGUMENT;

/// What the engine may be in for with the supervisor.
#[derive(Debug, thiserror::Error)]
pub enum SupervisorError {
    /// It could not be started.
    #[error("the supervisor `{program}` could not be started")]
    Start {
        /// What was to be executed.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// It ended while it was needed. The commands that were known to run have been killed.
    #[error("the supervisor ended unexpectedly ({how}); its commands were killed")]
    Died {
        /// How, for a person.
        how: String,
    },
    /// A request could not be sent; usually it has ended, and [`SupervisorReader::recv`] says how.
    #[error("the supervisor cannot be reached")]
    Send(#[source] io::Error),
    /// Replies could not be read.
    #[error("the supervisor cannot be heard")]
    Receive(#[source] io::Error),
    /// A message was too long or malformed.
    #[error("a message to or from the supervisor is broken")]
    Message(#[from] FrameError),
}

/// How the supervisor is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupervisorCommand {
    /// The file to execute.
    pub program: PathBuf,
    /// The arguments after the program's name.
    pub args: Vec<String>,
}

impl SupervisorCommand {
    /// This very program, even where its file was replaced in the meantime.
    #[must_use]
    pub fn this_program() -> Self {
        // The kernel resolves the link in the child, which still is this program then.
        Self { program: "/proc/self/exe".into(), args: vec![SUPERVISE_ARGUMENT.to_owned()] }
    }

    /// The supervisor keeps a lock on this file, in a folder that exists, for as long as it or anything that it started
    /// may be alive, which can be longer than the engine is.
    #[must_use]
    pub fn holding(mut self, file: &Utf8Path) -> Self {
        self.args.push(file.to_string());
        self
    }
}

/// Starts supervisors.
#[derive(Debug)]
pub struct Supervisor;

impl Supervisor {
    /// Starts a supervisor with the environment and the working directory that this process has now.
    ///
    /// It ends, with everything it runs, when all clones of the handle are dropped or this process ends.
    ///
    /// # Errors
    /// When it cannot be executed. That it was the wrong program is known when [`SupervisorReader::recv`] fails.
    pub fn start(command: &SupervisorCommand) -> Result<(SupervisorHandle, SupervisorReader), SupervisorError> {
        let fault = |source| SupervisorError::Start { program: command.program.display().to_string(), source };
        let (ours, theirs) =
            rustix::net::socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)
                .map_err(|errno| fault(errno.into()))?;
        let pid = launch(command, &theirs).map_err(fault)?;
        drop(theirs);
        let sending = UnixStream::from(ours);
        let reading = sending.try_clone().map_err(fault)?;
        let is_ending = Arc::new(AtomicBool::new(false));
        let sender = Sender { socket: Mutex::new(sending), is_ending: Arc::clone(&is_ending) };
        let reader = SupervisorReader {
            socket: reading,
            decoder: Decoder::default(),
            buffer: vec![0; 16 << 10],
            is_ending,
            supervisor: Some(pid),
            running: HashMap::new(),
        };
        Ok((SupervisorHandle(Arc::new(sender)), reader))
    }
}

fn launch(command: &SupervisorCommand, socket: &OwnedFd) -> io::Result<Pid> {
    let program = CString::new(command.program.as_os_str().as_bytes())?;
    let name = CString::new("throughline")?;
    let args: Vec<_> = command.args.iter().map(|arg| CString::new(arg.as_str())).collect::<Result<_, _>>()?;
    let args: Strings<'_> = std::iter::once(name.as_c_str()).chain(args.iter().map(CString::as_c_str)).collect();
    let environment = Environment::for_supervisor();
    let env = environment.merge(&[]).map_err(io::Error::other)?;
    let env: Strings<'_> = env.entries().collect();
    let null = rustix::fs::open("/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    let stderr = io::stderr();
    let stdio = [socket.as_fd(), null.as_fd(), stderr.as_fd()];
    // A session of its own: Ctrl-C is the engine's to deal with, and a command that asks for a password on the terminal
    // fails at once instead of being stopped for ever.
    Ok(spawn(&Launch { program: &program, args: &args, env: &env, stdio })?)
}

#[derive(Debug)]
struct Sender {
    socket: Mutex<UnixStream>,
    is_ending: Arc<AtomicBool>,
}

impl Drop for Sender {
    fn drop(&mut self) {
        if self.is_ending.swap(true, Ordering::AcqRel) {
            // It was asked to end in its own time; the reader keeps the socket open until then.
            return;
        }
        // The reader has the same socket: closing would not be seen at the other end. It may be closed already.
        let socket = self.socket.get_mut().unwrap_or_else(PoisonError::into_inner);
        let _ = socket.shutdown(Shutdown::Write);
    }
}

/// Sends requests to the supervisor, from any thread. The supervisor always reads, so that sending does not wait for
/// commands or for the reader of replies. When the last clone is dropped without [`SupervisorHandle::shutdown`],
/// everything that runs is killed.
#[derive(Debug, Clone)]
pub struct SupervisorHandle(Arc<Sender>);

impl SupervisorHandle {
    /// Sends a request.
    ///
    /// # Errors
    /// When the supervisor has ended, or the request is too long to be a command.
    pub fn send(&self, request: &Request) -> Result<(), SupervisorError> {
        let mut bytes = Vec::with_capacity(512);
        frame::encode(request, &mut bytes)?;
        let mut socket = self.0.socket.lock().unwrap_or_else(PoisonError::into_inner);
        socket.write_all(&bytes).map_err(SupervisorError::Send)
    }

    /// Masks these secrets, and no others, in the output of commands that are started from now on.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn configure(&self, secrets: Vec<String>) -> Result<(), SupervisorError> {
        self.send(&Request::Configure { secrets })
    }

    /// Starts a command; what becomes of it is in the replies.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn spawn(&self, request: SpawnRequest) -> Result<(), SupervisorError> {
        self.send(&Request::Spawn(request))
    }

    /// Ends a command: SIGTERM now, SIGKILL after its grace.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn stop(&self, id: u64) -> Result<(), SupervisorError> {
        self.send(&Request::Stop { id })
    }

    /// Ends a command by SIGKILL.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn kill(&self, id: u64) -> Result<(), SupervisorError> {
        self.send(&Request::Kill { id })
    }

    /// Ends all commands: SIGTERM now, SIGKILL after the grace of each.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn stop_all(&self) -> Result<(), SupervisorError> {
        self.send(&Request::StopAll)
    }

    /// Ends all commands by SIGKILL.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn kill_all(&self) -> Result<(), SupervisorError> {
        self.send(&Request::KillAll)
    }

    /// Stops all commands and ends the supervisor after them; the reader gets the replies that are still due, and then
    /// the end.
    ///
    /// # Errors
    /// As [`SupervisorHandle::send`].
    pub fn shutdown(&self) -> Result<(), SupervisorError> {
        self.0.is_ending.store(true, Ordering::Release);
        self.send(&Request::Shutdown)
    }
}

/// Receives the supervisor's replies, on a thread of the engine's.
#[derive(Debug)]
pub struct SupervisorReader {
    socket: UnixStream,
    decoder: Decoder,
    buffer: Vec<u8>,
    is_ending: Arc<AtomicBool>,
    /// None once it was waited for.
    supervisor: Option<Pid>,
    running: HashMap<u64, i32>,
}

impl SupervisorReader {
    /// Waits for the next reply; none when the supervisor has ended as it was asked to.
    ///
    /// # Errors
    /// When the supervisor has ended otherwise. The commands that were known to run are killed then.
    pub fn recv(&mut self) -> Result<Option<Reply>, SupervisorError> {
        loop {
            if let Some(reply) = self.decoder.next()? {
                match &reply {
                    Reply::Started { id, pid } => drop(self.running.insert(*id, *pid)),
                    Reply::Ended(ended) => drop(self.running.remove(&ended.id)),
                }
                return Ok(Some(reply));
            }
            match self.socket.read(&mut self.buffer) {
                Ok(0) => return self.ended(),
                Ok(length) => self.decoder.push(&self.buffer[..length]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // Requests that it had not read when it died.
                Err(error) if error.kind() == ErrorKind::ConnectionReset => return self.ended(),
                Err(error) => return Err(SupervisorError::Receive(error)),
            }
        }
    }

    /// The supervisor has closed its end.
    fn ended(&mut self) -> Result<Option<Reply>, SupervisorError> {
        let status = self.supervisor.take().and_then(wait);
        let is_good = status.is_none_or(|status| status.exit_status() == Some(0));
        if self.is_ending.load(Ordering::Acquire) && is_good && !self.decoder.is_amid_message() {
            return Ok(None);
        }
        // It did not get to it itself. What runs on would write outputs that nobody waits for.
        for (_, group) in self.running.drain() {
            if let Some(group) = Pid::from_raw(group) {
                let _ = rustix::process::kill_process_group(group, Signal::KILL);
            }
        }
        let how = match status.map(|status| (status.exit_status(), status.terminating_signal())) {
            Some((Some(code), _)) => format!("exit code {code}"),
            Some((_, Some(signal))) => format!("signal {signal}"),
            _ => "nobody knows how".to_owned(),
        };
        Err(SupervisorError::Died { how })
    }
}

/// None where somebody else has waited for it.
fn wait(pid: Pid) -> Option<WaitStatus> {
    loop {
        match rustix::process::waitpid(Some(pid), WaitOptions::empty()) {
            Err(rustix::io::Errno::INTR) => {}
            other => return other.ok().flatten().map(|(_, status)| status),
        }
    }
}
