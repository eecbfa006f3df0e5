//! A stage as it stands in a run: parameters and the element of a `forEach` put in, artifacts looked up.
//!
//! `${{ run.id }}` stays as it is until the stage is started: it differs in every run, so it must not be part of what
//! a result depends on.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value};
use throughline_graph::{
    Artifact, ArtifactType, Command, ForEach, Gate, GateKind, Graph, Input, PathFault, Stage, TemplateError, Work,
    references, substitute, substitute_value, within_root,
};
use throughline_model::{ArtifactId, RunId, StageId};

const RUN_ID: &str = "${{ run.id }}";

/// A stage as it stands in a run, or one instance of a `forEach` stage.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// `stage` or `stage[key]`.
    pub id: StageId,
    /// Its place in `graph.stages`.
    pub index: usize,
    /// What it does.
    pub work: ResolvedWork,
    /// The commands that run before and after each attempt.
    pub hooks: throughline_graph::Hooks,
    /// What it reads.
    pub inputs: Vec<ResolvedInput>,
    /// What it writes.
    pub outputs: Vec<Arc<ResolvedArtifact>>,
    /// The element it is the instance of.
    pub element: Option<Element>,
}

/// What a stage does, everything but the run's id put in.
#[derive(Debug, Clone, PartialEq)]
pub enum ResolvedWork {
    /// Runs a program.
    Command(Command),
    /// Runs a built-in.
    Builtin {
        /// Its name.
        name: String,
        /// What it is told.
        with: Map<String, Value>,
    },
    /// Waits for a decision.
    Gate(Gate),
}

/// An artifact that a stage reads.
#[derive(Debug, Clone)]
pub struct ResolvedInput {
    /// The artifact; where it is written by the instances of a `forEach` stage, one of them.
    pub artifact: Arc<ResolvedArtifact>,
    /// The `forEach` stage whose instances all write one, if it is such an artifact.
    pub each_of: Option<StageId>,
}

/// An artifact with its path.
#[derive(Debug, Clone)]
pub struct ResolvedArtifact {
    /// Its id in the graph.
    pub id: ArtifactId,
    /// Relative to the root. May still hold the run's id, or the element's key where `each_of` says so.
    pub path: Utf8PathBuf,
    /// A file or a folder.
    pub kind: ArtifactType,
    /// Whether its content must be JSON.
    pub is_json: bool,
    /// The format as declared.
    pub format: Option<String>,
    /// The schema that its content must satisfy, relative to the root.
    pub schema: Option<Utf8PathBuf>,
    /// JSON pointers of its members that are no part of its content.
    pub volatile: Vec<String>,
    /// Whether it may be absent.
    pub optional: bool,
}

/// One element of the array of a `forEach`.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What tells it from the others; stands in the instance's id.
    pub key: String,
    /// Its value.
    pub value: Value,
}

/// Why a stage cannot be resolved.
#[derive(Debug, thiserror::Error)]
#[error("stage `{stage}`: {source}")]
pub struct ResolveError {
    /// The stage.
    pub stage: StageId,
    /// What is wrong with a placeholder, or with what it stands for.
    pub source: FillError,
}

/// Why a text with placeholders cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// A placeholder is wrong.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// What it stands for makes a path that is none below the root.
    #[error("the path `{path}` {source}")]
    Path {
        /// The path with its values.
        path: String,
        /// What is wrong with it.
        source: PathFault,
    },
}

/// Puts parameters and elements into the stages of a graph.
pub struct Resolver {
    parameters: Map<String, Value>,
    values: Map<String, Value>,
    stages: HashMap<StageId, usize>,
    artifacts: HashMap<ArtifactId, usize>,
    /// The artifacts whose path is the same for whoever reads or writes them, by place: must be there, may be absent.
    plain: Vec<[OnceLock<Arc<ResolvedArtifact>>; 2]>,
    /// The `forEach` stage that writes an artifact whose path differs from element to element.
    each_writers: HashMap<ArtifactId, usize>,
}

