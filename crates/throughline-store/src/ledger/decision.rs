//! Decisions at gates.

use throughline_engine::{GateDecision, LedgerError};
use throughline_model::StageId;

use super::DatabaseLedger;
use super::convert::{optional_parsed, parsed, text, time};
use crate::StoreError;
use crate::database::Row;
use crate::values;

fn gate_decision(row: &Row<'_>) -> Result<GateDecision, StoreError> {
    Ok(GateDecision {
        stage: row.text(0)?.into(),
        run: parsed(row, 1)?,
        fingerprint: parsed(row, 2)?,
        approved: row.bool(3)?,
        by: text(row, 4)?,
        comment: row.optional_text(5)?.map(str::to_owned),
        evidence: optional_parsed(row, 6)?,
        at: time(row, 7)?,
    })
}

impl DatabaseLedger {
    pub(super) fn decision_write(&self, decision: &GateDecision) -> Result<(), LedgerError> {
        let sql = "INSERT INTO gate_decision (stage, run_id, fingerprint, approved, decided_by, comment, evidence, at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let (run, fingerprint) = (decision.run.to_string(), decision.fingerprint.to_string());
        let evidence = decision.evidence.map(|digest| digest.to_string());
        self.write(|session| {
            let values = values![
                decision.stage.as_str(),
                &run,
                &fingerprint,
                decision.approved,
                &decision.by,
                decision.comment.as_ref(),
                evidence.as_ref(),
                decision.at.as_millisecond(),
            ];
            self.begin(session, "BEGIN")?;
            match session.execute(sql, values) {
                Ok(_) => session.commit(),
                Err(error) => {
                    session.rollback();
                    Err(error)
                }
            }
        })
    }

    pub(super) fn decisions(&self, stage: &StageId) -> Result<Vec<GateDecision>, LedgerError> {
        let sql = "SELECT stage, run_id, fingerprint, approved, decided_by, comment, evidence, at
                   FROM gate_decision WHERE stage = $1 ORDER BY id DESC";
        self.list(sql, values![stage.as_str()], gate_decision)
    }
}
