//! A project as one invocation sees it: the graph, where it lies, and what surrounds it.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};
use throughline_artifact::SchemaStore;
use throughline_graph::Graph;
use throughline_model::Digest;
use throughline_stage::StageRegistry;

/// A project as one invocation sees it.
#[derive(Clone)]
pub struct Project {
    /// The project root; absolute.
    pub root: Utf8PathBuf,
    /// The graph file as it is shown: relative to the root where it lies below it.
    pub graph_path: String,
    /// The digest of the graph file's bytes.
    pub graph_digest: Digest,
    /// The text of the graph file.
    pub graph_text: Arc<str>,
    /// The graph.
    pub graph: Arc<Graph>,
    /// The built-in stages.
    pub builtins: StageRegistry,
    /// `[interpreters]`: what a command's program is replaced by.
    pub interpreters: BTreeMap<String, String>,
    /// The environment that stages inherit.
    pub environment: Arc<BTreeMap<String, String>>,
    /// Variables that are not in this process's own environment: those of an environment file.
    pub added_environment: Arc<BTreeMap<String, String>>,
    /// What placeholders beside parameters stand for: what a built-in pipeline has made of them.
    pub values: Map<String, Value>,
    /// Files that built-in stages may read wherever they lie; absolute, by name.
    pub files: BTreeMap<String, Utf8PathBuf>,
    /// The schemas that are part of the program: path and text. They win over files.
    pub schemas: Vec<(&'static str, &'static str)>,
    /// `LOG_FORMAT` of the stages: `text` or `json`.
    pub log_format: &'static str,
}

impl Project {
    /// Where the engine keeps its state.
    #[must_use]
    pub fn state_dir(&self) -> Utf8PathBuf {
        state_dir(&self.root)
    }

    /// Where the readable record of runs is.
    #[must_use]
    pub fn runs_dir(&self) -> Utf8PathBuf {
        self.root.join(RUNS_DIR)
    }

    /// The value of a variable as stages see it.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.environment.get(name).map(String::as_str)
    }

    /// The program that is run where a command says `executable`.
    #[must_use]
    pub fn program<'a>(&'a self, executable: &'a str) -> &'a str {
        self.interpreters.get(executable).map_or(executable, String::as_str)
    }

    /// The schemas that the graph may name.
    #[must_use]
    pub fn schema_store(&self) -> SchemaStore {
        SchemaStore::with_texts(&self.root, self.schemas.clone())
    }

    /// The values of the variables that any stage declares secret.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        let mut secrets: Vec<String> = self
            .graph
            .stages
            .iter()
            .flat_map(|stage| &stage.environment)
            .filter(|variable| variable.secret)
            .filter_map(|variable| self.variable(&variable.name))
            .filter(|value| !value.is_empty())
            .map(str::to_owned)
            .collect();
        secrets.sort_unstable();
        secrets.dedup();
        secrets
    }
}

/// The folder of the readable record of runs, relative to the root.
pub const RUNS_DIR: &str = ".pipeline-runs";

/// Where the engine keeps its state for a project root.
#[must_use]
pub fn state_dir(root: &Utf8Path) -> Utf8PathBuf {
    root.join(".throughline")
}
