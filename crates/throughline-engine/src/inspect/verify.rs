//! Whether everything that a run recorded is still there, byte for byte, and still valid.

use std::collections::BTreeMap;

use camino::Utf8Path;
use serde::Serialize;
use throughline_artifact::{
    Content, ContentError, ContentKind, EntryChange, SchemaStore, StatCache, content_without, listing_changes,
};
use throughline_graph::{ArtifactType, GraphIndex};
use throughline_model::{ArtifactId, ArtifactRecord, Digest, Event, EventKind, RunId, StageId};

use crate::freshness::outputs::faults;
use crate::{JudgeError, Ledger, Project, ResolvedArtifact, chain, object_store};

/// How many entries of a folder are named.
const MAX_ENTRIES: usize = 50;

/// What was found in the place of one artifact.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedArtifact {
    /// The stage or instance that wrote it last in this run.
    pub stage_id: StageId,
    /// The artifact.
    pub artifact_id: ArtifactId,
    /// Its path, relative to the root.
    pub path: String,
    /// How it stands.
    pub verdict: Integrity,
    /// The digest that was recorded; none where an optional output was absent.
    pub recorded: Option<Digest>,
    /// The digest of what is there.
    pub found: Option<Digest>,
    /// The size that was recorded, in bytes.
    pub recorded_bytes: u64,
    /// The size of what is there, in bytes.
    pub found_bytes: Option<u64>,
    /// What is wrong with the content, or why it cannot be read.
    pub faults: Vec<String>,
    /// The run that wrote what is there now, where another one did.
    pub written_by: Option<RunId>,
}

/// How an artifact stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Integrity {
    /// As recorded, and valid.
    Ok,
    /// It has other bytes.
    Changed,
    /// It is not there.
    Missing,
    /// It has other bytes, and fewer of them.
    Truncated,
    /// As recorded, and not what its format or schema asks for.
    Invalid,
    /// It is there and cannot be read.
    Unreadable,
}

/// Reads every artifact of a run again, whatever is remembered of it, and holds it against its schema.
///
/// # Errors
/// When the ledger cannot be read. A file that cannot be read is a verdict.
pub fn verify(
    project: &Project,
    ledger: &dyn Ledger,
    cache: &StatCache,
    events: &[Event],
) -> Result<Vec<VerifiedArtifact>, JudgeError> {
    let asked = Asked { project, index: GraphIndex::new(&project.graph), schemas: project.schema_store() };
    last_writers(events)
        .into_iter()
        .map(|(stage, artifact)| verify_one(&asked, ledger, cache, stage, artifact))
        .collect()
}

/// Each path with the stage that last wrote it, or found it fresh, in the order of the events.
pub(super) fn last_writers(events: &[Event]) -> Vec<(&StageId, &ArtifactRecord)> {
    let mut last: BTreeMap<&str, (usize, &StageId, &ArtifactRecord)> = BTreeMap::new();
    let mut count = 0;
    for event in events {
        let (EventKind::StageFresh { stage_id, artifacts, .. } | EventKind::StageSucceeded { stage_id, artifacts, .. }) =
            &event.kind
        else {
            continue;
        };
        for artifact in artifacts {
            last.insert(artifact.path.as_str(), (count, stage_id, artifact));
            count += 1;
        }
    }
    let mut last: Vec<_> = last.into_values().collect();
    last.sort_unstable_by_key(|(order, ..)| *order);
    last.into_iter().map(|(_, stage, artifact)| (stage, artifact)).collect()
}

/// What the project asks of its artifacts today.
struct Asked<'p> {
    project: &'p Project,
    index: GraphIndex<'p>,
    schemas: SchemaStore,
}

fn verify_one(
    asked: &Asked<'_>,
    ledger: &dyn Ledger,
    cache: &StatCache,
    stage: &StageId,
    artifact: &ArtifactRecord,
) -> Result<VerifiedArtifact, JudgeError> {
    let project = asked.project;
    let mut verified = VerifiedArtifact {
        stage_id: stage.clone(),
        artifact_id: artifact.id.clone(),
        path: artifact.path.clone(),
        verdict: Integrity::Ok,
        recorded: artifact.digest,
        found: None,
        recorded_bytes: artifact.size_bytes,
        found_bytes: None,
        faults: Vec::new(),
        written_by: None,
    };
    let content = match recorded_content(&project.root, cache, artifact) {
        Ok(content) => content,
        Err(error) => {
            verified.verdict = Integrity::Unreadable;
            verified.faults.push(chain(&error));
            return Ok(verified);
        }
    };
    verified.found = content.map(|content| content.digest);
    verified.found_bytes = content.map(|content| content.size_bytes);
    if content.is_some() {
        verified.faults = validity(asked, artifact);
    }
    verified.verdict = compare(artifact, content.as_ref(), verified.faults.is_empty());
    if content.is_some_and(|content| content.kind == ContentKind::Directory) && verified.verdict != Integrity::Ok {
        verified.faults.extend(entry_faults(project, cache, artifact));
    }
    if let (Integrity::Changed | Integrity::Truncated, Some(found)) = (verified.verdict, &verified.found) {
        verified.written_by = ledger.record_writer(&artifact.path, Some(found), None)?.map(|record| record.run);
    }
    Ok(verified)
}

