//! The files and folders under the root that a command names: the program and every argument that is a path, or ends
//! in one behind `=` or `@`. A stage that runs `python3 scripts/report.py` depends on that script although no input says so.

use std::sync::Arc;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::ResolvedArtifact;

/// The paths below the root that the command names, its own outputs aside. Whether anything is there is not asked.
#[must_use]
pub(crate) fn named_files(
    root: &Utf8Path,
    program: &str,
    args: &[String],
    outputs: &[Arc<ResolvedArtifact>],
) -> Vec<Utf8PathBuf> {
    // A program without a slash is looked up on PATH, never in the root.
    let program = Some(program).filter(|program| program.contains('/'));
    let values = args.iter().flat_map(|arg| {
        let value = arg.split_once('=').map(|(_, value)| value);
        [Some(arg.as_str()), value, arg.strip_prefix('@')].into_iter().flatten()
    });
    let mut files: Vec<Utf8PathBuf> = program
        .into_iter()
        .chain(values)
        .filter_map(|text| relative(root, text))
        .filter(|path| !outputs.iter().any(|output| path.starts_with(&output.path)))
        .collect();
    files.sort_unstable();
    files.dedup();
    files
}

/// Longer texts are no paths (PATH_MAX on Linux).
const LONGEST_PATH: usize = 4096;

/// The path relative to the root and without `.` and `..`, if it lies below the root.
fn relative(root: &Utf8Path, text: &str) -> Option<Utf8PathBuf> {
    if text.is_empty() || text.len() > LONGEST_PATH || text.contains(['\n', '\0']) {
        return None;
    }
    let path = Utf8Path::new(text);
    let path = if path.is_absolute() { path.strip_prefix(root).ok()? } else { path };
    let mut clean = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::Normal(name) => clean.push(name),
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir => {
                if !clean.pop() {
                    return None;
                }
            }
            Utf8Component::RootDir | Utf8Component::Prefix(_) => return None,
        }
    }
    (!clean.as_str().is_empty()).then_some(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_path_below_the_root_counts_once() {
        let root = Utf8Path::new("/project");
        let args =
            ["./scripts/../scripts/a.py", "scripts/a.py", "--config=conf.toml", "../outside", "/project/b", "/etc"];
        let args = args.map(str::to_owned);
        assert_eq!(named_files(root, "cp", &args, &[]), ["--config=conf.toml", "b", "conf.toml", "scripts/a.py"]);
        assert_eq!(named_files(root, "./cp", &[], &[]), ["cp"]);
        assert!(named_files(root, "cp", &["x\ny".to_owned()], &[]).is_empty());
    }
}
