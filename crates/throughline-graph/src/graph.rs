//! The values that a graph file holds, after decoding. Field for field as in the file; what the file left out has its
//! default here. Fields that this version does not know are kept in `extra`, in the file's order; those of an object that
//! has no `extra` follow in that of the pipeline, stage or graph around it, under their place: `environment[1].note`.

use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;
use std::time::Duration;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use throughline_model::{ArtifactId, PipelineId, StageId};

use crate::rare::{Absent, Rare};

/// A whole graph file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Graph {
    /// Free text; empty where the file has none.
    pub version: String,
    /// In the file's order.
    pub pipelines: Vec<Pipeline>,
    /// In the file's order.
    pub artifacts: Vec<Artifact>,
    /// In the file's order.
    pub stages: Vec<Stage>,
    /// Rules that stages may name by id in `constraints`.
    pub constraints: Vec<Rule>,
    /// Rules that stages may name by id in `doctrine`.
    pub doctrine: Vec<Rule>,
    /// Run once before the first and after the last stage of any pipeline.
    pub hooks: Hooks,
    /// Fields that this version does not know.
    pub extra: Map<String, Value>,
}

/// An ordered set of stages that run together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// Its id.
    pub id: PipelineId,
    /// Shown to people.
    pub description: Option<String>,
    /// The ids of its stages, in the order that decides among ready ones.
    pub stages: Vec<StageId>,
    /// What may be set from outside.
    pub parameters: Vec<Parameter>,
    /// Run once before its first and after its last stage.
    pub hooks: Hooks,
    /// Fields that this version does not know.
    pub extra: Map<String, Value>,
}

/// Something that may be set from outside: `--set name=value`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name: a letter, then letters, digits, `-` and `_`.
    pub name: String,
    /// What values it takes.
    pub kind: ParameterType,
    /// Its value where none is given; of the declared type.
    pub default: Option<Value>,
    /// Whether a run is refused that gives none.
    pub required: bool,
    /// Shown to people.
    pub description: Option<String>,
}

/// What values a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterType {
    /// Any text.
    String,
    /// A whole number.
    Integer,
    /// Any JSON number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A path, relative to where the command is called or absolute.
    Path,
}

/// A declared file or folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Artifact {
    /// Its id.
    pub id: ArtifactId,
    /// Relative to the root; may hold `${{ … }}`. Without the `/` at the end that a folder's may have.
    pub path: Utf8PathBuf,
    /// A file or a folder.
    pub kind: ArtifactType,
    /// Everything else; its fields read as the artifact's own.
    #[serde(default, skip_serializing_if = "Rare::is_absent")]
    pub more: Rare<ArtifactMore>,
}

/// What an artifact may have besides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArtifactMore {
    /// Such as `json`, whose files must parse.
    pub format: Option<String>,
    /// Shown to people.
    pub description: Option<String>,
    /// The JSON Schema that its content must satisfy, relative to the root.
    pub schema: Option<Utf8PathBuf>,
    /// JSON pointers (RFC 6901) of members that are no part of its content, such as the time when it was written.
    pub volatile: Vec<String>,
    /// Fields that this version does not know.
    pub extra: Map<String, Value>,
}

/// A file or a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ArtifactType {
    /// One file.
    File,
    /// A folder with all that is in it.
    Directory,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// What it does.
    pub work: Work,
    /// The stages that come first.
    pub depends_on: Vec<StageId>,
    /// What it reads.
    pub inputs: Vec<Input>,
    /// What it writes.
    pub outputs: Vec<Output>,
    /// Everything else; its fields read as the stage's own.
    #[serde(default, skip_serializing_if = "Rare::is_absent")]
    pub more: Rare<StageMore>,
}

