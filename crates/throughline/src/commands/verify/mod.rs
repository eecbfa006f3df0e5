//! `throughline verify`: of a run (`run`), or of a bundle that a run was exported to (`bundle`).

mod bundle;
mod command;
mod run;

pub(crate) use command::verify;
