//! Whether a graph makes sense: ids, references, cycles, paths, placeholders, and who writes what when.
//!
//! Each file here is one family of rules and says all that it finds; none stops at the first fault. Problems have the
//! pointers that the values had in the file, so indices in the graph must be those of the file (`decode` sees to it).

mod cycles;
mod flow;
mod ids;
mod index;
mod paths;
mod placeholders;
mod reach;
mod references;
mod run;
mod texts;
mod writers;

pub(crate) use cycles::cycle_problems;
pub use run::{Known, check, load};