impl Resolver {
    /// A resolver for this graph, these parameters, and the values that a built-in pipeline has made of them.
    #[must_use]
    pub fn new(graph: &Graph, parameters: Map<String, Value>, values: Map<String, Value>) -> Self {
        let stages = graph.stages.iter().enumerate().map(|(index, stage)| (stage.id.clone(), index)).collect();
        let artifacts: HashMap<ArtifactId, usize> =
            graph.artifacts.iter().enumerate().map(|(index, artifact)| (artifact.id.clone(), index)).collect();
        let mut each_writers = HashMap::new();
        for (index, stage) in graph.stages.iter().enumerate() {
            let Some(for_each) = &stage.for_each else { continue };
            for output in &stage.outputs {
                let declared = artifacts.get(&output.artifact).map(|place| &graph.artifacts[*place]);
                if declared.is_some_and(|artifact| names_element(&artifact.path, for_each)) {
                    each_writers.insert(output.artifact.clone(), index);
                }
            }
        }
        let plain = graph.artifacts.iter().map(|_| Default::default()).collect();
        Self { parameters, values, stages, artifacts, plain, each_writers }
    }

    /// The place of a declared stage in `graph.stages`.
    #[must_use]
    pub fn stage_index(&self, id: &str) -> Option<usize> {
        self.stages.get(id).copied()
    }

    /// The place of a declared artifact in `graph.artifacts`.
    #[must_use]
    pub fn artifact_index(&self, id: &ArtifactId) -> Option<usize> {
        self.artifacts.get(id).copied()
    }

