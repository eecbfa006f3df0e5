//! The script that a project names: a Fountain screenplay or a Script in JSON.

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use throughline_artifact::CompiledSchema;
use throughline_graph::{Problem, Source, parse_document};
use throughline_model::Digest;

use super::text_file::{TextFileError, read_text};
use crate::document::{SCRIPT_SCHEMA, Script};

/// The script that a project names, as its stage is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GivenScript {
    /// The path as the project has it.
    pub(crate) path: String,
    /// How it is written.
    pub(crate) format: ScriptFormat,
    /// The digest of its bytes.
    pub(crate) digest: Digest,
}

/// How a script is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ScriptFormat {
    /// Plain text after <https://fountain.io/syntax>.
    Fountain,
    /// `schemas/Script.v1.json`.
    ScriptJson,
}

/// Why a project's script cannot be used.
#[derive(Debug)]
pub(crate) enum ScriptRefused {
    /// The project names none that is there.
    Project(Problem),
    /// It has faults itself, at least one.
    Script(Box<Source>, Vec<Problem>),
}

/// Finds the script that a project in this folder names by `written`. Its text is looked into as far as it can be
/// done at once: the form of JSON, but not what a screenplay says.
pub(crate) fn given_script(folder: &Utf8Path, written: &str) -> Result<(GivenScript, Utf8PathBuf), ScriptRefused> {
    let refused = |code, message: String, help: Option<&str>| {
        let problem = Problem::error(code, "/script", message);
        ScriptRefused::Project(Problem { help: help.map(str::to_owned), ..problem })
    };
    let Some(format) = format_of(written) else {
        let message = format!("`script` must name a `.fountain` screenplay or a Script in `.json`, not `{written}`");
        return Err(refused("unknown-format", message, None));
    };
    let path = folder.join(written);
    let text = read_text(&path).map_err(|error| {
        let help = match error {
            TextFileError::Missing(_) => Some("the path is relative to the project file's folder"),
            _ => error.help(),
        };
        refused("unusable-file", format!("`script` cannot be used: {error}"), help)
    })?;
    let digest = Digest::of(text.as_bytes());
    if format == ScriptFormat::ScriptJson {
        read_script(written, &text).map_err(|(source, problems)| ScriptRefused::Script(source, problems))?;
    }
    Ok((GivenScript { path: written.to_owned(), format, digest }, path))
}

fn format_of(path: &str) -> Option<ScriptFormat> {
    let (_, extension) = path.rsplit_once('.')?;
    match &*extension.to_ascii_lowercase() {
        "fountain" => Some(ScriptFormat::Fountain),
        "json" => Some(ScriptFormat::ScriptJson),
        _ => None,
    }
}

/// Reads a Script in JSON, checked against its schema.
pub(crate) fn read_script(name: &str, text: &str) -> Result<Script, (Box<Source>, Vec<Problem>)> {
    let source = Source::new(name, text);
    let refused = |problems| (Box::new(source.clone()), problems);
    let (document, mut problems) = parse_document(&source).map_err(|problem| refused(vec![problem]))?;
    let (path, schema) = SCRIPT_SCHEMA;
    let schema = CompiledSchema::parse(path, schema.as_bytes())
        .map_err(|error| refused(vec![Problem::error("schema", "", error.to_string())]))?;
    let faults = schema.errors(&document).into_iter();
    problems.extend(faults.map(|fault| Problem::error("schema", fault.pointer, fault.message)));
    if !problems.is_empty() {
        return Err(refused(problems));
    }
    serde_json::from_value(document).map_err(|error| refused(vec![Problem::error("schema", "", error.to_string())]))
}
