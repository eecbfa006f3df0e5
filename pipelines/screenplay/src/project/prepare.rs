//! Parameters to values: everything that the graph is told before it is planned.

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Map, Value, json};
use throughline_artifact::CanonicalError;
use throughline_graph::{Problem, Source, parse_document};
use throughline_model::StageId;
use throughline_stage::{Given, Preparation, PrepareError};

use super::assets::given_assets;
use super::check::{Project, check};
use super::folder::run_folder;
use super::run_key::run_key;
use super::script_file::{GivenScript, ScriptRefused, given_script};
use super::text_file::{TextFileError, read_text};
use crate::document::is_name;
use crate::stages::STAGES;

/// The names of the values.
pub(crate) const VALUE_NAMES: &[&str] = &[
    "project.id",
    "project.title",
    "project.genre",
    "project.visual_style",
    "project.target_duration",
    "project.shot_style",
    "project.profile",
    "project.script",
    "project.assets",
    "run.key",
    "run.folder",
];

/// Reads the project and what it names, and says where its run lies.
pub(crate) fn prepare(given: &Given<'_>) -> Result<Preparation, PrepareError> {
    let path = path_of(given, "project").ok_or_else(|| unusable("no project file is named", PROJECT_HELP))?;
    let from = start(given)?;
    let (project, document, source) = read_project(&path, given.root)?;
    let folder = path.parent().unwrap_or(Utf8Path::new("/"));
    let script = match &project.script {
        Some(written) => Some(given_script(folder, written).map_err(|refused| match refused {
            ScriptRefused::Project(problem) => refuse(&source, vec![problem]),
            ScriptRefused::Script(script, problems) => PrepareError::Refused { source_text: script, problems },
        })?),
        None => None,
    };
    let assets = given_assets(folder).map_err(|error| unusable(&error.to_string(), "let the folder be readable"))?;
    let key = run_id(given, &document, script.as_ref().map(|(script, _)| script), &source)?;
    let artifacts = path_of(given, "artifacts-dir").unwrap_or_else(|| given.root.join("artifacts"));
    let place = run_folder(given.root, &artifacts, &project.id, &key)
        .map_err(|error| unusable(&error.to_string(), "choose another folder by `--artifacts-dir`"))?;
    let values = values([
        json!(project.id),
        json!(project.title),
        json!(project.genre),
        json!(project.visual_style),
        json!(project.target_duration),
        json!(project.shot_style),
        json!(project.profile),
        json!(script.as_ref().map(|(script, _)| script)),
        json!(assets.by_id),
        json!(key),
        json!(place.folder),
    ]);
    let mut preparation = Preparation { root: place.root, values, from, ..Preparation::default() };
    preparation.files.insert("project".to_owned(), path);
    if let Some((_, path)) = script {
        preparation.files.insert("script".to_owned(), path);
    }
    preparation.files.extend(assets.files.into_iter().map(|(name, path)| (format!("asset:{name}"), path)));
    Ok(preparation)
}

const PROJECT_HELP: &str = "give its path: `--project FILE`; a project is a JSON or YAML file with at least an `id`";

/// Each name with its value, in the order of [`VALUE_NAMES`].
fn values<const COUNT: usize>(values: [Value; COUNT]) -> Map<String, Value> {
    const { assert!(COUNT == VALUE_NAMES.len(), "each name has a value") };
    VALUE_NAMES.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

fn text_of<'g>(given: &Given<'g>, name: &str) -> Option<&'g str> {
    given.parameters.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn path_of(given: &Given<'_>, name: &str) -> Option<Utf8PathBuf> {
    text_of(given, name).map(|path| given.root.join(path))
}

fn unusable(message: &str, help: &str) -> PrepareError {
    PrepareError::Unusable { message: message.to_owned(), help: Some(help.to_owned()) }
}

fn refuse(source: &Source, problems: Vec<Problem>) -> PrepareError {
    PrepareError::Refused { source_text: Box::new(source.clone()), problems }
}

fn read_project(path: &Utf8Path, root: &Utf8Path) -> Result<(Project, Value, Source), PrepareError> {
    let text = read_text(path).map_err(|error| {
        let help = if matches!(error, TextFileError::Missing(_)) {
            PROJECT_HELP
        } else {
            error.help().unwrap_or(PROJECT_HELP)
        };
        unusable(&format!("the project cannot be used: {error}"), help)
    })?;
    let source = Source::new(path.strip_prefix(root).unwrap_or(path).as_str(), text);
    let (document, repeated) = parse_document(&source).map_err(|problem| refuse(&source, vec![problem]))?;
    match check(&document) {
        Ok(project) if repeated.is_empty() => Ok((project, document, source)),
        Ok(_) => Err(refuse(&source, repeated)),
        Err(problems) => Err(refuse(&source, repeated.into_iter().chain(problems).collect())),
    }
}

fn run_id(
    given: &Given<'_>,
    document: &Value,
    script: Option<&GivenScript>,
    source: &Source,
) -> Result<String, PrepareError> {
    match text_of(given, "run-id") {
        Some(id) if is_name(id) => Ok(id.to_owned()),
        Some(id) => Err(unusable(
            &format!("`--run-id {}` cannot be a run id", id.escape_debug()),
            "a run id begins with a letter or a digit of ASCII, goes on with letters, digits, `.`, `_` and `-`, and has at \
             most 100 characters; without one, it is derived from the project",
        )),
        None => run_key(document, script).map_err(|error| match error {
            CanonicalError::Number { pointer, number } => {
                let message =
                    format!("the number {number} does not survive double precision, so it has no canonical form");
                refuse(source, vec![Problem::error("bad-number", pointer, message).with_help("write it as a text")])
            }
            CanonicalError::Serialize(error) => {
                unusable(&format!("the project has no canonical form: {error}"), PROJECT_HELP)
            }
        }),
    }
}

/// The stage to start from; 0 says none.
fn start(given: &Given<'_>) -> Result<Option<StageId>, PrepareError> {
    let number = given.parameters.get("from-stage").and_then(Value::as_f64).unwrap_or(0.0);
    if number == 0.0 {
        return Ok(None);
    }
    let named = STAGES.iter().zip(1_u32..).find(|(_, stage)| f64::from(*stage) == number);
    match named {
        Some((stage, _)) => Ok(Some(StageId::from(stage.id))),
        None => {
            let all: Vec<String> =
                STAGES.iter().zip(1..).map(|(stage, number)| format!("{number} {}", stage.id)).collect();
            Err(unusable(
                &format!("`--from-stage {number}`: there is no such stage"),
                &format!("the stages are {}", all.join(", ")),
            ))
        }
    }
}
