//! Lettering: a string in, outlines on a pixmap out.
//!
//! ```text
//! text ─paragraphs→ levels (bidi) ─runs→ one face each ─shape→ glyphs ─wrap→ lines ─outlines→ pixmap
//! ```
//!
//! The fonts come with dependencies and are part of the program; none of the system's is ever asked for. Everything is
//! computed in whole font units, scaled once, and filled without hinting, so the same text gives the same pixels on
//! every machine. What no font can show is drawn as its code point in a frame, and is told by [`Lettering::missing`].

mod code;
mod fonts;
mod lettering;
mod outline;
mod pen;
mod script;
mod shape;
mod style;
mod wrap;

pub use lettering::Lettering;
pub use style::{Align, Color, Extent, Face, Outcome, Placement, TextStyle};
