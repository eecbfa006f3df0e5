//! `cargo xtask schemas`: every JSON Schema of the repository parses and says what it is.
//!
//! Looked at are `schemas/**/*.json` and `examples/**/schemas/*.json`; required are `$schema` (one that Throughline
//! opens), `$id` (of its own) and `title`.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::{Outcome, files, say};

/// The dialects that the contract names.
const DIALECTS: [&str; 2] = ["https://json-schema.org/draft/2020-12/schema", "http://json-schema.org/draft-07/schema"];

/// Checks every schema of the repository.
pub(crate) fn schemas() -> Outcome {
    let root = files::root();
    let mut texts = Vec::new();
    for path in files::list(root)?.into_iter().filter(|path| is_schema(path)) {
        let text = files::read(root, &path)?;
        texts.push((path, text));
    }
    Failure::unless_empty(faults(&texts), "schemas do not say what they are")?;
    say::line(&format!("schemas: {} files parse and say what they are", texts.len()));
    Ok(())
}

fn is_schema(path: &Path) -> bool {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    let in_examples = parts.first().is_some_and(|first| first == "examples")
        && parts.len() >= 3
        && parts[parts.len() - 2] == "schemas";
    files::has_extension(path, "json") && (parts.first().is_some_and(|first| first == "schemas") || in_examples)
}

fn faults(texts: &[(PathBuf, String)]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut ids: HashMap<String, &Path> = HashMap::new();
    for (path, text) in texts {
        let shown = path.display();
        let schema: Value = match serde_json::from_str(text) {
            Ok(schema) => schema,
            Err(error) => {
                faults.push(format!("{shown}: is no JSON: {error}"));
                continue;
            }
        };
        let field = |name: &str| schema.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        for name in ["$schema", "$id", "title"] {
            if field(name).is_none() {
                faults.push(format!("{shown}: has no `{name}`"));
            }
        }
        if let Some(dialect) = field("$schema")
            && !DIALECTS.contains(&dialect.trim_end_matches('#'))
        {
            faults.push(format!("{shown}: `$schema` is {dialect}; use {}", DIALECTS[0]));
        }
        if let Some(other) = field("$id").and_then(|id| ids.insert(id.to_owned(), path)) {
            faults.push(format!("{shown}: has the `$id` of {}", other.display()));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(dialect: &str, id: &str) -> String {
        format!(r#"{{"$schema": "{dialect}", "$id": "{id}", "title": "T"}}"#)
    }

    #[test]
    fn the_folders_of_schemas_are_known() {
        for path in ["schemas/a.json", "schemas/v1/a.json", "examples/x/schemas/a.schema.json"] {
            assert!(is_schema(Path::new(path)), "{path}");
        }
        for path in ["schemas/README.md", "examples/x/out/a.json", "examples/schemas.json", "crates/x/schemas/a.json"] {
            assert!(!is_schema(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn good_schemas_pass_in_both_dialects() {
        let texts = [
            ("a.json".into(), schema(DIALECTS[0], "https://example.org/a")),
            ("b.json".into(), schema("http://json-schema.org/draft-07/schema#", "https://example.org/b")),
        ];
        assert!(faults(&texts).is_empty(), "{:?}", faults(&texts));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let texts = [
            ("a.json".into(), "{".to_owned()),
            ("b.json".into(), r#"{"$schema": "http://json-schema.org/draft-04/schema#", "title": ""}"#.to_owned()),
            ("c.json".into(), schema(DIALECTS[0], "same")),
            ("d.json".into(), schema(DIALECTS[0], "same")),
        ];
        let found = faults(&texts);
        assert_eq!(found.len(), 5, "{found:#?}");
        assert!(found[0].starts_with("a.json: is no JSON"));
        assert_eq!(found[1], "b.json: has no `$id`");
        assert_eq!(found[2], "b.json: has no `title`");
        assert!(found[3].contains("draft-04"));
        assert_eq!(found[4], "d.json: has the `$id` of c.json");
    }
}
