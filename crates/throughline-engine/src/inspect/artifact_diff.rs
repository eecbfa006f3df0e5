//! What differs between the artifacts that a stage left in two runs; of JSON, leaf by leaf.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use throughline_artifact::leaf_changes;
use throughline_model::{ArtifactId, ArtifactRecord, Change, Digest};

use super::diff::Pair;

/// How many leaves of one JSON artifact are told apart.
const LEAVES: usize = 200;

/// An artifact that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactDiff {
    /// The artifact.
    pub artifact_id: ArtifactId,
    /// Its path in the new run, or in the old one where the new one lacks it.
    pub path: String,
    /// Its digest; none where it was not written.
    pub digest: Pair<Option<Digest>>,
    /// Its size, in bytes.
    pub size_bytes: Pair<Option<u64>>,
    /// The leaves that differ, where both contents are JSON and kept; by JSON pointer.
    pub leaves: Vec<Change>,
    /// How many leaves differ beside those.
    pub more_leaves: usize,
    /// Why there is no comparison leaf by leaf, where there might be one.
    pub note: Option<String>,
}

/// What an artifact held in a run.
#[derive(Debug, Clone, PartialEq)]
pub enum Former {
    /// This JSON.
    Json(Value),
    /// Something that is not JSON.
    Other,
    /// Something that is too large to be taken apart.
    TooLarge,
    /// Nobody kept it.
    NotKept,
}

/// Compares what a stage left in two runs.
pub(super) fn artifact_diffs(
    old: &[ArtifactRecord],
    new: &[ArtifactRecord],
    former: &dyn Fn(&ArtifactRecord) -> Former,
) -> Vec<ArtifactDiff> {
    let mut before: BTreeMap<&str, &ArtifactRecord> = old.iter().map(|one| (one.path.as_str(), one)).collect();
    let mut pairs: Vec<(Option<&ArtifactRecord>, Option<&ArtifactRecord>)> = Vec::new();
    for artifact in new {
        // Where a parameter stands in the path, the artifact may have moved.
        let found = before.remove(artifact.path.as_str()).or_else(|| {
            let moved = before.values().find(|other| other.id == artifact.id).map(|other| other.path.as_str())?;
            before.remove(moved)
        });
        pairs.push((found, Some(artifact)));
    }
    pairs.extend(before.into_values().map(|gone| (Some(gone), None)));
    pairs.into_iter().filter_map(|(old, new)| artifact_diff(old, new, former)).collect()
}

fn artifact_diff(
    old: Option<&ArtifactRecord>,
    new: Option<&ArtifactRecord>,
    former: &dyn Fn(&ArtifactRecord) -> Former,
) -> Option<ArtifactDiff> {
    let digest = Pair { old: old.and_then(|one| one.digest), new: new.and_then(|one| one.digest) };
    let shown = new.or(old).filter(|_| !digest.is_same())?;
    let size = |side: Option<&ArtifactRecord>| side.filter(|one| one.digest.is_some()).map(|one| one.size_bytes);
    let mut found = ArtifactDiff {
        artifact_id: shown.id.clone(),
        path: shown.path.clone(),
        digest,
        size_bytes: Pair { old: size(old), new: size(new) },
        leaves: Vec::new(),
        more_leaves: 0,
        note: None,
    };
    if let (Some(_), Some(_), Some(old), Some(new)) = (digest.old, digest.new, old, new) {
        match (former(old), former(new)) {
            (Former::Json(old), Former::Json(new)) => {
                let leaves = leaf_changes(&old, &new, LEAVES);
                found.more_leaves = leaves.more;
                let changes = leaves.changes.into_iter();
                found.leaves =
                    changes.map(|leaf| Change { part: leaf.pointer, old: leaf.old, new: leaf.new }).collect();
                if found.leaves.is_empty() {
                    found.note = Some("only the writing differs, not the values".to_owned());
                }
            }
            (Former::TooLarge, _) | (_, Former::TooLarge) => {
                found.note = Some("it is too large to be compared value by value".to_owned());
            }
            (Former::NotKept, _) => found.note = Some("what it held in the old run was not kept".to_owned()),
            (_, Former::NotKept) => found.note = Some("what it held in the new run was not kept".to_owned()),
            _ => {}
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(id: &str, path: &str, content: &str) -> ArtifactRecord {
        let digest = Some(Digest::of(content.as_bytes()));
        ArtifactRecord {
            id: id.into(),
            path: path.to_owned(),
            digest,
            size_bytes: content.len() as u64,
            volatile: Vec::new(),
        }
    }

    #[test]
    fn what_is_too_large_is_said_to_be() {
        let (old, new) = ([record("a", "a.json", "1")], [record("a", "a.json", "2")]);
        let former = |one: &ArtifactRecord| {
            if one.digest == old[0].digest { Former::Json(json!(1)) } else { Former::TooLarge }
        };
        let found = artifact_diffs(&old, &new, &former);
        assert!(found[0].note.as_ref().is_some_and(|note| note.contains("too large")), "{found:?}");
    }

    #[test]
    fn json_is_compared_leaf_by_leaf_and_what_is_not_kept_is_said() {
        let old = [record("a", "a.json", "1"), record("b", "b", "x"), record("c", "c", "same")];
        let new = [record("a", "a.json", "2"), record("b", "b", "y"), record("c", "c", "same")];
        let former = |one: &ArtifactRecord| match one.path.as_str() {
            "a.json" if one.digest == old[0].digest => Former::Json(json!({"n": 1, "k": [1]})),
            "a.json" => Former::Json(json!({"n": 2, "k": [1]})),
            _ => Former::NotKept,
        };
        let found = artifact_diffs(&old, &new, &former);
        let [a, b] = &found[..] else { panic!("{found:?}") };
        assert_eq!(a.leaves, [Change { part: "/n".to_owned(), old: Some(json!(1)), new: Some(json!(2)) }]);
        assert!(b.note.as_ref().is_some_and(|note| note.contains("not kept")), "{b:?}");
    }

    #[test]
    fn an_artifact_that_moved_is_the_same_one() {
        let former = |_: &ArtifactRecord| Former::Other;
        let same = artifact_diffs(&[record("a", "out/1", "x")], &[record("a", "out/2", "x")], &former);
        assert_eq!(same, []);
        let gone = artifact_diffs(&[record("a", "out/1", "x")], &[], &former);
        assert_eq!(gone[0].digest, Pair { old: Some(Digest::of(b"x")), new: None });
    }
}
