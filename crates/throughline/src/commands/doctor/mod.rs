//! `throughline doctor`: what runs here need, and whether it is there.
//!
//! | file | what it checks |
//! |---|---|
//! | `command` | nothing itself: puts the checks in their order and writes them |
//! | `check` | what a check is |
//! | `programs` | git, the programs that commands name, `[interpreters]`, declared tools |
//! | `writers` | nothing itself: knows which stage writes a path |
//! | `variables` | the environment |
//! | `files` | the graph, schemas and rules |
//! | `place` | disk, folders, clock |
//! | `state` | the ledger, the lock, what earlier runs left |

mod check;
mod command;
mod files;
mod place;
mod programs;
mod state;
mod variables;
mod writers;

pub(crate) use command::doctor;
