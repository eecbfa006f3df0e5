//! From a Fountain screenplay to the scenes of a script.
//!
//! | Fountain | Script |
//! |---|---|
//! | scene heading | a scene: `location` and `time_of_day`, without the scene number |
//! | action, centred text, lyrics under no name | an `action`, one for each paragraph |
//! | a name and what stands under it, also at the same time as another | one `dialogue` |
//! | transitions, page breaks, sections, synopses, notes, boneyards | nothing |
//!
//! What stands before the first scene heading is nothing either; the screenplay's notices tell of it.

mod entry;
mod heading;
mod scenes;
mod time_words;

pub use scenes::{ImportFault, script_scenes};
