//! Fountain, the plain-text screenplay format (<https://fountain.io/syntax>): text in, a screenplay out.
//!
//! [`parse`] reads any text to its end, in time proportional to its length, and tells what it did not understand.
//! [`Screenplay::statistics`] counts scenes, cast, words and pages. Nothing here opens a file.
//!
//! ```
//! let screenplay = throughline_fountain::parse("INT. KITCHEN - DAY\n\nANNA (V.O.)\n(softly)\nGood *morning*.\n");
//! let statistics = screenplay.statistics();
//! assert_eq!((statistics.scenes.len(), statistics.spoken_words), (1, 2));
//! assert_eq!(statistics.cast[0].name, "ANNA");
//! assert!(screenplay.notices.is_empty());
//! ```

mod boneyard;
mod cue;
mod emphasis;
mod heading;
mod layout;
mod line;
mod note;
mod notice;
mod read;
mod screenplay;
mod statistics;
mod title_page;

pub use layout::Length;
pub use notice::{Notice, NoticeKind, Severity};
pub use read::parse;
pub use screenplay::{
    Element, ElementKind, SceneHeading, Screenplay, Setting, Speech, SpeechKind, SpeechPart, TitleEntry, TitlePage,
};
pub use statistics::{CastMember, OtherCounts, SceneSummary, Statistics};
