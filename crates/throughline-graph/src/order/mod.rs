//! The order in which a pipeline's stages run, and what each waits for.
//!
//! ```text
//! Pipeline ─Line (Kahn)→ positions ─Touch (paths)→ Sequence: steps with `after`, `yields_to`, `outside`
//! ```

mod flows;
mod line;
mod ready;
mod sequence;
mod touch;

pub(crate) use line::{Line, Places};
pub use sequence::{After, Sequence, Step, sequence, single};
pub(crate) use touch::Touch;
