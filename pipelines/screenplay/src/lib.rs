//! The built-in pipeline `screenplay`: project file → Script → ShotList → AssetManifest → RenderPlan → RenderOutput.
//!
//! | module | what it holds |
//! |---|---|
//! | `document` | the five artifacts as types, their ids and the rules for words, slugs and durations |
//! | `project` | the project file: its schema, its diagnostics, the run id |
//! | `import` | from a Fountain screenplay to the scenes of a script |
//! | `writer` | the local writer: a script out of a genre, a style and a seed |
//! | `stages` | the five stages, which read and write files and call the rest |
//! | `preview` | captions, timeline, and what the storyboard shows of each shot |
//! | `pipeline`, `summary` | what the program sees, and what it is told of a run that has ended |
//!
//! Border: nothing here knows the engine. A run's files are a function of the project, the files that it names and the
//! run id; only `created_at` in the meta files and the summary tell when.

mod document;
mod import;
mod pipeline;
mod preview;
mod project;
mod stages;
mod summary;
mod writer;

pub use document::{Action, ActionKind, Scene, Script};
pub use import::{ImportFault, script_scenes};
pub use pipeline::Screenplay;
pub use project::PROJECT_SCHEMA;
