//! `throughline db`: the database itself, whatever is in it.

mod command;
mod export;
mod import;
mod migrate;
mod status;

pub(super) use command::db;
