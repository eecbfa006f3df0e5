//! Why a work object was not written, as the caller is told.

use axum::http::StatusCode;
use serde_json::json;
use throughline_model::shape::{Fault, FaultKind};
use throughline_store::work::{MissingReference, WorkError};

use crate::problem::Problem;

impl From<WorkError> for Problem {
    fn from(error: WorkError) -> Self {
        let told = error.to_string();
        match error {
            WorkError::Missing(references) => missing(&references),
            WorkError::SlugTaken { .. } | WorkError::DoctrineTaken { .. } => Self::new(StatusCode::CONFLICT, told),
            WorkError::NotFound { kind, .. } => Self::not_found(kind),
            WorkError::Revision { .. } => Self::new(StatusCode::PRECONDITION_FAILED, told),
            WorkError::InvalidTransition(forbidden) => {
                let detail = json!({
                    "error": "INVALID_TRANSITION",
                    "from": forbidden.from,
                    "to": forbidden.to,
                    "allowed": forbidden.allowed,
                });
                Self::new(StatusCode::CONFLICT, detail)
            }
            WorkError::NotUnderReview { .. } => Self::new(StatusCode::BAD_REQUEST, told),
            WorkError::Invalid(faults) => Self::from(faults),
            WorkError::Store(error) => Self::from(error),
        }
    }
}

/// References to what is not there. What an object cannot be without is told in the sentence that clients know, with all
/// places beside it; what is only linked is told as the faults of a shape are.
fn missing(references: &[MissingReference]) -> Problem {
    let sentence =
        |reference: &MissingReference| format!("Referenced {} '{}' does not exist", reference.kind, reference.id);
    let fault = |reference: &MissingReference| {
        let kind = FaultKind::Value(sentence(reference));
        Fault::new(kind, reference.loc.clone(), &json!(reference.id))
    };
    let faults: Vec<Fault> = references.iter().map(fault).collect();
    match references.iter().find(|reference| reference.is_required) {
        Some(first) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, sentence(first)).at(&faults),
        None => Problem::from(faults),
    }
}
