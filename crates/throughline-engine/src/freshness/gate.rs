//! Gates: a decision from outside, bound to the digest of exactly what was shown.
//!
//! An approval counts while the gate's fingerprint is the one that it was given for; when anything upstream changes
//! what is shown, it is void and the gate waits again. A decision file is
//! `{"decision": "approved" | "denied", "by": "…", "comment": "…", "fingerprint": "sha256:…"}`; without a fingerprint it
//! is bound to what the gate shows when the file is first read, and a file that was used once decides nothing else.

use camino::Utf8Path;
use jiff::Timestamp;
use serde_json::Value;
use throughline_artifact::{Links, read_whole};
use throughline_graph::{Gate, GateKind};
use throughline_model::{Digest, RunId, StageId};

use crate::{GateDecision, JudgeError, Judgement, LedgerError, Reason, Resolved, ResolvedWork, Verdict, World};

/// The largest decision file, in bytes.
const MAX_DECISION_BYTES: u64 = 16 * 1024 * 1024;

/// What is known about the decision at a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GateState {
    /// Somebody decided on exactly this. `is_new` says that the decision still has to be written down.
    Decided {
        /// The decision.
        decision: Box<GateDecision>,
        /// Whether it comes from a file and is not in the ledger yet.
        is_new: bool,
    },
    /// Nobody has; the text says what is waited for.
    Undecided(String),
    /// There is a decision file that cannot be used, for this reason.
    Unusable(String),
}

/// Looks for a decision on exactly what the gate shows now.
///
/// # Errors
/// When the ledger cannot be read.
pub fn gate_state(
    world: &World,
    gate: &Gate,
    stage: &StageId,
    run: Option<RunId>,
    fingerprint: Digest,
    now: Timestamp,
) -> Result<GateState, LedgerError> {
    let decisions = world.ledger.decision_list(stage)?;
    if let Some(decision) = decisions.iter().find(|decision| decision.fingerprint == fingerprint) {
        return Ok(GateState::Decided { decision: Box::new(decision.clone()), is_new: false });
    }
    let void = decisions.iter().find(|decision| decision.approved);
    let void = void.map_or(String::new(), |decision| {
        format!("; the approval by {} is void, because what it was given for has changed", decision.by)
    });
    match &gate.kind {
        GateKind::Approval => Ok(GateState::Undecided(format!("waits for an approval{void}"))),
        GateKind::DecisionFile { path, schema } => {
            let waits = || GateState::Undecided(format!("waits for a decision in {path}{void}"));
            let bytes = match read_whole(world.project.root.join(path), Links::Follow, MAX_DECISION_BYTES) {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(waits()),
                Err(error) => {
                    let need = format!("a decision is a regular file of at most {MAX_DECISION_BYTES} bytes");
                    return Ok(GateState::Unusable(format!("cannot read {path}: {error}; {need}")));
                }
            };
            let evidence = Digest::of(&bytes);
            if decisions.iter().any(|decision| decision.evidence == Some(evidence)) {
                let text =
                    format!("waits for a new decision in {path}: the one that is there was given for another state");
                return Ok(GateState::Undecided(text));
            }
            let document = match read_decision(world, path, schema.as_deref(), &bytes) {
                Ok(document) => document,
                Err(reason) => return Ok(GateState::Unusable(reason)),
            };
            let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
            if let Some(meant) = text("fingerprint")
                && meant != fingerprint.to_string()
            {
                let text = format!("waits for a decision: {path} was given for another state ({meant})");
                return Ok(GateState::Undecided(text));
            }
            let Some(approved) = verdict_of(&document) else {
                let reason = format!("{path}: `decision` must be \"approved\" or \"denied\"");
                return Ok(GateState::Unusable(reason));
            };
            // A plan has no run of its own; the decision is then only looked at.
            let Some(run) = run.or_else(|| decisions.first().map(|decision| decision.run)) else {
                let word = if approved { "approved" } else { "denied" };
                return Ok(GateState::Undecided(format!("{word} in {path}")));
            };
            let decision = GateDecision {
                stage: stage.clone(),
                run,
                fingerprint,
                approved,
                by: text("by").unwrap_or_else(|| path.to_string()),
                comment: text("comment"),
                evidence: Some(evidence),
                at: now,
            };
            Ok(GateState::Decided { decision: Box::new(decision), is_new: true })
        }
    }
}

fn read_decision(world: &World, path: &Utf8Path, schema: Option<&Utf8Path>, bytes: &[u8]) -> Result<Value, String> {
    let document: Value = serde_json::from_slice(bytes).map_err(|error| format!("{path} is not JSON: {error}"))?;
    if let Some(schema) = schema {
        let schema = world.schemas.compile(schema).map_err(|error| crate::chain(&error))?;
        let faults = schema.errors(&document);
        if !faults.is_empty() {
            let faults = faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
            return Err(format!("{path} does not satisfy its schema:\n{faults}"));
        }
    }
    Ok(document)
}

fn verdict_of(document: &Value) -> Option<bool> {
    match document.get("decision")?.as_str()? {
        "approved" | "approve" => Some(true),
        "denied" | "deny" | "rejected" | "reject" => Some(false),
        _ => None,
    }
}

/// Turns "it runs" of a gate into what that means for a gate: it passes, it fails, or it waits.
///
/// # Errors
/// When the ledger cannot be read.
pub(crate) fn gate_verdict(world: &World, judgement: &mut Judgement, resolved: &Resolved) -> Result<(), JudgeError> {
    let ResolvedWork::Gate(gate) = &resolved.work else { return Ok(()) };
    let stage = &resolved.id;
    let Verdict::Run(reason) = &judgement.verdict else { return Ok(()) };
    let Some(fingerprint) = judgement.fingerprint else {
        // Whether it passes then or waits for somebody is open.
        let reason = "it is decided when what it shows is there".to_owned();
        judgement.verdict = Verdict::Wait { on: Vec::new(), reason };
        return Ok(());
    };
    let changes = reason.changes.clone();
    judgement.verdict = match gate_state(world, gate, stage, None, fingerprint, Timestamp::UNIX_EPOCH)? {
        GateState::Decided { decision, .. } => {
            let word = if decision.approved { "approved" } else { "denied" };
            Verdict::Run(Reason { text: format!("{word} by {}", decision.by), changes })
        }
        GateState::Undecided(reason) | GateState::Unusable(reason) => Verdict::Wait { on: Vec::new(), reason },
    };
    Ok(())
}
