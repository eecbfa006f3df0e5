//! Every dependency has a line that says why it is there, and no line is left of one that is gone.

use std::collections::BTreeSet;

use crate::failure::Failure;

/// Where the lines stand: a table whose first column is the crate's name in backticks.
pub(super) const DOCUMENT: &str = "docs/dependencies.md";

/// Compares the workspace's manifest with the document.
pub(super) fn findings(manifest: &str, document: &str) -> Result<Vec<String>, Failure> {
    let used = used(manifest)?;
    let mut findings = Vec::new();
    let mut justified = BTreeSet::new();
    for (name, reason) in document.lines().filter_map(row) {
        if reason.is_empty() {
            findings.push(format!("{DOCUMENT}: `{name}` has no reason"));
        }
        if !justified.insert(name) {
            findings.push(format!("{DOCUMENT}: `{name}` stands there twice"));
        }
    }
    for name in &used {
        if !justified.contains(name.as_str()) {
            findings.push(format!("{DOCUMENT}: `{name}` of Cargo.toml has no line there; say why it is needed"));
        }
    }
    for name in justified {
        if !used.contains(name) {
            findings.push(format!("{DOCUMENT}: `{name}` is no dependency of the workspace any more; drop its line"));
        }
    }
    Ok(findings)
}

/// The dependencies of the workspace that come from outside.
fn used(manifest: &str) -> Result<BTreeSet<String>, Failure> {
    let manifest: toml::Table = toml::from_str(manifest)?;
    let dependencies = manifest
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(toml::Value::as_table)
        .ok_or_else(|| Failure::new("Cargo.toml has no [workspace.dependencies]"))?;
    Ok(dependencies.iter().filter(|(_, value)| value.get("path").is_none()).map(|(name, _)| name.clone()).collect())
}

/// The crate and the reason of a row such as `` | `serde` | why | ``.
fn row(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().strip_prefix('|')?.trim_start().strip_prefix('`')?.split_once('`')?;
    let reason = rest.trim().strip_prefix('|')?.trim().trim_end_matches('|').trim();
    Some((name, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[workspace.dependencies]\nours = { path = \"crates/ours\" }\nserde = \"1\"\n\
                            toml = { version = \"1\" }\n";

    #[test]
    fn a_complete_table_passes() {
        let document = "# Dependencies\n\n| crate | why |\n|---|---|\n| `serde` | reads |\n| `toml` | settings |\n";
        assert!(findings(MANIFEST, document).unwrap().is_empty());
    }

    #[test]
    fn what_lacks_and_what_is_left_is_found() {
        let found = findings(MANIFEST, "| `serde` |  |\n| `gone` | once |\n| `gone` | once |\n").unwrap();
        assert_eq!(
            found,
            [
                "docs/dependencies.md: `serde` has no reason",
                "docs/dependencies.md: `gone` stands there twice",
                "docs/dependencies.md: `toml` of Cargo.toml has no line there; say why it is needed",
                "docs/dependencies.md: `gone` is no dependency of the workspace any more; drop its line",
            ]
        );
    }

    #[test]
    fn a_manifest_without_a_workspace_is_refused() {
        assert!(findings("[package]\nname = \"x\"\n", "").is_err());
        assert!(findings("[", "").is_err());
    }
}
