//! Reads the repository and gives each check what it looks at.

use std::path::Path;

use super::{dependencies, links, sizes, source};
use crate::failure::Failure;
use crate::{Outcome, files, say};

/// What others wrote and we only keep: not ours to tidy.
const NOT_OURS: [&str; 2] = ["seeds", "target"];

/// Checks every file of the repository.
pub(crate) fn tidy() -> Outcome {
    let root = files::root();
    let mut findings = Vec::new();
    let mut lengths = Vec::new();
    let mut pages = 0_usize;
    for path in files::list(root)? {
        if path.iter().next().is_some_and(|first| NOT_OURS.iter().any(|folder| first == *folder)) {
            continue;
        }
        if files::has_extension(&path, "rs") {
            let text = files::read(root, &path)?;
            findings.extend(source::findings(&path, &text));
            lengths.push((path, text.lines().count()));
        } else if files::has_extension(&path, "md") {
            pages += 1;
            findings.extend(links::findings(&path, &files::read(root, &path)?, |target| root.join(target).exists()));
        }
    }
    let sizes = sizes::sizes(&lengths);
    for warning in &sizes.warnings {
        say::line(&format!("  warning: {warning}"));
    }
    findings.extend(sizes.findings);
    let manifest = files::read(root, Path::new("Cargo.toml"))?;
    let table = files::read(root, Path::new(dependencies::DOCUMENT))?;
    findings.extend(dependencies::findings(&manifest, &table)?);
    Failure::unless_empty(findings, "the house is untidy")?;
    say::line(&format!(
        "tidy: {} Rust files (lines: median {}, 90th percentile {}), {pages} Markdown files",
        lengths.len(),
        sizes.median,
        sizes.ninetieth
    ));
    Ok(())
}
