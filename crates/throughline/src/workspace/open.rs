//! A project as one command sees it, opened.

use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use throughline_artifact::{StatCache, read_text};
use throughline_engine::{CheckpointPlace, Ledger, Project, Resumption, builtin_problems, file_problems, resume};
use throughline_graph::{Format, Graph, GraphReport, Known, Problem, Severity, Source, load};
use throughline_model::{Digest, StageId};
use throughline_stage::{BuiltinPipeline, Preparation, StageRegistry};
use throughline_store::DatabaseLedger;

use super::Asked;
use super::built_in::{self, BuiltIn};
use super::environment::Environment;
use super::place::Place;
use crate::args::{Global, LogFormat};
use crate::bounds;
use crate::console;
use crate::error::CommandError;
use crate::settings::Settings;

/// A project with what was found out about it.
pub(crate) struct Workspace {
    /// The project. Its graph is what could be made of the file, problems or not.
    pub(crate) project: Project,
    /// The settings.
    pub(crate) settings: Settings,
    /// Everything that is wrong or worth knowing, with the text it is about.
    pub(crate) report: GraphReport,
    format: Format,
    /// Whether the graph is refused.
    pub(crate) is_refused: bool,
    /// The built-in pipeline that was asked for.
    pub(crate) built_in: Option<BuiltIn>,
    /// The root that the flags and the working directory mean.
    place: Utf8PathBuf,
    cache: Arc<StatCache>,
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

/// A graph that was read.
struct Read {
    source: Source,
    graph: Graph,
    problems: Vec<Problem>,
}

impl Workspace {
    /// Finds and reads the project.
    ///
    /// # Errors
    /// When there is no such graph, or nothing can be made of it, its settings, its environment files or the parameters
    /// of a built-in pipeline. A graph with problems is no error here.
    pub(crate) fn find(
        global: &Global,
        purpose: Purpose,
        around: &Surroundings<'_>,
        asked: Asked<'_>,
    ) -> Result<Self, CommandError> {
        let Ground { place, settings, builtins, environment } = Ground::survey(global, around)?;
        let mut built_in = None;
        let read = match asked {
            Asked::Own if place.graph.is_none() => everything(&place, &builtins)?,
            Asked::Own => read_own(&place, &builtins)?,
            Asked::Everything => everything(&place, &builtins)?,
            Asked::Followed(path) => match built_in::at(path) {
                Some(pipeline) => read_built_in(&*pipeline, &builtins)?,
                None if place.graph.is_some() => read_own(&place, &builtins)?,
                None => everything(&place, &builtins)?,
            },
            Asked::Pipeline { id, given } => {
                let id = id.or(settings.default.as_deref());
                let own = place.graph.as_ref().map(|_| read_own(&place, &builtins)).transpose()?;
                let is_own = |id| own.as_ref().is_some_and(|read| read.graph.pipeline(id).is_some());
                let named = id.filter(|id| global.graph.is_none() && !is_own(id)).and_then(built_in::named);
                match (named, own) {
                    (Some(pipeline), _) => {
                        let read = read_built_in(&*pipeline, &builtins)?;
                        built_in = Some(built_in::prepare(pipeline, &read.graph, &place.root, given)?);
                        read
                    }
                    (None, Some(own)) => own,
                    (None, None) => return Err(no_graph(&place, id)),
                }
            }
        };
        let Read { source, graph, mut problems } = read;
        let none = Preparation { root: place.root.clone(), ..Preparation::default() };
        let preparation = built_in.as_ref().map_or(none, |built_in| built_in.preparation.clone());
        let format = source.format;
        let project = project(source, graph, builtins, &settings, environment, preparation, around);
        problems.extend(file_problems(&project, &project.schema_store(), purpose == Purpose::Run));
        problems.extend(builtin_problems(&project));
        let is_refused = problems.iter().any(|problem| problem.severity == Severity::Error);
        Ok(Self {
            cache: cache_of(&project),
            report: report(&project, format, &problems),
            project,
            settings,
            format,
            is_refused,
            built_in,
            place: place.root,
        })
    }

