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
//!
//! | file | what it holds |
//! |---|---|
//! | `carry_out`, `options` | the way in: a plan, and how it is to be carried out |
//! | `dispatcher`, `waiting`, `hooks` | the loop, what waits for what, and what stands around the stages |
//! | `begin`, `gate`, `instances`, `settle` | how a stage begins, and what becomes of it |
//! | `recorder`, `mask` | the order of events, durable before they are told, without secrets |
//! | `workers`, `attempt`, `executor` | threads that carry stages out, and commands |
//! | `message`, `progress`, `remote` | what these say to each other, and a person to them |
//! | `lock` | one run at a time |

pub(crate) mod attempt;
mod begin;
mod carry_out;
mod dispatcher;
mod executor;
mod gate;
mod hooks;
mod instances;
pub(crate) mod lock;
pub(crate) mod mask;
mod message;
mod options;
mod progress;
mod recorder;
mod remote;
mod settle;
mod waiting;
mod workers;

pub use attempt::{GRACE, log_path};
pub use carry_out::run_plan;
pub use executor::Executor;
pub use lock::{Holder, LockError, WorkspaceLock, holder, processes_file};
pub use message::Control;
pub use options::{RunError, RunOptions};
pub use remote::{Inbox, Remote, remote};
