//! Draws storyboards: what a shot shows in, pictures out. The same bytes on every machine.

pub mod output;
mod panel;
mod scene;
mod shot;
pub mod text;

pub use panel::{Painter, draw_panel};
pub use shot::{Framing, Light, Picture, Setting, Shot, Size, Style};