    /// The project with those stages alone that something has touched since the last run that was asked in this way; none
    /// where its graph has to be read.
    ///
    /// # Errors
    /// When there is no such graph, or its settings or environment files cannot be used.
    pub(crate) fn resume(
        global: &Global,
        around: &Surroundings<'_>,
        id: Option<&str>,
        given: &[(String, String)],
    ) -> Result<Option<(Self, Resumption)>, CommandError> {
        let Ground { place, settings, builtins, environment } = Ground::survey(global, around)?;
        if place.graph.is_none() {
            return Ok(None);
        }
        let checkpoint = checkpoint_place(&place.root, &shown_graph(&place)?, &settings, id, given).read();
        let source = own_source(&place)?;
        let preparation = Preparation { root: place.root.clone(), ..Preparation::default() };
        let format = source.format;
        let project = project(source, Graph::default(), builtins, &settings, environment, preparation, around);
        let cache = cache_of(&project);
        let Some(resumption) = resume(&project, checkpoint, &cache) else { return Ok(None) };
        let workspace = Self {
            cache,
            report: report(&project, format, &[]),
            project: resumption.project.clone(),
            settings,
            format,
            is_refused: false,
            built_in: None,
            place: place.root,
        };
        Ok(Some((workspace, resumption)))
    }

    /// Where a run that is asked in this way leaves its checkpoint; none where it can leave none, because there is
    /// something to be said of its graph each time.
    pub(crate) fn checkpoint(&self, id: Option<&str>, given: &[(String, String)]) -> Option<CheckpointPlace> {
        let is_plain = self.built_in.is_none() && self.report.located().next().is_none();
        is_plain.then(|| checkpoint_place(&self.place, &self.project.graph_path, &self.settings, id, given))
    }

    /// Finds a project whose graph must be in order, and prints what is worth knowing of it.
    ///
    /// # Errors
    /// As [`Workspace::find`], and when the graph is refused.
    pub(crate) fn require(
        global: &Global,
        purpose: Purpose,
        around: &Surroundings<'_>,
        asked: Asked<'_>,
    ) -> Result<Self, CommandError> {
        let workspace = Self::find(global, purpose, around, asked)?;
        if workspace.is_refused {
            return Err(CommandError::Graph(Box::new(workspace.report)));
        }
        console::print_warnings(&workspace.report, global.color);
        Ok(workspace)
    }

    /// The parameters as a request carries them.
    pub(crate) fn parameters(&self, given: &[(String, String)]) -> Vec<(String, String)> {
        self.built_in.as_ref().map_or_else(|| given.to_vec(), |built_in| built_in.given.clone())
    }

    /// The root, where a parameter has put it elsewhere than commands without that parameter look for it.
    pub(crate) fn elsewhere(&self) -> Option<&Utf8Path> {
        Some(self.project.root.as_path()).filter(|root| *root != self.place)
    }

    /// The stage to start from: the one that is named, else the one that a parameter means.
    pub(crate) fn from(&self, named: Option<&str>) -> Option<StageId> {
        let meant = || self.built_in.as_ref().and_then(|built_in| built_in.preparation.from.clone());
        named.map(StageId::from).or_else(meant)
    }

    /// These problems of the graph, with their places in its file.
    pub(crate) fn report_of(&self, problems: &[Problem]) -> GraphReport {
        report(&self.project, self.format, problems)
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
        let ledger: DatabaseLedger = found.map_or_else(|| throughline_store::open_in_memory(now), Ok)?;
        Ok(Arc::new(ledger))
    }

