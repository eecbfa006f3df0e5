//! JSON Schemas, compiled once for each content.
//!
//! Drafts go by `$schema`; without one, 2020-12. `format` asserts in draft-07 and annotates in 2020-12, which is what
//! the drafts say. References may lead to other files below the root (see `schema_refs`) and nowhere else.
//!
//! Patterns run on `fancy-regex`: an ordinary pattern is handed to the linear-time engine, and one with look-around or
//! back-references, which schemas in the wild use and the linear engine refuses, runs with a bound on its steps. Beyond
//! the bound the value counts as not valid. `schema_steps` bounds the rest, so that no document can make a check run for
//! ever or fill the memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use jsonschema::error::ValidationErrorKind;
use jsonschema::{PatternOptions, ReferencingError, ValidationError, Validator};
use serde_json::{Value, json};
use throughline_model::Digest;

use crate::canonical::canonical_digest;
use crate::content::ContentError;
use crate::fault::SchemaFault;
use crate::file::open_regular;
use crate::pointer::push_token;
use crate::schema_refs::{LocalRefs, RefFault};
use crate::schema_steps::{self, Steps, TooManySteps, Weight};
use crate::whole::{Links, read_opened};

/// Steps that one search with look-around or back-references may take. A millisecond or so.
pub(crate) const BACKTRACK_LIMIT: usize = 100_000;

/// The largest schema file, in bytes.
pub(crate) const MAX_SCHEMA_BYTES: u64 = 32 * 1024 * 1024;

/// A compiled pattern takes no more memory than this, in bytes.
const PATTERN_BYTES: usize = 4 * 1024 * 1024;

/// A longer pattern is refused, in bytes; so are patterns that are longer together than 32 of these. Compiling takes three
/// hundred times their length in memory.
const LONGEST_PATTERN: usize = 16 * 1024;

/// Why there is no compiled schema.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// There is no such file.
    #[error("the schema `{path}` is missing")]
    Missing {
        /// Relative to the root.
        path: Utf8PathBuf,
    },
    /// The file is there and cannot be read.
    #[error("cannot read the schema `{path}`")]
    Read {
        /// Relative to the root.
        path: Utf8PathBuf,
        /// Why.
        source: ContentError,
    },
    /// The file is not JSON.
    #[error("the schema `{path}` is not JSON")]
    Json {
        /// Relative to the root.
        path: Utf8PathBuf,
        /// With line and column.
        source: serde_json::Error,
    },
    /// The file is JSON and no JSON Schema. The pointers of the faults lead into the schema file.
    #[error("`{path}` is no valid JSON Schema: {}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid {
        /// Relative to the root.
        path: Utf8PathBuf,
        /// At least one.
        faults: Vec<SchemaFault>,
    },
    /// A `$ref` leads to another host. Nothing is ever fetched.
    #[error("the schema `{path}` refers to `{uri}`, which is not a file of the project; schemas are never fetched")]
    Remote {
        /// Relative to the root.
        path: Utf8PathBuf,
        /// The absolute URI that the reference resolves to.
        uri: String,
    },
    /// A `$ref` leads to a file that cannot be used.
    #[error("the schema `{path}` refers to `{uri}`: {message}")]
    Reference {
        /// Relative to the root.
        path: Utf8PathBuf,
        /// The absolute URI that the reference resolves to.
        uri: String,
        /// Why it cannot be used.
        message: String,
    },
}

/// A schema that documents can be held against. May be shared between threads.
#[derive(Debug)]
pub struct CompiledSchema {
    /// What validity depends on: the digest of the schema file, or, if it pulls in others, of the canonical JSON
    /// `{"references": {<path from the root>: <digest>…}, "schema": <digest>}`.
    pub digest: Digest,
    /// The other files that it pulls in, by their path from the root.
    pub references: Vec<Utf8PathBuf>,
    validator: Validator,
    /// How many patterns for names it has, with all that it pulls in, that may take long.
    hard_names: u64,
}

