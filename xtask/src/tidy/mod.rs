//! `cargo xtask tidy`: the habits that no compiler checks. Each check is a pure function from text to findings:
//!
//! - `source`: every Rust file opens with `//!`, `lib.rs` and `mod.rs` hold no logic, no marks of unfinished work;
//! - `sizes`: no file over 800 lines, and what the median is;
//! - `links`: every relative link of a Markdown file leads to a file that is there;
//! - `dependencies`: every dependency of the workspace has its line in `docs/dependencies.md`, and the other way round.

mod check;
mod dependencies;
mod links;
mod sizes;
mod source;

pub(crate) use check::tidy;