    /// The digests of files that need not be computed again.
    pub(crate) fn stat_cache(&self) -> Arc<StatCache> {
        Arc::clone(&self.cache)
    }
}

/// The ledger of the project that the flags mean, its graph in order or not, with everything that its runs may have been
/// made of: for commands that only look at runs.
///
/// # Errors
/// When its graph cannot be read or its ledger cannot be opened.
pub(crate) fn find_for_history(global: &Global) -> Result<(Workspace, Arc<dyn Ledger>), CommandError> {
    let workspace = Workspace::find(global, Purpose::Look, &Surroundings::default(), Asked::Everything)?;
    let ledger = workspace.ledger_to_read()?;
    Ok((workspace, ledger))
}

/// The settings of the project that is meant, whether it has a graph or not.
///
/// # Errors
/// When they cannot be read or say what no setting is.
pub(crate) fn settings(global: &Global) -> Result<Settings, CommandError> {
    Settings::load(&Place::find(global)?.root)
}

/// Everything around a graph.
struct Ground {
    place: Place,
    settings: Settings,
    builtins: StageRegistry,
    environment: Environment,
}

impl Ground {
    fn survey(global: &Global, around: &Surroundings<'_>) -> Result<Self, CommandError> {
        let place = Place::find(global)?;
        let settings = Settings::load(&place.root)?;
        let environment = Environment::with_files(around.env_files)?;
        Ok(Self { place, settings, builtins: built_in::stages(), environment })
    }
}

fn project(
    source: Source,
    graph: Graph,
    builtins: StageRegistry,
    settings: &Settings,
    environment: Environment,
    preparation: Preparation,
    around: &Surroundings<'_>,
) -> Project {
    let Preparation { root, values, files, .. } = preparation;
    Project {
        root,
        graph_digest: Digest::of(source.text.as_bytes()),
        graph_text: source.text.into(),
        graph_path: source.name,
        graph: Arc::new(graph),
        builtins,
        interpreters: settings.interpreters.clone(),
        environment: Arc::new(environment.all),
        added_environment: Arc::new(environment.added),
        values,
        files,
        schemas: built_in::schemas(),
        log_format: match around.log_format {
            Some(LogFormat::Json) => "json",
            Some(LogFormat::Text) | None => "text",
        },
    }
}

/// The problems with their places. The text is only copied where there is something to show in it.
fn report(project: &Project, format: Format, problems: &[Problem]) -> GraphReport {
    let text = if problems.is_empty() { String::new() } else { project.graph_text.to_string() };
    GraphReport::new(&Source { name: project.graph_path.clone(), text, format }, problems)
}

fn cache_of(project: &Project) -> Arc<StatCache> {
    Arc::new(StatCache::open(&project.state_dir().join("cache/stat")))
}

/// The place for the checkpoint of a run by everything that it is asked by. Another build of the program may see things
/// otherwise, so it has places of its own.
fn checkpoint_place(
    root: &Utf8Path,
    graph: &str,
    settings: &Settings,
    id: Option<&str>,
    given: &[(String, String)],
) -> CheckpointPlace {
    let program = std::env::current_exe().and_then(|path| path.metadata()).ok();
    let program = program.map(|stat| (stat.len(), stat.modified().ok()));
    let (program, folder) = (format!("{program:?}"), format!("{:?}", std::env::current_dir().ok()));
    let interpreters = format!("{:?}", settings.interpreters);
    let mut asked = vec![env!("CARGO_PKG_VERSION"), &program, &folder, graph, &interpreters];
    asked.extend([id, settings.default.as_deref()].map(Option::unwrap_or_default));
    asked.extend(given.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]));
    CheckpointPlace::of(root, &asked)
}

/// The graph file as it is shown: relative to the root where it lies below it.
fn shown_graph(place: &Place) -> Result<String, CommandError> {
    let path = place.graph()?;
    Ok(path.strip_prefix(&place.root).unwrap_or(path).to_string())
}

fn own_source(place: &Place) -> Result<Source, CommandError> {
    let path = place.graph()?;
    let text = read_text(path, bounds::GRAPH).map_err(|error| {
        CommandError::refused(format!("cannot read the graph {path}: {error}"))
            .with_help("name another with `--graph PATH`")
    })?;
    Ok(Source { format: Format::of_path(path.as_str()), name: shown_graph(place)?, text })
}

fn read_own(place: &Place, builtins: &StageRegistry) -> Result<Read, CommandError> {
    let source = own_source(place)?;
    let names: Vec<&str> = builtins.names().collect();
    let decoded = load(&source, &Known { builtins: &names, values: &[] });
    Ok(Read { source, graph: decoded.graph.unwrap_or_default(), problems: decoded.problems })
}

fn read_built_in(pipeline: &dyn BuiltinPipeline, builtins: &StageRegistry) -> Result<Read, CommandError> {
    let graph = built_in::graph(pipeline, builtins)?;
    Ok(Read { source: built_in::source(pipeline), graph, problems: Vec::new() })
}

fn everything(place: &Place, builtins: &StageRegistry) -> Result<Read, CommandError> {
    let mut read = match place.graph {
        Some(_) => read_own(place, builtins)?,
        None => Read { source: Source::new("what is built in", ""), graph: Graph::default(), problems: Vec::new() },
    };
    built_in::append_all(&mut read.graph, builtins)?;
    Ok(read)
}

/// There is no graph, and no built-in pipeline is meant.
fn no_graph(place: &Place, id: Option<&str>) -> CommandError {
    let known: Vec<&str> = built_in::pipelines().iter().map(|pipeline| pipeline.id()).collect();
    let Err(error) = place.graph() else { return CommandError::failed("the graph has vanished") };
    match id {
        Some(id) => error.with_help(format!(
            "name the file with `--graph PATH`, or write one; `{id}` is no built-in pipeline (there is {})",
            known.join(", ")
        )),
        None => error.with_help(format!(
            "name the file with `--graph PATH`, or write one; or run what is built in: {}",
            known.join(", ")
        )),
    }
}

/// The problems of a graph that only warn.
pub(crate) fn is_warning(problem: &Problem) -> bool {
    problem.severity == Severity::Warning
}
