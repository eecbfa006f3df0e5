//! Paths as words: what a path relative to the project root means, without looking at any file system.
//!
//! `\` separates like `/` here, so that a graph that is harmless on one system is harmless on all. A placeholder counts
//! as a name; once it has its value, the path is to be looked at again.

use std::borrow::Cow;

use camino::{Utf8Path, Utf8PathBuf};

/// The longest path, in bytes: `PATH_MAX` of Linux.
const LONGEST: usize = 4096;

/// The longest name in a path, in bytes: `NAME_MAX` of Linux.
const LONGEST_NAME: usize = 255;

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
    /// It, or a name in it, has more bytes than a file system can hold.
    #[error("is too long: {LONGEST} bytes, and {LONGEST_NAME} for each name, are the most that a file system holds")]
    TooLong,
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
    // Its length first: all that follows may then go over it as often as it likes.
    if text.len() > LONGEST
        || text.len() > LONGEST_NAME && text.split(['/', '\\']).any(|name| name.len() > LONGEST_NAME)
    {
        return Err(PathFault::TooLong);
    }
    if is_plain(text) {
        return Ok(Cow::Borrowed(text));
    }
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

/// Whether a path is sure to be plain: names of printable ASCII alone. Nearly every path is, and it is quickly told.
fn is_plain(text: &str) -> bool {
    // How many characters the name so far has, and whether all are dots.
    let (mut length, mut dots) = (0_usize, true);
    for byte in text.bytes() {
        match byte {
            b'/' if length == 0 || dots && length <= 2 => return false,
            b'/' => (length, dots) = (0, true),
            b'\\' | b':' => return false,
            b' '..=b'~' => (length, dots) = (length + 1, dots && byte == b'.'),
            _ => return false,
        }
    }
    length > 0 && !(dots && length <= 2)
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
            (&"x".repeat(256), PathFault::TooLong),
            (&"d/".repeat(2_049), PathFault::TooLong),
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
