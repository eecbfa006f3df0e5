//! `cargo xtask fuzz`: builds the targets in `fuzz/` and runs each on what is kept in `fuzz/seeds` and on what libFuzzer
//! makes of it.
//!
//! ```text
//! fuzz/seeds/<target>/         inputs that are kept, few and small; read only
//! target/fuzz/corpus/<target>/ what was found on the way here; may be deleted
//! target/fuzz/crashes/<target> inputs for which something does not hold
//! target/fuzz/<target>.log     what libFuzzer said
//! ```
//!
//! Where there is a nightly toolchain, the address sanitizer watches too; it needs one. Elsewhere the stable one builds
//! without it: nearly all that is tested is safe Rust, and what the targets ask for are properties.

mod args;
mod build;
mod run;

pub(crate) use args::FuzzArgs;
pub(crate) use run::fuzz;
