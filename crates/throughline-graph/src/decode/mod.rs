//! Text to values: a graph file becomes a [`Graph`](crate::Graph) and everything that is wrong with its form.
//!
//! ```text
//! text ─parse→ Node ─Fields→ Graph + problems
//! ```
//!
//! Decoding goes on after a fault, so that all are found at once and what can be shown can be shown. What cannot be read
//! stands as an empty placeholder in its place: indices in the graph are always those in the file. Whether ids, paths and
//! references make sense is not asked here but in `check`.

mod at;
mod decoder;
mod document;
mod effects;
mod fields;
mod graph;
mod intern;
mod kinds;
mod node;
mod parse;
mod parts;
mod read;
mod stage;
mod work;

pub(crate) use at::At;
#[cfg(test)]
pub(crate) use at::push_token;
pub use decoder::{Decoded, MAX_PROBLEMS};
pub use document::parse_document;
pub use graph::decode;
#[cfg(test)]
pub(crate) use kinds::ALL as KINDS;
