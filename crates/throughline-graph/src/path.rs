//! Paths as words: what a path relative to the project root means, without looking at any file system.
//!
//! `\` separates like `/` here, so that a graph that is harmless on one system is harmless on all. A placeholder counts
//! as a name; once it has its value, the path is to be looked at again.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};

/// Why a path is not one below the root.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathFault {
    /// It has no characters.
    #[error("is empty")]
    Empty,
    /// It begins at the root of a file system or a drive.
    #[error("is absolute")]
    Absolute,
    /// Its `..` lead above the root.
    #[error("leads out of the project root")]
    Escapes,
    /// It holds a control character.
    #[error("holds a control character")]
    Control,
}

/// The path without `.`, `..`, doubled and closing separators; empty for the root itself.
///
/// # Errors
/// When the path is not one below the root.
pub fn within_root(path: &Utf8Path) -> Result<Utf8PathBuf, PathFault> {
    plain(path.as_str()).map(|path| path.into_owned().into())
}

/// As [`within_root`], without a copy where the path is plain already.
pub(crate) fn plain(text: &str) -> Result<Cow<'_, str>, PathFault> {
    if text.is_empty() {
        return Err(PathFault::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(PathFault::Control);
    }
    let drive = matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if drive || text.starts_with(['/', '\\']) {
        return Err(PathFault::Absolute);
    }
    if !text.contains('\\') && text.split('/').all(|name| !matches!(name, "" | "." | "..")) {
        return Ok(Cow::Borrowed(text));
    }
    let mut names: Vec<&str> = Vec::new();
    for name in text.split(['/', '\\']) {
        match name {
            "" | "." => {}
            ".." => {
                names.pop().ok_or(PathFault::Escapes)?;
            }
            name => names.push(name),
        }
    }
    Ok(Cow::Owned(names.join("/")))
}

/// Everything above a path or JSON pointer, the root first, then itself.
pub(crate) fn ancestors_and_self(path: &str) -> impl Iterator<Item = &str> {
    let root = (!path.is_empty()).then_some("");
    let above = path.match_indices('/').map(|(at, _)| &path[..at]);
    root.into_iter().chain(above).chain([path])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_the_root_is_made_plain() {
        for (path, plain) in [
            ("a", "a"),
            ("a/b/", "a/b"),
            ("./a//b/.", "a/b"),
            ("a/../b", "b"),
            (".", ""),
            ("a\\b", "a/b"),
            ("ä/ö", "ä/ö"),
        ] {
            assert_eq!(within_root(path.into()), Ok(plain.into()), "{path}");
        }
    }

    #[test]
    fn a_path_that_leaves_the_root_is_refused() {
        for (path, fault) in [
            ("", PathFault::Empty),
            ("/etc/passwd", PathFault::Absolute),
            ("\\\\server\\share", PathFault::Absolute),
            ("C:\\x", PathFault::Absolute),
            ("c:x", PathFault::Absolute),
            ("..", PathFault::Escapes),
            ("a/../../b", PathFault::Escapes),
            ("a\\..\\..\\b", PathFault::Escapes),
            ("a\0b", PathFault::Control),
            ("a\u{85}b", PathFault::Control),
        ] {
            assert_eq!(within_root(path.into()), Err(fault), "{path:?}");
        }
    }

    #[test]
    fn the_folders_above_come_first() {
        assert_eq!(ancestors_and_self("a/b/c").collect::<Vec<_>>(), ["", "a", "a/b", "a/b/c"]);
        assert_eq!(ancestors_and_self("").collect::<Vec<_>>(), [""]);
    }
}
