//! What a built-in stage is given for one attempt.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use serde_json::{Map, Value};
use throughline_model::{ArtifactId, Digest, RunId, StageId};

/// What a built-in stage is given for one attempt.
pub struct StageContext<'a> {
    /// The run.
    pub run: RunId,
    /// The stage, or the instance of a `forEach` stage.
    pub stage: StageId,
    /// Which try, from 1.
    pub attempt: u32,
    /// The project root; artifact paths are relative to it.
    pub root: Utf8PathBuf,
    /// What the graph tells the stage, all `${{ … }}` substituted.
    pub with: Map<String, Value>,
    /// The declared inputs that are there.
    pub inputs: Vec<StageInput>,
    /// Where the declared outputs are to be written; their parent folders exist.
    pub outputs: Vec<StageOutput>,
    /// The element of a `forEach` instance.
    pub element: Option<Value>,
    /// Files that the pipeline named when it was prepared, wherever they lie; absolute, by name.
    pub files: BTreeMap<String, Utf8PathBuf>,
    /// When the attempt began.
    pub started_at: Timestamp,
    /// Lines for a person: they go to the attempt's log, secrets masked.
    pub log: &'a mut dyn Write,
    /// Whether the attempt is to end early.
    pub cancellation: Cancellation,
}

/// A declared input that is there.
#[derive(Debug, Clone)]
pub struct StageInput {
    /// The artifact's id in the graph.
    pub artifact: ArtifactId,
    /// Where it lies; absolute.
    pub path: Utf8PathBuf,
    /// Its content's digest when the attempt began.
    pub digest: Digest,
}

/// Where a declared output is to be written.
#[derive(Debug, Clone)]
pub struct StageOutput {
    /// The artifact's id in the graph.
    pub artifact: ArtifactId,
    /// Where it is to lie; absolute.
    pub path: Utf8PathBuf,
}

impl StageContext<'_> {
    /// The path of the input with this artifact id, if it is declared and there.
    #[must_use]
    pub fn input(&self, artifact: &str) -> Option<&Utf8Path> {
        self.inputs.iter().find(|input| input.artifact.as_str() == artifact).map(|input| input.path.as_path())
    }

    /// Where the output with this artifact id is to be written, if it is declared.
    #[must_use]
    pub fn output(&self, artifact: &str) -> Option<&Utf8Path> {
        self.outputs.iter().find(|output| output.artifact.as_str() == artifact).map(|output| output.path.as_path())
    }
}

/// Tells a built-in stage that it is to end early: the run was interrupted, or the time limit is over.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Asks for the end.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether the end was asked for.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