    /// The values that the parameters have in this run.
    #[must_use]
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }

    /// The stage, or its instance for the element. Of a `forEach` stage without an element only the shared outputs
    /// and plain inputs are meaningful.
    ///
    /// # Errors
    /// When a placeholder names nothing that there is, such as a field that the element lacks.
    pub fn resolve(&self, graph: &Graph, index: usize, element: Option<&Element>) -> Result<Resolved, ResolveError> {
        let stage = &graph.stages[index];
        let id = element.map_or_else(|| stage.id.clone(), |element| stage.id.instance(&element.key));
        let fill = self.fill(stage.for_each.as_ref().zip(element));
        self.fill_stage(graph, index, stage, element, &fill).map_err(|source| ResolveError { stage: id, source })
    }

    fn fill<'a>(&'a self, element: Option<(&'a ForEach, &'a Element)>) -> Fill<'a> {
        Fill { parameters: &self.parameters, values: &self.values, element }
    }

    fn fill_stage(
        &self,
        graph: &Graph,
        index: usize,
        stage: &Stage,
        element: Option<&Element>,
        fill: &Fill<'_>,
    ) -> Result<Resolved, FillError> {
        let waits_for_element = stage.for_each.is_some() && element.is_none();
        let work = match &stage.work {
            Work::Command(command) if waits_for_element => ResolvedWork::Command(command.clone()),
            Work::Command(command) => ResolvedWork::Command(fill.command(command)?),
            Work::Builtin(builtin) => ResolvedWork::Builtin {
                name: builtin.name.clone(),
                with: if waits_for_element { builtin.with.clone() } else { fill.object(&builtin.with)? },
            },
            Work::Gate(gate) => ResolvedWork::Gate(fill.gate(gate)?),
        };
        let hooks = if waits_for_element { stage.hooks.clone() } else { fill.hooks(&stage.hooks)? };
        let mut inputs = Vec::with_capacity(stage.inputs.len());
        for input in &stage.inputs {
            if let Input::Artifact { artifact, optional, .. } = input
                && let Some(place) = self.artifacts.get(artifact).copied()
            {
                let writer = self.each_writers.get(artifact).filter(|writer| **writer != index);
                let artifact = match writer {
                    Some(_) => Arc::new(as_declared(&graph.artifacts[place], *optional)),
                    None => self.artifact_at(graph, place, *optional, fill)?,
                };
                let each_of = writer.map(|writer| graph.stages[*writer].id.clone());
                inputs.push(ResolvedInput { artifact, each_of });
            }
        }
        let mut outputs = Vec::with_capacity(stage.outputs.len());
        for output in &stage.outputs {
            let Some(place) = self.artifacts.get(&output.artifact) else { continue };
            // What the instances share belongs to the stage, what is theirs alone to the instance.
            let of_instance = self.each_writers.get(&output.artifact) == Some(&index);
            if stage.for_each.is_none() || of_instance == element.is_some() {
                outputs.push(self.artifact_at(graph, *place, output.optional, fill)?);
            }
        }
        let id = element.map_or_else(|| stage.id.clone(), |element| stage.id.instance(&element.key));
        Ok(Resolved { id, index, work, hooks, inputs, outputs, element: element.cloned() })
    }

    fn artifact_at(
        &self,
        graph: &Graph,
        place: usize,
        optional: bool,
        fill: &Fill<'_>,
    ) -> Result<Arc<ResolvedArtifact>, FillError> {
        let declared = &graph.artifacts[place];
        // A path without placeholders was looked at with the graph.
        if !declared.path.as_str().contains("${{") {
            let made = || Arc::new(as_declared(declared, optional));
            return Ok(Arc::clone(self.plain[place][usize::from(optional)].get_or_init(made)));
        }
        fill.artifact(declared, optional).map(Arc::new)
    }

    /// The declared paths of the outputs of a stage that are not one for each element, values put in.
    ///
    /// # Errors
    /// When a placeholder names nothing that there is.
    pub(crate) fn shared_outputs(
        &self,
        graph: &Graph,
        index: usize,
    ) -> Result<Vec<Arc<ResolvedArtifact>>, ResolveError> {
        let stage = &graph.stages[index];
        let outputs = stage.outputs.iter().filter(|output| self.each_writers.get(&output.artifact) != Some(&index));
        let found = outputs.filter_map(|output| Some((*self.artifacts.get(&output.artifact)?, output.optional)));
        found
            .map(|(place, optional)| self.artifact_at(graph, place, optional, &self.fill(None)))
            .collect::<Result<_, _>>()
            .map_err(|source| ResolveError { stage: stage.id.clone(), source })
    }

    /// The path that the instance for this element has in place of a path that differs from element to element.
    ///
    /// # Errors
    /// When the path names a field that the element lacks.
    pub fn element_path(
        &self,
        graph: &Graph,
        writer: &str,
        path: &Utf8Path,
        element: &Element,
    ) -> Result<Utf8PathBuf, ResolveError> {
        let stage = self.stages.get(writer).map(|index| &graph.stages[*index]);
        let fill = self.fill(stage.and_then(|stage| stage.for_each.as_ref()).map(|for_each| (for_each, element)));
        fill.path(path).map_err(|source| ResolveError { stage: StageId::from(writer).instance(&element.key), source })
    }

    /// The artifact with this id, parameters put in.
    ///
    /// # Errors
    /// When a placeholder of its path names nothing that there is.
    pub fn artifact(&self, graph: &Graph, id: &ArtifactId) -> Result<Option<ResolvedArtifact>, FillError> {
        let Some(place) = self.artifacts.get(id) else { return Ok(None) };
        self.fill(None).artifact(&graph.artifacts[*place], false).map(Some)
    }
}

/// Whether the path is another one in each run.
#[must_use]
pub(crate) fn names_run(path: &Utf8Path) -> bool {
    path.as_str().contains(RUN_ID)
}

/// Puts the run's id where `${{ run.id }}` stands.
#[must_use]
pub(crate) fn with_run_id(text: &str, run: RunId) -> String {
    if text.contains(RUN_ID) { text.replace(RUN_ID, &run.to_string()) } else { text.to_owned() }
}

/// Puts the run's id into every text of a JSON value.
#[must_use]
pub(crate) fn value_with_run_id(value: &Value, run: RunId) -> Value {
    match value {
        Value::String(text) => Value::String(with_run_id(text, run)),
        Value::Array(items) => items.iter().map(|item| value_with_run_id(item, run)).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), value_with_run_id(field, run))).collect()
        }
        other => other.clone(),
    }
}

