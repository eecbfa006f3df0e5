//! Runs commands under a policy: process groups, time limits, capture, redaction of secrets, resource use.
//!
//! ```text
//! engine ── SupervisorHandle ──requests──▶ supervisor ──posix_spawn──▶ command, its own process group
//!    ▲                                      │  │  ▲                        │ stdout + stderr, one pipe
//!    └──── SupervisorReader ◀──replies──────┘  └──┴── redactor ─▶ log ◀────┘
//! ```
//!
//! Commands are not children of the engine but of a *supervisor*: the program's own binary, executed again with
//! [`SUPERVISE_ARGUMENT`]. That has three reasons:
//! 1. Linux counts the resident set of the process that spawns into the peak memory of what it spawns. The supervisor
//!    stays at a few MiB, so that a command's peak is its own.
//! 2. When the engine dies, even by SIGKILL, the supervisor reads the end of its socket and kills every process group at
//!    once. No orphan writes outputs behind the next run's back.
//! 3. It adopts orphans (`PR_SET_CHILD_SUBREAPER`), so that descendants that outlive their command are found and ended.
//!
//! What is not here: which command runs, when, and what its end means. Linux only.

mod capture;
mod environment;
mod frame;
mod handle;
mod message;
mod program;
mod redact;
mod spawn;
mod supervisor;

pub use capture::{CaptureError, Captured, run_and_capture};
pub use handle::{Supervisor, SupervisorCommand, SupervisorError, SupervisorHandle, SupervisorReader};
pub use message::{Ended, Outcome, Reply, Request, SpawnRequest};
pub use program::find_program;
pub use redact::{RedactStream, Redactor};
pub use supervisor::{SUPERVISE_ARGUMENT, is_supervisor_invocation, supervise};
