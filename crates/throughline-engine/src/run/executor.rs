//! How commands are carried out: the supervisor behind a blocking call. It is started by the first command, so a run in
//! which nothing runs pays nothing for it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use throughline_process::{
    Ended, Outcome, Reply, SpawnRequest, Supervisor, SupervisorCommand, SupervisorHandle, SupervisorReader,
};
use throughline_stage::Cancellation;

/// Carries out commands, one call each, from any thread.
pub struct Executor {
    command: SupervisorCommand,
    secrets: Vec<String>,
    next_id: AtomicU64,
    inner: Mutex<Inner>,
    stopped: AtomicBool,
    stop_signal: (Mutex<bool>, Condvar),
    cancellation: Cancellation,
}

#[derive(Default)]
struct Inner {
    handle: Option<SupervisorHandle>,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    calls: HashMap<u64, Sender<Ended>>,
    /// Why no more replies come.
    lost: Option<String>,
}

impl Executor {
    /// An executor that starts its supervisor with this command.
    #[must_use]
    pub fn new(command: SupervisorCommand, secrets: Vec<String>) -> Self {
        Self {
            command,
            secrets,
            next_id: AtomicU64::new(1),
            inner: Mutex::default(),
            stopped: AtomicBool::new(false),
            stop_signal: (Mutex::new(false), Condvar::new()),
            cancellation: Cancellation::default(),
        }
    }

    /// Runs a command to its end. The id in the request is put in here.
    #[must_use]
    pub fn run(&self, mut request: SpawnRequest) -> Ended {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        request.id = id;
        let (sender, receiver) = channel();
        let (handle, waiting) = match self.supervisor() {
            Ok(found) => found,
            Err(reason) => return not_run(id, Outcome::NotStarted { reason }),
        };
        lock(&waiting).calls.insert(id, sender);
        if let Err(error) = handle.spawn(request) {
            lock(&waiting).calls.remove(&id);
            return not_run(id, Outcome::NotStarted { reason: crate::chain(&error) });
        }
        // A stop that came between the last look and the spawn did not see this command.
        if self.is_stopped() {
            let _ = handle.stop(id);
        }
        receiver.recv().unwrap_or_else(|_| {
            let reason = lock(&waiting).lost.clone();
            let reason = reason.unwrap_or_else(|| "the supervisor of processes is gone".to_owned());
            not_run(id, Outcome::NotStarted { reason })
        })
    }

    /// Ends what runs, politely, and lets nothing wait any longer.
    pub fn stop_all(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.cancellation.cancel();
        *lock(&self.stop_signal.0) = true;
        self.stop_signal.1.notify_all();
        if let Some(handle) = &lock(&self.inner).handle {
            let _ = handle.stop_all();
        }
    }

    /// Ends what runs, now.
    pub fn kill_all(&self) {
        self.stop_all();
        if let Some(handle) = &lock(&self.inner).handle {
            let _ = handle.kill_all();
        }
    }

    /// Lets commands run again after [`Executor::stop_all`]: hooks that clean up.
    pub fn allow_again(&self) {
        self.stopped.store(false, Ordering::SeqCst);
    }

    /// Whether everything is asked to end.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// What tells built-in stages to end.
    #[must_use]
    pub fn cancellation(&self) -> Cancellation {
        self.cancellation.clone()
    }

    /// Waits, unless everything is asked to end. Says whether the whole time has passed.
    #[must_use]
    pub fn wait(&self, time: Duration) -> bool {
        let guard = lock(&self.stop_signal.0);
        let waited = self.stop_signal.1.wait_timeout_while(guard, time, |stopped| !*stopped);
        waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    fn supervisor(&self) -> Result<(SupervisorHandle, Arc<Mutex<Waiting>>), String> {
        let mut inner = lock(&self.inner);
        let waiting = Arc::clone(&inner.waiting);
        if let Some(handle) = &inner.handle {
            return Ok((handle.clone(), waiting));
        }
        let start = || {
            let (handle, reader) = Supervisor::start(&self.command)?;
            handle.configure(self.secrets.clone())?;
            Ok((handle, reader))
        };
        let (handle, reader) = start().map_err(|error: throughline_process::SupervisorError| crate::chain(&error))?;
        let for_reader = Arc::clone(&waiting);
        std::thread::Builder::new()
            .name("supervisor-replies".to_owned())
            .spawn(move || deliver(reader, &for_reader))
            .map_err(|error| format!("cannot start a thread: {error}"))?;
        inner.handle = Some(handle.clone());
        Ok((handle, waiting))
    }
}

fn deliver(mut reader: SupervisorReader, waiting: &Mutex<Waiting>) {
    let lost = loop {
        match reader.recv() {
            Ok(Some(Reply::Started { .. })) => {}
            Ok(Some(Reply::Ended(ended))) => {
                let call = lock(waiting).calls.remove(&ended.id);
                if let Some(call) = call {
                    // The caller waits for exactly this; if its thread is gone, nobody wants it.
                    let _ = call.send(ended);
                }
            }
            Ok(None) => break "the supervisor of processes has ended".to_owned(),
            Err(error) => break crate::chain(&error),
        }
    };
    let mut waiting = lock(waiting);
    waiting.lost = Some(lost);
    waiting.calls.clear();
}

fn not_run(id: u64, outcome: Outcome) -> Ended {
    Ended {
        id,
        outcome,
        duration_micros: 0,
        usage: throughline_model::ResourceUsage::default(),
        tail: Vec::new(),
        output_bytes: 0,
        leftovers: 0,
        log_error: None,
    }
}

/// A thread that panicked while it held one of these locks left whole values behind: each is replaced at once.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