/// Which files of a folder are not what they were, where its listing was kept.
fn entry_faults(project: &Project, cache: &StatCache, artifact: &ArtifactRecord) -> Vec<String> {
    let recorded = artifact.digest.and_then(|digest| object_store(project).get(digest).ok().flatten());
    let found = cache.listing(&project.root, Utf8Path::new(&artifact.path)).ok().flatten();
    let (Some(recorded), Some(found)) = (recorded, found) else { return Vec::new() };
    let changes = listing_changes(&recorded, &found);
    let more = changes.len().saturating_sub(MAX_ENTRIES);
    let named = changes.iter().take(MAX_ENTRIES).map(|(path, change)| {
        let word = match change {
            EntryChange::Missing => "missing",
            EntryChange::New => "new",
            EntryChange::Truncated => "truncated",
            EntryChange::Changed => "changed",
        };
        format!("{}/{path}: {word}", artifact.path)
    });
    named.chain((more > 0).then(|| format!("and {more} more"))).collect()
}

/// What is in the place of a recorded artifact now, every byte read again: of a JSON file with volatile members,
/// without them. This is what its recorded digest is compared with.
///
/// # Errors
/// When it is there and cannot be read.
pub fn recorded_content(
    root: &Utf8Path,
    cache: &StatCache,
    artifact: &ArtifactRecord,
) -> Result<Option<Content>, ContentError> {
    let path = Utf8Path::new(&artifact.path);
    if artifact.volatile.is_empty() {
        return cache.content_fresh(root, path);
    }
    content_without(&root.join(path), &artifact.volatile)
}

fn compare(recorded: &ArtifactRecord, found: Option<&Content>, is_valid: bool) -> Integrity {
    match (recorded.digest, found) {
        (None, None) => Integrity::Ok,
        (Some(_), None) => Integrity::Missing,
        (Some(digest), Some(found)) if found.digest == digest => {
            if is_valid {
                Integrity::Ok
            } else {
                Integrity::Invalid
            }
        }
        (Some(_), Some(found)) if found.size_bytes < recorded.size_bytes => Integrity::Truncated,
        (_, Some(_)) => Integrity::Changed,
    }
}

/// Everything that is wrong with the content, by what the graph asks for today; nothing where it does not know the
/// artifact any more.
fn validity(asked: &Asked<'_>, artifact: &ArtifactRecord) -> Vec<String> {
    let Some(declared) = asked.index.artifact(artifact.id.as_str()) else { return Vec::new() };
    let resolved = ResolvedArtifact {
        id: artifact.id.clone(),
        path: artifact.path.clone().into(),
        kind: declared.kind,
        is_json: declared.format.as_deref() == Some("json") && declared.kind == ArtifactType::File,
        format: declared.format.clone(),
        schema: declared.schema.clone(),
        volatile: declared.volatile.clone(),
        optional: false,
    };
    match faults(&asked.project.root, &asked.schemas, &resolved) {
        Ok(faults) => faults.iter().map(ToString::to_string).collect(),
        Err(error) => vec![chain(&error)],
    }
}

#[cfg(test)]
mod tests {
    use throughline_model::AttemptId;

    use super::*;

    fn record(path: &str, bytes: &[u8]) -> ArtifactRecord {
        let digest = Some(Digest::of(bytes));
        ArtifactRecord {
            id: "a".into(),
            path: path.to_owned(),
            digest,
            size_bytes: bytes.len() as u64,
            volatile: Vec::new(),
        }
    }

    #[test]
    fn what_is_found_is_named() {
        let content = |bytes: &[u8]| Content {
            digest: Digest::of(bytes),
            size_bytes: bytes.len() as u64,
            kind: ContentKind::File,
        };
        let recorded = record("a", b"abc");
        let verdict = |found: Option<&[u8]>, valid| compare(&recorded, found.map(content).as_ref(), valid);
        assert_eq!(verdict(Some(b"abc"), true), Integrity::Ok);
        assert_eq!(verdict(Some(b"abc"), false), Integrity::Invalid);
        assert_eq!(verdict(Some(b"ab"), true), Integrity::Truncated);
        assert_eq!(verdict(Some(b"xyz"), false), Integrity::Changed);
        assert_eq!(verdict(None, true), Integrity::Missing);
        let absent = ArtifactRecord { digest: None, size_bytes: 0, ..recorded };
        assert_eq!(compare(&absent, None, true), Integrity::Ok);
        assert_eq!(compare(&absent, Some(&content(b"x")), true), Integrity::Changed);
    }

    #[test]
    fn only_the_last_writer_of_a_path_counts() {
        let run = RunId::generate();
        let wrote = |seq, stage: &str, artifacts| Event {
            run,
            seq,
            at: jiff::Timestamp::UNIX_EPOCH,
            kind: EventKind::StageSucceeded {
                stage_id: stage.into(),
                attempt_id: AttemptId::generate(),
                fingerprint: Digest::of(b""),
                artifacts,
                duration_ms: 0,
            },
        };
        let events = [
            wrote(0, "first", vec![record("x", b"1"), record("y", b"1")]),
            wrote(1, "second", vec![record("x", b"2")]),
        ];
        let last: Vec<_> =
            last_writers(&events).into_iter().map(|(stage, left)| (stage.as_str(), &*left.path)).collect();
        assert_eq!(last, [("first", "y"), ("second", "x")]);
    }
}
