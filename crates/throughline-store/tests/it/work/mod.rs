//! Work objects on both databases.

mod audit;
mod context;
mod issues;
mod links;
pub(crate) mod made;
mod repos;
mod reviews;
mod runs;
pub(crate) mod tasks;
mod whole;
