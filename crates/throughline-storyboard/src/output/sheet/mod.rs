//! The contact sheet: every panel of the film as a thumbnail, on the pages of one tall picture.
//!
//! ```text
//! ┌──────────────────────────────┐
//! │ Title                        │  title block, on the first page
//! │ drama · noir     48 shots …  │
//! │                              │
//! │ 1 INT. KITCHEN ─── 2 EXT. …  │  headings over the shots of their scenes
//! │ [    ] [    ] [    ] [    ]  │
//! │ 1  3.0 s     2  4.5 s     …  │  number and length, what is said where there is room for it
//! │            …                 │
//! │ Title                  1 / 3 │  foot, where there is more than one page
//! └──────────────────────────────┘
//! ```
//!
//! How many panels stand in a row follows from how many there are, and where they are few, from their scenes. The
//! height is known before the first panel comes, so rows are encoded as soon as they are full, and nothing but one row
//! is held.

mod band;
mod contact_sheet;
mod grid;
mod words;

pub use contact_sheet::{ContactSheet, Label, SheetHeader, SheetScene};
pub(super) use words::{sound, time_code};