impl CompiledSchema {
    /// Compiles a schema that is not a file of a project, under a name for its errors. It may refer to itself only.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, SchemaError> {
        build(Utf8Path::new(name), bytes, &LocalRefs::none(), "throughline:///schema")
    }

    /// Everything that is wrong with a document, at most [`MAX_FAULTS`](crate::MAX_FAULTS) and a line that counts the
    /// rest; empty if it is valid.
    #[must_use]
    pub fn errors(&self, document: &Value) -> Vec<SchemaFault> {
        let weight = Weight::of(document);
        // Most documents are valid, and finding that out alone costs a fraction.
        match schema_steps::within(weight, self.hard_names, false, || self.validator.is_valid(document)) {
            Ok(true) => return Vec::new(),
            Ok(false) => {}
            Err(TooManySteps) => {
                return vec![SchemaFault::of_document(
                    "the check was given up: the schema leads to the values in too many ways, or a text is too long for a \
                     pattern with look-around",
                )];
            }
        }
        let all = || SchemaFault::collect(self.validator.iter_errors(document));
        schema_steps::within(weight, self.hard_names, true, all).unwrap_or_else(|TooManySteps| {
            let first = || self.validator.validate(document).err().map(|error| SchemaFault::from_error(&error));
            let first = schema_steps::within(weight, self.hard_names, true, first).ok().flatten();
            let rest = SchemaFault::of_document("it is not valid, in more ways than can be told");
            first.into_iter().chain([rest]).collect()
        })
    }
}

/// The schemas of one project.
#[derive(Debug)]
pub struct SchemaStore {
    root: Utf8PathBuf,
    /// Schemas that are no files: path and text. They win over files.
    texts: Vec<(&'static str, &'static str)>,
    compiled: Mutex<HashMap<Utf8PathBuf, Compiled>>,
}

#[derive(Debug)]
struct Compiled {
    file: Digest,
    pulled_in: Vec<(Utf8PathBuf, Digest)>,
    schema: Arc<CompiledSchema>,
}

impl SchemaStore {
    /// The schemas below this folder.
    #[must_use]
    pub fn new(root: &Utf8Path) -> Self {
        Self::with_texts(root, Vec::new())
    }

    /// The schemas below this folder, and these, which are part of the program: path and text. They win over files.
    #[must_use]
    pub fn with_texts(root: &Utf8Path, texts: Vec<(&'static str, &'static str)>) -> Self {
        let root = root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned());
        Self { root, texts, compiled: Mutex::default() }
    }

    /// The text of the schema with this path; `None` if there is none.
    ///
    /// # Errors
    /// When its file is there and cannot be read.
    pub fn text(&self, relative: &Utf8Path) -> Result<Option<Vec<u8>>, ContentError> {
        match self.texts.iter().find(|(path, _)| relative == *path) {
            Some((_, text)) => Ok(Some(text.as_bytes().to_vec())),
            None => read(&self.root.join(relative), MAX_SCHEMA_BYTES),
        }
    }

    /// The schema in a file, compiled anew only if its content, or that of a file it refers to, is new.
    pub fn compile(&self, relative: &Utf8Path) -> Result<Arc<CompiledSchema>, SchemaError> {
        let bytes = match self.text(relative) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return Err(SchemaError::Missing { path: relative.to_owned() }),
            Err(source) => return Err(SchemaError::Read { path: relative.to_owned(), source }),
        };
        let file = Digest::of(&bytes);
        if let Some(schema) = self.known(relative, file) {
            return Ok(schema);
        }
        let refs = LocalRefs::below(&self.root);
        let schema = Arc::new(build(relative, &bytes, &refs, &refs.uri_of(relative))?);
        let known = Compiled { file, pulled_in: refs.pulled_in(), schema: Arc::clone(&schema) };
        self.compiled.lock().unwrap_or_else(PoisonError::into_inner).insert(relative.to_owned(), known);
        Ok(schema)
    }

    fn known(&self, relative: &Utf8Path, file: Digest) -> Option<Arc<CompiledSchema>> {
        let compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let known = compiled.get(relative).filter(|known| known.file == file)?;
        let unchanged = known.pulled_in.iter().all(|(path, digest)| {
            read(&self.root.join(path), MAX_SCHEMA_BYTES)
                .ok()
                .flatten()
                .is_some_and(|bytes| Digest::of(&bytes) == *digest)
        });
        unchanged.then(|| Arc::clone(&known.schema))
    }
}

/// The bytes of a regular file, of which there may be so many; `None` if it is not there.
pub(crate) fn read(path: &Utf8Path, most: u64) -> Result<Option<Vec<u8>>, ContentError> {
    let path = path.as_std_path();
    let Some((file, stat)) = open_regular(path, Links::Follow)? else { return Ok(None) };
    read_opened(file, &stat, most).map(Some).map_err(ContentError::read(path))
}

