//! From the flags to a project: find the graph and the root, read settings and environment files, check, open the
//! ledger.
//!
//! ```text
//! Global ─Place::find→ root, graph file ─Workspace::find(Asked)→ the project's own graph, a built-in one, or both
//! ```

mod asked;
mod built_in;
mod database;
mod environment;
mod open;
mod place;

pub(crate) use asked::Asked;
pub(crate) use built_in::BuiltIn;
pub(crate) use database::{database_place, open_database};
pub(crate) use open::{Purpose, Surroundings, Workspace, find_for_history, is_warning, settings};
pub(crate) use place::{Place, absolute};
