//! JSON Schemas and documents: a schema is compiled or refused with a place, a document has an answer in bounded time, and
//! the short answer and the long one agree.

use serde_json::Value;
use throughline_artifact::{CompiledSchema, SchemaError};

/// A schema and, behind the next zero byte or line break, a document.
pub fn check(data: &[u8]) {
    let cut = data.iter().position(|byte| *byte == 0 || *byte == b'\n').unwrap_or(data.len());
    let (schema, document) = data.split_at(cut);
    match CompiledSchema::parse("schema.json", schema) {
        Err(SchemaError::Invalid { faults, .. }) => {
            assert!(!faults.is_empty(), "refused without a reason");
            for fault in faults {
                assert!(fault.pointer.is_empty() || fault.pointer.starts_with('/'), "{fault:?}");
                shown(&fault.message);
            }
        }
        Err(SchemaError::Remote { uri, .. } | SchemaError::Reference { uri, .. }) => assert!(!uri.is_empty()),
        Err(SchemaError::Json { .. }) => {}
        Err(other) => panic!("{other}"),
        Ok(compiled) => {
            let Ok(document) = serde_json::from_slice::<Value>(document.get(1..).unwrap_or_default()) else { return };
            for fault in compiled.errors(&document) {
                assert!(document.pointer(&fault.pointer).is_some(), "no such place: {fault:?}");
                shown(&fault.message);
            }
        }
    }
}

fn shown(message: &str) {
    assert!(!message.is_empty() && message.len() < 1200, "{} bytes", message.len());
    assert!(!message.contains('\n'), "{message:?}");
}
