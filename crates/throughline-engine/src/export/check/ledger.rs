//! The ledger of a bundle: what its events tell, and whether the document of the run and the records say the same.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use camino::Utf8Path;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use throughline_model::{ArtifactRecord, AttemptId, Digest, Event, PipelineId, RunId, RunStatus, StageId};

use super::report::{BundleFault, FaultKind};
use crate::export::content::open_plain;
use crate::export::records::RecordDocument;
use crate::export::told::Told;

pub(super) const EVENTS: &str = "ledger/events.jsonl";
pub(super) const RUN: &str = "ledger/run.json";
pub(super) const RECORDS: &str = "ledger/records.json";

/// A larger file of the ledger is not read: ten times that of a run of ten thousand stages.
const MAX_BYTES: u64 = 256 * 1024 * 1024;

/// What the document of a run says that its events say too. What else it says is passed over.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunSaid {
    run_id: RunId,
    pipeline_id: PipelineId,
    graph_digest: Digest,
    status: RunStatus,
    stage_results: Vec<StageSaid>,
}

#[derive(Deserialize)]
struct StageSaid {
    id: StageId,
    artifacts: Vec<ArtifactRecord>,
}

/// What the ledger of a bundle tells.
pub(super) struct Ledger {
    pub(super) told: Told,
    /// The records, by attempt.
    pub(super) records: HashMap<AttemptId, RecordDocument>,
}

/// Reads the events; what else the ledger holds must agree with them.
pub(super) fn read(bundle: &Utf8Path, faults: &mut Vec<BundleFault>) -> Option<Ledger> {
    let told = match events(bundle) {
        Ok(told) => told,
        Err(message) => {
            faults.push(BundleFault::new(FaultKind::Invalid, EVENTS, message));
            return None;
        }
    };
    let mut differs = |path: &str, message: String| faults.push(BundleFault::new(FaultKind::Unrecorded, path, message));
    match document::<RunSaid>(bundle, RUN) {
        Ok(said) => {
            for (what, agrees) in [
                ("run", said.run_id == told.run),
                ("pipeline", said.pipeline_id == told.started.pipeline_id),
                ("graph", said.graph_digest == told.started.graph_digest),
                ("status", said.status == told.status),
            ] {
                if !agrees {
                    differs(RUN, format!("names another {what} than the events"));
                }
            }
            let said: HashMap<&StageId, &[ArtifactRecord]> =
                said.stage_results.iter().map(|stage| (&stage.id, &*stage.artifacts)).collect();
            for (stage, artifacts) in &told.shown {
                if said.get(stage) != Some(&&**artifacts) {
                    differs(RUN, format!("says other than the events what stage `{stage}` left"));
                }
            }
        }
        Err(message) => differs(RUN, message),
    }
    let records: Vec<RecordDocument> = document(bundle, RECORDS).unwrap_or_else(|message| {
        differs(RECORDS, message);
        Vec::new()
    });
    let records: HashMap<AttemptId, RecordDocument> =
        records.into_iter().map(|record| (record.attempt_id, record)).collect();
    for made in &told.results {
        match records.get(&made.attempt) {
            None => differs(RECORDS, format!("has no record of the result of stage `{}`", made.stage)),
            Some(record) => {
                if record.fingerprint != made.fingerprint || record.stage_id != made.stage {
                    differs(RECORDS, format!("has another fingerprint of stage `{}` than the events", made.stage));
                }
                if record.artifacts != made.artifacts {
                    differs(RECORDS, format!("says other than the events what stage `{}` left", made.stage));
                }
            }
        }
    }
    Some(Ledger { told, records })
}

fn open(bundle: &Utf8Path, path: &str) -> Result<BufReader<io::Take<File>>, String> {
    let file = open_plain(bundle.join(path).as_std_path()).map_err(|error| format!("cannot be read: {error}"))?;
    let size = file.metadata().map_err(|error| format!("cannot be read: {error}"))?.len();
    if size > MAX_BYTES {
        return Err(format!("has more than {MAX_BYTES} bytes, the most that is read of it"));
    }
    // It may still grow.
    Ok(BufReader::new(file.take(MAX_BYTES)))
}

fn document<T: DeserializeOwned>(bundle: &Utf8Path, path: &str) -> Result<T, String> {
    serde_json::from_reader(open(bundle, path)?).map_err(|error| format!("is not what it should be: {error}"))
}

fn events(bundle: &Utf8Path) -> Result<Told, String> {
    let mut told: Option<Told> = None;
    for (number, line) in open(bundle, EVENTS)?.lines().enumerate() {
        let place = number + 1;
        let line = line.map_err(|error| format!("cannot be read: {error}"))?;
        let event = Event::from_json(&line).map_err(|error| format!("line {place}: {error}"))?;
        match &mut told {
            None if event.seq == 0 => {
                let begun = Told::begin(&event).ok_or("line 1: is not how a run begins")?;
                told = Some(begun);
            }
            Some(told) if event.run == told.run && event.seq == told.count => told.apply(&event),
            _ => return Err(format!("line {place}: is not the next event of the run")),
        }
    }
    told.ok_or_else(|| "holds no event".to_owned())
}
