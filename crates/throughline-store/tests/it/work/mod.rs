//! Work objects on both databases.

mod audit;
mod context;
mod issues;
mod links;
mod made;
mod repos;
mod reviews;
mod runs;
mod tasks;
mod whole;
