//! `throughline repo`, `issue`, `packet`, `constraint`, `doctrine`, `work-run`, `artifact`, `evidence`, `review` and `task`: work objects
//! from the command line.
//!
//! ```text
//! arguments ─noun, members→ a request ─caller→ the server's router in this process, or a server ─→ printed
//! ```
//! What a request is refused for is said by the same code, whoever asks: nothing about work objects is known here but where
//! they are and what a table shows of them.

mod caller;
mod command;
mod members;
mod noun;

pub(crate) use self::command::{changing, issue, task, work};
pub(crate) use self::noun::{ARTIFACT, CONSTRAINT, DOCTRINE, EVIDENCE, PACKET, REPO, REVIEW, RUN};
