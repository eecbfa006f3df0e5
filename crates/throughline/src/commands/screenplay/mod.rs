//! `throughline screenplay …`: what can be done with a screenplay beside running its pipeline.

mod check;
mod json;
mod report;

pub(crate) use check::check;
