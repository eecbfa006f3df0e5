//! The run id: which project this is, whatever its formatting.

use serde_json::{Value, json};
use throughline_artifact::{CanonicalError, canonical_digest};

use super::script_file::GivenScript;

/// `run-` and the first twelve hexadecimal digits of the digest of the project's canonical JSON (RFC 8785), as it is
/// written: what it leaves out is not filled in. Where it names a script, that script's content counts too.
pub(crate) fn run_key(document: &Value, script: Option<&GivenScript>) -> Result<String, CanonicalError> {
    let digest = match (document, script) {
        (Value::Object(fields), Some(script)) => {
            let mut fields = fields.clone();
            fields.insert("script".to_owned(), json!({"path": script.path, "digest": script.digest}));
            canonical_digest(&fields)?
        }
        _ => canonical_digest(document)?,
    };
    Ok(format!("run-{}", digest.short()))
}

#[cfg(test)]
mod tests {
    use throughline_model::Digest;

    use super::*;
    use crate::project::ScriptFormat;

    fn key(text: &str) -> String {
        run_key(&serde_json::from_str(text).unwrap(), None).unwrap()
    }

    #[test]
    fn a_real_project_has_the_id_that_another_program_computes() {
        // Python: json.dumps(project, sort_keys=True, separators=(",", ":"), ensure_ascii=False), with 0.0 as 0; SHA-256.
        let project = r#"{
          "id": "phase0-demo", "title": "The Lost Signal - Episode 1", "genre": "sci-fi", "visual_style": "cinematic",
          "target_duration": 60, "render_profiles": ["preview_local"], "continuity_mode": "sequential",
          "cost_policy": {"max_budget_usd": 0.0, "external_ai": "disabled"}
        }"#;
        assert_eq!(key(project), "run-78d82f416a9a");
        let reordered = r#"{"cost_policy":{"external_ai":"disabled","max_budget_usd":0},"target_duration":6e1,
          "continuity_mode":"sequential","render_profiles":["preview_local"],"genre":"sci-fi","visual_style":"cinematic",
          "title":"The Lost Signal \u002d Episode 1","id":"phase0-demo"}"#;
        assert_eq!(key(reordered), "run-78d82f416a9a");
    }

    #[test]
    fn what_is_written_counts_and_defaults_do_not() {
        let ids = [
            key(r#"{"id": "x"}"#),
            key(r#"{"id": "x", "title": "Untitled"}"#),
            key(r#"{"id": "x", "note": 1}"#),
            key(r#"{"id": "x", "render_profiles": ["preview_local", "final_1080p"]}"#),
            key(r#"{"id": "x", "render_profiles": ["final_1080p", "preview_local"]}"#),
        ];
        for (index, id) in ids.iter().enumerate() {
            assert!(!ids[..index].contains(id), "{id}");
        }
    }

    #[test]
    fn the_content_of_the_script_counts() {
        let document = json!({"id": "x", "script": "a.fountain"});
        let script = |text: &str| GivenScript {
            path: "a.fountain".into(),
            format: ScriptFormat::Fountain,
            digest: Digest::of(text.as_bytes()),
        };
        let (one, two) = (run_key(&document, Some(&script("a"))), run_key(&document, Some(&script("b"))));
        assert_ne!(one.unwrap(), two.unwrap());
        let expected = json!({"id": "x", "script": {"digest": Digest::of(b"a"), "path": "a.fountain"}});
        assert_eq!(run_key(&document, Some(&script("a"))).unwrap(), run_key(&expected, None).unwrap());
    }
}
