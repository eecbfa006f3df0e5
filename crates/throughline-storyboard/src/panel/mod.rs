//! A whole panel: the drawing fills the frame; strips of paper over it carry the lettering.
//!
//! ```text
//! ┌ INT. KITCHEN - NIGHT ┐            ┌ scene-001-shot-002 ┐
//! │                                                        │
//! │                       the drawing                      │
//! │ ┌────┬─────────────────────────────────────┬─────────┐ │
//! │ │ 12 │ MARA  You should not have come.     │ MCU 3.2s│ │
//! └─┴────┴─────────────────────────────────────┴─────────┴─┘
//! ```

mod lettering;
mod painter;
mod time;

pub use painter::{Painter, draw_panel};
