//! From text to screenplay, in steps that each take time in proportion to the text.
//!
//! ```text
//! text ─boneyard→ lines ─note→ lines ─title_page→ rest ─body→ elements ─afterthoughts→ notices that need the whole
//! ```

mod afterthoughts;
mod body;
mod parse;
mod speech;

pub use parse::parse;
