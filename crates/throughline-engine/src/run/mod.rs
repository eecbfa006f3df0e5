//! Carrying a plan out.
//!
//! One dispatcher owns the state of the run and puts everything that happens into one order; worker threads carry
//! stages out and only send messages to it. Each turn of its loop:
//!
//! ```text
//! begin what is ready ─▶ commit the events ─▶ tell the observers ─▶ hand out the work ─▶ wait for a message ─▶ …
//! ```
//!
//! so that the result of a stage is durable before anything that depends on it starts.

pub(crate) mod attempt;
mod dispatcher;
mod executor;
mod hooks;
pub(crate) mod lock;
pub(crate) mod mask;
mod message;
mod progress;
mod recorder;
mod remote;
mod settle;
mod workers;

pub use attempt::{GRACE, log_path};
pub use dispatcher::{RunError, RunOptions, run_plan};
pub use executor::Executor;
pub use lock::{Holder, LockError, WorkspaceLock, holder, processes_file};
pub use message::Control;
pub use remote::{Inbox, Remote, remote};
