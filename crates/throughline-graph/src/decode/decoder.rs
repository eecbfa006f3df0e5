//! What decoding gathers, and the limits on it.

use std::collections::HashSet;

use serde_json::{Map, Value};
use throughline_model::{ArtifactId, StageId};

use super::at::At;
use super::effects::EffectWords;
use super::intern::{Interner, Naming};
use crate::suggest::Suggester;
use crate::{Graph, Problem, Severity};

/// More problems than this are counted but not listed: a file that is wrong in each of a million places is not a graph.
pub const MAX_PROBLEMS: usize = 10_000;

/// A graph as far as it could be read, and everything that is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Decoded {
    /// None where the text could not be parsed or is no object at all. What could not be read of a graph stands as an
    /// empty placeholder, so that indices are those of the file.
    pub graph: Option<Graph>,
    /// In the order in which they were found.
    pub problems: Vec<Problem>,
}

impl Decoded {
    /// Whether the graph is to be refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.graph.is_none() || self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Gathers problems while a document is read.
pub(crate) struct Decoder {
    pub(crate) problems: Vec<Problem>,
    warned: HashSet<(&'static str, String)>,
    pub(crate) suggester: Suggester,
    pub(crate) effects: EffectWords,
    kept: Map<String, Value>,
    stages: Interner<StageId>,
    artifacts: Interner<ArtifactId>,
}

impl Decoder {
    /// For a text of so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self {
            problems: Vec::new(),
            warned: HashSet::new(),
            suggester: Suggester::default(),
            effects: EffectWords::default(),
            kept: Map::new(),
            // About what a large graph has; tables that grow are made anew each time.
            stages: Interner::with_capacity(bytes / 256),
            artifacts: Interner::with_capacity(bytes / 128),
        }
    }

    /// Whether there are so many problems that reading on is of no use.
    pub(crate) fn is_full(&self) -> bool {
        self.problems.len() >= MAX_PROBLEMS
    }

    /// Takes note of a problem.
    pub(crate) fn push(&mut self, problem: Problem) {
        if !self.is_full() {
            self.problems.push(problem);
        }
    }

    /// Takes note of a fault at a place; the message goes on from the place's name.
    pub(crate) fn fault(&mut self, code: &'static str, at: &At<'_>, message: &str) {
        self.fault_with_help(code, at, message, None);
    }

    /// As [`Decoder::fault`], with a word on what to do next.
    pub(crate) fn fault_with_help(&mut self, code: &'static str, at: &At<'_>, message: &str, help: Option<String>) {
        if !self.is_full() {
            let problem = Problem::error(code, at.pointer(), format!("{} {message}", at.subject()));
            self.push(Problem { help, ..problem });
        }
    }

    /// Warns of a field that this version does not know: once for each kind of object and name.
    pub(crate) fn unknown_field(&mut self, kind: &'static str, known: &[&'static str], at: &At<'_>, name: &str) {
        // A file full of made-up names is warned of a hundred times, not a million.
        if self.is_full() || self.warned.len() >= 100 || !self.warned.insert((kind, name.to_owned())) {
            return;
        }
        let field = at.key(name);
        let message = format!("{} is a field of {kind} that this version does not know", field.subject());
        let problem = Problem::warning("unknown-field", field.pointer(), message);
        self.push(match self.suggester.help(name, known.iter().copied()) {
            Some(help) => problem.with_help(help),
            None => problem,
        });
    }

    /// The id of a stage: of one text always the same, so that it stands in memory once however often it is named.
    pub(crate) fn stage_id(&mut self, text: &str, naming: Naming) -> StageId {
        self.stages.get(text, naming)
    }

    /// The id of an artifact, in the same way.
    pub(crate) fn artifact_id(&mut self, text: &str, naming: Naming) -> ArtifactId {
        self.artifacts.get(text, naming)
    }

    /// Keeps a field of a nested object for the pipeline, stage or graph around it.
    pub(crate) fn keep(&mut self, at: &At<'_>, name: &str, value: Value) {
        insert_free(&mut self.kept, at.key(name).below_owner(), value);
    }

    /// Gives what was kept to the object that owns it.
    pub(crate) fn release_kept(&mut self, extra: &mut Map<String, Value>) {
        for (place, value) in std::mem::take(&mut self.kept) {
            insert_free(extra, place, value);
        }
    }
}

/// Inserts under the name, with a number behind it if the name is taken: a field may itself be called `command.cwd`.
fn insert_free(map: &mut Map<String, Value>, mut name: String, value: Value) {
    if map.contains_key(&name) {
        let numbered = (2_u64..).map(|number| format!("{name} ({number})")).find(|free| !map.contains_key(free));
        name = numbered.unwrap_or(name);
    }
    map.insert(name, value);
}
