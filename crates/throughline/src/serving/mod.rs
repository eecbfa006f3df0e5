//! Runs over HTTP: each is this program once more, so that there is one way of running things, and what a stage does to its
//! process is nothing to the server.
//!
//! ```text
//! RunAsked ─command→ `throughline run --log-format=json …` ─begun→ its id, or why there is none
//!                        └ children: those that this server started, until they have ended
//! cancel ─carrier→ whoever holds the workspace, started here or at a terminal
//! ```

mod begun;
mod carrier;
mod children;
mod command;
mod runs;

pub(crate) use children::Children;
pub(crate) use runs::Runs;
