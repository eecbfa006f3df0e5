//! From the flags to a project: find the graph and the root, read settings and environment files, check, open the
//! ledger.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use throughline_artifact::StatCache;
use throughline_engine::{Ledger, Project, builtin_problems, file_problems};
use throughline_graph::{Format, Graph, GraphReport, Known, Problem, Severity, Source, load};
use throughline_model::Digest;
use throughline_stage::StageRegistry;
use throughline_store::SqliteLedger;

use crate::args::{Global, LogFormat};
use crate::console;
use crate::error::CommandError;
use crate::settings::Settings;

/// The graph files that are looked for, in this order, here and in every folder above.
const DEFAULT_GRAPHS: &[&str] = &["pipeline/stage-graph.json", "pipeline/stage-graph.yaml", "pipeline/stage-graph.yml"];

/// A project with what was found out about it.
pub(crate) struct Workspace {
    /// The project. Its graph is what could be made of the file, problems or not.
    pub(crate) project: Project,
    /// The settings.
    pub(crate) settings: Settings,
    /// Everything that is wrong or worth knowing, with the text it is about.
    pub(crate) report: GraphReport,
    source: Source,
    /// Whether the graph is refused.
    pub(crate) is_refused: bool,
}

/// How strictly a graph is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It will be run: every schema file must be there.
    Run,
    /// It will only be looked at.
    Look,
}

/// What surrounds the graph, from the flags.
#[derive(Debug, Default)]
pub(crate) struct Surroundings<'a> {
    pub(crate) env_files: &'a [Utf8PathBuf],
    pub(crate) log_format: Option<LogFormat>,
}

impl Workspace {
    /// Finds and reads the project.
    ///
    /// # Errors
    /// When there is no graph, or nothing can be made of it, its settings or its environment files. A graph with
    /// problems is no error here.
    pub(crate) fn find(global: &Global, purpose: Purpose, around: &Surroundings<'_>) -> Result<Self, CommandError> {
        let path = graph_path(global)?;
        let root = project_root(global, &path)?;
        let bytes = std::fs::read(&path).map_err(|error| {
            CommandError::refused(format!("cannot read the graph {path}: {error}"))
                .with_help("name another with `--graph PATH`")
        })?;
        let shown = path.strip_prefix(&root).unwrap_or(&path).to_string();
        let graph_digest = Digest::of(&bytes);
        let text = String::from_utf8(bytes)
            .map_err(|error| CommandError::refused(format!("the graph {path} is not UTF-8 text: {error}")))?;
        let source = Source { format: Format::of_path(path.as_str()), name: shown.clone(), text };
        let settings = Settings::load(&root)?;
        let builtins = StageRegistry::default();
        let names: Vec<&str> = builtins.names().collect();
        let decoded = load(&source, &Known { builtins: &names, values: &[] });
        let mut problems = decoded.problems;
        let added = environment_files(around.env_files)?;
        let mut environment = own_environment();
        for (name, value) in &added {
            environment.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let added = added.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
        let project = Project {
            root,
            graph_path: shown,
            graph_digest,
            graph: Arc::new(decoded.graph.unwrap_or_default()),
            builtins,
            interpreters: settings.interpreters.clone(),
            environment: Arc::new(environment),
            added_environment: Arc::new(added),
            values: serde_json::Map::new(),
            files: BTreeMap::new(),
            schemas: &[],
            log_format: match around.log_format {
                Some(LogFormat::Json) => "json",
                Some(LogFormat::Text) | None => "text",
            },
        };
        problems.extend(file_problems(&project, &project.schema_store(), purpose == Purpose::Run));
        problems.extend(builtin_problems(&project));
        let is_refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        Ok(Self { project, settings, report: GraphReport::new(&source, &problems), source, is_refused })
    }

    /// Finds a project whose graph must be in order, and prints what is worth knowing of it.
    ///
    /// # Errors
    /// As [`Workspace::find`], and when the graph is refused.
    pub(crate) fn require(global: &Global, purpose: Purpose, around: &Surroundings<'_>) -> Result<Self, CommandError> {
        let workspace = Self::find(global, purpose, around)?;
        if workspace.is_refused {
            return Err(CommandError::Graph(Box::new(workspace.report)));
        }
        console::print_warnings(&workspace.report, global.color);
        Ok(workspace)
    }

    /// These problems of the graph, with their places in its file.
    pub(crate) fn report_of(&self, problems: &[Problem]) -> GraphReport {
        GraphReport::new(&self.source, problems)
    }

    /// The graph.
    pub(crate) fn graph(&self) -> &Graph {
        &self.project.graph
    }

    /// The pipeline that is meant: the one named, the default one, the only one.
    ///
    /// # Errors
    /// When there is none with this id, or none is named and there are several.
    pub(crate) fn pipeline(&self, named: Option<&str>) -> Result<throughline_model::PipelineId, CommandError> {
        let id = named.or(self.settings.default.as_deref());
        let pipeline = throughline_graph::pipeline_named(self.graph(), id);
        pipeline.map(|pipeline| pipeline.id.clone()).map_err(|error| (&error).into())
    }

    /// The ledger, made if there is none.
    ///
    /// # Errors
    /// When it cannot be opened or is from a newer version.
    pub(crate) fn ledger(&self) -> Result<Arc<dyn Ledger>, CommandError> {
        let opened = throughline_store::open(&self.project.state_dir(), Timestamp::now())?;
        if let Some(aside) = &opened.set_aside {
            console::print_note(&format!(
                "the ledger was damaged and is set aside as {aside}; a new one begins, so nothing is fresh"
            ));
        }
        Ok(Arc::new(opened.ledger))
    }

    /// The ledger, for looking only: where there is none, an empty one that leaves nothing behind.
    ///
    /// # Errors
    /// As [`Workspace::ledger`].
    pub(crate) fn ledger_to_read(&self) -> Result<Arc<dyn Ledger>, CommandError> {
        let now = Timestamp::now();
        let found = throughline_store::open_to_read(&self.project.state_dir(), now)?;
        let ledger: SqliteLedger = found.map_or_else(|| throughline_store::open_in_memory(now), Ok)?;
        Ok(Arc::new(ledger))
    }

    /// The digests of files that need not be computed again.
    pub(crate) fn stat_cache(&self) -> Arc<StatCache> {
        Arc::new(StatCache::open(&self.project.state_dir().join("cache/stat")))
    }
}

/// The ledger of the project that the flags mean, its graph in order or not: for commands that only look at runs.
///
/// # Errors
/// When no project is found or its ledger cannot be opened.
pub(crate) fn find_for_history(global: &Global) -> Result<(Workspace, Arc<dyn Ledger>), CommandError> {
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default())?;
    let ledger = workspace.ledger_to_read()?;
    Ok((workspace, ledger))
}

