//! The artifacts as types, field for field as they are written; unknown fields are let be when reading.

mod script;

pub use script::{Action, ActionKind, Scene, Script};
