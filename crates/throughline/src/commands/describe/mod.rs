//! `throughline describe`: everything known of a pipeline, a stage or an artifact.
//!
//! ```text
//! id ─command→ pipeline · stage · artifact ─→ Sheet (text) or Value (JSON)
//! ```
//!
//! | file | what it holds |
//! |---|---|
//! | `command` | finds what the id means, writes it |
//! | `pipeline`, `stage`, `stage_json`, `artifact` | what is said of each |
//! | `view` | what they all ask: the graph the other way round, the ledger, the files |
//! | `rules`, `words` | the wording of rules; how small things are said |

mod artifact;
mod command;
mod pipeline;
mod rules;
mod stage;
mod stage_json;
mod view;
mod words;

pub(crate) use command::describe;
