//! A pipeline that is part of the program: a graph like any other, and what it makes of its parameters.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};
use throughline_graph::{Problem, Source};
use throughline_model::{Event, StageId};

use crate::{Stage, StageError};

/// A pipeline that is part of the program.
pub trait BuiltinPipeline: Send + Sync {
    /// The id of the pipeline in the graph; the only pipeline there.
    fn id(&self) -> &'static str;

    /// The graph, as the text of a JSON file.
    fn graph(&self) -> &'static str;

    /// The stages that the graph names.
    fn stages(&self) -> Vec<Arc<dyn Stage>>;

    /// The schemas that the graph names: path and text.
    fn schemas(&self) -> &'static [(&'static str, &'static str)];

    /// The names that `${{ … }}` may use in the graph beside parameters, such as `project.id`.
    fn value_names(&self) -> &'static [&'static str];

    /// Makes values of the parameters, and checks what they name.
    ///
    /// # Errors
    /// All that is wrong with a file that they name, each with its place.
    fn prepare(&self, given: &Given<'_>) -> Result<Preparation, PrepareError>;

    /// Writes what the pipeline promises about a run that has ended, beside its artifacts.
    ///
    /// # Errors
    /// When it cannot be written. The run is as it is.
    fn conclude(&self, preparation: &Preparation, events: &[Event]) -> Result<(), StageError> {
        let _ = (preparation, events);
        Ok(())
    }
}

/// What a pipeline makes its values of.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The values of its parameters; those of type `path` absolute.
    pub parameters: &'a Map<String, Value>,
    /// The project root that is meant unless the artifacts are asked for elsewhere; absolute.
    pub root: &'a Utf8Path,
}

/// What a pipeline makes of its parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Preparation {
    /// The project root: the one that was given, or the folder outside of it where the artifacts are to lie; absolute.
    pub root: Utf8PathBuf,
    /// The values behind [`BuiltinPipeline::value_names`].
    pub values: Map<String, Value>,
    /// Files that its stages may read wherever they lie, by name; absolute. What of them counts stands in the values.
    pub files: BTreeMap<String, Utf8PathBuf>,
    /// The stage to start from, where a parameter says so: what comes before must be fresh.
    pub from: Option<StageId>,
}

/// Why a pipeline cannot make anything of its parameters.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A file that they name has faults, each with its place.
    #[error("{} is refused", source_text.name)]
    Refused {
        /// The file.
        source_text: Box<Source>,
        /// At least one.
        problems: Vec<Problem>,
    },
    /// They name something that cannot be used.
    #[error("{message}")]
    Unusable {
        /// What and why.
        message: String,
        /// What to do next.
        help: Option<String>,
    },
}
