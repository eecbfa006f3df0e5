//! What a long history costs: how long it takes to look at runs, and whether a run takes longer, when the ledger holds ten
//! thousand runs before it. And how long the program takes to start.
//!
//! ```text
//! few real runs ─long_history, an example of the store→ ledger and records of thousands ─┬─ looks: one command each
//!                                                                                        └─ turns: a run, beside one
//!                                                                                           with few runs before it
//! ```

mod long;
mod looks;
mod report;
mod turns;

pub(super) use report::{Extent, history};
