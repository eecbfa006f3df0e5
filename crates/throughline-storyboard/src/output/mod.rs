//! What becomes of pictures: PNG files, a contact sheet of all panels, and an animatic with the timing of the film.
//!
//! The two long ones are streams: panels go in one by one, in the order of the film, and rows or frames go out to a
//! writer. Neither holds more than a band of rows or a few frames, however long the film is. No file holds a time.

mod animatic;
mod error;
mod png;
mod reduce;
mod sheet;
mod sink;

pub use animatic::{Animatic, Motion, Take};
pub use error::OutputError;
pub use png::png;
pub use reduce::reduce;
pub use sheet::{ContactSheet, Label, SheetHeader, SheetScene};
