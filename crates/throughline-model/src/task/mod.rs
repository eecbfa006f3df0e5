//! Tasks: a short way to ask for work.
//!
//! ```text
//! body ─TaskCreate→ TaskSpec (normalised) ─TaskPolicy::check→ Task
//!                      └ repo, constraint_snapshot, issue, context_packet: the work objects of the task, and back (task_body)
//! ```
//!
//! A body may use the canonical names or the older ones; a [`TaskSpec`] has the canonical ones only.

mod body;
mod from_work;
mod object;
mod policy;
mod spec;
mod to_work;

pub use body::TaskCreate;
pub use from_work::task_body;
pub use object::{Task, TaskStatus};
pub use policy::{PolicyCode, PolicyViolation, TaskPolicy};
pub use spec::{MOST_BUDGET, Operation, Requester, TaskLimits, TaskSpec, TaskTarget};
