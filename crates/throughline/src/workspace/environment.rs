//! The environment that stages inherit: this process's own, and environment files beside it.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use crate::error::CommandError;

/// What stages inherit.
pub(super) struct Environment {
    /// Every variable that can be spoken of.
    pub(super) all: BTreeMap<String, String>,
    /// Those that are not in this process's own environment.
    pub(super) added: BTreeMap<String, String>,
}

impl Environment {
    /// This process's environment and these files; what is set already wins.
    ///
    /// # Errors
    /// When a file cannot be read or is none.
    pub(super) fn with_files(paths: &[Utf8PathBuf]) -> Result<Self, CommandError> {
        let from_files = files(paths)?;
        let mut all = own();
        for (name, value) in &from_files {
            all.entry(name.clone()).or_insert_with(|| value.clone());
        }
        let added = from_files.into_iter().filter(|(name, _)| std::env::var_os(name).is_none()).collect();
        Ok(Self { all, added })
    }
}

/// This process's environment; variables that are not UTF-8 are inherited all the same, only not spoken of.
fn own() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn files(paths: &[Utf8PathBuf]) -> Result<BTreeMap<String, String>, CommandError> {
    let mut variables = BTreeMap::new();
    for path in paths {
        let entries = dotenvy::from_path_iter(path)
            .map_err(|error| CommandError::usage(format!("cannot read the environment file {path}: {error}")))?;
        for entry in entries {
            let (name, value) =
                entry.map_err(|error| CommandError::usage(format!("environment file {path}: {error}")))?;
            variables.insert(name, value);
        }
    }
    Ok(variables)
}
