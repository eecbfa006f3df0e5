//! The supervisor: one thread, one loop over the engine's socket, the ends of children, and their output.
//!
//! ```text
//! entry ─▶ event_loop ─┬─ channel   requests in, replies out, never blocking
//!                      ├─ launch    environment, PATH, pipe; start: the process itself
//!                      ├─ attempt   one command from its start to the end of what it left behind
//!                      │    └─ output   pipe ─▶ redactor ─▶ log, last lines
//!                      ├─ reap      SIGCHLD, wait4
//!                      └─ strays    what /proc knows of descendants; only when something is left behind
//! ```
//!
//! It must stay small: its resident set is the floor of every command's measured peak.

mod attempt;
mod channel;
mod entry;
mod event_loop;
mod launch;
mod output;
mod reap;
mod start;
mod strays;

pub use entry::{SUPERVISE_ARGUMENT, is_supervisor_invocation, supervise};
