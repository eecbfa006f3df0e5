//! The environment that stages inherit: this process's own, and environment files beside it.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use throughline_artifact::{Links, read_whole};

use crate::bounds;
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
        let text = read_whole(path, Links::Follow, bounds::ENVIRONMENT)
            .map_err(|error| CommandError::usage(format!("cannot read the environment file {path}: {error}")))?;
        let wrong = |message: String| CommandError::usage(format!("environment file {path}: {message}"));
        let mut room = Room::new(&text);
        for entry in dotenvy::Iter::new(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text)) {
            let (name, value) = entry.map_err(|error| wrong(error.to_string()))?;
            room.take(&name, &value).map_err(wrong)?;
            variables.insert(name, value);
        }
    }
    Ok(variables)
}

/// The longest value, in bytes: Linux starts no program with a longer one.
const LONGEST: usize = 128 * 1024;

/// What the values that a file puts into each other may come to, in bytes.
const MOST: usize = 64 * 1024 * 1024;

/// Keeps a file whose values name each other, `A=${A}${A}` line after line, from growing without end.
struct Room {
    /// How many names of variables the file has; each may stand for the longest value so far.
    references: usize,
}

impl Room {
    fn new(text: &[u8]) -> Self {
        Self { references: text.iter().filter(|byte| **byte == b'$').count() }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        if value.len() > LONGEST {
            return Err(format!(
                "the value of `{name}` has {} bytes; no program can be given more than {LONGEST}",
                value.len()
            ));
        }
        if value.contains('\0') {
            return Err(format!("the value of `{name}` holds a NUL character, which no program can be given"));
        }
        if value.len().saturating_mul(self.references) > MOST {
            return Err(format!(
                "the value of `{name}` is long, and {} times a variable is put into another",
                self.references
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_name_each_other_do_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = Utf8PathBuf::from_path_buf(folder.path().join(".env")).unwrap();
        let read = |text: &str| {
            std::fs::write(&path, text).unwrap();
            files(std::slice::from_ref(&path))
        };
        let doubling = "A=xxxxxxxxxxxxxxxx\n".to_owned() + &"A=${A}${A}\n".repeat(60);
        assert!(matches!(read(&doubling), Err(CommandError::Usage { message, .. }) if message.contains("`A`")));
        let wide = format!("A={}\nB={}\n", "x".repeat(100_000), "${A}".repeat(100_000));
        assert!(matches!(read(&wide), Err(CommandError::Usage { message, .. }) if message.contains("`A`")));
        assert_eq!(read("\u{feff}A=1\nB=${A}2\n").unwrap()["B"], "12");
        assert!(read("A=\0\n").is_err());
    }
}
