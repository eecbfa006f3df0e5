//! Carries out one stage, or one instance of it: checks its inputs, tries it as often as it may be tried, checks its
//! outputs. Straight-line code on a thread of its own; what happens is told to the dispatcher in messages.
//!
//! | file | what it holds |
//! |---|---|
//! | `assignment` | all tries of a stage, and how it ends |
//! | `inputs` | whether its inputs are there, and whether they changed meanwhile |
//! | `once` | one try: hooks, the work, hooks |
//! | `command` | commands as the supervisor wants them |
//! | `builtin` | built-in stages, on a thread of their own |
//! | `builtin_log` | what a built-in writes, masked |

mod assignment;
mod builtin;
mod builtin_log;
mod command;
mod inputs;
mod once;

pub use assignment::log_path;
pub(crate) use assignment::{Assignment, StageEnd};
pub use command::GRACE;
pub(crate) use command::{command_request, shown};
