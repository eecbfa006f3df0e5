//! What all five stages do alike: read what they are told and their inputs, write their artifact and its meta.

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use throughline_artifact::{Links, MAX_JSON_BYTES, canonical_digest, pretty_sorted, read_whole, write_atomic};
use throughline_model::{Digest, iso_millis};
use throughline_stage::{StageContext, StageError};

use super::StageInfo;
use crate::document::{Meta, Naming, SCHEMA_VERSION};

/// What the graph tells the stage, as a type.
pub(super) fn told<T: DeserializeOwned>(context: &StageContext<'_>) -> Result<T, StageError> {
    serde_json::from_value(Value::Object(context.with.clone()))
        .map_err(|error| StageError::caused("`with` does not say what this stage must know", error))
}

/// The document in a declared input.
pub(super) fn input<T: DeserializeOwned>(context: &StageContext<'_>, artifact: &str) -> Result<T, StageError> {
    let path = context
        .input(artifact)
        .ok_or_else(|| StageError::new(format!("the input `{artifact}` is not declared, or not there")))?;
    let bytes = whole(path)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| StageError::caused(format!("`{path}` is not what `{artifact}` should be"), error))
}

/// The bytes of a file, if it is one.
fn whole(path: &Utf8Path) -> Result<Vec<u8>, StageError> {
    read_whole(path, Links::Follow, MAX_JSON_BYTES)
        .map_err(|error| StageError::caused(format!("cannot read `{path}`"), error))
}

/// Where a declared output is to be written.
pub(super) fn output(context: &StageContext<'_>, artifact: &str) -> Result<Utf8PathBuf, StageError> {
    let path =
        context.output(artifact).ok_or_else(|| StageError::new(format!("the output `{artifact}` is not declared")))?;
    stays_below(&context.root, path)?;
    Ok(path.to_owned())
}

/// Fails where a folder on the way to a path is a link out of the root. What lies there is another's, and a stage
/// empties folders before it fills them: afterwards it would be too late.
fn stays_below(root: &Utf8Path, path: &Utf8Path) -> Result<(), StageError> {
    let real = |path: &Utf8Path| {
        path.canonicalize_utf8().map_err(|error| StageError::caused(format!("cannot find `{path}`"), error))
    };
    let (root, folder) = (real(root)?, real(path.parent().unwrap_or(path))?);
    if folder.starts_with(&root) {
        return Ok(());
    }
    Err(StageError::new(format!("`{path}` leads by a link out of `{root}`, to `{folder}`: nothing was written there")))
}

/// The text of a file that the pipeline was given when it was prepared, and that must be the same still.
pub(super) fn given_text(context: &StageContext<'_>, name: &str, digest: Digest) -> Result<String, StageError> {
    let path = context
        .files
        .get(name)
        .ok_or_else(|| StageError::new(format!("the file `{name}` is named by no pipeline that was prepared")))?;
    let bytes = whole(path)?;
    let found = Digest::of(&bytes);
    if found != digest {
        return Err(StageError::new(format!(
            "`{path}` changed while the run went on: it was {digest} when the run was planned, and is {found}; run again"
        )));
    }
    String::from_utf8(bytes).map_err(|error| StageError::caused(format!("`{path}` is not UTF-8 text"), error))
}

/// Writes a file whole.
pub(super) fn write(path: &Utf8Path, bytes: &[u8]) -> Result<(), StageError> {
    write_atomic(path, bytes).map_err(|error| {
        let message = error.to_string();
        StageError::caused(message, error.source)
    })
}

/// Fails when the stage is to end early.
pub(super) fn go_on(context: &StageContext<'_>) -> Result<(), StageError> {
    if context.cancellation.is_cancelled() { Err(StageError::new("interrupted")) } else { Ok(()) }
}

/// An artifact that is to be written.
pub(super) struct Made<'m, T> {
    /// The stage.
    pub(super) stage: &'m StageInfo,
    /// Whose it is.
    pub(super) naming: &'m Naming,
    /// The artifact's own id.
    pub(super) id: &'m str,
    /// The ids of the artifacts that were read.
    pub(super) parents: Vec<String>,
    /// What else it depends on.
    pub(super) parameters: Map<String, Value>,
    /// The artifact.
    pub(super) document: &'m T,
}

impl<T: Serialize> Made<'_, T> {
    /// Writes the artifact, and its meta beside it.
    pub(super) fn write(self, context: &StageContext<'_>) -> Result<(), StageError> {
        let no_json =
            |error| StageError::caused(format!("the {} cannot be written as JSON", self.stage.artifact_type), error);
        let value = serde_json::to_value(self.document).map_err(no_json)?;
        let hash = canonical_digest(&value)
            .map_err(|error| StageError::caused(format!("the {} has no digest", self.stage.artifact_type), error))?;
        let mut creation_params = self.parameters;
        creation_params.insert("project_id".to_owned(), self.naming.project_id.clone().into());
        creation_params.insert("run_id".to_owned(), self.naming.run_id.clone().into());
        creation_params.insert("stage".to_owned(), self.stage.id.into());
        let meta = Meta {
            artifact_type: self.stage.artifact_type.to_owned(),
            artifact_id: self.id.to_owned(),
            schema_version: SCHEMA_VERSION.to_owned(),
            hash,
            parent_refs: self.parents,
            creation_params,
            compute_origin: "local".to_owned(),
            created_at: iso_millis(context.started_at),
        };
        let meta = serde_json::to_value(meta).map_err(no_json)?;
        write(&output(context, self.stage.artifact)?, pretty_sorted(&value).as_bytes())?;
        write(&output(context, self.stage.meta)?, pretty_sorted(&meta).as_bytes())
    }
}

/// A line for a person. That it cannot be written is no reason to fail.
pub(super) fn tell(context: &mut StageContext<'_>, line: &str) {
    let _ = writeln!(context.log, "{}", harmless(line));
}

/// The line with every character written out that a terminal would obey or that turns text round: a log is shown as it
/// is, and a screenplay or a file name may hold anything.
fn harmless(line: &str) -> String {
    let obeyed = |char: char| {
        char.is_control() || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut shown = String::with_capacity(line.len());
    for char in line.chars() {
        if obeyed(char) {
            shown.extend(char.escape_unicode());
        } else {
            shown.push(char);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_one_line_and_steers_no_terminal() {
        assert_eq!(harmless("`B\u{1b}c`\n\u{202e}张 мир 🎬"), "`B\\u{1b}c`\\u{a}\\u{202e}张 мир 🎬");
    }
}
