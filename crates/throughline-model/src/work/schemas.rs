//! The JSON Schemas of the nine kinds, as they are stored and answered; golden files in `schemas/cwom`.

use serde_json::Value;

use super::{
    Artifact, ConstraintSnapshot, ContextPacket, DoctrineRef, EvidencePack, Issue, ObjectKind, Repo, ReviewDecision,
    Run,
};
use crate::shape::{Flavour, schema_document};

/// The schema of the objects of a kind: JSON Schema 2020-12 that stands alone.
#[must_use]
pub fn object_schema(kind: ObjectKind) -> Value {
    let make = match kind {
        ObjectKind::Repo => schema_document::<Repo>,
        ObjectKind::Issue => schema_document::<Issue>,
        ObjectKind::ContextPacket => schema_document::<ContextPacket>,
        ObjectKind::Run => schema_document::<Run>,
        ObjectKind::Artifact => schema_document::<Artifact>,
        ObjectKind::ConstraintSnapshot => schema_document::<ConstraintSnapshot>,
        ObjectKind::DoctrineRef => schema_document::<DoctrineRef>,
        ObjectKind::EvidencePack => schema_document::<EvidencePack>,
        ObjectKind::ReviewDecision => schema_document::<ReviewDecision>,
    };
    let id = format!("https://throughline.dev/schemas/cwom/{kind}.v0.1.json");
    make(Flavour::Answered, &id, kind.as_str())
}