fn names_element(path: &Utf8Path, for_each: &ForEach) -> bool {
    references(path.as_str()).is_ok_and(|names| {
        names.iter().any(|name| {
            name.strip_prefix(for_each.binding.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    })
}

/// The values that placeholders stand for.
struct Fill<'a> {
    parameters: &'a Map<String, Value>,
    values: &'a Map<String, Value>,
    element: Option<(&'a ForEach, &'a Element)>,
}

impl Fill<'_> {
    fn value(&self, name: &str) -> Option<Value> {
        if name == "run.id" {
            return Some(Value::String(RUN_ID.to_owned()));
        }
        if let Some(parameter) = name.strip_prefix("param.") {
            return self.parameters.get(parameter).cloned();
        }
        if let Some(value) = self.values.get(name) {
            return Some(value.clone());
        }
        let (for_each, element) = self.element?;
        let rest = name.strip_prefix(for_each.binding.as_str())?;
        if rest.is_empty() {
            return Some(element.value.clone());
        }
        let field = rest.strip_prefix('.')?;
        if field == "key" {
            return Some(Value::String(element.key.clone()));
        }
        field
            .split('.')
            .try_fold(&element.value, |value, step| match value {
                Value::Array(items) => items.get(step.parse::<usize>().ok()?),
                other => other.get(step),
            })
            .cloned()
    }

    fn text(&self, text: &str) -> Result<String, FillError> {
        Ok(substitute(text, &|name| self.value(name))?)
    }

    fn path(&self, path: &Utf8Path) -> Result<Utf8PathBuf, FillError> {
        let path = self.text(path.as_str())?;
        // Without placeholders it was looked at with the graph; with them, it may have become anything.
        match within_root(Utf8Path::new(&path)) {
            Ok(plain) if plain.as_str().is_empty() => Ok(path.into()),
            Ok(plain) => Ok(plain),
            Err(source) => Err(FillError::Path { path, source }),
        }
    }

    fn command(&self, command: &Command) -> Result<Command, FillError> {
        Ok(Command {
            executable: self.text(&command.executable)?,
            args: command.args.iter().map(|arg| self.text(arg)).collect::<Result<_, _>>()?,
        })
    }

    fn hooks(&self, hooks: &throughline_graph::Hooks) -> Result<throughline_graph::Hooks, FillError> {
        let fill = |commands: &[Command]| -> Result<Vec<Command>, FillError> {
            commands.iter().map(|command| self.command(command)).collect()
        };
        Ok(throughline_graph::Hooks { pre: fill(&hooks.pre)?, post: fill(&hooks.post)? })
    }

    fn gate(&self, gate: &Gate) -> Result<Gate, FillError> {
        let kind = match &gate.kind {
            GateKind::Approval => GateKind::Approval,
            GateKind::DecisionFile { path, schema } => {
                GateKind::DecisionFile { path: self.path(path)?, schema: schema.clone() }
            }
        };
        let prompt = gate.prompt.as_ref().map(|prompt| self.text(prompt)).transpose()?;
        Ok(Gate { kind, prompt })
    }

    fn object(&self, object: &Map<String, Value>) -> Result<Map<String, Value>, FillError> {
        object
            .iter()
            .map(|(name, value)| Ok((name.clone(), substitute_value(value, &|name| self.value(name))?)))
            .collect()
    }

    fn artifact(&self, declared: &Artifact, optional: bool) -> Result<ResolvedArtifact, FillError> {
        let mut artifact = as_declared(declared, optional);
        artifact.path = self.path(&declared.path)?;
        Ok(artifact)
    }
}

fn as_declared(declared: &Artifact, optional: bool) -> ResolvedArtifact {
    ResolvedArtifact {
        id: declared.id.clone(),
        path: declared.path.clone(),
        kind: declared.kind,
        is_json: declared.format.as_deref() == Some("json") && declared.kind == ArtifactType::File,
        format: declared.format.clone(),
        schema: declared.schema.clone(),
        volatile: declared.volatile.clone(),
        optional,
    }
}
