//! Follows the line of cause from an artifact back to the files that nobody made.
//!
//! What was read is matched with what was written by path and digest, and by time: the newest result with this content
//! that was there when it was read. The walk goes breadth first and looks at each attempt once, so neither cycles nor
//! long lines trouble it.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::Value;
use throughline_model::{AttemptId, Digest, Event, EventKind, RunId, StageId};

use super::cause::{Cause, Decision, Maker, MakerRun, OnDisk, Source, Subject};
use crate::judge::read_parts;
use crate::{Contents, JudgeError, Ledger, LedgerError, RunRow, RunView, StageRecord};

/// Follows lines of cause in one ledger.
pub struct Tracer<'a> {
    ledger: &'a dyn Ledger,
    contents: &'a dyn Contents,
    runs: HashMap<RunId, (Option<RunRow>, Option<RunView>)>,
    queue: VecDeque<StageRecord>,
    seen: HashSet<AttemptId>,
}

impl<'a> Tracer<'a> {
    /// A tracer over this ledger, which compares with these files.
    pub fn new(ledger: &'a dyn Ledger, contents: &'a dyn Contents) -> Self {
        Self { ledger, contents, runs: HashMap::new(), queue: VecDeque::new(), seen: HashSet::new() }
    }

    /// The artifact at exactly this path: the newest result that holds what is there, else the newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn at_path(&mut self, path: &str) -> Result<Option<Subject>, JudgeError> {
        let Some(newest) = self.ledger.record_writer(path, None, None)? else { return Ok(None) };
        let found = self.digest(path).ok().flatten();
        let holder = match &found {
            Some(digest) => self.ledger.record_writer(path, Some(digest), None)?,
            None => None,
        };
        let superseded_by = holder.as_ref().filter(|holder| holder.attempt != newest.attempt).map(|_| newest.run);
        let record = holder.unwrap_or(newest);
        let Some(artifact) = record.artifacts.iter().find(|artifact| artifact.path == path).cloned() else {
            return Ok(None);
        };
        let on_disk = self.on_disk(path, artifact.digest.as_ref());
        let made_by = record.attempt;
        self.reach(record);
        Ok(Some(Subject { artifact, inside: None, on_disk, made_by, superseded_by }))
    }

    /// The folder artifact that this path lies in.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn around_path(&mut self, path: &str) -> Result<Option<Subject>, JudgeError> {
        for folder in Utf8Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
            if let Some(subject) = self.at_path(folder.as_str())? {
                return Ok(Some(Subject { inside: Some(path.to_owned()), ..subject }));
            }
        }
        Ok(None)
    }

    /// The artifacts below this folder.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn below_path(&mut self, path: &str) -> Result<Vec<Subject>, JudgeError> {
        let below = Utf8Path::new(path);
        let records = self.ledger.record_writers(path)?;
        let left = records.iter().flat_map(|record| &record.artifacts).map(|artifact| artifact.path.clone());
        let mut paths: Vec<String> = left.filter(|path| Utf8Path::new(path).starts_with(below)).collect();
        paths.sort_unstable();
        paths.dedup();
        paths.iter().filter_map(|path| self.at_path(path).transpose()).collect()
    }

    /// The line of cause of what was found so far.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn follow(mut self, artifacts: Vec<Subject>) -> Result<Cause, JudgeError> {
        let mut makers = Vec::new();
        while let Some(record) = self.queue.pop_front() {
            makers.push(self.maker(&record)?);
        }
        Ok(Cause { artifacts, makers })
    }

    fn reach(&mut self, record: StageRecord) {
        if self.seen.insert(record.attempt) {
            self.queue.push_back(record);
        }
    }

    fn digest(&self, path: &str) -> Result<Option<Digest>, throughline_artifact::ContentError> {
        Ok(self.contents.content(Utf8Path::new(path))?.map(|content| content.digest))
    }

    fn on_disk(&self, path: &str, recorded: Option<&Digest>) -> OnDisk {
        match (self.digest(path), recorded) {
            (Err(_), _) => OnDisk::Unreadable,
            (Ok(found), recorded) if found.as_ref() == recorded => OnDisk::AsRecorded,
            (Ok(None), _) => OnDisk::Missing,
            (Ok(Some(_)), _) => OnDisk::Changed,
        }
    }

    fn maker(&mut self, record: &StageRecord) -> Result<Maker, JudgeError> {
        let mut maker = self.bare_maker(record)?;
        for (label, value) in read_parts(record)?.iter() {
            let (kind, id) = label.split_once(':').unwrap_or((label, ""));
            match kind {
                "input" | "shown" => {
                    let one = std::slice::from_ref(value);
                    for value in value.as_array().map_or(one, Vec::as_slice) {
                        let Some(path) = value["path"].as_str() else { continue };
                        let source = self.source(id, path, parsed(&value["digest"]), record)?;
                        maker.inputs.push(source);
                    }
                }
                "file" => maker.files.push(self.source(id, id, parsed(value), record)?),
                "instances" => {
                    for (instance, fingerprint) in value.as_object().into_iter().flatten() {
                        maker.instances.push(self.instance(instance, parsed(fingerprint), record.at)?);
                    }
                }
                "constraint" | "doctrine" => {
                    maker.rules.insert(label.to_owned(), value.clone());
                }
                "command" | "builtin" | "gate" | "element" | "hooks" => {
                    maker.work.insert(label.to_owned(), value.clone());
                }
                // What it writes is what the line began with.
                "output" => {}
                _ => {
                    maker.surroundings.insert(label.to_owned(), value.clone());
                }
            }
        }
        for (stage, attempt) in &record.after {
            let before = self.ledger.record_of_attempt(*attempt)?;
            let made_by = before.as_ref().map(|before| before.attempt);
            let digest = before.as_ref().map(|before| before.fingerprint);
            before.into_iter().for_each(|before| self.reach(before));
            maker.after.push(Source { id: stage.to_string(), path: None, digest, on_disk: None, made_by });
        }
        Ok(maker)
    }

    /// What made a file that was read, if anything did. A folder that was read may have been written file by file, and
    /// a file as part of a folder.
    fn source(
        &mut self,
        id: &str,
        path: &str,
        digest: Option<Digest>,
        reader: &StageRecord,
    ) -> Result<Source, JudgeError> {
        let mut maker = match &digest {
            Some(digest) => self.ledger.record_writer(path, Some(digest), Some(reader.at))?,
            None => None,
        };
        for folder in Utf8Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
            if maker.is_none() && digest.is_some() {
                maker = self.ledger.record_writer(folder.as_str(), None, Some(reader.at))?;
            }
        }
        // A stage that changes a file in place reads what it wrote itself before: that is another attempt.
        let maker = maker.filter(|maker| maker.attempt != reader.attempt);
        let made_by = maker.as_ref().map(|maker| maker.attempt);
        maker.into_iter().for_each(|maker| self.reach(maker));
        let on_disk = Some(self.on_disk(path, digest.as_ref()));
        Ok(Source { id: id.to_owned(), path: Some(path.to_owned()), digest, on_disk, made_by })
    }

    fn instance(&mut self, id: &str, fingerprint: Option<Digest>, until: Timestamp) -> Result<Source, JudgeError> {
        let stage = StageId::from(id);
        let record = match &fingerprint {
            Some(fingerprint) => self.ledger.record_find(&stage, fingerprint)?,
            None => None,
        };
        let record = record.filter(|record| record.at <= until);
        let made_by = record.as_ref().map(|record| record.attempt);
        record.into_iter().for_each(|record| self.reach(record));
        Ok(Source { id: id.to_owned(), path: None, digest: fingerprint, on_disk: None, made_by })
    }

    fn bare_maker(&mut self, record: &StageRecord) -> Result<Maker, JudgeError> {
        let decisions = self.ledger.decision_list(&record.stage)?;
        let decision = decisions.into_iter().find(|decision| decision.fingerprint == record.fingerprint);
        let (row, view) = self.run(record.run)?;
        let stage = view.as_ref().and_then(|view| view.stage(&record.stage));
        let started = view.as_ref().map(|view| &view.started);
        Ok(Maker {
            attempt_id: record.attempt,
            stage_id: record.stage.clone(),
            attempts: stage.map(|stage| stage.attempts),
            at: record.at,
            duration_ms: stage.and_then(|stage| stage.duration_ms),
            reason: stage.and_then(|stage| stage.reason.clone()),
            fingerprint: record.fingerprint,
            run: MakerRun {
                id: record.run,
                pipeline_id: row.as_ref().map(|row| row.pipeline.clone()),
                status: row.as_ref().map(|row| row.status),
                started_at: row.as_ref().map(|row| row.started_at),
                parameters: row.as_ref().map(|row| row.parameters.clone()).unwrap_or_default(),
                graph_path: started.map(|started| started.graph_path.clone()),
                graph_digest: started.map(|started| started.graph_digest),
                tool_version: started.map(|started| started.tool_version.clone()),
            },
            work: BTreeMap::new(),
            decision: decision.map(|decision| Decision {
                approved: decision.approved,
                by: decision.by,
                comment: decision.comment,
                at: decision.at,
            }),
            inputs: Vec::new(),
            files: Vec::new(),
            instances: Vec::new(),
            after: Vec::new(),
            rules: BTreeMap::new(),
            surroundings: BTreeMap::new(),
        })
    }

    fn run(&mut self, run: RunId) -> Result<&(Option<RunRow>, Option<RunView>), LedgerError> {
        if !self.runs.contains_key(&run) {
            let row = self.ledger.run_fetch(run)?;
            let view = RunView::from_events(&self.ledger.event_list(run, 0)?);
            self.runs.insert(run, (row, view));
        }
        Ok(&self.runs[&run])
    }
}

fn parsed(value: &Value) -> Option<Digest> {
    value.as_str().and_then(|text| text.parse().ok())
}

/// The paths at which an artifact with this id was left in these events, for a graph that does not say any more.
#[must_use]
pub fn paths_of_artifact(events: &[Event], id: &str) -> Vec<String> {
    let left = events.iter().filter_map(|event| match &event.kind {
        EventKind::StageFresh { artifacts, .. } | EventKind::StageSucceeded { artifacts, .. } => Some(artifacts),
        _ => None,
    });
    left.flatten().filter(|artifact| artifact.id.as_str() == id).map(|artifact| artifact.path.clone()).collect()
}
