//! `cargo xtask test`: the one command that installs what the tests need and runs every check and every test.
//!
//! Steps run in one order, cheapest first where nothing speaks against it, and stop at the first that fails. The last
//! line of a run in which the tests ran is nextest's own summary, for what reads outcomes from there.

mod run;
mod step;

pub(crate) use run::{TestArgs, test};