/// What a stage may have besides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StageMore {
    /// Shown to people.
    pub name: Option<String>,
    /// Shown to people.
    pub description: Option<String>,
    /// What else it does to the world.
    pub side_effects: Vec<SideEffect>,
    /// The variables that it reads.
    pub environment: Vec<EnvironmentVariable>,
    /// How long one attempt may take.
    pub timeout: Option<Duration>,
    /// Whether and when it is tried again.
    pub retry: Option<Retry>,
    /// Run it once for each element of an array.
    pub for_each: Option<ForEach>,
    /// Run before and after each attempt.
    pub hooks: Hooks,
    /// Programs whose versions its result depends on.
    pub tools: Vec<Tool>,
    /// Rules that bound it.
    pub constraints: Vec<RuleRef>,
    /// Rules that guide it.
    pub doctrine: Vec<RuleRef>,
    /// What the file says about caching; none = decided by what it declares.
    pub cache: Option<CachePolicy>,
    /// Fields that this version does not know.
    pub extra: Map<String, Value>,
}

/// What a stage does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Work {
    /// Runs a program.
    Command(Command),
    /// Runs a stage that is part of this program.
    Builtin(Box<Builtin>),
    /// Waits for a decision.
    Gate(Box<Gate>),
}

/// A program and its arguments: no shell, nothing substituted but `${{ … }}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// A name looked up on `PATH`, or a path.
    pub executable: String,
    /// Passed as they are.
    pub args: Vec<String>,
}

/// A stage written in Rust.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Builtin {
    /// Such as `screenplay/script`.
    pub name: String,
    /// What it is told; strings in it may hold `${{ … }}`.
    pub with: Map<String, Value>,
}

/// A stage that waits for a decision from outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gate {
    /// Where the decision comes from.
    pub kind: GateKind,
    /// What is asked.
    pub prompt: Option<String>,
}

/// Where a gate's decision comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum GateKind {
    /// From a person, by `approve` and `deny`.
    Approval,
    /// From a JSON file.
    DecisionFile {
        /// The file, relative to the root.
        path: Utf8PathBuf,
        /// The JSON Schema that it must satisfy, relative to the root.
        schema: Option<Utf8PathBuf>,
    },
}

/// Something that a stage reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Input {
    /// A declared artifact.
    Artifact {
        /// Which.
        artifact: ArtifactId,
        /// Whether it may be absent.
        optional: bool,
        /// Shown to people.
        description: Option<Box<str>>,
    },
    /// Something outside the project, of which only the address is known.
    External(Box<External>),
}

/// Something outside the project that a stage reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct External {
    /// Such as `http`.
    pub kind: Option<String>,
    /// Its address.
    pub uri: Option<String>,
    /// Whether the stage can do without.
    pub optional: bool,
    /// Shown to people.
    pub description: Option<String>,
}

/// An artifact that a stage writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// Which.
    pub artifact: ArtifactId,
    /// Whether the stage may leave it out.
    pub optional: bool,
}

/// Something that a stage does to the world beside its outputs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideEffect {
    /// `network`, `filesystem`, `git`, `process`, in small letters however the file has them, or another word.
    pub kind: String,
    /// Shown to people.
    pub description: Option<String>,
}

/// A variable that a stage reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: String,
    /// Whether a run is refused without it.
    pub required: bool,
    /// Whether its value is masked wherever something is stored or shown.
    pub secret: bool,
    /// Whether its value counts in the fingerprint; by default unless it is secret.
    pub cache: bool,
    /// Shown to people.
    pub description: Option<String>,
}

/// Whether and when a failed stage is tried again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// All tries together; at least 1.
    pub max_attempts: u32,
    /// The wait before the second try.
    pub backoff: Duration,
    /// Each further wait is this many times the one before; at least 1.
    pub factor: f64,
    /// The exit codes that are worth another try; empty = every failure is.
    pub on: Vec<i32>,
}