fn build(path: &Utf8Path, bytes: &[u8], refs: &LocalRefs, uri: &str) -> Result<CompiledSchema, SchemaError> {
    let document: Value =
        serde_json::from_slice(bytes).map_err(|source| SchemaError::Json { path: path.to_owned(), source })?;
    weigh(path, &document)?;
    let (counted, hard_names) = schema_steps::counted(&document);
    refs.learn_id(&document, uri);
    let validator = jsonschema::options()
        .with_keyword(schema_steps::KEYWORD, |_, value, _| Ok(Box::new(Steps::new(value))))
        .with_base_uri(uri)
        .with_retriever(refs.clone())
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(BACKTRACK_LIMIT).size_limit(PATTERN_BYTES))
        .build(&counted)
        .map_err(|error| build_error(path, &document, &error))?;
    let pulled_in = refs.pulled_in();
    let digest = if pulled_in.is_empty() {
        Digest::of(bytes)
    } else {
        let references: serde_json::Map<String, Value> =
            pulled_in.iter().map(|(path, digest)| (path.to_string(), json!(digest))).collect();
        canonical_digest(&json!({ "schema": Digest::of(bytes), "references": references })).map_err(|error| {
            SchemaError::Invalid { path: path.to_owned(), faults: vec![SchemaFault::of_document(error.to_string())] }
        })?
    };
    let references = pulled_in.into_iter().map(|(path, _)| path).collect();
    Ok(CompiledSchema { digest, references, validator, hard_names: hard_names.saturating_add(refs.hard_names()) })
}

/// Patterns that would take too much memory to be compiled are refused before anything compiles them.
fn weigh(path: &Utf8Path, document: &Value) -> Result<(), SchemaError> {
    match too_long(document) {
        None => Ok(()),
        Some(fault) => Err(SchemaError::Invalid { path: path.to_owned(), faults: vec![fault] }),
    }
}

/// What is wrong with the lengths of a schema's patterns, if something is.
pub(crate) fn too_long(document: &Value) -> Option<SchemaFault> {
    let mut open = vec![(document, String::new())];
    let mut sum = 0;
    while let Some((value, pointer)) = open.pop() {
        let mut pattern = |text: &str| {
            sum += text.len();
            (text.len() > LONGEST_PATTERN || sum > 32 * LONGEST_PATTERN).then(|| SchemaFault {
                pointer: pointer.clone(),
                message: format!(
                    "patterns of more than {LONGEST_PATTERN} bytes, or of more than {} together, are not used",
                    32 * LONGEST_PATTERN
                ),
            })
        };
        match value {
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (item, format!("{pointer}/{at}"))));
            }
            Value::Object(members) => {
                let names = members.get("patternProperties").and_then(Value::as_object);
                let own = members.get("pattern").and_then(Value::as_str);
                let patterns = names.into_iter().flat_map(|names| names.keys().map(String::as_str)).chain(own);
                if let Some(fault) = patterns.filter_map(&mut pattern).next() {
                    return Some(fault);
                }
                open.extend(members.iter().map(|(name, member)| {
                    let mut below = pointer.clone();
                    push_token(&mut below, name);
                    (member, below)
                }));
            }
            _ => {}
        }
    }
    None
}

/// What the draft's own schema says of a schema. An unknown `$schema` is one fault.
pub(crate) fn meta_faults(document: &Value) -> Vec<SchemaFault> {
    match jsonschema::meta::validator_for(document) {
        Ok(meta) => SchemaFault::collect(meta.iter_errors(document)),
        Err(error) => vec![SchemaFault { pointer: "/$schema".to_owned(), ..SchemaFault::from_error(&error) }],
    }
}

fn build_error(path: &Utf8Path, document: &Value, error: &ValidationError<'_>) -> SchemaError {
    let path = path.to_owned();
    if let ValidationErrorKind::Referencing(ReferencingError::Unretrievable { uri, source }) = error.kind() {
        let uri = uri.clone();
        return match source.downcast_ref::<RefFault>() {
            Some(RefFault::Remote) => SchemaError::Remote { path, uri },
            Some(fault) => SchemaError::Reference { path, uri, message: fault.to_string() },
            None => SchemaError::Reference { path, uri, message: source.to_string() },
        };
    }
    // The compiler stops at its first complaint; the draft's own schema knows them all.
    let faults = meta_faults(document);
    let faults = if faults.is_empty() { vec![SchemaFault::from_error(error)] } else { faults };
    SchemaError::Invalid { path, faults }
}
