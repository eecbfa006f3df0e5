//! Work objects on both databases.

mod audit;
mod issues;
mod made;
mod repos;
