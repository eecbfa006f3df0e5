//! What an attempt made its result of: one step of a line of cause.

use std::collections::BTreeMap;

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::Value;
use throughline_model::{Digest, RunId, StageId};

use super::cause::{Decision, Maker, MakerRun, Source};
use super::trace::{Tracer, volatile_of};
use crate::freshness::judge::read_parts;
use crate::{JudgeError, LedgerError, RunRow, RunView, StageRecord};

impl Tracer<'_> {
    pub(super) fn maker(&mut self, record: &StageRecord) -> Result<Maker, JudgeError> {
        let parts = read_parts(record)?;
        let mut maker = self.bare_maker(record, parts.iter().any(|(label, _)| label == "gate"))?;
        for (label, value) in parts.iter() {
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
            Some(digest) if !self.is_source(path) => self.ledger.record_writer(path, Some(digest), Some(reader.at))?,
            _ => None,
        };
        if maker.is_none() && digest.is_some() {
            self.was_left(path)?;
            for folder in Utf8Path::new(path).ancestors().skip(1).filter(|folder| !folder.as_str().is_empty()) {
                if maker.is_none() && self.was_left(folder.as_str())? {
                    maker = self.ledger.record_writer(folder.as_str(), None, Some(reader.at))?;
                }
            }
        }
        // A stage that changes a file in place reads what it wrote itself before: that is another attempt.
        let maker = maker.filter(|maker| maker.attempt != reader.attempt);
        let made_by = maker.as_ref().map(|maker| maker.attempt);
        let volatile = maker.as_ref().map_or_else(Vec::new, |maker| volatile_of(maker, path));
        maker.into_iter().for_each(|maker| self.reach(maker));
        let on_disk = Some(self.on_disk(path, digest.as_ref(), &volatile));
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

    fn bare_maker(&mut self, record: &StageRecord, is_gate: bool) -> Result<Maker, JudgeError> {
        let decisions = if is_gate { self.ledger.decision_list(&record.stage)? } else { Vec::new() };
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
