//! Whether a file holds what its declaration promises: JSON that parses, and that its schema allows.

use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::Value;

use crate::content::ContentError;
use crate::fault::SchemaFault;
use crate::schema::{CompiledSchema, read};
use crate::whole::MAX_JSON_BYTES;

/// Why a file could not be checked at all.
#[derive(Debug, thiserror::Error)]
#[error("cannot check `{path}`")]
pub struct CheckError {
    /// The file.
    pub path: Utf8PathBuf,
    /// What stood in the way.
    pub source: ContentError,
}

/// Everything that is wrong with the JSON in a file; empty if nothing is.
///
/// The file must parse if its format is JSON or a schema is given; with neither, nothing is read. Text that does not
/// parse, or that nests deeper than 128 levels, is one fault of the whole document, with line and column; so is a file
/// of more than [`MAX_JSON_BYTES`].
pub fn check_artifact(
    path: &Utf8Path,
    format_json: bool,
    schema: Option<&CompiledSchema>,
) -> Result<Vec<SchemaFault>, CheckError> {
    if !format_json && schema.is_none() {
        return Ok(Vec::new());
    }
    let error = |source| CheckError { path: path.to_owned(), source };
    let bytes = match read(path, MAX_JSON_BYTES) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(error(ContentError::read(path.as_std_path())(io::ErrorKind::NotFound.into()))),
        Err(ContentError::Read { source, .. }) if source.kind() == io::ErrorKind::FileTooLarge => {
            let words = "divide it, or declare it without `schema` and without the format `json`";
            return Ok(vec![SchemaFault::of_document(format!("{source}; {words}"))]);
        }
        Err(source) => return Err(error(source)),
    };
    Ok(match serde_json::from_slice::<Value>(&bytes) {
        Err(fault) => vec![SchemaFault::of_document(format!("not valid JSON: {fault}"))],
        Ok(document) => schema.map(|schema| schema.errors(&document)).unwrap_or_default(),
    })
}