/// One instance of the stage for each element of an array.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForEach {
    /// A JSON artifact.
    pub artifact: ArtifactId,
    /// Where in it the array is (RFC 6901); empty = the whole document.
    pub pointer: String,
    /// The word by which `${{ word }}` and `${{ word.field }}` mean the element, and `${{ word.key }}` its key.
    pub binding: String,
}

/// Commands that run before and after something.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hooks {
    /// Before; the first that fails ends it.
    pub pre: Vec<Command>,
    /// After, whatever happened.
    pub post: Vec<Command>,
}

/// A program whose version a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// The command that prints its version: a program and its arguments.
    pub version: Vec<String>,
}

/// A rule that governs stages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Its wording, if it stands in the graph.
    pub text: Option<String>,
    /// A file that holds its wording, relative to the root.
    pub path: Option<Utf8PathBuf>,
    /// Everything else that the file says of it; part of the rule.
    pub extra: Map<String, Value>,
}

/// How a stage names a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RuleRef {
    /// By id: of a rule of this graph, or of a work object elsewhere.
    Id(String),
    /// In place.
    Inline(Rule),
}

/// Whether a result may stand in for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CachePolicy {
    /// While everything that it depends on has the same content.
    Content,
    /// Not at all: the stage runs every time.
    Never,
}

impl Graph {
    /// The pipeline with this id.
    #[must_use]
    pub fn pipeline(&self, id: &str) -> Option<&Pipeline> {
        self.pipelines.iter().find(|pipeline| pipeline.id.as_str() == id)
    }

    /// The declared stage with this id.
    #[must_use]
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id.as_str() == id)
    }

    /// The artifact with this id.
    #[must_use]
    pub fn artifact(&self, id: &str) -> Option<&Artifact> {
        self.artifacts.iter().find(|artifact| artifact.id.as_str() == id)
    }
}

impl Deref for Stage {
    type Target = StageMore;

    fn deref(&self) -> &StageMore {
        &self.more
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut StageMore {
        &mut self.more
    }
}

impl Absent for StageMore {
    fn absent() -> &'static Self {
        static ABSENT: LazyLock<StageMore> = LazyLock::new(StageMore::default);
        &ABSENT
    }
}

impl Deref for Artifact {
    type Target = ArtifactMore;

    fn deref(&self) -> &ArtifactMore {
        &self.more
    }
}

impl DerefMut for Artifact {
    fn deref_mut(&mut self) -> &mut ArtifactMore {
        &mut self.more
    }
}

impl Absent for ArtifactMore {
    fn absent() -> &'static Self {
        static ABSENT: LazyLock<ArtifactMore> = LazyLock::new(ArtifactMore::default);
        &ABSENT
    }
}

impl Stage {
    /// Whether a result may stand in for a run: as declared, else `content` for stages with outputs and neither an
    /// external input nor a network side effect. A gate's decision stands as long as what was shown.
    #[must_use]
    pub fn cache_policy(&self) -> CachePolicy {
        if let Some(policy) = self.cache {
            return policy;
        }
        if matches!(self.work, Work::Gate(_)) {
            return CachePolicy::Content;
        }
        let external = self.inputs.iter().any(|input| matches!(input, Input::External { .. }));
        let network = self.side_effects.iter().any(|effect| effect.kind == "network");
        if self.outputs.is_empty() || external || network { CachePolicy::Never } else { CachePolicy::Content }
    }

    /// What is shown for the stage: its id, and its name where it has one.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.name {
            Some(name) => format!("{} ({name})", self.id),
            None => self.id.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_large_graph_has_many_of_is_small() {
        // Of these a graph has hundreds of thousands; what few of them have belongs into `more`.
        assert!(size_of::<Stage>() <= 144, "{}", size_of::<Stage>());
        assert!(size_of::<Artifact>() <= 56, "{}", size_of::<Artifact>());
        assert!(size_of::<Input>() <= 40, "{}", size_of::<Input>());
        assert!(size_of::<Output>() <= 24, "{}", size_of::<Output>());
    }
}
