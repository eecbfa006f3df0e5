//! What the events of a run tell of its artifacts, folded one event at a time.

use std::collections::BTreeMap;

use throughline_model::{ArtifactRecord, AttemptId, Digest, Event, EventKind, RunId, RunStarted, RunStatus, StageId};

/// What the events of a run tell.
#[derive(Debug)]
pub(super) struct Told {
    /// The run.
    pub(super) run: RunId,
    /// How it began.
    pub(super) started: RunStarted,
    /// What became of it.
    pub(super) status: RunStatus,
    /// Each path with the last that was left there, or found there as it was.
    pub(super) left: BTreeMap<String, Left>,
    /// The results that the run made or stood on, in the order of the events.
    pub(super) results: Vec<Made>,
    /// What each stage is said to have left, or to show, in the document of the run.
    pub(super) shown: BTreeMap<StageId, Vec<ArtifactRecord>>,
    /// How many events there were.
    pub(super) count: u64,
}

/// An artifact and the stage or instance that left it.
#[derive(Debug, Clone)]
pub(super) struct Left {
    pub(super) stage: StageId,
    pub(super) attempt: AttemptId,
    pub(super) artifact: ArtifactRecord,
}

/// A result of a stage or instance.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) stage: StageId,
    pub(super) attempt: AttemptId,
    pub(super) fingerprint: Digest,
    pub(super) artifacts: Vec<ArtifactRecord>,
}

impl Told {
    /// What the first event tells; none if it is not how a run begins.
    pub(super) fn begin(event: &Event) -> Option<Self> {
        let EventKind::RunStarted(started) = &event.kind else { return None };
        Some(Self {
            run: event.run,
            started: (**started).clone(),
            status: RunStatus::Running,
            left: BTreeMap::new(),
            results: Vec::new(),
            shown: BTreeMap::new(),
            count: 1,
        })
    }

    /// What all these events tell; none if they do not begin as a run does.
    pub(super) fn of(events: &[Event]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let mut told = Self::begin(first)?;
        rest.iter().for_each(|event| told.apply(event));
        Some(told)
    }

    /// Takes in the next event.
    pub(super) fn apply(&mut self, event: &Event) {
        self.count += 1;
        match &event.kind {
            EventKind::StageFresh { stage_id, attempt_id, fingerprint, artifacts, .. }
            | EventKind::StageSucceeded { stage_id, attempt_id, fingerprint, artifacts, .. } => {
                for artifact in artifacts {
                    let left = Left { stage: stage_id.clone(), attempt: *attempt_id, artifact: artifact.clone() };
                    self.left.insert(artifact.path.clone(), left);
                }
                self.shown.insert(stage_id.clone(), artifacts.clone());
                self.results.push(Made {
                    stage: stage_id.clone(),
                    attempt: *attempt_id,
                    fingerprint: *fingerprint,
                    artifacts: artifacts.clone(),
                });
            }
            EventKind::StageWaiting { stage_id, artifacts, .. } => {
                self.shown.insert(stage_id.clone(), artifacts.clone());
            }
            EventKind::RunEnded { status, .. } => self.status = *status,
            _ => {}
        }
    }

    /// What was left at this path, or at the nearest folder above it.
    pub(super) fn owner(&self, path: &str) -> Option<&Left> {
        camino::Utf8Path::new(path).ancestors().find_map(|above| self.left.get(above.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(path: &str, content: &str) -> ArtifactRecord {
        ArtifactRecord {
            id: "a".into(),
            path: path.to_owned(),
            digest: Some(Digest::of(content.as_bytes())),
            size_bytes: content.len() as u64,
            volatile: Vec::new(),
        }
    }

    #[test]
    fn the_last_writer_of_a_path_counts_and_the_nearest_folder_owns_what_is_in_it() {
        let run = RunId::generate();
        let mut seq = 0;
        let mut event = |kind| {
            seq += 1;
            Event { run, seq: seq - 1, at: jiff::Timestamp::UNIX_EPOCH, kind }
        };
        let mut wrote = |stage: &str, artifacts| {
            event(EventKind::StageSucceeded {
                stage_id: stage.into(),
                attempt_id: AttemptId::generate(),
                fingerprint: Digest::of(b""),
                artifacts,
                duration_ms: 0,
            })
        };
        let first = wrote("one", vec![left("x", "1"), left("site", "1")]);
        let second = wrote("two", vec![left("x", "2"), left("site/a", "2")]);
        assert!(Told::of(std::slice::from_ref(&first)).is_none());
        let began = serde_json::json!({
            "timestamp": "2026-11-20T12:20:42.155Z", "runId": run, "seq": 0, "event": "run-started",
            "pipelineId": "main", "name": "n", "graphPath": "g", "graphDigest": Digest::of(b""),
            "filters": {"only": [], "skip": [], "from": null, "to": null, "since": null}, "parameters": {},
            "stages": [], "plannedStageIds": [], "jobs": 1, "toolVersion": "0"
        });
        let began = Event::from_json(&began.to_string()).unwrap();
        let told = Told::of(&[began, first, second]).unwrap();
        let stage = |path: &str| told.owner(path).map(|left| left.stage.to_string());
        assert_eq!(stage("x").as_deref(), Some("two"));
        assert_eq!(stage("site/b/c").as_deref(), Some("one"));
        assert_eq!(stage("site/a").as_deref(), Some("two"));
        assert_eq!(stage("y"), None);
        assert_eq!((told.results.len(), told.status, told.count), (2, RunStatus::Running, 3));
    }
}
