//! Text to a [`Tape`]: JSON by `serde_json`, YAML by `serde-saphyr`, both with limits on size, depth and expansion.

use serde::de::DeserializeSeed as _;
use serde_saphyr::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};

use super::node::Tape;
use super::read::{NodeSeed, Notes, Sink};
use crate::{Format, Problem, Source};

/// Larger files are refused. A graph of a hundred thousand stages of 500 bytes each has fewer, and a larger one would take
/// more than half a gigabyte of memory.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How deep YAML may be nested. Its reader takes some 25 KiB of stack for a level when it is not optimised, and a thread may
/// have no more than 2 MiB. `serde_json` has a limit of 127 built in, and takes much less.
const MAX_YAML_DEPTH: usize = 48;

/// A YAML file may not become much larger by its aliases than a plain one may be.
const MAX_YAML_NODES: usize = 2_000_000;

/// The document, of which the sink takes the lists, and the keys that stand in one of its objects twice.
pub(crate) fn parse<'t>(source: &'t Source, sink: &mut dyn Sink) -> Result<(Tape<'t>, Vec<Problem>), Problem> {
    let (text, skipped) = source.body();
    if text.len() > MAX_BYTES {
        return Err(Problem::error(
            "too-large",
            "",
            format!("the file has {} bytes; {MAX_BYTES} are the most that is read", text.len()),
        ));
    }
    if text.trim().is_empty() {
        return Err(empty());
    }
    let notes = Notes::default();
    let mut tape = Tape::default();
    let parsed = match source.format {
        Format::Json => json(text, NodeSeed::root(&notes, &mut tape, sink)),
        Format::Yaml => yaml(text, NodeSeed::root(&notes, &mut tape, sink)),
    };
    parsed.map_err(|mut problem| {
        problem.span = problem.span.map(|(offset, length)| (offset + skipped, length));
        problem
    })?;
    // Only comments and document markers: YAML calls that null.
    if source.format == Format::Yaml && tape.node(0).is_null() {
        return Err(empty());
    }
    Ok((tape, notes.repeated.into_inner()))
}

fn empty() -> Problem {
    Problem::error("empty-file", "", "the file is empty")
        .with_help("a graph has at least one pipeline and one stage; see the documentation of the stage graph")
}

fn json<'t>(text: &'t str, seed: NodeSeed<'_, 't>) -> Result<(), Problem> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = seed.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    parsed.map_err(|error| {
        let line_start = match error.line() {
            0 | 1 => 0,
            line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
        };
        // The column counts bytes from 1, and is 0 when the fault is the line break before.
        let span = span_at(text, line_start + error.column().saturating_sub(1));
        let message = bare(error.to_string());
        let help = match text.as_bytes().get(span.0) {
            Some(b'/' | b'#') => Some("JSON has no comments; a graph file that ends in `.yaml` may have some"),
            Some(b'\'') => Some("texts stand in double quotes"),
            Some(b'}' | b']') if message.contains("trailing comma") => Some("remove the comma before it"),
            _ if message.starts_with("EOF") => Some("the file ends too early: a bracket or a quote is not closed"),
            _ => None,
        };
        syntax(format!("not valid JSON: {message}"), span, help)
    })
}

fn yaml<'t>(text: &'t str, seed: NodeSeed<'_, 't>) -> Result<(), Problem> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_depth: MAX_YAML_DEPTH,
            max_events: MAX_YAML_NODES * 2,
            max_nodes: MAX_YAML_NODES,
            max_total_scalar_bytes: MAX_BYTES,
            max_documents: 2,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        non_finite_float_policy: NonFiniteFloatPolicy::Reject,
        strict_booleans: true,
        with_snippet: false,
        emit_comments: false,
    };
    let parsed = serde_saphyr::with_deserializer_from_str_with_options(text, options, |deserializer| {
        seed.deserialize(deserializer)
    });
    parsed.map_err(|error| {
        let span = error.location().and_then(|location| {
            let offset = location.span().byte_offset().and_then(|offset| usize::try_from(offset).ok());
            Some(span_at(text, offset.or_else(|| offset_of(text, location.line(), location.column()))?))
        });
        let span = span.unwrap_or((0, 0));
        match error.without_snippet() {
            serde_saphyr::Error::MultipleDocuments { .. } => syntax(
                "the file holds more than one YAML document".to_owned(),
                span,
                Some("a graph file is one document; remove the `---` between them"),
            ),
            serde_saphyr::Error::DuplicateMappingKey { key, .. } => {
                let key = key.as_deref().map_or_else(|| "a field".to_owned(), |key| format!("the field `{key}`"));
                let problem = syntax(format!("{key} stands here twice"), span, Some(ONE_OF_THEM));
                Problem { code: "duplicate-key", ..problem }
            }
            serde_saphyr::Error::NonFiniteFloat { .. } => {
                syntax("a number is neither infinite nor none at all".to_owned(), span, None)
            }
            error => {
                let text = error.to_string();
                match limit(&text) {
                    Some((limit, help)) => syntax(format!("not read: {limit}"), span, Some(help)),
                    None => syntax(format!("not valid YAML: {}", bare(text)), span, None),
                }
            }
        }
    })
}

/// Which of the limits on YAML a message of the reader speaks of, and what to do. It names them as its options are named.
fn limit(message: &str) -> Option<(&'static str, &'static str)> {
    let (_, breach) = message.split_once("budget breached: ").or_else(|| message.split_once("alias replay limit"))?;
    Some(match breach.split(' ').next().unwrap_or_default() {
        "Depth" => ("it is nested too deeply", "YAML is read to a depth of 48, JSON to 127"),
        "Nodes" | "Events" => ("it has too many values", "JSON is read to ten times as many"),
        "MergeKeys" => ("it merges (`<<`) too much", "write the fields where they belong, or write it as JSON"),
        "Anchors" => ("it has too many anchors", "write it as JSON"),
        _ => ("its aliases stand for too much", "write what they stand for where it belongs, or write it as JSON"),
    })
}

/// What to do about a repeated key.
pub(crate) const ONE_OF_THEM: &str = "only one of them can be meant; remove the other";

/// The reader's message without its own word on the place.
fn bare(mut message: String) -> String {
    if let Some(end) = message.rfind(" at line ") {
        message.truncate(end);
    }
    message.replace("recursion limit exceeded", "it is nested too deeply")
}

fn syntax(message: String, span: (usize, usize), help: Option<&str>) -> Problem {
    let problem = Problem { span: Some(span), ..Problem::error("syntax", "", message) };
    match help {
        Some(help) => problem.with_help(help),
        None => problem,
    }
}

/// The byte at which a line and a character in it begin, both counted from 1; none where there is no such line.
fn offset_of(text: &str, line: u64, column: u64) -> Option<usize> {
    let (before, characters) = (usize::try_from(line).ok()?.checked_sub(1)?, usize::try_from(column).ok()?);
    let start = match before {
        0 => 0,
        before => text.match_indices('\n').nth(before - 1)?.0 + 1,
    };
    let line = text[start..].lines().next().unwrap_or_default();
    Some(start + line.char_indices().nth(characters.saturating_sub(1)).map_or(line.len(), |(at, _)| at))
}

/// The character at this byte, or the end of the text.
fn span_at(text: &str, offset: usize) -> (usize, usize) {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    (offset, text[offset..].chars().next().map_or(0, char::len_utf8))
}
