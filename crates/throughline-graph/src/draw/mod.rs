//! Pictures of a graph or of one of its pipelines, as text that other programs show.
//!
//! ```text
//! Graph ─Picture→ boxes and arrows ─mermaid | dot | svg (layout)→ String
//! ```
//!
//! A stage is a box, a gate a hexagon, a `forEach` stage a doubled box. A solid arrow goes from a stage to one that depends
//! on it, with the artifacts that flow along; a dashed arrow stands where an artifact flows and no dependency is declared.

mod dot;
mod layout;
mod mermaid;
mod picture;
mod svg;

pub use dot::dot;
pub use mermaid::mermaid;
pub use svg::svg;
