//! The built-in pipeline `screenplay`: project file → Script → ShotList → AssetManifest → RenderPlan → RenderOutput.
//!
//! | folder | what it holds |
//! |---|---|
//! | `document` | the five artifacts as types, their ids and the rules for words, slugs and durations |
//! | `project` | the project file: its schema, its diagnostics, the run id |
//! | `writer` | the local writer: a script out of a genre, a style and a seed |
//! | `preview` | captions, timeline, and what the storyboard shows of each shot |
//! | `stages` | the five stages, which read and write files and call the rest |

mod document;

pub use document::{Action, ActionKind, Scene, Script};