fn graph_path(global: &Global) -> Result<Utf8PathBuf, CommandError> {
    if let Some(path) = &global.graph {
        return absolute(path);
    }
    let here = match &global.root {
        Some(root) => absolute(root)?,
        None => working_directory()?,
    };
    for folder in here.ancestors() {
        if let Some(found) = DEFAULT_GRAPHS.iter().map(|name| folder.join(name)).find(|path| path.is_file()) {
            return Ok(found);
        }
        if global.root.is_some() {
            break;
        }
    }
    let message =
        format!("there is no graph: looked for {} in {here} and the folders above", DEFAULT_GRAPHS.join(", "));
    Err(CommandError::refused(message).with_help("name the file with `--graph PATH`, or write one"))
}

fn project_root(global: &Global, graph: &Utf8Path) -> Result<Utf8PathBuf, CommandError> {
    if let Some(root) = &global.root {
        let root = absolute(root)?;
        if !root.is_dir() {
            return Err(CommandError::usage(format!("--root {root} is no folder")));
        }
        return Ok(root);
    }
    let folder = graph.parent().unwrap_or(graph);
    let above = folder.parent().filter(|_| folder.file_name() == Some("pipeline"));
    Ok(above.unwrap_or(folder).to_owned())
}

/// The absolute path without `.` and `..`, links kept as they are, so that it is what a person typed.
pub(crate) fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf, CommandError> {
    let joined = if path.is_absolute() { path.to_owned() } else { working_directory()?.join(path) };
    let mut clean = Utf8PathBuf::new();
    for component in joined.components() {
        match component {
            camino::Utf8Component::CurDir => {}
            camino::Utf8Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    Ok(clean)
}

fn working_directory() -> Result<Utf8PathBuf, CommandError> {
    let here = std::env::current_dir()
        .map_err(|error| CommandError::refused(format!("the working directory cannot be told: {error}")))?;
    Utf8PathBuf::from_path_buf(here)
        .map_err(|path| CommandError::refused(format!("the working directory {} is not UTF-8", path.display())))
}

/// This process's environment; variables that are not UTF-8 are inherited all the same, only not spoken of.
fn own_environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn environment_files(paths: &[Utf8PathBuf]) -> Result<BTreeMap<String, String>, CommandError> {
    let mut variables = BTreeMap::new();
    for path in paths {
        let entries = dotenvy::from_path_iter(path)
            .map_err(|error| CommandError::usage(format!("cannot read the environment file {path}: {error}")))?;
        for entry in entries {
            let (name, value) =
                entry.map_err(|error| CommandError::usage(format!("environment file {path}: {error}")))?;
            variables.insert(name, value);
        }
    }
    Ok(variables)
}

/// The problems of a graph that only warn.
pub(crate) fn is_warning(problem: &Problem) -> bool {
    problem.severity == Severity::Warning
}
